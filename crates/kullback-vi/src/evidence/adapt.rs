//! Adaptive importance sampling (Cappé et al. 2008): proposals of a Gaussian and two t's a mode, the
//! draws from them, and their re-fit to tempered weights by moment matching.

use kullback_math::linalg::{Cholesky, Matrix};
use kullback_math::random::Stream;
use kullback_math::{LogDensity, Order};

use super::{WeightDiagnostics, WeightedDraws};
use crate::evaluator::Evaluator;
use crate::families::{Component, Gaussian, Mixture, Tails};

/// Degrees of freedom of the wide components.
pub(crate) const DEGREES_OF_FREEDOM: f64 = 5.0;
/// What a mode contributes, with its share: the fitted Gaussian first, then the wide components, which
/// have one location and scale.
pub(crate) const PARTS: [(f64, Tails); 3] = [
    (0.5, Tails::Normal),
    (
        0.25,
        Tails::Joint {
            degrees_of_freedom: DEGREES_OF_FREEDOM,
        },
    ),
    (
        0.25,
        Tails::Independent {
            degrees_of_freedom: DEGREES_OF_FREEDOM,
        },
    ),
];
/// Factor by which their covariance exceeds the fit's.
const INFLATION: f64 = 1.2;
/// The least share of the mixture a mode is given.
const SMALLEST_SHARE: f64 = 0.02;

/// Draws of a round are this many per coordinate, within the bounds below.
const ROUND_DRAWS: usize = 32;
/// The least draws of a round.
const LEAST_ROUND: usize = 2048;

/// Draws of one round of adaptation, where the final ones are `draws`.
pub(crate) fn round_draws(dimension: usize, draws: usize) -> usize {
    (ROUND_DRAWS * dimension)
        .next_multiple_of(32)
        .clamp(LEAST_ROUND, draws.max(LEAST_ROUND))
}

/// The proposal around fits of the modes found, with the evidence each seems to have, in nats.
pub(crate) fn proposal_around(modes: &[(Gaussian, f64)]) -> Mixture {
    let largest = modes.iter().map(|m| m.1).fold(f64::NEG_INFINITY, f64::max);
    let mut components = Vec::new();
    for (fit, log_evidence) in modes {
        let share = (log_evidence - largest).exp().max(SMALLEST_SHARE);
        let wide = fit.widened(INFLATION.sqrt());
        components.extend(PARTS.iter().map(|&(part, tails)| Component {
            weight: part * share,
            shape: match tails {
                Tails::Normal => fit.clone(),
                Tails::Joint { .. } | Tails::Independent { .. } => wide.clone(),
            },
            tails,
        }));
    }
    Mixture::new(components)
}

/// `count` draws of a proposal of [`PARTS`] a mode, with what the target is there.
pub(crate) fn draw<T: LogDensity>(
    proposal: &Mixture,
    count: usize,
    rng: &mut Stream,
    evaluator: &mut Evaluator<'_, T>,
) -> WeightedDraws {
    // The degrees of freedom are a positive constant, so the sampler cannot refuse them.
    let points = proposal
        .sample(count, rng)
        .unwrap_or_else(|_| Matrix::zeros(count, evaluator.dimension()));
    let evaluated = evaluator.evaluate(&points, Order::Value);
    let modes = proposal.components().len() / PARTS.len();
    WeightedDraws::new(proposal.clone(), modes, points, evaluated.log_density)
}

/// How bad a proposal is: k̂, and draws that are worth little count against it as a heavy tail does.
pub(crate) fn score(diagnostics: &WeightDiagnostics) -> f64 {
    let k = match diagnostics.pareto_k {
        Some(k) => k,
        None if diagnostics.constant => f64::NEG_INFINITY,
        None => f64::INFINITY,
    };
    let share = diagnostics.effective_sample_size / diagnostics.draws as f64;
    // Infinite scores (no usable weight at all) still leave the first proposal as the best.
    k - 0.2 * share.max(1e-300).ln()
}

