//! The classifier's estimate in many dimensions, with an influence-function interval.
//!
//! With r = q/p the one-step estimator is E_q\[ln r̂\] − E_p\[r̂\] + 1: first-order errors of r̂ cancel
//! (it is the lower bound of Nguyen, Wainwright & Jordan, IEEE Trans. Inf. Theory 56, 2010). Its
//! influence function has variance Var_q(ln r)/n + Var_p(r)/m.

use kullback_math::pareto::ParetoTail;

use super::classifier::{CrossFit, WITHIN, best_fit};
use super::cloud::Cloud;
use super::estimate::{Estimate, mean, variance};
use super::logistic::Features;

/// A k̂ above which the second term is not to be trusted.
const HEAVY: f64 = 0.7;

/// The estimate, and ln q/p at the points of the first sample.
pub(super) fn estimate(first: &Cloud, second: &Cloud, seed: u64) -> (Estimate, CrossFit) {
    let (n, m) = (first.len(), second.len());
    let fit = best_fit(first, second, seed);
    let nats = WITHIN * one_step(&fit.within, n) + (1.0 - WITHIN) * one_step(&fit.held_out, n);
    let ratios: Vec<f64> = fit.held_out[n..].iter().map(|g| g.exp()).collect();
    let square = variance(&fit.held_out[..n]) / n as f64 + variance(&ratios) / m as f64;
    let pareto_k = tail_shape(&fit.held_out[n..]);
    let mut flags = Vec::new();
    if let Some(k) = pareto_k.filter(|k| *k > HEAVY) {
        flags.push(format!(
            "the density ratio over the reference has a heavy tail (Pareto k {k:.2})"
        ));
    }
    if let Some((coordinate, power, z)) = misfit(first, second, &fit) {
        flags.push(format!(
            "the log ratio is no quadratic: held-out residuals follow coordinate {coordinate} to \
             the power {power} at {z:.1} standard errors, so this estimates a lower bound"
        ));
    }
    let features = match fit.features {
        Features::Linear => "linear",
        Features::Squares => "linear and squared",
        Features::Quadratic => "quadratic",
    };
    let estimate = Estimate {
        nats,
        standard_error: square.sqrt(),
        estimator: format!(
            "cross-fitted logistic density ratio, {features} features, influence-function interval"
        ),
        n: n + m,
        pareto_k,
        flags,
    };
    (estimate, fit)
}

fn one_step(log_ratios: &[f64], n: usize) -> f64 {
    let (first, second) = log_ratios.split_at(n);
    mean(first.iter().copied()) - mean(second.iter().map(|g| g.exp())) + 1.0
}

/// k̂ of the weights with these logarithms.
pub(super) fn tail_shape(log_weights: &[f64]) -> Option<f64> {
    let largest = log_weights
        .iter()
        .copied()
        .fold(f64::NEG_INFINITY, f64::max);
    let shifted: Vec<f64> = log_weights.iter().map(|w| w - largest).collect();
    ParetoTail::of(&shifted).map(|tail| tail.k)
}

/// The power of a (whitened) coordinate that the classifier's held-out residuals follow, where one
/// stands out at 1 % after Bonferroni's correction: (coordinate, power, z).
fn misfit(first: &Cloud, second: &Cloud, fit: &CrossFit) -> Option<(usize, i32, f64)> {
    let (n, m, dimension) = (first.len(), second.len(), first.dimension);
    let prior = (n as f64 / m as f64).ln();
    let residuals: Vec<f64> = fit
        .held_out
        .iter()
        .enumerate()
        .map(|(i, g)| {
            let odds = kullback_math::special::inv_logit(g + prior);
            if i < n { 1.0 - odds } else { -odds }
        })
        .collect();
    let tests = 2.0 * dimension as f64;
    let critical = -kullback_math::special::normal_quantile(0.005 / tests);
    let mut worst = None;
    for power in [3, 4] {
        for j in 0..dimension {
            let x = |i: usize| {
                let z = if i < n {
                    first.point(i)[j]
                } else {
                    second.point(i - n)[j]
                };
                // Bounded, so that one far point cannot decide.
                z.clamp(-3.0, 3.0).powi(power)
            };
            let centre = mean((0..n + m).map(x));
            let (mut sum, mut square) = (0.0, 0.0);
            for (i, e) in residuals.iter().enumerate() {
                let term = e * (x(i) - centre);
                sum += term;
                square += term * term;
            }
            let z: f64 = sum / square.sqrt();
            if z.abs() > critical && worst.is_none_or(|(_, _, w): (_, _, f64)| z.abs() > w.abs()) {
                worst = Some((j, power, z));
            }
        }
    }
    worst
}
