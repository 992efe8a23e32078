//! Parallel Markov-chain score averaging (Kim, Oh, Gardner, Dieng & Kim, NeurIPS 2022): many
//! independence Metropolis–Hastings chains, their states averaged into the moments of q, and q among
//! their proposals.
//!
//! A chain whose proposal is q accepts x over x₀ with probability min(1, w(x)/w(x₀)), w = p̃/q. One
//! sweep moves all N chains, so the averaged score has 1/N of the variance of one chain's. In the
//! mean parameters of a Gaussian the score step is a step of the running moments towards the average
//! over the chains. Here q has t tails, and half of the proposals come from the mixture that adaptive
//! importance sampling ended in: a Gaussian alone is too thin for a chain to leave its tails.

use kullback_math::linalg::{Cholesky, Matrix, transposed_product};
use kullback_math::random::{Stream, uniform};
use kullback_math::{LogDensity, Order};

use super::few;
use crate::diagnostics::Moments;
use crate::evaluator::Evaluator;
use crate::evidence::adapt::DEGREES_OF_FREEDOM;
use crate::evidence::{NotCertified, WeightedDraws};
use crate::families::{Component, Gaussian, Mixture, Tails, log_total};
use crate::progress::{Observer, Progress, Stage, report};
use crate::reference::Convergence;
use crate::resample::resample;
use crate::{FitError, FitOptions, streams};

/// N.
const CHAINS: usize = 64;
/// Sweeps before the first look, and between looks; the first half of all is thrown away.
const LOOK: usize = 64;
/// Sweeps at most.
const SWEEPS: usize = 512;
/// The running moments move by 1/t to this power at sweep t (Robbins & Monro 1951).
const GAIN: f64 = 0.7;
/// Share of the proposals that come from q.
const FROM_Q: f64 = 0.5;
/// Independent draws that the noisiest mean or sd has to be worth to stop early.
const ENOUGH: f64 = 400.0;
/// Chains further apart than this have not mixed (Vehtari et al. 2021).
const LARGEST_R_HAT: f64 = 1.05;
/// The share of chains that may stand still for half of the sweeps kept.
const STANDING: f64 = 0.02;

/// The state: every chain's point, and the moments so far.
pub struct ScoreAveraging {
    wide: Mixture,
    points: Matrix,
    log_density: Vec<f64>,
    running: (Vec<f64>, Matrix),
    sweeps: usize,
    history: Vec<Matrix>,
}

impl ScoreAveraging {
    /// Starts the chains at draws resampled by their weights, and proposes from where these came from.
    pub fn new(draws: &WeightedDraws, seed: u64) -> Self {
        let mut rng = Stream::new(seed, streams::PQ_CHAINS, 0);
        let starts = resample(&draws.weights.log_weights, CHAINS, &mut rng);
        let dimension = draws.points.columns();
        let points = Matrix::from_fn(CHAINS, dimension, |n, d| draws.points[(starts[n], d)]);
        let running = average(&points);
        Self {
            wide: draws.proposal.clone(),
            log_density: starts.iter().map(|&i| draws.log_density[i]).collect(),
            points,
            running,
            sweeps: 0,
            history: Vec::new(),
        }
    }

    /// Sweeps so far.
    pub fn sweeps(&self) -> usize {
        self.sweeps
    }

    /// Half wide mixture, half a t with the running moments.
    fn proposal(&self) -> Mixture {
        let (mean, covariance) = &self.running;
        let Ok(cholesky) = Cholesky::new(covariance) else {
            return self.wide.clone();
        };
        let wide = self.wide.components().iter().cloned();
        let mut components: Vec<Component> = wide
            .map(|c| Component {
                weight: (1.0 - FROM_Q) * c.weight,
                ..c
            })
            .collect();
        components.push(Component {
            weight: FROM_Q,
            shape: Gaussian::new(mean.clone(), cholesky),
            tails: Tails::Joint {
                degrees_of_freedom: DEGREES_OF_FREEDOM,
            },
        });
        Mixture::new(components)
    }

    /// One sweep: a proposal for every chain, and a step of the moments. Returns false when done.
    ///
    /// # Errors
    /// [`FitError::Cancelled`].
    pub fn step<T: LogDensity>(
        &mut self,
        options: &FitOptions,
        evaluator: &mut Evaluator<'_, T>,
        observer: &mut Observer<'_>,
    ) -> Result<bool, FitError> {
        self.sweeps += 1;
        let mut rng = Stream::new(options.seed, streams::PQ_CHAINS, self.sweeps as u64);
        let proposal = self.proposal();
        // The degrees of freedom are a positive constant, so the sampler cannot refuse them.
        let proposed = proposal
            .sample_independently(CHAINS, &mut rng)
            .unwrap_or_else(|_| self.points.clone());
        let evaluated = evaluator.evaluate(&proposed, Order::Value).log_density;
        let there = log_total(&proposal.log_parts(&proposed));
        let here = log_total(&proposal.log_parts(&self.points));
        for n in 0..CHAINS {
            let log_ratio = (evaluated[n] - there[n]) - (self.log_density[n] - here[n]);
            if uniform(&mut rng).ln() < log_ratio {
                self.log_density[n] = evaluated[n];
                for d in 0..proposed.columns() {
                    self.points[(n, d)] = proposed[(n, d)];
                }
            }
        }
        let gain = ((self.sweeps + 1) as f64).powf(-GAIN);
        let (mean, covariance) = average(&self.points);
        // The moments of the mixture (1 − gain) running + gain (average over the chains).
        let shift: Vec<f64> = mean
            .iter()
            .zip(&self.running.0)
            .map(|(a, b)| a - b)
            .collect();
        for (m, s) in self.running.0.iter_mut().zip(&shift) {
            *m += gain * s;
        }
        for j in 0..shift.len() {
            for i in 0..shift.len() {
                let old = self.running.1[(i, j)];
                self.running.1[(i, j)] = (1.0 - gain) * old
                    + gain * covariance[(i, j)]
                    + gain * (1.0 - gain) * shift[i] * shift[j];
            }
        }
        self.history.push(self.points.clone());
        if self.sweeps == SWEEPS {
            return Ok(false);
        }
        if self.sweeps.is_multiple_of(LOOK) {
            report(
                observer,
                Progress {
                    evaluations: evaluator.count().total(),
                    ..Progress::at(Stage::Moments, self.sweeps)
                },
            )?;
            return Ok(self.kept().moments().worth() < ENOUGH);
        }
        Ok(true)
    }

