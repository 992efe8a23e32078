//! The digamma and trigamma functions, the first two derivatives of ln Γ.

use std::f64::consts::PI;

use super::logarithm::ln;
use super::saddle_point::log1p_minus;

/// From here on the asymptotic series below are exact to a double.
const ASYMPTOTIC: f64 = 10.0;

/// B₂ₖ / 2k, k = 1…7.
const DIGAMMA_SERIES: [f64; 7] = [
    1.0 / 12.0,
    -1.0 / 120.0,
    1.0 / 252.0,
    -1.0 / 240.0,
    1.0 / 132.0,
    -691.0 / 32_760.0,
    1.0 / 12.0,
];

/// B₂ₖ, k = 1…8.
const TRIGAMMA_SERIES: [f64; 8] = [
    1.0 / 6.0,
    -1.0 / 30.0,
    1.0 / 42.0,
    -1.0 / 30.0,
    5.0 / 66.0,
    -691.0 / 2730.0,
    7.0 / 6.0,
    -3617.0 / 510.0,
];

/// c₀ + x (c₁ + x (c₂ + …)).
#[inline(always)]
pub(super) fn polynomial(coefficients: &[f64], x: f64) -> f64 {
    coefficients.iter().rev().fold(0.0, |sum, c| sum * x + c)
}

/// ψ(x) = d ln Γ(x) / dx; NaN at the poles 0, −1, −2, …
///
/// Relative error is a few units in the last place for x > 0, the zero at 1.4616… included; for
/// x < 0, where ψ has a zero in every unit interval, the error is absolute near those.
pub fn digamma(x: f64) -> f64 {
    if x <= 0.0 {
        let offset = x - x.round();
        if offset == 0.0 {
            return f64::NAN;
        }
        return digamma(1.0 - x) - PI / libm::tan(PI * offset);
    }
    if x >= ASYMPTOTIC {
        return ln(x) + digamma_remainder(x);
    }
    if x < 1.0 {
        return digamma_one_to_two(x + 1.0, x) - 1.0 / x;
    }
    // Small terms first: the rounding of the largest then dominates.
    let mut y = x;
    let mut sum = 0.0;
    while y >= 2.0 {
        y -= 1.0;
        sum += 1.0 / y;
    }
    sum + digamma_one_to_two(y, y - 1.0)
}

/// ψ(x) − ln x for x > 0, without cancellation when x is large.
pub fn digamma_remainder(x: f64) -> f64 {
    if x < 1.0 {
        return digamma(x) - ln(x);
    }
    // By the recurrence of ψ, terms of one sign: ln(1 + 1/y) − 1/y.
    let (mut sum, mut y) = (0.0, x);
    while y < ASYMPTOTIC {
        sum += log1p_minus(1.0 / y, 1.0 + 1.0 / y);
        y += 1.0;
    }
    let w = 1.0 / (y * y);
    sum - 0.5 / y - w * polynomial(&DIGAMMA_SERIES, w)
}

/// ψ(y) on [1, 2] given y and y − 1: a rational approximation of ψ(y) / (y − zero) due to John
/// Maddock (Boost.Math, `digamma.hpp`), with the zero in three parts.
fn digamma_one_to_two(y: f64, y_minus_1: f64) -> f64 {
    const SCALE: f64 = 1.0 / 1_073_741_824.0;
    const ZERO: [f64; 3] = [
        1_569_415_565.0 * SCALE,
        381_566_830.0 * SCALE * SCALE,
        9.016_312_093_258_695_9e-20,
    ];
    const OFFSET: f64 = 0.995_581_626_892_089_84;
    const NUMERATOR: [f64; 6] = [
        0.254_798_510_611_315_51,
        -0.325_550_311_868_044_91,
        -0.650_318_537_708_965_07,
        -0.289_191_264_447_747_84,
        -0.045_251_321_448_739_056,
        -0.002_071_332_116_774_595_2,
    ];
    const DENOMINATOR: [f64; 7] = [
        1.0,
        2.076_711_702_373_046_9,
        1.460_624_290_976_351_5,
        0.435_935_296_926_659_69,
        0.054_151_797_245_674_225,
        0.002_128_498_701_782_114_4,
        -5.578_984_132_167_551_3e-7,
    ];
    let from_zero = y - ZERO[0] - ZERO[1] - ZERO[2];
    let ratio = polynomial(&NUMERATOR, y_minus_1) / polynomial(&DENOMINATOR, y_minus_1);
    from_zero * OFFSET + from_zero * ratio
}

/// ψ′(x) = d²ln Γ(x) / dx²; ∞ at the poles 0, −1, −2, …
pub fn trigamma(x: f64) -> f64 {
    if x <= 0.0 {
        let offset = x - x.round();
        if offset == 0.0 {
            return f64::INFINITY;
        }
        if offset.is_nan() {
            return f64::NAN;
        }
        let ratio = PI / libm::sin(PI * offset);
        return ratio * ratio - trigamma(1.0 - x);
    }
    let mut y = x;
    let mut sum = 0.0;
    while y < ASYMPTOTIC {
        sum += 1.0 / (y * y);
        y += 1.0;
    }
    let w = 1.0 / (y * y);
    (1.0 / y + 0.5 * w + w / y * polynomial(&TRIGAMMA_SERIES, w)) + sum
}
