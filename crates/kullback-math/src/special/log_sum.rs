//! Sums and differences of numbers held as logarithms.

use super::exponential::exp;
use super::logarithm::log1p;
use super::logistic::{log1m_exp, log1p_exp};

/// Independent partial sums: the loop vectorises, and the order of addition is fixed.
const LANES: usize = 8;

/// ln(e^a + e^b).
#[inline(always)]
pub fn log_add_exp(a: f64, b: f64) -> f64 {
    let high = if a > b { a } else { b };
    // Equal infinities have no difference.
    let gap = if a == b { 0.0 } else { (a - b).abs() };
    // `high` is b where a is NaN, so the gap carries the NaN.
    high + log1p_exp(-gap)
}

/// ln(e^a − e^b) for a ≥ b; −∞ where a = b, NaN where a < b.
#[inline(always)]
pub fn log_diff_exp(a: f64, b: f64) -> f64 {
    let difference = if b == f64::NEG_INFINITY { b } else { b - a };
    a + log1m_exp(difference)
}

/// ln Σ exp(values), −∞ for no values. The largest term is kept out of the sum, so that a total
/// dominated by a term at 0 keeps its relative accuracy.
pub fn log_sum_exp(values: &[f64]) -> f64 {
    let mut top = 0;
    for (i, &value) in values.iter().enumerate() {
        if value.is_nan() {
            return f64::NAN;
        }
        if value > values[top] {
            top = i;
        }
    }
    let Some(&max) = values.get(top) else {
        return f64::NEG_INFINITY;
    };
    if max.is_infinite() {
        return max;
    }
    let rest = sum_exp(&values[..top], max) + sum_exp(&values[top + 1..], max);
    max + log1p(rest)
}

/// Σ exp(value − shift).
fn sum_exp(values: &[f64], shift: f64) -> f64 {
    let mut sums = [0.0; LANES];
    let (chunks, rest) = values.as_chunks::<LANES>();
    for chunk in chunks {
        for lane in 0..LANES {
            sums[lane] += exp(chunk[lane] - shift);
        }
    }
    for (lane, value) in rest.iter().enumerate() {
        sums[lane] += exp(value - shift);
    }
    sums.iter().sum()
}
