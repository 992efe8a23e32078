//! Pareto-smoothed importance sampling (Vehtari, Simpson, Gelman, Yao & Gabry, JMLR 25, 2024).

use kullback_math::pareto::ParetoTail;
use kullback_math::special::log_sum_exp;
use serde::Serialize;

/// Weights whose logarithms differ by less than this are constant: there is no tail to fit.
const CONSTANT: f64 = 1e-8;

/// Importance weights with their largest ones smoothed, and what the tail says about them.
#[derive(Clone, Debug)]
pub struct SmoothedWeights {
    /// Logarithms of the smoothed weights, normalised to sum to 1; S values.
    pub log_weights: Vec<f64>,
    /// Logarithm of the sum of the smoothed weights before they were normalised.
    pub log_total: f64,
    /// What the fitted tail holds beyond the largest weight met, relative to their sum: no smoothed weight
    /// exceeds that one, so that averages read low by about this. Infinite from k̂ = 1.
    pub beyond: f64,
    /// What the tail says.
    pub diagnostics: WeightDiagnostics,
}

/// How far importance weights can be trusted.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct WeightDiagnostics {
    /// k̂, the shape of the generalised Pareto distribution of the largest weights. None when the
    /// weights are constant, or when fewer than five are left to fit.
    pub pareto_k: Option<f64>,
    /// min(1 − 1/log₁₀ S, 0.7): estimates are reliable below it.
    pub threshold: f64,
    /// (Σ w)² / Σ w² of the smoothed weights.
    pub effective_sample_size: f64,
    /// S.
    pub draws: usize,
    /// Whether all weights are equal to rounding.
    pub constant: bool,
    /// The largest raw weight over the mean weight.
    pub largest_weight: f64,
}

/// Weights within this many times their mean have no tail worth the name: the relative variance
/// of an average is below 2/S. They are neither smoothed nor judged by k̂, which reads the bulk of
/// nearly equal weights as a tail and comes out anywhere.
const BOUNDED: f64 = 3.0;

impl WeightDiagnostics {
    /// Whether the weights are constant, none is above three times their mean, or k̂ is below its
    /// threshold.
    pub fn pass(&self) -> bool {
        self.constant
            || self.largest_weight <= BOUNDED
            || self.pareto_k.is_some_and(|k| k < self.threshold)
    }
}

/// Smooths the weights whose logarithms are `log_ratios` = log p − log q (not negated).
///
/// A draw of weight zero has the logarithm −∞.
pub fn smooth(log_ratios: &[f64]) -> SmoothedWeights {
    let draws = log_ratios.len();
    let largest = log_ratios.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let smallest = log_ratios.iter().copied().fold(f64::INFINITY, f64::min);
    let constant = largest - smallest < CONSTANT;
    let mut weights: Vec<f64> = log_ratios.iter().map(|r| r - largest).collect();
    // The largest is 1 here, so the mean of the others gives its multiple.
    let mean: f64 = weights.iter().map(|w| w.exp()).sum::<f64>() / draws as f64;
    let largest_weight = 1.0 / mean;
    let mut smoothed = weights.clone();
    let tail = if constant || !largest.is_finite() {
        None
    } else {
        smooth_tail(&mut smoothed)
    };
    let mut beyond = 0.0;
    if largest_weight > BOUNDED {
        weights = smoothed;
        beyond = tail.map_or(0.0, |tail| tail.1);
    }
    let pareto_k = tail.map(|tail| tail.0);
    let total = log_sum_exp(&weights);
    beyond /= total.exp();
    for w in &mut weights {
        *w -= total;
    }
    let squares: f64 = weights.iter().map(|w| (2.0 * w).exp()).sum();
    SmoothedWeights {
        diagnostics: WeightDiagnostics {
            pareto_k,
            threshold: (1.0 - 1.0 / (draws as f64).log10()).min(0.7),
            effective_sample_size: if largest.is_finite() {
                1.0 / squares
            } else {
                0.0
            },
            draws,
            constant,
            largest_weight,
        },
        log_total: total + largest,
        beyond,
        log_weights: weights,
    }
}

/// Replaces the largest weights by the quantiles of the Pareto distribution fitted to them. Returns k̂
/// and by how much the sum of the weights falls short of the fitted distribution's.
fn smooth_tail(weights: &mut [f64]) -> Option<(f64, f64)> {
    let tail = ParetoTail::of(weights)?;
    let n = tail.members.len() as f64;
    let mut sum = 0.0;
    for (rank, &i) in tail.members.iter().enumerate() {
        // No smoothed weight exceeds the largest raw one, which is 1 here.
        weights[i] = tail.quantile((rank as f64 + 0.5) / n).ln().min(0.0);
        sum += weights[i].exp();
    }
    Some((tail.k, (n * tail.mean() - sum).max(0.0)))
}
