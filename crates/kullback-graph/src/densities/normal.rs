//! The normal distribution: location μ, standard deviation σ.
//!
//! ln p(y) = −½ ((y − μ)/σ)² − ln σ − ½ ln 2π

use super::{HALF_LN_TWO_PI, Partials};
use kullback_math::special::ln;

/// −½ ((y − μ)/σ)²
#[inline(always)]
pub(super) fn square([y, mu, sigma]: [f64; 3]) -> Partials<3> {
    let inverse = 1.0 / sigma;
    let z = (y - mu) * inverse;
    let slope = z * inverse;
    (-0.5 * z * z, [-slope, slope, z * slope])
}

/// −ln σ − ½ ln 2π
#[inline(always)]
pub(super) fn scale([sigma]: [f64; 1]) -> Partials<1> {
    (-ln(sigma) - HALF_LN_TWO_PI, [-1.0 / sigma])
}
