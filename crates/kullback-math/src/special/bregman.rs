//! Bregman divergences of the convex functions that log partition functions are made of, and the two
//! elementary ones, x − ln(1 + x) and eˣ − 1 − x; relative accuracy however close the arguments are.

use super::digamma::{digamma, digamma_remainder, polynomial};
use super::exponential::expm1;
use super::gamma::{HALF_LN_2_PI, STIRLING_SERIES, lgamma, stirling_remainder};
use super::logarithm::ln;
use super::saddle_point::log1p_minus;

/// From here on Stirling's series is exact to a double.
const ASYMPTOTIC: f64 = 10.0;

/// 1/n!, n = 2…20.
const FACTORIALS: [f64; 19] = [
    1.0 / 2.0,
    1.0 / 6.0,
    1.0 / 24.0,
    1.0 / 120.0,
    1.0 / 720.0,
    1.0 / 5040.0,
    1.0 / 40_320.0,
    1.0 / 362_880.0,
    1.0 / 3_628_800.0,
    1.0 / 39_916_800.0,
    1.0 / 479_001_600.0,
    1.0 / 6_227_020_800.0,
    1.0 / 87_178_291_200.0,
    1.0 / 1_307_674_368_000.0,
    1.0 / 20_922_789_888_000.0,
    1.0 / 355_687_428_096_000.0,
    1.0 / 6_402_373_705_728_000.0,
    1.0 / 121_645_100_408_832_000.0,
    1.0 / 2_432_902_008_176_640_000.0,
];

/// ln(1 + x) − x ≤ 0, without cancellation near 0.
///
/// ```
/// let x = 1e-9;
/// assert!((kullback_math::special::log1pmx(x) / (-0.5 * x * x) - 1.0).abs() < 1e-8);
/// ```
pub fn log1pmx(x: f64) -> f64 {
    log1p_minus(x, 1.0 + x)
}

/// eˣ − 1 − x ≥ 0, without cancellation near 0.
pub fn expm1mx(x: f64) -> f64 {
    if x.abs() < 1.0 {
        x * x * polynomial(&FACTORIALS, x)
    } else {
        expm1(x) - x
    }
}

/// The Bregman divergence of Stirling's remainder for a, b ≥ 10, R(a) − R(b) − R′(b) d with d = a − b,
/// which may carry digits that a and b have lost.
fn bregman_remainder(a: f64, b: f64, d: f64) -> f64 {
    // Of x^−m: b^−m (v²/s) Σ_{i<m} (m − i) sⁱ with s = b/a and v = s − 1, all terms positive.
    let s = b / a;
    if !(0.1..10.0).contains(&s) {
        let slope = digamma_remainder(b) + 0.5 / b;
        return stirling_remainder(a) - stirling_remainder(b) - slope * d;
    }
    let v = -d / a;
    let mut sum = 0.0;
    let mut power = 1.0 / b;
    for (k, coefficient) in STIRLING_SERIES.iter().enumerate() {
        let m = 2 * k + 1;
        let inner = (0..m).rev().fold(0.0, |t, i| t * s + (m - i) as f64);
        sum += coefficient * power * inner;
        power /= b * b;
    }
    sum * v * v / s
}

/// The Bregman divergence of x ln x, a ln(a/b) − (a − b) ≥ 0, for positive arguments.
pub fn bregman_x_ln_x(a: f64, b: f64) -> f64 {
    if a == 0.0 {
        return b;
    }
    -a * log1pmx_ratio(b, a)
}

/// ln(a/b) − (a/b − 1) ≤ 0: [`log1pmx`] of a/b − 1 without rounding the ratio. Both positive.
pub fn log1pmx_ratio(a: f64, b: f64) -> f64 {
    log1p_minus((a - b) / b, a / b)
}

/// ln Γ(a) − ln Γ(b) − ψ(b)(a − b) ≥ 0 for a, b > 0, with relative accuracy also where a ≈ b; NaN
/// elsewhere.
pub fn bregman_lgamma(a: f64, b: f64) -> f64 {
    lgamma_terms(a, b, a - b)
}

/// [`bregman_lgamma`] of b + d and b, where the sum would lose digits of d.
pub fn bregman_lgamma_step(b: f64, d: f64) -> f64 {
    lgamma_terms(b + d, b, d)
}

