//! The generalised Pareto distribution fitted to the largest importance weights (Vehtari, Simpson,
//! Gelman, Yao & Gabry, JMLR 25, 2024).

use crate::special::log_sum_exp;

/// The largest of a set of weights and the distribution of what they exceed a cutoff by.
#[derive(Clone, Debug, PartialEq)]
pub struct ParetoTail {
    /// The shape k̂; moments of order 1/k and above do not exist.
    pub k: f64,
    /// The scale.
    pub sigma: f64,
    /// The cutoff, as a weight relative to the largest.
    pub cutoff: f64,
    /// Which weights are above the cutoff, in ascending order of weight.
    pub members: Vec<usize>,
}

impl ParetoTail {
    /// Fits the tail of the weights with these logarithms, the largest of them 0: the last
    /// min(n/5, 3√n) of them. None when fewer than five are above the cutoff or the fit fails.
    pub fn of(log_weights: &[f64]) -> Option<Self> {
        let draws = log_weights.len();
        let wanted = (0.2 * draws as f64).min(3.0 * (draws as f64).sqrt()).ceil() as usize;
        let mut order: Vec<usize> = (0..draws).collect();
        order.sort_by(|&a, &b| log_weights[a].total_cmp(&log_weights[b]));
        let place = *order.get(draws.checked_sub(wanted + 1)?)?;
        let cutoff = log_weights[place].max(f64::MIN_POSITIVE.ln());
        let members: Vec<usize> = order
            .into_iter()
            .filter(|&i| log_weights[i] > cutoff)
            .collect();
        if members.len() < 5 {
            return None;
        }
        let cutoff = cutoff.exp();
        let exceedances: Vec<f64> = members
            .iter()
            .map(|&i| log_weights[i].exp() - cutoff)
            .collect();
        let (k, sigma) = fit(&exceedances)?;
        Some(Self {
            k,
            sigma,
            cutoff,
            members,
        })
    }

    /// The mean of the weights above the cutoff, relative to the largest; infinite from k = 1.
    pub fn mean(&self) -> f64 {
        if self.k < 1.0 {
            self.cutoff + self.sigma / (1.0 - self.k)
        } else {
            f64::INFINITY
        }
    }

    /// The weight, relative to the largest, that a fraction `p` of the tail lies below.
    pub fn quantile(&self, p: f64) -> f64 {
        let exceedance = if self.k.abs() < f64::EPSILON {
            -self.sigma * (-p).ln_1p()
        } else {
            self.sigma * (-self.k * (-p).ln_1p()).exp_m1() / self.k
        };
        exceedance + self.cutoff
    }
}

/// (k, σ) of the generalised Pareto distribution by the profile posterior of Zhang & Stephens
/// (Technometrics 51, 2009), k shrunk towards ½ as (k N + 5)/(N + 10). `sorted` ascending.
fn fit(sorted: &[f64]) -> Option<(f64, f64)> {
    let n = sorted.len();
    let largest = *sorted.last()?;
    let quartile = *sorted.get(((n as f64 / 4.0 + 0.5) as usize).checked_sub(1)?)?;
    let grid = 30 + (n as f64).sqrt() as usize;
    let mean_log = |b: f64| sorted.iter().map(|x| (-b * x).ln_1p()).sum::<f64>() / n as f64;
    let mut candidates = Vec::with_capacity(grid);
    for j in 1..=grid {
        let b = 1.0 / largest + (1.0 - (grid as f64 / (j as f64 - 0.5)).sqrt()) / (3.0 * quartile);
        let k = mean_log(b);
        candidates.push((b, n as f64 * ((-b / k).ln() - k - 1.0)));
    }
    let logs: Vec<f64> = candidates.iter().map(|c| c.1).collect();
    let total = log_sum_exp(&logs);
    // Weights below ten roundings are dropped, as in the reference implementations.
    let kept: Vec<(f64, f64)> = candidates
        .iter()
        .map(|&(b, log)| (b, (log - total).exp()))
        .filter(|&(_, w)| w >= 10.0 * f64::EPSILON)
        .collect();
    let weight: f64 = kept.iter().map(|c| c.1).sum();
    let b = kept.iter().map(|(b, w)| b * w).sum::<f64>() / weight;
    let k = mean_log(b);
    let sigma = -k / b;
    let shrunk = (k * n as f64 + 5.0) / (n as f64 + 10.0);
    (shrunk.is_finite() && sigma > 0.0).then_some((shrunk, sigma))
}