/// Which components of a mode a re-fit moves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Refit {
    /// The t's; the Gaussian stays where the fit put it.
    Wide,
    /// All of them.
    All,
}

/// Re-fits components to tempered weights by one soft assignment.
pub(crate) fn refit(proposal: &Mixture, draws: &WeightedDraws, moved: Refit) -> Option<Mixture> {
    // No number of draws tells the moments of so many coordinates well enough to be worth it.
    let linear = |c: &Component| c.shape.cholesky().is_none();
    if proposal.components().iter().any(linear) {
        return None;
    }
    let dimension = draws.points.columns();
    let needed = (10.0 * dimension as f64).min(0.5 * draws.log_density.len() as f64);
    let tempered = temper(&draws.weights.log_weights, needed)?;
    let components = proposal.components();
    let mut next = components.to_vec();
    for (mode, memberships) in draws.memberships.iter().enumerate() {
        // All components of a mode share its draws.
        let parts = mode * PARTS.len()..(mode + 1) * PARTS.len();
        let weights: Vec<f64> = tempered
            .iter()
            .zip(memberships)
            .map(|(t, m)| t * m)
            .collect();
        let total: f64 = weights.iter().sum();
        let share = total.max(SMALLEST_SHARE);
        for (component, (part, _)) in next[parts.clone()].iter_mut().zip(PARTS) {
            component.weight = part * share;
        }
        let squares: f64 = weights.iter().map(|w| w * w).sum();
        let effective = total * total / squares;
        let old = &components[parts.start + 1].shape;
        if effective > 2.0 * dimension as f64
            && let Some(shape) = weighted_fit(&draws.points, &weights, total, effective, old)
        {
            let first = match moved {
                Refit::Wide => parts.start + 1,
                Refit::All => parts.start,
            };
            for component in &mut next[first..parts.end] {
                component.shape = shape.clone();
            }
        }
    }
    Some(Mixture::new(next))
}

/// The Gaussian with the weighted moments, its covariance inflated and shrunk towards the old one
/// by how few effective draws there are for each coordinate.
fn weighted_fit(
    points: &Matrix,
    weights: &[f64],
    total: f64,
    effective: f64,
    old: &Gaussian,
) -> Option<Gaussian> {
    let dimension = points.columns();
    let mean: Vec<f64> = (0..dimension)
        .map(|d| kullback_math::linalg::dot(points.column(d), weights) / total)
        .collect();
    let scaled = Matrix::from_fn(points.rows(), dimension, |i, d| {
        (weights[i] / total).sqrt() * (points[(i, d)] - mean[d])
    });
    let mut covariance = kullback_math::linalg::transposed_product(&scaled, &scaled);
    let shrink = dimension as f64 / (dimension as f64 + effective);
    let before = old.covariance();
    for (c, b) in covariance.values_mut().iter_mut().zip(before.values()) {
        *c = (1.0 - shrink) * INFLATION * *c + shrink * b;
    }
    Some(Gaussian::new(mean, Cholesky::new(&covariance).ok()?))
}

/// Weights w^τ, normalised, with the largest τ ≤ 1 whose effective sample size reaches `needed`.
pub(crate) fn temper(log_weights: &[f64], needed: f64) -> Option<Vec<f64>> {
    let at = |tau: f64| {
        let powers: Vec<f64> = log_weights
            .iter()
            .map(|w| if w.is_finite() { (tau * w).exp() } else { 0.0 })
            .collect();
        let total: f64 = powers.iter().sum();
        let weights: Vec<f64> = powers.iter().map(|p| p / total).collect();
        let effective = 1.0 / weights.iter().map(|w| w * w).sum::<f64>();
        (effective, weights)
    };
    let (effective, weights) = at(1.0);
    if effective >= needed {
        return Some(weights);
    }
    let (mut low, mut high) = (0.0, 1.0);
    for _ in 0..40 {
        let middle = 0.5 * (low + high);
        if at(middle).0 >= needed {
            low = middle;
        } else {
            high = middle;
        }
    }
    let (effective, weights) = at(low);
    (effective.is_finite() && low > 0.0).then_some(weights)
}
