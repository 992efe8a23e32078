//! The von Mises distribution on the circle: location μ, concentration κ.
//!
//! ln p(y) = κ cos(y − μ) − ln 2π I₀(κ); e⁻ᵏ I₀(κ) is used, so that no large κ cancels

use super::{Partials, reject_unless};
use kullback_math::special::{bessel_i0_scaled, bessel_i1_over_i0, ln};

/// κ (cos(y − μ) − 1) = −2κ sin²(½(y − μ))
#[inline(always)]
pub(super) fn cosine([y, mu, kappa]: [f64; 3]) -> Partials<3> {
    let (sine, cosine) = libm::sincos(0.5 * (y - mu));
    let slope = 2.0 * kappa * sine * cosine;
    let versine = -2.0 * sine * sine;
    (kappa * versine, [-slope, slope, versine])
}

/// −ln(2π e⁻ᵏ I₀(κ))
#[inline(always)]
pub(super) fn concentration([kappa]: [f64; 1]) -> Partials<1> {
    const LN_TWO_PI: f64 = 1.837_877_066_409_345_3;
    (
        reject_unless(kappa >= 0.0, -ln(bessel_i0_scaled(kappa)) - LN_TWO_PI),
        [1.0 - bessel_i1_over_i0(kappa)],
    )
}
