//! Log-probabilities in single precision at the speed of memory: eight or more at a time with a
//! polynomial exp, each block of 4096 summed in double.
//!
//! The polynomial interpolates (eˣ − 1 − x)/x² at Chebyshev points; its relative error in eˣ is 8e-9.

use pulp::{Arch, Simd, WithSimd};

use super::log_probs::Found;
use super::table::Single;
use super::{prefetch, sum, terms};

/// (eˣ − 1 − x)/x² on |x| ≤ ln 2 / 2.
const EXP: [f32; 5] = [
    0.5,
    0.166_665_77,
    0.041_666_555,
    0.008_363_173,
    0.001_392_617_6,
];
/// Adding 1.5·2²³ leaves the nearest integer in the low bits.
const ROUND: f32 = 12_582_912.0;
/// Below this eˣ is no normal number and counts as 0.
const LOWEST: f32 = -87.0;
/// What −∞ is replaced by where it may be subtracted from itself.
const DEEP: f32 = -1e30;

/// n and r with x = n ln 2 + r and |r| ≤ ln 2 / 2, and the bits of n moved to where the exponent of
/// a float is: adding them multiplies by 2ⁿ.
#[inline(always)]
fn reduce<S: Simd>(simd: S, x: S::f32s) -> (S::f32s, S::f32s, S::u32s) {
    let constant = |c: f32| simd.splat_f32s(c);
    let shifted = simd.mul_add_e_f32s(x, constant(std::f32::consts::LOG2_E), constant(ROUND));
    let n = simd.sub_f32s(shifted, constant(ROUND));
    let r = simd.mul_add_e_f32s(n, constant(-std::f32::consts::LN_2), x);
    let scale = simd.wrapping_dyn_shl_u32s(simd.transmute_u32s_f32s(shifted), simd.splat_u32s(23));
    (n, r, scale)
}

#[inline(always)]
fn scaled<S: Simd>(simd: S, y: S::f32s, scale: S::u32s) -> S::f32s {
    simd.transmute_f32s_u32s(simd.add_u32s(simd.transmute_u32s_f32s(y), scale))
}

/// eˣ for LOWEST ≤ x ≤ 88.
#[inline(always)]
fn exp<S: Simd>(simd: S, x: S::f32s) -> S::f32s {
    let (_, r, scale) = reduce(simd, x);
    let one = simd.splat_f32s(1.0);
    let slope = simd.mul_add_e_f32s(r, polynomial(simd, r), one);
    let y = simd.mul_add_e_f32s(r, slope, one);
    scaled(simd, y, scale)
}

/// eˣ − 1 − x for LOWEST ≤ x ≤ 88, to a relative error of 2e-6 however small.
///
/// With s = 2ⁿ it is s (eʳ − 1 − r) + (s − 1) r + (s − 1 − n ln 2), of which only the first term is
/// left where n = 0; elsewhere the sum is at least 0.05 and cancellation is harmless.
#[inline(always)]
fn excess<S: Simd>(simd: S, x: S::f32s) -> S::f32s {
    let constant = |c: f32| simd.splat_f32s(c);
    let (n, r, scale) = reduce(simd, x);
    let s = scaled(simd, constant(1.0), scale);
    let steps = simd.sub_f32s(s, constant(1.0));
    let whole = simd.mul_add_e_f32s(n, constant(-std::f32::consts::LN_2), steps);
    let rest = simd.mul_add_e_f32s(steps, r, whole);
    let square = simd.mul_f32s(s, simd.mul_f32s(r, r));
    simd.mul_add_e_f32s(square, polynomial(simd, r), rest)
}

/// (eʳ − 1 − r)/r².
#[inline(always)]
fn polynomial<S: Simd>(simd: S, r: S::f32s) -> S::f32s {
    let [a, b, c, d, e] = EXP.map(
        #[inline(always)]
        |c| simd.splat_f32s(c),
    );
    // In pairs, for a shorter chain of waits: 5 % less time than one step after the other.
    let square = simd.mul_f32s(r, r);
    let low = simd.mul_add_e_f32s(b, r, a);
    let high = simd.mul_add_e_f32s(e, square, simd.mul_add_e_f32s(d, r, c));
    simd.mul_add_e_f32s(high, square, low)
}

/// Σ (q ln(q/p) − q + p), whose terms are q (e^δ − 1 − δ) with δ = ln p − ln q.
pub(super) fn relative_entropy(q: Single<'_>, p: Single<'_>, threads: usize) -> f64 {
    let arch = Arch::new();
    let tame = |law: &Single<'_>| f64::from(law.lowest) - law.log_total > f64::from(LOWEST);
    let tame = tame(&q) && tame(&p);
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

/// One block of both arrays. TAME: no probability is below e^LOWEST. SHIFTED: the arrays have log
/// totals to be subtracted.
struct Block<'a, const TAME: bool, const SHIFTED: bool> {
    q: Single<'a>,
    p: Single<'a>,
}

