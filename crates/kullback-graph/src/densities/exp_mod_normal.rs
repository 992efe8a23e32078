//! The exponentially modified normal distribution: a normal (μ, σ) plus an exponential of rate λ.
//!
//! ln p(y) = ln λ + λ(μ − y) + ½(λσ)² + ln Φ((y − μ − λσ²)/σ)

use super::{Partials, inverse_mills_ratio, reject_unless};
use kullback_math::special::{erfcx, ln, normal_log_cdf};
use std::f64::consts::{FRAC_1_SQRT_2, LN_2};

pub(super) use super::exponential::rate;

/// λ(μ − y) + ½(λσ)² + ln Φ((y − μ)/σ − λσ)
#[inline(always)]
pub(super) fn kernel([y, mu, sigma, lambda]: [f64; 4]) -> Partials<4> {
    let inverse = 1.0 / sigma;
    let z = (y - mu) * inverse;
    let t = lambda * sigma;
    let w = z - t;
    // For negative w, −tz + ½t² − ½w² = −½z² leaves the scaled complement only.
    let value = if w < 0.0 {
        ln(erfcx(-w * FRAC_1_SQRT_2)) - LN_2 - 0.5 * z * z
    } else {
        t * (0.5 * t - z) + normal_log_cdf(w)
    };
    let ratio = inverse_mills_ratio(w);
    let (d_z, d_t) = (ratio - t, t - z - ratio);
    (
        reject_unless(sigma > 0.0, value),
        [
            d_z * inverse,
            -d_z * inverse,
            -d_z * z * inverse + d_t * lambda,
            d_t * sigma,
        ],
    )
}
