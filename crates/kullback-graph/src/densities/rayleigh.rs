//! The Rayleigh distribution: scale σ.
//!
//! ln p(y) = ln y − 2 ln σ − ½ (y/σ)²

use super::{Partials, reject_unless};
use kullback_math::special::ln;

/// ln y
#[inline(always)]
pub(super) fn variate([y]: [f64; 1]) -> Partials<1> {
    (reject_unless(y > 0.0, ln(y)), [1.0 / y])
}

/// −2 ln σ
#[inline(always)]
pub(super) fn scale([sigma]: [f64; 1]) -> Partials<1> {
    (-2.0 * ln(sigma), [-2.0 / sigma])
}

/// −½ (y/σ)²
#[inline(always)]
pub(super) fn square([y, sigma]: [f64; 2]) -> Partials<2> {
    let inverse = 1.0 / sigma;
    let z = y * inverse;
    (-0.5 * z * z, [-z * inverse, z * z * inverse])
}
