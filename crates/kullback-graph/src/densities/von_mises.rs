//! The von Mises distribution on the circle: location μ, concentration κ.
//!
//! ln p(y) = κ cos(y − μ) − ln 2π I₀(κ); e⁻ᵏ I₀(κ) is used, so that no large κ cancels

use super::{Partials, reject_unless};
use kullback_math::special::ln;

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
    let (i0, i1) = scaled_bessel(kappa);
    (
        reject_unless(kappa >= 0.0, -ln(i0) - LN_TWO_PI),
        [1.0 - i1 / i0],
    )
}

/// e⁻ˣ I₀(x) and e⁻ˣ I₁(x) for x ≥ 0: the power series below 20, Hankel's expansion (Abramowitz and
/// Stegun 9.7.1) above.
fn scaled_bessel(x: f64) -> (f64, f64) {
    if x < 20.0 {
        let quarter = 0.25 * x * x;
        let (mut term, mut i0, mut i1) = (1.0, 1.0, 1.0);
        for k in 1..80 {
            let k = f64::from(k);
            term *= quarter / (k * k);
            i0 += term;
            i1 += term / (k + 1.0);
            if term < 1e-17 * i0 {
                break;
            }
        }
        let scale = kullback_math::special::exp(-x);
        (scale * i0, scale * 0.5 * x * i1)
    } else {
        let factor = 1.0 / (2.0 * std::f64::consts::PI * x).sqrt();
        (factor * hankel(0.0, x), factor * hankel(4.0, x))
    }
}

/// 1 − (m − 1)/(8x) + (m − 1)(m − 9)/(2!(8x)²) − …, m = 4ν²
fn hankel(m: f64, x: f64) -> f64 {
    let (mut term, mut sum) = (1.0, 1.0);
    for k in 1..40 {
        let k = f64::from(k);
        let odd = 2.0 * k - 1.0;
        let next = -term * (m - odd * odd) / (k * 8.0 * x);
        // The series diverges in the end; its smallest term is far below rounding for x ≥ 20.
        if next.abs() >= term.abs() || next.abs() < 1e-18 {
            break;
        }
        term = next;
        sum += term;
    }
    sum
}
