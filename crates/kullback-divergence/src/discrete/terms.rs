//! The summands, each non-negative and accurate where the two probabilities nearly agree.
//!
//! With s = (q − p)/(q + p) the Bregman term q ln(q/p) − q + p is
//! (q + p) (s² + (1 + s) s³ (1/3 + s²/5 + s⁴/7 + …)): no cancellation, and no division by p.

use kullback_math::special::{exp, ln, tanh};

/// Within this |s| the series are used.
const NEAR: f64 = 0.25;
/// Within this |ln p − ln q| the series of e^δ − 1 − δ is used.
const NEAR_LOG: f64 = 0.5;

/// Σ aₖ xᵏ for k = 0 … N − 1.
#[inline(always)]
fn series<const N: usize>(x: f64, coefficient: impl Fn(usize) -> f64) -> f64 {
    let mut sum = 0.0;
    for k in (0..N).rev() {
        sum = sum * x + coefficient(k);
    }
    sum
}

/// q ln(q/p) − q + p for q ≥ 0 and p ≥ 0; +∞ where q > 0 = p.
#[inline(always)]
pub(super) fn relative_entropy(q: f64, p: f64) -> f64 {
    let total = q + p;
    let s = (q - p) / total;
    let z = s * s;
    let tail = series::<13>(z, |k| 1.0 / (2 * k + 3) as f64);
    let near = total * (z + (1.0 + s) * s * z * tail);
    // Not ln(q/p): the quotient of a subnormal overflows.
    let far = (q * (ln(q) - ln(p)) - q) + p;
    let value = if z < NEAR * NEAR { near } else { far };
    // Where q = 0 the logarithm is −∞ and its product NaN.
    if q == 0.0 { p } else { value }
}

/// The same from logarithms, each a value and what is subtracted from it: q (e^δ − 1 − δ) with
/// δ = ln p − ln q.
#[inline(always)]
pub(super) fn relative_entropy_log(log_q: (f64, f64), log_p: (f64, f64)) -> f64 {
    let (q, p) = (exp(log_q.0 - log_q.1), exp(log_p.0 - log_p.1));
    let delta = (log_p.0 - log_q.0) - (log_p.1 - log_q.1);
    let tail = series::<14>(delta, |k| INVERSE_FACTORIALS[k]);
    let near = q * (delta * delta * tail);
    let far = (p - q) - q * delta;
    let value = if delta.abs() < NEAR_LOG { near } else { far };
    if q == 0.0 { p } else { value }
}

/// 1/(k + 2)!
const INVERSE_FACTORIALS: [f64; 14] = {
    let mut values = [0.0; 14];
    let mut factorial = 1.0;
    let mut k = 0;
    while k < 14 {
        factorial *= (k + 2) as f64;
        values[k] = 1.0 / factorial;
        k += 1;
    }
    values
};

/// ½ q ln(q/m) + ½ p ln(p/m) with m = (q + p)/2, which is m Σ s²ᵏ / (2k (2k − 1)).
#[inline(always)]
pub(super) fn jensen_shannon(q: f64, p: f64) -> f64 {
    mean_divergence(q, p, (q - p) / (q + p))
}

/// The same from logarithms: s = tanh(½ (ln q − ln p)).
#[inline(always)]
pub(super) fn jensen_shannon_log(log_q: (f64, f64), log_p: (f64, f64)) -> f64 {
    let delta = (log_q.0 - log_p.0) - (log_q.1 - log_p.1);
    let (q, p) = (exp(log_q.0 - log_q.1), exp(log_p.0 - log_p.1));
    mean_divergence(q, p, tanh(0.5 * delta))
}

#[inline(always)]
fn mean_divergence(q: f64, p: f64, s: f64) -> f64 {
    let m = 0.5 * (q + p);
    let z = s * s;
    let tail = series::<14>(z, |k| 1.0 / ((2 * k + 2) * (2 * k + 1)) as f64);
    let near = m * (z * tail);
    let far = 0.5 * (weighted_log(q, q / m) + weighted_log(p, p / m));
    let value = if z < NEAR * NEAR { near } else { far };
    if m == 0.0 { 0.0 } else { value }
}

/// w ln x, 0 where w is.
#[inline(always)]
fn weighted_log(w: f64, x: f64) -> f64 {
    let product = w * ln(x);
    if w == 0.0 { 0.0 } else { product }
}

/// −q ln p, 0 where q is 0.
#[inline(always)]
pub(super) fn surprise(q: f64, log_p: f64) -> f64 {
    let product = -q * log_p;
    if q == 0.0 { 0.0 } else { product }
}
