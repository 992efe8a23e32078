//! The mixture that minimises D_KL(P‖Q): expectation-maximisation over weighted draws of P.
//!
//! Maximising E_P[log q] is maximum likelihood with the importance weights as counts (Dempster, Laird &
//! Rubin 1977; Cappé et al. 2008 for weighted draws).

use kullback_math::linalg::Matrix;

use crate::families::{Component, Mixture, log_sum_exp, log_total, squared_norms};
use crate::pq::{EFFECTIVE, matched, without};

/// Steps at most.
const STEPS: usize = 50;
/// E_P[log q] rises by less than this, in nats, at the end.
const TOLERANCE: f64 = 1e-4;

/// The state: the mixture, and what it gives at the draws.
pub struct Cover<'a> {
    mixture: Mixture,
    points: &'a Matrix,
    weights: Vec<f64>,
    /// Whether the shape of a component is fitted to the draws.
    fitted: Vec<bool>,
    log_likelihood: f64,
    steps: usize,
    converged: bool,
}

impl<'a> Cover<'a> {
    /// Starts from `mixture`, over draws with normalised log weights.
    pub fn new(mixture: Mixture, points: &'a Matrix, log_weights: &[f64]) -> Self {
        Self {
            fitted: vec![false; mixture.components().len()],
            mixture,
            points,
            weights: log_weights.iter().map(|w| w.exp()).collect(),
            log_likelihood: f64::NEG_INFINITY,
            steps: 0,
            converged: false,
        }
    }

    /// One step of weights, means and covariances. Returns false when done.
    pub fn step(&mut self) -> bool {
        let log_parts = self.mixture.log_parts(self.points);
        let total = log_total(&log_parts);
        let weighted = self.weights.iter().zip(&total).filter(|(w, _)| **w > 0.0);
        let log_likelihood: f64 = weighted.map(|(w, t)| w * t).sum();
        let rise = log_likelihood - self.log_likelihood;
        self.converged = rise.abs() < TOLERANCE;
        self.log_likelihood = log_likelihood;
        if self.converged || self.steps == STEPS || !log_likelihood.is_finite() {
            return false;
        }
        self.steps += 1;
        let needed = EFFECTIVE * self.points.columns() as f64;
        let mut next: Vec<Component> = self.mixture.components().to_vec();
        for (k, (component, part)) in next.iter_mut().zip(&log_parts).enumerate() {
            let mut share: Vec<f64> = self.shares(part, &total);
            let weight: f64 = share.iter().sum();
            let alive = weight > 0.0;
            if !alive {
                continue;
            }
            component.weight = weight;
            for s in &mut share {
                *s /= weight;
            }
            let effective = 1.0 / share.iter().map(|s| s * s).sum::<f64>();
            if effective > needed
                && let Some(shape) = matched(self.points, &share)
            {
                component.shape = shape;
                self.fitted[k] = true;
            }
        }
        self.mixture = Mixture::new(next);
        true
    }

    /// The weight of every draw times its probability to come from the component of log part `part`.
    fn shares(&self, part: &[f64], total: &[f64]) -> Vec<f64> {
        let draws = self.weights.iter().zip(part.iter().zip(total));
        draws
            .map(|(&w, (part, total))| {
                if w > 0.0 {
                    w * (part - total).exp()
                } else {
                    0.0
                }
            })
            .collect()
    }

    /// Steps so far.
    pub fn steps(&self) -> usize {
        self.steps
    }

    /// Whether the likelihood stands still.
    pub fn converged(&self) -> bool {
        self.converged
    }

    /// The mixture.
    pub fn mixture(&self) -> &Mixture {
        &self.mixture
    }

    /// log q at every draw under the fit to the others, in nats: its share is taken out of every
    /// component, as [`leave_one_out`](crate::pq::leave_one_out) does; the shares of the others stay.
    pub fn leave_one_out(&self) -> Vec<f64> {
        let log_parts = self.mixture.log_parts(self.points);
        let total = log_total(&log_parts);
        let dimension = self.points.columns() as f64;
        let components = self.mixture.components();
        let parts: Vec<Vec<f64>> = components
            .iter()
            .zip(&log_parts)
            .enumerate()
            .map(|(k, (component, part))| {
                let shares = self.shares(part, &total);
                let squares = squared_norms(&component.shape.standardise(self.points));
                let log_determinant = component.shape.log_determinant();
                (0..shares.len())
                    .map(|i| {
                        let weight = (component.weight - shares[i]) / (1.0 - self.weights[i]);
                        let log_density = if self.fitted[k] {
                            let share = shares[i] / component.weight;
                            without(squares[i], share, dimension, log_determinant)
                        } else {
                            part[i] - component.weight.ln()
                        };
                        weight.max(0.0).ln() + log_density
                    })
                    .collect()
            })
            .collect();
        (0..total.len())
            .map(|i| log_sum_exp(parts.iter().map(|part: &Vec<f64>| part[i])))
            .collect()
    }
}
