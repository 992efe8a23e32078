//! The double exponential (Laplace) distribution: location μ, scale σ.
//!
//! ln p(y) = −|y − μ|/σ − ln σ − ln 2

use super::Partials;
use kullback_math::special::ln;
use std::f64::consts::LN_2;

/// −|y − μ|/σ
#[inline(always)]
pub(super) fn distance([y, mu, sigma]: [f64; 3]) -> Partials<3> {
    let inverse = 1.0 / sigma;
    let difference = y - mu;
    let sign = if difference > 0.0 { 1.0 } else { -1.0 };
    let sign = if difference == 0.0 { 0.0 } else { sign };
    let z = difference.abs() * inverse;
    (-z, [-sign * inverse, sign * inverse, z * inverse])
}

/// −ln σ − ln 2
#[inline(always)]
pub(super) fn scale([sigma]: [f64; 1]) -> Partials<1> {
    (-ln(sigma) - LN_2, [-1.0 / sigma])
}