fn lgamma_terms(a: f64, b: f64, d: f64) -> f64 {
    if !(a > 0.0 && b > 0.0 && a < f64::INFINITY && b < f64::INFINITY) {
        return f64::NAN;
    }
    // Both arguments are raised by the recurrence of Γ to where Stirling's series holds; that adds
    // Bregman divergences of −ln x.
    let (mut sum, mut x, mut y) = (0.0, a, b);
    while x.min(y) < ASYMPTOTIC {
        sum -= log1p_minus(d / y, x / y);
        x += 1.0;
        y += 1.0;
    }
    sum -= x * log1p_minus(-d / x, y / x);
    sum - 0.5 * log1p_minus(d / y, x / y) + bregman_remainder(x, y, d)
}

/// ln Γ(x) − x ln x + x for x > 0.
fn stirling_excess(x: f64) -> f64 {
    if x >= 1.0 {
        HALF_LN_2_PI - 0.5 * ln(x) + stirling_remainder(x)
    } else {
        lgamma(x) - x * ln(x) + x
    }
}

/// The Bregman divergence of ln Γ(x) − x ln x + x, which is convex: what [`bregman_lgamma`] exceeds
/// [`bregman_x_ln_x`] by, without their cancellation for large arguments.
pub fn bregman_stirling(a: f64, b: f64) -> f64 {
    stirling_terms(a, b, a - b)
}

/// [`bregman_stirling`] of b + d and b, where the sum would lose digits of d.
pub fn bregman_stirling_step(b: f64, d: f64) -> f64 {
    stirling_terms(b + d, b, d)
}

fn stirling_terms(a: f64, b: f64, d: f64) -> f64 {
    if !(a > 0.0 && b > 0.0 && a < f64::INFINITY && b < f64::INFINITY) {
        return f64::NAN;
    }
    if a.min(b) >= ASYMPTOTIC {
        -0.5 * log1p_minus(d / b, a / b) + bregman_remainder(a, b, d)
    } else if a < 0.5 * b || b < 0.5 * a {
        stirling_excess(a) - stirling_excess(b) - digamma_remainder(b) * d
    } else {
        lgamma_terms(a, b, d) + a * log1p_minus(-d / a, b / a)
    }
}

/// ψ⁽ⁿ⁾(x), the n-th derivative of the digamma function, for x > 0; NaN elsewhere. Relative error is
/// near 1e-15 for n ≥ 1. The order is a whole number, 0 ≤ n ≤ 100.
pub fn polygamma(n: f64, x: f64) -> f64 {
    /// B₂ₖ, k = 1…10.
    const BERNOULLI: [f64; 10] = [
        1.0 / 6.0,
        -1.0 / 30.0,
        1.0 / 42.0,
        -1.0 / 30.0,
        5.0 / 66.0,
        -691.0 / 2730.0,
        7.0 / 6.0,
        -3617.0 / 510.0,
        43_867.0 / 798.0,
        -174_611.0 / 330.0,
    ];
    if n == 0.0 {
        return digamma(x);
    }
    if !(x > 0.0 && (0.0..=100.0).contains(&n) && n.fract() == 0.0) {
        return f64::NAN;
    }
    let order = n;
    let factorial = (1..n as u32).fold(1.0, |f, k| f * f64::from(k));
    // (−1)^(n+1) n! Σ 1/(x + k)^(n+1), summed directly below the reach of the asymptotic series.
    let reach = 12.0 + order;
    let mut direct = 0.0;
    let mut y = x;
    let power = |y: f64| libm::pow(y, -order);
    while y < reach {
        direct += power(y) / y;
        y += 1.0;
    }
    // DLMF 5.15.8.
    let lead = power(y);
    let mut series = lead * (1.0 + 0.5 * order / y);
    let mut term = lead;
    for (k, bernoulli) in BERNOULLI.iter().enumerate() {
        let j = (2 * k) as f64;
        // (n + 2k + 1)! / ((2k + 2)! (n − 1)!) grows by two factors a step.
        term *= if k == 0 {
            order * (order + 1.0) / 2.0
        } else {
            (order + j) * (order + j + 1.0) / ((j + 1.0) * (j + 2.0))
        } / (y * y);
        series += bernoulli * term;
    }
    let magnitude = factorial * (series + order * direct);
    if n % 2.0 == 1.0 {
        magnitude
    } else {
        -magnitude
    }
}
