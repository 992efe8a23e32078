//! The evidence between two bounds, by annealing in both directions.
//!
//! Annealed importance sampling (Neal 2001) from a Gaussian Q to the posterior has weights whose
//! mean is Z, so that the log of their average is below log Z, but for luck. The same path walked
//! back from an exact draw of the posterior has the mean 1/Z, which bounds log Z from above (Grosse,
//! Ghahramani & Adams 2015). An exact draw is at hand where the data were simulated: it is the
//! parameters that simulated them.

use kullback_math::linalg::Matrix;
use kullback_math::random::{Stream, standard_normal, uniform};
use kullback_math::special::{inv_logit, log_sum_exp};
use kullback_math::{LogDensity, Order};
use serde::Serialize;

use crate::evaluator::{Evaluated, Evaluator};
use crate::families::Gaussian;
use crate::{FitError, streams};

/// Leapfrog steps of a transition.
const LEAPS: usize = 4;
/// The steps in turn, times D^(−1/4), in sds of Q: where a long one is refused, a short one moves.
const STEPS: [f64; 3] = [0.8, 0.4, 0.1];
/// Half the range of the logits of the temperatures.
const LOGITS: f64 = 4.0;

/// Options of [`annealing_bounds`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct AnnealingOptions {
    /// Seed of every random number; the same seed gives the same bytes at any thread count.
    pub seed: u64,
    /// Walks in each direction. At least 1.
    pub particles: usize,
    /// Temperatures between Q and the posterior: the more, the closer the bounds. At least 1.
    pub temperatures: usize,
}

impl Default for AnnealingOptions {
    fn default() -> Self {
        Self {
            seed: 1,
            particles: 32,
            temperatures: 200,
        }
    }
}

/// log Z between two stochastic bounds, in nats. Each fails by more than b nats with a probability
/// of at most e⁻ᵇ (Markov's inequality).
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct AnnealingBounds {
    /// log of the average weight of the walks from Q.
    pub lower: f64,
    /// Minus log of the average inverse weight of the walks from the exact draws.
    pub upper: f64,
    /// log weights of the walks from Q; −∞ for one that met a point without density.
    pub forward: Vec<f64>,
    /// log weights of the walks back.
    pub backward: Vec<f64>,
}

/// The state: walks at one temperature.
struct Annealing<'a> {
    q: &'a Gaussian,
    /// In the coordinates of Q, particles × D.
    standard: Matrix,
    here: Evaluated,
    /// log q at each point.
    log_q: Vec<f64>,
    log_weights: Vec<f64>,
}

/// Bounds log Z of the target. `exact` holds draws of the posterior itself, draws × D, at least
/// one; walk k back begins at draw k mod their number. Not those of an approximation: the upper
/// bound holds for exact draws only.
///
/// # Errors
/// [`FitError::InvalidOption`] for no particles, temperatures or draws, or draws of another
/// dimension.
pub fn annealing_bounds<T: LogDensity>(
    q: &Gaussian,
    exact: &Matrix,
    options: &AnnealingOptions,
    evaluator: &mut Evaluator<'_, T>,
) -> Result<AnnealingBounds, FitError> {
    let dimension = evaluator.dimension();
    for (option, value, expected, holds) in [
        (
            "annealing.particles",
            options.particles,
            "at least 1",
            options.particles > 0,
        ),
        (
            "annealing.temperatures",
            options.temperatures,
            "at least 1",
            options.temperatures > 0,
        ),
        (
            "annealing.exact (draws)",
            exact.rows(),
            "at least 1",
            exact.rows() > 0,
        ),
        (
            "annealing.exact (coordinates)",
            exact.columns(),
            "those of the target",
            exact.columns() == dimension && q.dimension() == dimension,
        ),
    ] {
        if !holds {
            return Err(FitError::InvalidOption {
                option,
                value: value as f64,
                expected,
            });
        }
    }
    let temperatures = temperatures(options.temperatures);
    let particles = options.particles;
    let stream = |step: usize| Stream::new(options.seed, streams::ANNEALING, step as u64);

    // Forward: weigh at each temperature with the increment that leads to it, then move there.
    let mut rng = stream(0);
    let standard = Matrix::from_fn(particles, dimension, |_, _| standard_normal(&mut rng));
    let mut walk = Annealing::new(q, standard, evaluator);
    for (t, pair) in temperatures.windows(2).enumerate() {
        walk.weigh(pair[1] - pair[0]);
        if t + 2 < temperatures.len() {
            walk.step(pair[1], t, &mut stream(1 + t), evaluator);
        }
    }
    let forward = walk.log_weights;

    // Backward: the same kernels, each reversible, in the opposite order.
    let start = Matrix::from_fn(particles, dimension, |k, d| exact[(k % exact.rows(), d)]);
    let mut walk = Annealing::new(q, q.standardise(&start), evaluator);
    for (t, pair) in temperatures.windows(2).enumerate().rev() {
        if t + 2 < temperatures.len() {
            let step = temperatures.len() + t;
            walk.step(pair[1], t, &mut stream(step), evaluator);
        }
        walk.weigh(pair[1] - pair[0]);
    }
    let backward = walk.log_weights;

    let count = (particles as f64).ln();
    let inverse: Vec<f64> = backward.iter().map(|w| -w).collect();
    Ok(AnnealingBounds {
        lower: log_sum_exp(&forward) - count,
        upper: count - log_sum_exp(&inverse),
        forward,
        backward,
    })
}

