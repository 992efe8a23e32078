//! Owen's T function, the integral behind bivariate and skew normal probabilities.

use std::f64::consts::PI;

use super::error_function::exp_square;
use super::exponential::exp;
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

/// Positive nodes and their weights, 32 points on [−1, 1].
const LEGENDRE: [(f64, f64); 16] = [
    (0.9972638618494816, 0.007018610009470096),
    (0.9856115115452684, 0.01627439473090567),
    (0.9647622555875064, 0.02539206530926206),
    (0.9349060759377397, 0.03427386291302143),
    (0.8963211557660521, 0.04283589802222668),
    (0.84936761373257, 0.050998059262376175),
    (0.7944837959679424, 0.058684093478535544),
    (0.7321821187402897, 0.06582222277636185),
    (0.6630442669302152, 0.0723457941088485),
    (0.5877157572407623, 0.07819389578707031),
    (0.5068999089322294, 0.08331192422694675),
    (0.42135127613063533, 0.08765209300440381),
    (0.33186860228212767, 0.09117387869576389),
    (0.23928736225213706, 0.09384439908080457),
    (0.1444719615827965, 0.09563872007927486),
    (0.04830766568773832, 0.0965400885147278),
];
