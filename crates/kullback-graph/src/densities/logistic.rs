//! The logistic distribution: location μ, scale σ.
//!
//! With z = (y − μ)/σ: ln p(y) = −z − 2 ln(1 + e⁻ᶻ) − ln σ

use super::{Partials, negative_log};
use kullback_math::special::{exp, log1p};

/// −z − 2 ln(1 + e⁻ᶻ)
#[inline(always)]
pub(super) fn kernel([y, mu, sigma]: [f64; 3]) -> Partials<3> {
    let inverse = 1.0 / sigma;
    let z = (y - mu) * inverse;
    // Symmetric in z; the derivative is −tanh ½z.
    let e = exp(-z.abs());
    let slope = ((1.0 - e) / (1.0 + e)).copysign(z) * inverse;
    (-z.abs() - 2.0 * log1p(e), [-slope, slope, z * slope])
}

/// −ln σ
#[inline(always)]
pub(super) fn scale([sigma]: [f64; 1]) -> Partials<1> {
    negative_log(sigma)
}