impl<const TAME: bool, const SHIFTED: bool> Block<'_, TAME, SHIFTED> {
    /// `x` less what normalising subtracts, of which single precision holds only the head.
    #[inline(always)]
    fn normalised<S: Simd>(simd: S, x: S::f32s, log_total: f64) -> S::f32s {
        if SHIFTED {
            let head = log_total as f32;
            let tail = (log_total - f64::from(head)) as f32;
            let x = simd.sub_f32s(x, simd.splat_f32s(head));
            simd.sub_f32s(x, simd.splat_f32s(tail))
        } else {
            x
        }
    }

    /// ln p − ln q. The difference first: subtracting a log total rounds.
    #[inline(always)]
    fn delta<S: Simd>(&self, simd: S, raw_q: S::f32s, raw_p: S::f32s) -> S::f32s {
        let delta = simd.sub_f32s(raw_p, raw_q);
        if SHIFTED {
            let shift = self.p.log_total - self.q.log_total;
            simd.sub_f32s(delta, simd.splat_f32s(shift as f32))
        } else {
            delta
        }
    }

    /// A vector of sums and one vector of terms.
    #[inline(always)]
    fn add<S: Simd>(&self, simd: S, sum: S::f32s, raw_q: S::f32s, raw_p: S::f32s) -> S::f32s {
        let log_q = Self::normalised(simd, raw_q, self.q.log_total);
        if TAME {
            let excess = excess(simd, self.delta(simd, raw_q, raw_p));
            return simd.mul_add_e_f32s(exp(simd, log_q), excess, sum);
        }
        let (lowest, deep) = (simd.splat_f32s(LOWEST), simd.splat_f32s(DEEP));
        let delta = self.delta(simd, simd.max_f32s(raw_q, deep), simd.max_f32s(raw_p, deep));
        let log_p = Self::normalised(simd, raw_p, self.p.log_total);
        // Where p is no normal number e^δ is 0 or next to it, but δ still counts.
        let least = simd.max_f32s(delta, lowest);
        let excess = simd.add_f32s(excess(simd, least), simd.sub_f32s(least, delta));
        let term = simd.mul_f32s(exp(simd, simd.max_f32s(log_q, lowest)), excess);
        // Where q counts as 0, p is what is left.
        let p = exp(simd, simd.max_f32s(log_p, lowest));
        let no_p = simd.less_than_f32s(log_p, lowest);
        let p = simd.select_f32s(no_p, simd.splat_f32s(0.0), p);
        let no_q = simd.less_than_f32s(log_q, lowest);
        simd.add_f32s(sum, simd.select_f32s(no_q, p, term))
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
            sums[0] = self.add(simd, sums[0], q, p);
        }
        for (q, p) in q_pairs.zip(p_pairs) {
            prefetch::ahead(q);
            prefetch::ahead(p);
            sums[0] = self.add(simd, sums[0], q[0], p[0]);
            sums[1] = self.add(simd, sums[1], q[1], p[1]);
        }
        let mut total = f64::from(simd.reduce_sum_f32s(simd.add_f32s(sums[0], sums[1])));
        for (&log_q, &log_p) in q_rest.iter().zip(p_rest) {
            let log_q = (f64::from(log_q.max(DEEP)), self.q.log_total);
            let log_p = (f64::from(log_p.max(DEEP)), self.p.log_total);
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

/// What a vector's lanes have seen.
#[derive(Clone, Copy)]
struct Lanes<S: Simd> {
    lowest: S::f32s,
    highest: S::f32s,
    numbers: S::m32s,
    sum: S::f32s,
}

impl<S: Simd> Lanes<S> {
    #[inline(always)]
    fn new(simd: S) -> Self {
        let zero = simd.splat_f32s(0.0);
        Self {
            lowest: simd.splat_f32s(f32::INFINITY),
            highest: simd.splat_f32s(f32::NEG_INFINITY),
            numbers: simd.equal_f32s(zero, zero),
            sum: zero,
        }
    }

    #[inline(always)]
    fn and(self, simd: S, x: S::f32s, shift: S::f32s) -> Self {
        let shifted = simd.max_f32s(simd.sub_f32s(x, shift), simd.splat_f32s(LOWEST));
        Self {
            lowest: simd.min_f32s(self.lowest, x),
            highest: simd.max_f32s(self.highest, x),
            // NaN alone differs from itself.
            numbers: simd.and_m32s(self.numbers, simd.equal_f32s(x, x)),
            sum: simd.add_f32s(self.sum, exp(simd, shifted)),
        }
    }

    #[inline(always)]
    fn found(self, simd: S) -> Found {
        let (zero, one) = (simd.splat_f32s(0.0), simd.splat_f32s(1.0));
        Found {
            lowest: f64::from(simd.reduce_min_f32s(self.lowest)),
            highest: f64::from(simd.reduce_max_f32s(self.highest)),
            has_nan: simd.reduce_max_f32s(simd.select_f32s(self.numbers, zero, one)) > 0.0,
            sum: f64::from(simd.reduce_sum_f32s(self.sum)),
        }
    }
}

impl WithSimd for Look<'_> {
    type Output = Found;

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) -> Found {
        let (vectors, rest) = S::as_simd_f32s(self.values);
        let shift = simd.splat_f32s(self.shift);
        let mut lanes = [Lanes::new(simd); 2];
        let pairs = vectors.chunks_exact(2);
        for &x in pairs.remainder() {
            lanes[0] = lanes[0].and(simd, x, shift);
        }
        for pair in pairs {
            prefetch::ahead(pair);
            lanes[0] = lanes[0].and(simd, pair[0], shift);
            lanes[1] = lanes[1].and(simd, pair[1], shift);
        }
        let found = lanes[0].found(simd).and(lanes[1].found(simd));
        rest.iter().fold(found, |found, &x| {
            let x = f64::from(x);
            found.and(Found::of(x, (x - f64::from(self.shift)).exp()))
        })
    }
}
