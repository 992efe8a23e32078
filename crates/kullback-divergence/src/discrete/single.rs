//! Log-probabilities in single precision at the speed of memory: eight or more at a time with a
//! polynomial exp, each block of 4096 summed in double.
//!
//! Polynomials interpolate (eˣ − 1 − x)/x² at Chebyshev points; their relative error in eˣ is 8e-9.

use pulp::{Arch, Simd, WithSimd};

use super::log_probs::Found;
use super::table::Single;
use super::{sum, terms};

/// (eˣ − 1 − x)/x² on |x| ≤ ln 2 / 2.
const EXP: [f32; 5] = [
    0.5,
    0.166_665_77,
    0.041_666_555,
    0.008_363_173,
    0.001_392_617_6,
];
/// The same on |x| ≤ 1/4.
const NEAR: [f32; 5] = [
    0.5,
    0.166_666_42,
    0.041_666_637,
    0.008_348_848,
    0.001_390_827_9,
];
const NEAR_BOUND: f32 = 0.25;
/// Adding 1.5·2²³ leaves the nearest integer in the low bits.
const ROUND: f32 = 12_582_912.0;
/// Below this eˣ is no normal number and counts as 0.
const LOWEST: f32 = -87.0;
/// Above this no product q·(ln p − ln q) with q = e^LOWEST is visible.
const TAME: f32 = -1e6;
/// What −∞ is replaced by where it may be subtracted from itself.
const DEEP: f32 = -1e30;

/// eˣ for LOWEST ≤ x ≤ 88.
#[inline(always)]
fn exp<S: Simd>(simd: S, x: S::f32s) -> S::f32s {
    let constant = |c: f32| simd.splat_f32s(c);
    let shifted = simd.mul_add_e_f32s(x, constant(std::f32::consts::LOG2_E), constant(ROUND));
    let n = simd.sub_f32s(shifted, constant(ROUND));
    let r = simd.mul_add_e_f32s(n, constant(-std::f32::consts::LN_2), x);
    let y = one_plus(simd, r);
    // The low bits of `shifted` are n; moved into the exponent they multiply by 2ⁿ.
    let scale = simd.wrapping_dyn_shl_u32s(simd.transmute_u32s_f32s(shifted), simd.splat_u32s(23));
    simd.transmute_f32s_u32s(simd.add_u32s(simd.transmute_u32s_f32s(y), scale))
}

/// 1 + r + r² P(r).
#[inline(always)]
fn one_plus<S: Simd>(simd: S, r: S::f32s) -> S::f32s {
    let p = polynomial(simd, r, EXP);
    let linear = simd.add_f32s(r, simd.splat_f32s(1.0));
    simd.mul_add_e_f32s(simd.mul_f32s(r, r), p, linear)
}

#[inline(always)]
fn polynomial<S: Simd>(simd: S, x: S::f32s, c: [f32; 5]) -> S::f32s {
    let mut sum = simd.splat_f32s(c[4]);
    for k in (0..4).rev() {
        sum = simd.mul_add_e_f32s(sum, x, simd.splat_f32s(c[k]));
    }
    sum
}

/// Σ (q ln(q/p) − q + p).
pub(super) fn relative_entropy(q: Single<'_>, p: Single<'_>, threads: usize) -> f64 {
    let arch = Arch::new();
    let tame = q.lowest > TAME && p.lowest > TAME;
    let shifted = q.log_total != 0.0 || p.log_total != 0.0;
    sum::parallel(q.values.len(), threads, |range| {
        let (q, p) = (
            Single {
                values: &q.values[range.clone()],
                ..q
            },
            Single {
                values: &p.values[range],
                ..p
            },
        );
        // Only what the arrays need is compiled into the loop.
        match (tame, shifted) {
            (true, false) => arch.dispatch(Block::<true, false> { q, p }),
            (true, true) => arch.dispatch(Block::<true, true> { q, p }),
            (false, _) => arch.dispatch(Block::<false, true> { q, p }),
        }
    })
}

/// One block of both arrays. TAME: no value is so low that it needs care. SHIFTED: the arrays have
/// log totals to be subtracted.
struct Block<'a, const TAME: bool, const SHIFTED: bool> {
    q: Single<'a>,
    p: Single<'a>,
}

