//! The lognormal distribution: location μ and standard deviation σ of the logarithm.
//!
//! ln p(y) = −½ ((ln y − μ)/σ)² − ln y − ln σ − ½ ln 2π; −∞ at y = 0

use super::{Partials, normal};
use kullback_math::special::ln;

pub(super) use normal::scale;

/// −½ ((ln y − μ)/σ)²
#[inline(always)]
pub(super) fn square([y, mu, sigma]: [f64; 3]) -> Partials<3> {
    let (value, [slope, d_mu, d_sigma]) = normal::square([ln(y), mu, sigma]);
    (value, [slope / y, d_mu, d_sigma])
}

/// −ln y
#[inline(always)]
pub(super) fn variate([y]: [f64; 1]) -> Partials<1> {
    // At 0 the square goes to −∞ faster.
    let value = if y == 0.0 { f64::NEG_INFINITY } else { -ln(y) };
    (value, [-1.0 / y])
}