    fn kept(&self) -> Kept<'_> {
        Kept(&self.history[self.history.len() / 2..])
    }

    /// The states of the second half of the sweeps, chain after chain, their moments with errors from
    /// the spread between the chains, and why these cannot be trusted, if so.
    pub fn finish(self) -> (Matrix, Moments, Option<NotCertified>) {
        let kept = self.kept();
        let moments = kept.moments();
        let doubt = kept.doubt(&moments);
        (kept.points(), moments, doubt)
    }
}

/// Mean and covariance of the rows.
fn average(points: &Matrix) -> (Vec<f64>, Matrix) {
    let n = points.rows() as f64;
    let mean: Vec<f64> = (0..points.columns())
        .map(|d| points.column(d).iter().sum::<f64>() / n)
        .collect();
    let centred = Matrix::from_fn(points.rows(), points.columns(), |i, d| {
        points[(i, d)] - mean[d]
    });
    let mut covariance = transposed_product(&centred, &centred);
    covariance.scale(1.0 / n);
    (mean, covariance)
}

/// The sweeps that count, each CHAINS × D.
struct Kept<'a>(&'a [Matrix]);

impl Kept<'_> {
    fn dimension(&self) -> usize {
        self.0.first().map_or(0, Matrix::columns)
    }

    fn points(&self) -> Matrix {
        let sweeps = self.0.len();
        Matrix::from_fn(CHAINS * sweeps, self.dimension(), |i, d| {
            self.0[i % sweeps][(i / sweeps, d)]
        })
    }

    /// The mean of f over each chain.
    fn by_chain(&self, d: usize, f: impl Fn(f64) -> f64) -> Vec<f64> {
        (0..CHAINS)
            .map(|n| self.0.iter().map(|s| f(s[(n, d)])).sum::<f64>() / self.0.len() as f64)
            .collect()
    }

    fn moments(&self) -> Moments {
        let mut moments = Moments {
            mean: Vec::new(),
            mean_error: Vec::new(),
            sd: Vec::new(),
            sd_error: Vec::new(),
        };
        for d in 0..self.dimension() {
            let (mean, mean_error) = over_chains(&self.by_chain(d, |x| x));
            let squares = self.by_chain(d, |x| (x - mean) * (x - mean));
            let (variance, variance_error) = over_chains(&squares);
            let sd = variance.sqrt();
            moments.mean.push(mean);
            moments.mean_error.push(mean_error);
            moments.sd.push(sd);
            moments.sd_error.push(0.5 * variance_error / sd);
        }
        moments
    }

    /// R̂ of the coordinate that mixes worst; NaN counts as the worst of all.
    fn r_hat(&self) -> f64 {
        let points = self.points();
        let worse = |worst: f64, r: f64| if r > worst || r.is_nan() { r } else { worst };
        (0..self.dimension())
            .map(|d| {
                let chains: Vec<&[f64]> = points.column(d).chunks_exact(self.0.len()).collect();
                Convergence::of(&chains).r_hat
            })
            .fold(1.0, worse)
    }

    /// Chains that stand still for half of the sweeps kept.
    fn standing(&self) -> usize {
        let longest = |n: usize| {
            let (mut run, mut longest) = (1, 1);
            for pair in self.0.windows(2) {
                run = if pair[0][(n, 0)] == pair[1][(n, 0)] {
                    run + 1
                } else {
                    1
                };
                longest = longest.max(run);
            }
            longest
        };
        (0..CHAINS)
            .filter(|&n| 2 * longest(n) > self.0.len())
            .count()
    }

    fn doubt(&self, moments: &Moments) -> Option<NotCertified> {
        let (r_hat, standing) = (self.r_hat(), self.standing());
        let mixed = r_hat < LARGEST_R_HAT;
        if !mixed || standing as f64 > STANDING * CHAINS as f64 {
            return Some(NotCertified::ChainsDisagree {
                r_hat,
                limit: LARGEST_R_HAT,
                standing,
                chains: CHAINS,
            });
        }
        few(moments.worth())
    }
}

/// The mean of the chains' values and its standard error.
fn over_chains(values: &[f64]) -> (f64, f64) {
    let n = values.len() as f64;
    let mean = values.iter().sum::<f64>() / n;
    let square: f64 = values.iter().map(|v| (v - mean) * (v - mean)).sum();
    (mean, (square / (n * (n - 1.0))).sqrt())
}
