//! Owen's T function, the integral behind bivariate and skew normal probabilities.

use std::f64::consts::PI;

use super::error_function::exp_square;
use super::exponential::exp;
use super::legendre::LEGENDRE;
use super::normal::normal_cdf;

/// T(h, a) = 1/2π ∫₀ᵃ e^(−h²(1 + x²)/2) / (1 + x²) dx, with relative accuracy in the tails.
///
/// D. B. Owen, "Tables for computing bivariate normal probabilities", Annals of Mathematical
/// Statistics 27 (1956). ∂T/∂h = −φ(h) erf(ah/√2)/2 and ∂T/∂a = e^(−h²(1 + a²)/2) / (2π(1 + a²)).
pub fn owens_t(h: f64, a: f64) -> f64 {
    if h.is_nan() || a.is_nan() {
        return f64::NAN;
    }
    if h == 0.0 {
        return 0.5 / PI * libm::atan(a);
    }
    let (h, slope) = (h.abs(), a.abs());
    let value = if slope <= 1.0 {
        quadrature(h, slope)
    } else {
        // Owen's (2.3), written in upper tails rather than Φ, so that nothing near 1 cancels.
        let (tail, far_tail) = (normal_cdf(-h), normal_cdf(-h * slope));
        0.5 * (tail + far_tail) - tail * far_tail - quadrature(h * slope, slope.recip())
    };
    value.copysign(a)
}

/// The defining integral for h > 0 and 0 ≤ a ≤ 1, by Gauss and Legendre's rule.
fn quadrature(h: f64, a: f64) -> f64 {
    // Beyond hx = 9 the integrand is below a rounding error.
    let end = a.min(9.0 / h);
    if end == 0.0 {
        return 0.0;
    }
    let integrand = |x: f64| {
        let scaled = h * x;
        exp(-0.5 * scaled * scaled) / (1.0 + x * x)
    };
    let half = 0.5 * end;
    let mut sum = 0.0;
    for (node, weight) in LEGENDRE {
        sum += weight * (integrand(half - half * node) + integrand(half + half * node));
    }
    0.5 / PI * half * sum * exp_square(-0.5, h.min(40.0))
}
