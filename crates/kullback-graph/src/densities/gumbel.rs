//! The Gumbel distribution: location μ, scale β.
//!
//! With z = (y − μ)/β: ln p(y) = −z − e⁻ᶻ − ln β

use super::{Partials, negative_log};
use kullback_math::special::{exp, expm1};

/// −z − e⁻ᶻ
#[inline(always)]
pub(super) fn kernel([y, mu, beta]: [f64; 3]) -> Partials<3> {
    let inverse = 1.0 / beta;
    let z = (y - mu) * inverse;
    // d/dz = e⁻ᶻ − 1
    let slope = expm1(-z) * inverse;
    (-z - exp(-z), [slope, -slope, -z * slope])
}

/// −ln β
#[inline(always)]
pub(super) fn scale([beta]: [f64; 1]) -> Partials<1> {
    negative_log(beta)
}