impl<const TAME: bool, const SHIFTED: bool> Block<'_, TAME, SHIFTED> {
    /// One vector of terms.
    #[inline(always)]
    fn term<S: Simd>(&self, simd: S, log_q: S::f32s, log_p: S::f32s) -> S::f32s {
        let (mut raw_q, mut raw_p) = (log_q, log_p);
        let (mut log_q, mut log_p) = (log_q, log_p);
        if SHIFTED {
            log_q = simd.sub_f32s(log_q, simd.splat_f32s(self.q.log_total));
            log_p = simd.sub_f32s(log_p, simd.splat_f32s(self.p.log_total));
        }
        let lowest = simd.splat_f32s(LOWEST);
        let mut q = exp(simd, simd.max_f32s(log_q, lowest));
        let mut p = exp(simd, simd.max_f32s(log_p, lowest));
        if !TAME {
            let zero = simd.splat_f32s(0.0);
            q = simd.select_f32s(simd.less_than_f32s(log_q, lowest), zero, q);
            p = simd.select_f32s(simd.less_than_f32s(log_p, lowest), zero, p);
            raw_q = simd.max_f32s(raw_q, simd.splat_f32s(DEEP));
            raw_p = simd.max_f32s(raw_p, simd.splat_f32s(DEEP));
        }
        // The difference first: subtracting a log total rounds.
        let mut delta = simd.sub_f32s(raw_p, raw_q);
        if SHIFTED {
            let shift = self.p.log_total - self.q.log_total;
            delta = simd.sub_f32s(delta, simd.splat_f32s(shift));
        }
        let far = simd.mul_add_e_f32s(simd.neg_f32s(q), delta, simd.sub_f32s(p, q));
        let weight = simd.mul_f32s(q, simd.mul_f32s(delta, delta));
        let near = simd.mul_f32s(weight, polynomial(simd, delta, NEAR));
        let is_near = simd.less_than_f32s(simd.abs_f32s(delta), simd.splat_f32s(NEAR_BOUND));
        simd.select_f32s(is_near, near, far)
    }
}

impl<const TAME: bool, const SHIFTED: bool> WithSimd for Block<'_, TAME, SHIFTED> {
    type Output = f64;

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) -> f64 {
        let (q, q_rest) = S::as_simd_f32s(self.q.values);
        let (p, p_rest) = S::as_simd_f32s(self.p.values);
        let mut sums = [simd.splat_f32s(0.0); 2];
        let (q_pairs, p_pairs) = (q.chunks_exact(2), p.chunks_exact(2));
        for (&q, &p) in q_pairs.remainder().iter().zip(p_pairs.remainder()) {
            sums[0] = simd.add_f32s(sums[0], self.term(simd, q, p));
        }
        for (q, p) in q_pairs.zip(p_pairs) {
            sums[0] = simd.add_f32s(sums[0], self.term(simd, q[0], p[0]));
            sums[1] = simd.add_f32s(sums[1], self.term(simd, q[1], p[1]));
        }
        let mut total = f64::from(simd.reduce_sum_f32s(simd.add_f32s(sums[0], sums[1])));
        for (&log_q, &log_p) in q_rest.iter().zip(p_rest) {
            let log_q = (f64::from(log_q.max(DEEP)), f64::from(self.q.log_total));
            let log_p = (f64::from(log_p.max(DEEP)), f64::from(self.p.log_total));
            total += terms::relative_entropy_log(log_q, log_p);
        }
        total
    }
}

/// The lowest and the highest value, whether one is NaN, and Σ e^(x − shift), in one pass.
///
/// A value below shift + LOWEST counts as that; one above shift + 88 makes the sum worthless.
pub(super) fn look(values: &[f32], shift: f32, threads: usize) -> Found {
    let arch = Arch::new();
    let parts = sum::chunks(values.len(), threads, |range| {
        sum::blocks(range)
            .map(|block| {
                let values = &values[block];
                arch.dispatch(Look { values, shift })
            })
            .fold(Found::NOTHING, Found::and)
    });
    parts.into_iter().fold(Found::NOTHING, Found::and)
}

struct Look<'a> {
    values: &'a [f32],
    shift: f32,
}

impl WithSimd for Look<'_> {
    type Output = Found;

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) -> Found {
        let (vectors, rest) = S::as_simd_f32s(self.values);
        let (shift, floor) = (simd.splat_f32s(self.shift), simd.splat_f32s(LOWEST));
        let infinity = simd.splat_f32s(f32::INFINITY);
        let mut found = [(
            infinity,
            simd.splat_f32s(f32::NEG_INFINITY),
            simd.splat_f32s(0.0),
        ); 2];
        // NaN alone differs from itself.
        let mut numbers = simd.equal_f32s(shift, shift);
        let pairs = vectors.chunks_exact(2);
        let mut one = |k: usize, x: S::f32s| {
            let (lowest, highest, sum) = &mut found[k];
            *lowest = simd.min_f32s(*lowest, x);
            *highest = simd.max_f32s(*highest, x);
            numbers = simd.and_m32s(numbers, simd.equal_f32s(x, x));
            let x = simd.max_f32s(simd.sub_f32s(x, shift), floor);
            *sum = simd.add_f32s(*sum, exp(simd, x));
        };
        for &x in pairs.remainder() {
            one(0, x);
        }
        for pair in pairs {
            one(0, pair[0]);
            one(1, pair[1]);
        }
        let (zero, nan) = (simd.splat_f32s(0.0), simd.splat_f32s(1.0));
        let [(low_a, high_a, sum_a), (low_b, high_b, sum_b)] = found;
        let found = Found {
            lowest: f64::from(simd.reduce_min_f32s(simd.min_f32s(low_a, low_b))),
            highest: f64::from(simd.reduce_max_f32s(simd.max_f32s(high_a, high_b))),
            has_nan: simd.reduce_max_f32s(simd.select_f32s(numbers, zero, nan)) > 0.0,
            sum: f64::from(simd.reduce_sum_f32s(simd.add_f32s(sum_a, sum_b))),
        };
        rest.iter().fold(found, |found, &x| {
            let x = f64::from(x);
            found.and(Found::of(x, (x - f64::from(self.shift)).exp()))
        })
    }
}
