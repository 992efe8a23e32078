//! Branch-free `exp` and `expm1`, written so that loops over slices vectorise.
//!
//! Both start from the same reduction, e^x = 2^n (1 + hi + tail) with |hi + tail| ≤ ln 2 / 2.
//! There is no table, no call, no fused multiply–add and no branch: every selection is an `if` on
//! values that compiles to a blend, so the bits are the same on every machine and at every width.

/// Adding and subtracting 1.5·2^52 rounds a double below 2^51 to the nearest integer.
const ROUND: f64 = 6_755_399_441_055_744.0;
/// High and low parts of ln 2. The high part has 32 trailing zero bits, so n·LN2_HIGH is exact.
pub(super) const LN2_HIGH: f64 = 6.931_471_803_691_238_164_90e-1;
pub(super) const LN2_LOW: f64 = 1.908_214_929_270_587_700_02e-10;

/// (e^r − 1 − r) / r² interpolated at the ten non-zero Chebyshev points of degree eleven on
/// |r| ≤ ln 2 / 2; r + r²P(r) then has relative error 2.4e-17 against expm1.
const P: [f64; 10] = [
    0.500_000_000_000_000_6,
    0.166_666_666_666_666_7,
    0.041_666_666_666_573_135,
    0.008_333_333_333_326_141,
    0.001_388_888_893_249_121_6,
    0.000_198_412_698_748_025_04,
    2.480_150_434_367_692e-5,
    2.755_725_542_319_278e-6,
    2.762_635_862_380_964e-7,
    2.510_520_743_698_535_8e-8,
];

/// e^x = 2^n (1 + hi + tail); `hi` is exact and `tail` is the small remainder.
struct Reduced {
    n: f64,
    hi: f64,
    tail: f64,
}

/// `x` must be NaN or within ±1000.
#[inline(always)]
fn reduce(x: f64) -> Reduced {
    let n = (x * std::f64::consts::LOG2_E + ROUND) - ROUND;
    let hi = x - n * LN2_HIGH;
    let lo = n * LN2_LOW;
    let r = hi - lo;
    let r2 = r * r;
    let r4 = r2 * r2;
    let low = (P[0] + P[1] * r) + (P[2] + P[3] * r) * r2;
    let high = (P[4] + P[5] * r) + (P[6] + P[7] * r) * r2;
    let p = low + (high + (P[8] + P[9] * r) * r4) * r4;
    Reduced {
        n,
        hi,
        tail: r2 * p - lo,
    }
}

/// 2^k for an integer −1023 < k < 1024 held as a double.
#[inline(always)]
fn power_of_two(k: f64) -> f64 {
    f64::from_bits((k + ROUND).to_bits().wrapping_add(1023) << 52)
}

/// y·2^n in two exact steps, so that the result may be subnormal or infinite.
#[inline(always)]
fn scale(y: f64, n: f64) -> f64 {
    let half = (n * 0.5 + ROUND) - ROUND;
    y * power_of_two(half) * power_of_two(n - half)
}

#[inline(always)]
fn at_most(x: f64, bound: f64) -> f64 {
    if x > bound { bound } else { x }
}

#[inline(always)]
fn at_least(x: f64, bound: f64) -> f64 {
    if x < bound { bound } else { x }
}

/// e^x, within one unit in the last place; subnormal results are rounded correctly.
///
/// ```
/// assert_eq!(kullback_math::special::exp(0.0), 1.0);
/// assert_eq!(kullback_math::special::exp(f64::NEG_INFINITY), 0.0);
/// ```
#[inline(always)]
pub fn exp(x: f64) -> f64 {
    // Outside these bounds the scaled result is already 0 or infinity.
    let e = reduce(at_least(at_most(x, 710.5), -746.0));
    scale(1.0 + (e.hi + e.tail), e.n)
}

/// e^x − 1, within about one unit in the last place everywhere, also near 0.
#[inline(always)]
pub fn expm1(x: f64) -> f64 {
    let e = reduce(at_least(at_most(x, 710.5), -40.0));
    // 2^n ((1 − 2^−n) + hi + tail), the first sum with its rounding error.
    let a = 1.0 - power_of_two(at_least(-e.n, -1000.0));
    let s = a + e.hi;
    let b = s - a;
    let error = (a - (s - b)) + (e.hi - b);
    let y = scale(s + (error + e.tail), e.n);
    // Keeps the sign of zero.
    if x == 0.0 { x } else { y }
}
