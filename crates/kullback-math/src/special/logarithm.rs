//! Branch-free `ln` and `log1p`, written so that loops over slices vectorise.
//!
//! One kernel evaluates ln(u) + c for a small correction c, by fdlibm's expansion of ln(1 + f) in
//! s = f / (2 + f) (Sun Microsystems, `e_log.c`, 1993). See `exponential` for the ground rules.

use super::exponential::{LN2_HIGH, LN2_LOW};

const L: [f64; 7] = [
    6.666_666_666_666_735_130e-1,
    3.999_999_999_940_941_908e-1,
    2.857_142_874_366_239_149e-1,
    2.222_219_843_214_978_396e-1,
    1.818_357_216_161_805_012e-1,
    1.531_383_769_920_937_332e-1,
    1.479_819_860_511_658_591e-1,
];

/// Bits of the double just below sqrt(1/2): the mantissa is brought into [sqrt(1/2), sqrt(2)).
const SQRT_HALF: u64 = 0x3fe6_a09e_667f_3bcd;
const ONE: u64 = 0x3ff0_0000_0000_0000;
const MANTISSA: u64 = 0x000f_ffff_ffff_ffff;
const TWO_52: u64 = 0x4330_0000_0000_0000;

/// ln(u) + c for normal or subnormal u ≥ 0 and |c| ≲ 1e-16, with the special values of `ln`.
#[inline(always)]
pub(super) fn ln_corrected(u: f64, c: f64) -> f64 {
    let tiny = u < f64::MIN_POSITIVE;
    let scaled = if tiny {
        u * 18_014_398_509_481_984.0
    } else {
        u
    };
    let bias = if tiny { 1023.0 + 54.0 } else { 1023.0 };
    let shifted = scaled.to_bits().wrapping_add(ONE - SQRT_HALF);
    // The exponent as a double, without an integer conversion: AVX2 has none for 64 bits.
    let k = f64::from_bits((shifted >> 52) | TWO_52) - (4_503_599_627_370_496.0 + bias);
    let m = f64::from_bits((shifted & MANTISSA) + SQRT_HALF);
    let f = m - 1.0;
    let s = f / (2.0 + f);
    let z = s * s;
    let w = z * z;
    let even = w * (L[1] + w * (L[3] + w * L[5]));
    let odd = z * (L[0] + w * (L[2] + w * (L[4] + w * L[6])));
    let half_square = 0.5 * f * f;
    let small = s * (half_square + (even + odd)) + (k * LN2_LOW + c);
    let y = k * LN2_HIGH - ((half_square - small) - f);
    let y = if u < f64::INFINITY { y } else { u };
    let y = if u == 0.0 { f64::NEG_INFINITY } else { y };
    if u < 0.0 { f64::NAN } else { y }
}

/// The natural logarithm, within one unit in the last place, subnormals included.
///
/// ```
/// assert_eq!(kullback_math::special::ln(1.0), 0.0);
/// assert_eq!(kullback_math::special::ln(0.0), f64::NEG_INFINITY);
/// ```
#[inline(always)]
pub fn ln(x: f64) -> f64 {
    ln_corrected(x, 0.0)
}

/// ln(1 + x) given x, with u = 1 + x rounded and the rounding error restored to first order.
#[inline(always)]
pub fn log1p(x: f64) -> f64 {
    let u = 1.0 + x;
    let b = u - 1.0;
    let error = (1.0 - (u - b)) + (x - b);
    let y = ln_corrected(u, error / u);
    // Keeps the sign of zero.
    if x == 0.0 { x } else { y }
}

/// a·ln b, 0 where both are 0.
#[inline(always)]
pub fn lmultiply(a: f64, b: f64) -> f64 {
    let product = a * ln(b);
    if a == 0.0 && b == 0.0 { 0.0 } else { product }
}
