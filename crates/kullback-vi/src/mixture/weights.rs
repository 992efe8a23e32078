//! The weights of given Gaussians that minimise D_KL(Q‖P) of their mixture, over fixed draws of each.
//!
//! F(w) = Σ_k w_k E_k[log q_w − log p̃] is convex in w. Mirror descent with the entropy,
//! w_k ← w_k exp(E_k[log p̃ − log q_w]) up to scale, descends at step size 1: by the data processing
//! inequality D_KL(q_w‖q_v) ≤ D_KL(w‖v), so F is 1-smooth relative to the entropy (Lu, Freund &
//! Nesterov, SIAM J. Optim. 28, 2018). For modes that do not overlap one step is exact: w_k ∝ exp ELBO_k.

use kullback_math::random::Stream;
use kullback_math::sobol::normal_points;
use kullback_math::{LogDensity, Order};

use crate::evaluator::Evaluator;
use crate::families::{Component, Gaussian, Mixture, Tails, log_sum_exp};
use crate::{FitOptions, streams};

/// Draws of a component.
const DRAWS: usize = 1024;
/// Steps at most.
const STEPS: usize = 500;
/// The weights stand when no log weight is due to move by more than this.
const TOLERANCE: f64 = 1e-4;
/// Components below this weight may still be on their way out.
const NEGLIGIBLE: f64 = 1e-6;

/// The state: the weights, and the target and every component at the draws of each.
pub struct Weights {
    components: Vec<Gaussian>,
    log_weights: Vec<f64>,
    /// log p̃ at the draws of each component.
    log_density: Vec<Vec<f64>>,
    /// log q_j at draw i of component k: `log_parts[k][j][i]`.
    log_parts: Vec<Vec<Vec<f64>>>,
    steps: usize,
    converged: bool,
}

impl Weights {
    /// Draws from every component and evaluates the target there; the weights start equal.
    pub fn new<T: LogDensity>(
        components: &[Gaussian],
        options: &FitOptions,
        evaluator: &mut Evaluator<'_, T>,
    ) -> Self {
        let mut log_density = Vec::new();
        let mut log_parts = Vec::new();
        for (k, component) in components.iter().enumerate() {
            let mut rng = Stream::new(options.seed, streams::MIXTURE, k as u64);
            let standard = normal_points(DRAWS, component.dimension(), &mut rng);
            let points = component.transform(&standard);
            log_density.push(evaluator.evaluate(&points, Order::Value).log_density);
            log_parts.push(components.iter().map(|c| c.log_density(&points)).collect());
        }
        let equal = -(components.len() as f64).ln();
        Self {
            components: components.to_vec(),
            log_weights: vec![equal; components.len()],
            log_density,
            log_parts,
            steps: 0,
            converged: false,
        }
    }

    /// E_k[log p̃ − log q_w] of every component, in nats; their weighted mean is the ELBO.
    fn values(&self) -> Vec<f64> {
        let parts = self.log_density.iter().zip(&self.log_parts);
        parts
            .map(|(log_density, log_parts)| {
                let total: f64 = (0..DRAWS)
                    .map(|i| {
                        let terms = self.log_weights.iter().zip(log_parts);
                        log_density[i] - log_sum_exp(terms.map(|(w, part)| w + part[i]))
                    })
                    .sum();
                total / DRAWS as f64
            })
            .collect()
    }

    /// One step of all weights. Returns false when done.
    pub fn step(&mut self) -> bool {
        let values = self.values();
        let next: Vec<f64> = self
            .log_weights
            .iter()
            .zip(&values)
            .map(|(w, v)| w + v)
            .collect();
        let total = log_sum_exp(next.iter().copied());
        self.steps += 1;
        if !total.is_finite() {
            // The target is finite at the draws of no component: equal weights are as good as any.
            return false;
        }
        let mut move_: f64 = 0.0;
        for (old, new) in self.log_weights.iter_mut().zip(next) {
            let new = new - total;
            if new > NEGLIGIBLE.ln() {
                move_ = move_.max((new - *old).abs());
            }
            *old = new;
        }
        self.converged = move_ < TOLERANCE;
        !self.converged && self.steps < STEPS
    }

    /// Steps so far.
    pub fn steps(&self) -> usize {
        self.steps
    }

    /// Whether the weights stand still.
    pub fn converged(&self) -> bool {
        self.converged
    }

    /// The mixture; components without weight are left out.
    pub fn mixture(&self) -> Mixture {
        let components = self.components.iter().zip(&self.log_weights);
        let kept = components.filter(|(_, w)| **w > NEGLIGIBLE.ln());
        Mixture::new(
            kept.map(|(shape, w)| Component {
                weight: w.exp(),
                shape: shape.clone(),
                tails: Tails::Normal,
            })
            .collect(),
        )
    }
}
