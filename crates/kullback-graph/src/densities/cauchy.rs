//! The Cauchy distribution: location μ, scale σ.
//!
//! ln p(y) = −ln(1 + ((y − μ)/σ)²) − ln σ − ln π

use super::Partials;
use kullback_math::special::{ln, log1p};

/// −ln(1 + ((y − μ)/σ)²)
#[inline(always)]
pub(super) fn kernel([y, mu, sigma]: [f64; 3]) -> Partials<3> {
    let inverse = 1.0 / sigma;
    let z = (y - mu) * inverse;
    // 2z/(1 + z²), without overflow.
    let ratio = if z.abs() < 1.0 {
        2.0 * z / (1.0 + z * z)
    } else {
        2.0 / (z + 1.0 / z)
    };
    let slope = ratio * inverse;
    (-log1p(z * z), [-slope, slope, z * slope])
}

/// −ln σ − ln π
#[inline(always)]
pub(super) fn scale([sigma]: [f64; 1]) -> Partials<1> {
    const LN_PI: f64 = 1.144_729_885_849_400_2;
    (-ln(sigma) - LN_PI, [-1.0 / sigma])
}
