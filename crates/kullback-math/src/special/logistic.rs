//! Branch-free functions of the logistic family: softplus, logit, their inverses, and `tanh`.
//!
//! Each is arranged so that it keeps its relative accuracy in both tails and near its zero.

use super::exponential::{exp, expm1};
use super::logarithm::{ln_corrected, log1p};

/// ln(1 + e^x), also called softplus.
#[inline(always)]
pub fn log1p_exp(x: f64) -> f64 {
    let positive = if x > 0.0 { x } else { 0.0 };
    positive + log1p(exp(-x.abs()))
}

/// ln(1 − e^x) for x ≤ 0; −∞ at 0 and NaN above.
#[inline(always)]
pub fn log1m_exp(x: f64) -> f64 {
    // 1 − e^x is taken from expm1 near 0, and as a rounded sum with its error in the tail.
    let near_zero = x > -std::f64::consts::LN_2;
    let w = exp(x);
    let difference = 1.0 - w;
    let u = if near_zero { -expm1(x) } else { difference };
    let c = if near_zero {
        0.0
    } else {
        ((1.0 - difference) - w) / difference
    };
    ln_corrected(u, c)
}

/// 1 / (1 + e^−x).
#[inline(always)]
pub fn inv_logit(x: f64) -> f64 {
    let t = exp(-x.abs());
    let numerator = if x < 0.0 { t } else { 1.0 };
    numerator / (1.0 + t)
}

/// ln inv_logit(x) = −ln(1 + e^−x).
#[inline(always)]
pub fn log_inv_logit(x: f64) -> f64 {
    -log1p_exp(-x)
}

/// ln(p / (1 − p)); ∓∞ at 0 and 1, NaN outside [0, 1].
#[inline(always)]
pub fn logit(p: f64) -> f64 {
    // In the middle 2p − 1 is exact, and ln(1 + (2p − 1)/(1 − p)) keeps accuracy near p = 1/2.
    let q = 1.0 - p;
    let middle = (p - 0.5).abs() < 0.2;
    let x = (2.0 * p - 1.0) / q;
    let sum = 1.0 + x;
    let b = sum - 1.0;
    let error = (1.0 - (sum - b)) + (x - b);
    let u = if middle { sum } else { p / q };
    let c = if middle { error / sum } else { 0.0 };
    ln_corrected(u, c)
}

/// The hyperbolic tangent.
#[inline(always)]
pub fn tanh(x: f64) -> f64 {
    let t = expm1(-2.0 * x.abs());
    (-t / (t + 2.0)).copysign(x)
}
