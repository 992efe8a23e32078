//! Ratios of gamma functions at a count's distance, with their derivatives: what the negative
//! binomial and the beta-binomial need for each observation.
//!
//! Branch-free, so that the loop over observations vectorises: below 8 both arguments are shifted up
//! by 8, where Stirling's series (Abramowitz and Stegun 6.1.40 and 6.3.18) is exact to a double.

use kullback_math::special::{ln, log1p};

const SHIFT: f64 = 8.0;

/// ln Γ(y + φ) − ln Γ(φ) − y ln φ for y ≥ 0 and φ > 0, and its derivative in φ. Both go to zero as
/// φ → ∞, and are computed without cancellation there.
#[inline(always)]
pub(super) fn log_rising_excess(y: f64, phi: f64) -> (f64, f64) {
    let small = phi < SHIFT;
    let z = if small { phi + SHIFT } else { phi };
    let top = z + y;
    let u = y / z;
    let log = log1p(u);
    let excess = log1p_minus(u, log);
    let (remainder_top, tail_top) = stirling(top);
    let (remainder_z, tail_z) = stirling(z);
    let value = z * excess + (y - 0.5) * log + (remainder_top - remainder_z);
    let slope = excess + 0.5 * u / top + (tail_top - tail_z);
    // Γ(x) = Γ(x + 8)/p(x)
    let low = if small { phi } else { SHIFT };
    let (p, p_slope) = product_of_eight(low);
    let (q, q_slope) = product_of_eight(low + y);
    let shifted = y * log1p(SHIFT / low) + ln(p / q);
    let shifted_slope = y / z - y / low + (p_slope / p - q_slope / q);
    (
        value + if small { shifted } else { 0.0 },
        slope + if small { shifted_slope } else { 0.0 },
    )
}

/// ln Γ(y + φ) − ln Γ(φ) for y ≥ 0 and φ > 0, and its derivative in φ.
#[inline(always)]
pub(super) fn log_rising(y: f64, phi: f64) -> (f64, f64) {
    let (value, slope) = log_rising_excess(y, phi);
    (value + y * ln(phi), slope + y / phi)
}

/// p(x) = x(x + 1)…(x + 7), and p′(x).
#[inline(always)]
fn product_of_eight(x: f64) -> (f64, f64) {
    let (mut product, mut slope) = (x, 1.0);
    let mut factor = x;
    for _ in 1..8 {
        factor += 1.0;
        slope = slope * factor + product;
        product *= factor;
    }
    (product, slope)
}

/// For x ≥ 8: ln Γ(x) − ((x − ½) ln x − x + ½ ln 2π) and ψ(x) − ln x + 1/(2x).
#[inline(always)]
fn stirling(x: f64) -> (f64, f64) {
    const REMAINDER: [f64; 8] = [
        1.0 / 12.0,
        -1.0 / 360.0,
        1.0 / 1260.0,
        -1.0 / 1680.0,
        1.0 / 1188.0,
        -691.0 / 360_360.0,
        1.0 / 156.0,
        -3617.0 / 122_400.0,
    ];
    const TAIL: [f64; 8] = [
        -1.0 / 12.0,
        1.0 / 120.0,
        -1.0 / 252.0,
        1.0 / 240.0,
        -1.0 / 132.0,
        691.0 / 32_760.0,
        -1.0 / 12.0,
        3617.0 / 8160.0,
    ];
    let inverse = 1.0 / x;
    let w = inverse * inverse;
    (
        inverse * polynomial(&REMAINDER, w),
        w * polynomial(&TAIL, w),
    )
}

/// c₀ + x (c₁ + x (c₂ + …)).
#[inline(always)]
fn polynomial<const N: usize>(coefficients: &[f64; N], x: f64) -> f64 {
    let mut sum = 0.0;
    for k in 0..N {
        sum = sum * x + coefficients[N - 1 - k];
    }
    sum
}

/// ln(1 + u) − u given ln(1 + u), without cancellation for small u: the series of
/// 2 artanh(u/(2 + u)).
#[inline(always)]
fn log1p_minus(u: f64, log: f64) -> f64 {
    const SERIES: [f64; 10] = [
        1.0 / 3.0,
        1.0 / 5.0,
        1.0 / 7.0,
        1.0 / 9.0,
        1.0 / 11.0,
        1.0 / 13.0,
        1.0 / 15.0,
        1.0 / 17.0,
        1.0 / 19.0,
        1.0 / 21.0,
    ];
    let s = u / (2.0 + u);
    let w = s * s;
    let series = 2.0 * s * w * polynomial(&SERIES, w) - s * u;
    if u.abs() < 0.3 { series } else { log - u }
}
