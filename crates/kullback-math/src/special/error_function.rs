//! The error function, its complement, and the scaled complement.

use super::exponential::exp;

/// erf(x) = 2/√π ∫₀ˣ e^(−t²) dt.
#[inline]
pub fn erf(x: f64) -> f64 {
    libm::erf(x)
}

/// erfc(x) = 1 − erf(x), accurate in the upper tail.
#[inline]
pub fn erfc(x: f64) -> f64 {
    libm::erfc(x)
}

/// e^(scale·x²), where x² is split into a short exact square and a remainder, so that a large
/// exponent keeps its relative accuracy.
#[inline]
pub(super) fn exp_square(scale: f64, x: f64) -> f64 {
    let short = (x * 16.0).trunc() / 16.0;
    let rest = (x - short) * (x + short);
    exp(scale * rest) * exp(scale * short * short)
}

/// e^(x²) erfc(x); ∞ below about −26.6.
///
/// Rational approximations of W. J. Cody, "Rational Chebyshev approximations for the error
/// function", Mathematics of Computation 23 (1969), with the coefficients of his CALERF.
pub fn erfcx(x: f64) -> f64 {
    if x.abs() < 0.468_75 {
        return exp(x * x) * erfc(x);
    }
    if x < 0.0 {
        // The correction is below a unit in the last place long before this bound.
        return if x < -26.7 {
            f64::INFINITY
        } else {
            2.0 * exp_square(1.0, x) - erfcx(-x)
        };
    }
    if x <= 4.0 {
        erfcx_middle(x)
    } else {
        erfcx_tail(x)
    }
}

fn erfcx_middle(x: f64) -> f64 {
    const C: [f64; 9] = [
        5.641_884_969_886_700_89e-1,
        8.883_149_794_388_375_94e0,
        6.611_919_063_714_162_95e1,
        2.986_351_381_974_001_31e2,
        8.819_522_212_417_690_90e2,
        1.712_047_612_634_070_58e3,
        2.051_078_377_826_071_47e3,
        1.230_339_354_797_997_25e3,
        2.153_115_354_744_038_46e-8,
    ];
    const D: [f64; 8] = [
        1.574_492_611_070_983_47e1,
        1.176_939_508_913_124_99e2,
        5.371_811_018_620_098_58e2,
        1.621_389_574_566_690_19e3,
        3.290_799_235_733_459_63e3,
        4.362_619_090_143_247_16e3,
        3.439_367_674_143_721_64e3,
        1.230_339_354_803_749_42e3,
    ];
    let mut numerator = C[8] * x;
    let mut denominator = x;
    for i in 0..7 {
        numerator = (numerator + C[i]) * x;
        denominator = (denominator + D[i]) * x;
    }
    (numerator + C[7]) / (denominator + D[7])
}

fn erfcx_tail(x: f64) -> f64 {
    const P: [f64; 6] = [
        3.053_266_349_612_323_44e-1,
        3.603_448_999_498_044_39e-1,
        1.257_817_261_112_292_46e-1,
        1.608_378_514_874_227_66e-2,
        6.587_491_615_298_378_03e-4,
        1.631_538_713_730_209_78e-2,
    ];
    const Q: [f64; 5] = [
        2.568_520_192_289_822_42e0,
        1.872_952_849_923_467_25e0,
        5.279_051_029_514_284_12e-1,
        6.051_834_131_244_131_91e-2,
        2.335_204_976_268_691_85e-3,
    ];
    const INVERSE_SQRT_PI: f64 = 0.564_189_583_547_756_3;
    // By 1/x twice, because x² may overflow.
    let w = 1.0 / x / x;
    let mut numerator = P[5] * w;
    let mut denominator = w;
    for i in 0..4 {
        numerator = (numerator + P[i]) * w;
        denominator = (denominator + Q[i]) * w;
    }
    (INVERSE_SQRT_PI - w * (numerator + P[4]) / (denominator + Q[4])) / x
}
