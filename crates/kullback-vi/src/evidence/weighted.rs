//! Draws of a proposal with their importance weights, and the evidence these give.

use kullback_math::linalg::Matrix;

use super::adapt::PARTS;
use super::{SmoothedWeights, smooth};
use crate::families::{Component, Mixture, log_total};

/// Draws of a proposal with everything known about them.
#[derive(Clone, Debug)]
pub struct WeightedDraws {
    /// What they were drawn from: the components of every mode in turn, once for every proposal.
    pub proposal: Mixture,
    /// S × D.
    pub points: Matrix,
    /// Log density of the target, in nats.
    pub log_density: Vec<f64>,
    /// Log density of the proposal, in nats.
    pub log_proposal: Vec<f64>,
    /// The smoothed weights.
    pub weights: SmoothedWeights,
    /// The probability of every draw to have come from the components of each mode: modes × S.
    pub(crate) memberships: Vec<Vec<f64>>,
}

impl WeightedDraws {
    pub(crate) fn new(
        proposal: Mixture,
        modes: usize,
        points: Matrix,
        log_density: Vec<f64>,
    ) -> Self {
        let log_parts = proposal.log_parts(&points);
        let log_proposal = log_total(&log_parts);
        let ratios: Vec<f64> = log_density
            .iter()
            .zip(&log_proposal)
            .map(|(p, q)| p - q)
            .collect();
        let mut memberships = vec![vec![0.0; ratios.len()]; modes];
        for (index, parts) in log_parts.chunks(PARTS.len()).enumerate() {
            let totals = log_total(parts);
            for (m, (part, total)) in memberships[index % modes]
                .iter_mut()
                .zip(totals.iter().zip(&log_proposal))
            {
                *m += (part - total).exp();
            }
        }
        Self {
            proposal,
            points,
            log_density,
            log_proposal,
            weights: smooth(&ratios),
            memberships,
        }
    }

    /// These and `other` together, as draws of the mixture of both proposals by their numbers.
    pub(crate) fn pooled(self, other: Self) -> Self {
        let (rows, more) = (self.points.rows(), other.points.rows());
        let points = Matrix::from_fn(rows + more, self.points.columns(), |i, d| {
            if i < rows {
                self.points[(i, d)]
            } else {
                other.points[(i - rows, d)]
            }
        });
        let of = |draws: &Self| {
            let count = draws.points.rows() as f64;
            let components = draws.proposal.components().to_vec();
            components.into_iter().map(move |c| Component {
                weight: count * c.weight,
                ..c
            })
        };
        let proposal = Mixture::new(of(&self).chain(of(&other)).collect());
        let modes = self.memberships.len();
        let log_density = [self.log_density, other.log_density].concat();
        Self::new(proposal, modes, points, log_density)
    }
}

/// log Z = log mean (p/q) and its standard error by the delta method, both from smoothed weights; what
/// their fitted tail holds beyond the largest weight met is added to the error.
pub(crate) fn log_evidence(draws: &WeightedDraws) -> (f64, f64) {
    let s = draws.log_density.len() as f64;
    let normaliser = draws.weights.log_total;
    let value = normaliser - s.ln();
    let squares: f64 = draws
        .weights
        .log_weights
        .iter()
        .map(|w| {
            let relative = s * w.exp() - 1.0;
            relative * relative
        })
        .sum();
    let error = (squares / (s * (s - 1.0))).sqrt();
    (value, error + draws.weights.beyond)
}
