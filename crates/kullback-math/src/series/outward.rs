//! Sums of terms that fall off at least geometrically, from the middle outwards.

use super::{Compensated, Sum};

/// Where to begin, where to end, and how the terms fall off.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Outward {
    /// An integer near the largest terms.
    pub start: f64,
    /// Smallest index; may be −∞.
    pub low: f64,
    /// Largest index; may be ∞.
    pub high: f64,
    /// Indices between these two are summed whatever the terms: several peaks may lie there.
    pub cover: (f64, f64),
    /// The limit of |f(k−1)/f(k)| towards −∞; below 1.
    pub low_ratio: f64,
    /// The limit of |f(k+1)/f(k)| towards ∞; below 1.
    pub high_ratio: f64,
    /// The sum stops where the bound of the rest is below this share of Σ|f|.
    pub relative: f64,
    /// The most terms on either side.
    pub terms: usize,
}

/// Σ f(k) for low ≤ k ≤ high. The rest beyond the last index K is bounded by the geometric series
/// |f(K)| ρ/(1 − ρ), ρ the larger of the last ratio of neighbours and its limit: a bound wherever the
/// ratio is monotone from K on, as for the densities of exponential families times polynomials.
pub fn sum_outward(mut f: impl FnMut(f64) -> f64, plan: Outward) -> Sum {
    let start = plan.start.clamp(plan.low, plan.high);
    let mut sum = Compensated::default();
    let mut magnitude = 0.0;
    let mut remainder = 0.0;
    let mut terms = 0;
    for (first, step, last, limit) in [
        (start, 1.0, plan.high, plan.high_ratio),
        (start - 1.0, -1.0, plan.low, plan.low_ratio),
    ] {
        let mut k = first;
        let mut previous = f64::INFINITY;
        let mut rest = 0.0;
        for count in 0.. {
            if (last - k) * step < 0.0 {
                rest = 0.0;
                break;
            }
            if count == plan.terms {
                break;
            }
            let term = f(k);
            sum.add(term);
            magnitude += term.abs();
            terms += 1;
            let ratio = (term.abs() / previous).max(limit);
            rest = if term == 0.0 {
                // A zero between terms that are not says nothing; after another zero, underflow.
                previous
            } else if ratio < 1.0 {
                term.abs() * ratio / (1.0 - ratio)
            } else {
                f64::INFINITY
            };
            let covered = if step > 0.0 {
                k >= plan.cover.1
            } else {
                k <= plan.cover.0
            };
            if count > 4 && covered && rest <= plan.relative * magnitude {
                break;
            }
            previous = term.abs();
            k += step;
        }
        remainder += rest;
    }
    Sum {
        value: sum.value(),
        remainder,
        magnitude,
        terms,
    }
}