/// From 0 to 1, closer together at the ends: a logistic function of equally spaced numbers.
fn temperatures(count: usize) -> Vec<f64> {
    let at = |t: usize| inv_logit(LOGITS * (2.0 * t as f64 / count as f64 - 1.0));
    let (low, high) = (at(0), at(count));
    (0..=count)
        .map(|t| match t {
            0 => 0.0,
            t if t == count => 1.0,
            t => (at(t) - low) / (high - low),
        })
        .collect()
}

impl<'a> Annealing<'a> {
    fn new<T: LogDensity>(
        q: &'a Gaussian,
        standard: Matrix,
        evaluator: &mut Evaluator<'_, T>,
    ) -> Self {
        let here = evaluate(q, &standard, evaluator);
        Self {
            log_q: q.log_density_at_standard(&standard),
            log_weights: vec![0.0; standard.rows()],
            q,
            here,
            standard,
        }
    }

    /// Adds `increment` · (log p̃ − log q) to the log weights.
    fn weigh(&mut self, increment: f64) {
        for (k, weight) in self.log_weights.iter_mut().enumerate() {
            *weight += increment * (self.here.log_density[k] - self.log_q[k]);
        }
    }

    /// A Hamiltonian transition that leaves q^(1−β) p̃^β as it is. Which step it takes depends on
    /// the temperature's number alone, so that it is the same kernel in both directions.
    fn step<T: LogDensity>(
        &mut self,
        beta: f64,
        number: usize,
        rng: &mut Stream,
        evaluator: &mut Evaluator<'_, T>,
    ) {
        let (particles, dimension) = (self.standard.rows(), self.standard.columns());
        let step = STEPS[number % STEPS.len()] / (dimension as f64).powf(0.25);
        let mut momentum = Matrix::from_fn(particles, dimension, |_, _| standard_normal(rng));
        let before = energies(beta, &self.here.log_density, &self.log_q, &momentum);
        let mut standard = self.standard.clone();
        let mut there = self.here.clone();
        for _ in 0..LEAPS {
            push(&mut momentum, 0.5 * step, beta, &there.gradient, &standard);
            for (z, p) in standard.values_mut().iter_mut().zip(momentum.values()) {
                *z += step * p;
            }
            there = evaluate(self.q, &standard, evaluator);
            push(&mut momentum, 0.5 * step, beta, &there.gradient, &standard);
        }
        let log_q = self.q.log_density_at_standard(&standard);
        let after = energies(beta, &there.log_density, &log_q, &momentum);
        for k in 0..particles {
            // A NaN is refused.
            if uniform(rng).ln() < before[k] - after[k] {
                self.here.log_density[k] = there.log_density[k];
                self.log_q[k] = log_q[k];
                for d in 0..dimension {
                    self.standard[(k, d)] = standard[(k, d)];
                    self.here.gradient[(k, d)] = there.gradient[(k, d)];
                }
            }
        }
    }
}

/// The target at points in the coordinates of q, with the gradient in those coordinates.
fn evaluate<T: LogDensity>(
    q: &Gaussian,
    standard: &Matrix,
    evaluator: &mut Evaluator<'_, T>,
) -> Evaluated {
    let mut evaluated = evaluator.evaluate(&q.transform(standard), Order::Gradient);
    evaluated.gradient = q.whiten(&evaluated.gradient);
    evaluated
}

/// Momentum + step · gradient of β log p̃ + (1 − β) log q.
fn push(momentum: &mut Matrix, step: f64, beta: f64, gradient: &Matrix, standard: &Matrix) {
    let slopes = gradient.values().iter().zip(standard.values());
    for (p, (g, z)) in momentum.values_mut().iter_mut().zip(slopes) {
        *p += step * (beta * g - (1.0 - beta) * z);
    }
}

/// −β log p̃ − (1 − β) log q + ½ |p|² of every particle.
fn energies(beta: f64, log_density: &[f64], log_q: &[f64], momentum: &Matrix) -> Vec<f64> {
    (0..log_density.len())
        .map(|k| {
            let squares: f64 = (0..momentum.columns())
                .map(|d| momentum[(k, d)] * momentum[(k, d)])
                .sum();
            0.5 * squares - beta * log_density[k] - (1.0 - beta) * log_q[k]
        })
        .collect()
}
