//! One number from each segment of an array.

use super::Apply;
use super::blocks::{add_pattern, blocks, subtract_pattern, sum_lanes};
use crate::Lanes;
use crate::operand::{Adjoints, Failures, Inputs, View};
use kullback_math::special::{exp, ln};
use std::sync::Arc;

/// What is made of each segment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ReductionKind {
    /// Σ x
    Sum,
    /// Π x
    Product,
    /// The largest; its derivative goes to the first of equals. −∞ of nothing
    Maximum,
    /// The smallest; its derivative goes to the first of equals. ∞ of nothing
    Minimum,
    /// ln Σ eˣ
    LogSumExp,
}

impl ReductionKind {
    /// All of them, for tests that walk the list.
    pub const ALL: &[ReductionKind] = &[
        ReductionKind::Sum,
        ReductionKind::Product,
        ReductionKind::Maximum,
        ReductionKind::Minimum,
        ReductionKind::LogSumExp,
    ];
}

/// One number from each of `segments` segments of equal length, laid end to end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Reduction {
    /// What is made of a segment.
    pub kind: ReductionKind,
    /// How many segments; at least 1.
    pub segments: usize,
}

/// The elements of the operand. It is a constant only while folding, at one lane.
#[inline(always)]
pub(super) fn elements<'a, const W: usize>(view: View<'a, W>) -> &'a [Lanes<W>] {
    match view {
        View::Lanes(x) => x,
        View::Constant(x) => x.as_chunks().0,
    }
}

/// The largest element, or with `sign` −1 the smallest; ∓∞ of nothing. NaN is passed on.
#[inline(always)]
pub(super) fn extreme<const W: usize>(x: &[Lanes<W>], sign: f64) -> Lanes<W> {
    let mut out = [f64::NEG_INFINITY * sign; W];
    for x in x {
        for l in 0..W {
            // The comparison fails for NaN on either side.
            let keep = out[l] * sign >= x[l] * sign || out[l].is_nan();
            out[l] = if keep { out[l] } else { x[l] };
        }
    }
    out
}

/// ln Σ eˣ over `x`.
#[inline(always)]
fn log_sum_exp<const W: usize>(x: &[Lanes<W>], scratch: &mut [f64]) -> Lanes<W> {
    let highest = extreme(x, 1.0);
    let x = x.as_flattened();
    let mut sum = [0.0; W];
    for (first, length) in blocks(x.len()) {
        let block = &mut scratch[..length];
        subtract_pattern(&x[first..first + length], &highest, block);
        for number in block.iter_mut() {
            *number = exp(*number);
        }
        let part = sum_lanes::<W>(block);
        for l in 0..W {
            sum[l] += part[l];
        }
    }
    let mut out = highest;
    for l in 0..W {
        if highest[l].is_finite() {
            out[l] += ln(sum[l]);
        }
    }
    out
}

/// The product of the non-zero elements, and how many are zero.
#[inline(always)]
fn product<const W: usize>(x: &[Lanes<W>]) -> (Lanes<W>, Lanes<W>) {
    let (mut product, mut zeros) = ([1.0; W], [0.0; W]);
    for x in x {
        for l in 0..W {
            let zero = x[l] == 0.0;
            product[l] *= if zero { 1.0 } else { x[l] };
            zeros[l] += if zero { 1.0 } else { 0.0 };
        }
    }
    (product, zeros)
}

impl Apply for Reduction {
    fn output_len(&self, _inputs: &[usize]) -> usize {
        self.segments
    }

    #[inline(always)]
    fn forward<const W: usize>(
        &self,
        inputs: Inputs<'_, W>,
        output: &mut [Lanes<W>],
        _saved: &mut [Lanes<W>],
        _save: bool,
        failures: &mut Failures<W>,
    ) {
        let x = elements(inputs.view(0));
        let length = x.len() / self.segments;
        for (segment, out) in output.iter_mut().enumerate() {
            let x = &x[segment * length..(segment + 1) * length];
            *out = match self.kind {
                ReductionKind::Sum => sum_lanes(x.as_flattened()),
                ReductionKind::Product => {
                    let (mut product, zeros) = product(x);
                    for l in 0..W {
                        product[l] = if zeros[l] > 0.0 {
                            product[l] * 0.0
                        } else {
                            product[l]
                        };
                    }
                    product
                }
                ReductionKind::Maximum => extreme(x, 1.0),
                ReductionKind::Minimum => extreme(x, -1.0),
                ReductionKind::LogSumExp => log_sum_exp(x, &mut failures.scratch.values),
            };
        }
    }

    #[inline(always)]
    fn adjoint<const W: usize>(
        &self,
        inputs: Inputs<'_, W>,
        output: &[Lanes<W>],
        _saved: &[Lanes<W>],
        output_adjoint: &[Lanes<W>],
        into: Adjoints<'_, W>,
    ) {
        let Some(slot) = into.slots.first().filter(|slot| !slot.constant) else {
            return;
        };
        let adjoint = &mut into.values[slot.range()];
        let x = elements(inputs.view(0));
        let length = x.len() / self.segments;
        for (segment, (value, bar)) in output.iter().zip(output_adjoint).enumerate() {
            let places = segment * length..(segment + 1) * length;
            let (x, adjoint) = (&x[places.clone()], &mut adjoint[places]);
            match self.kind {
                ReductionKind::Sum => add_pattern(adjoint.as_flattened_mut(), bar),
                ReductionKind::Product => pull_product(x, bar, adjoint),
                ReductionKind::Maximum | ReductionKind::Minimum => {
                    pull_first_equal(x, value, bar, adjoint);
                }
                ReductionKind::LogSumExp => {
                    pull_log_sum_exp(x, value, bar, adjoint, &mut into.scratch.values);
                }
            }
        }
    }
}

/// Each element receives the product of the others.
#[inline(always)]
fn pull_product<const W: usize>(x: &[Lanes<W>], bar: &Lanes<W>, adjoint: &mut [Lanes<W>]) {
    let (product, zeros) = product(x);
    for (adjoint, x) in adjoint.iter_mut().zip(x) {
        for l in 0..W {
            let others = if x[l] == 0.0 {
                if zeros[l] == 1.0 { product[l] } else { 0.0 }
            } else if zeros[l] == 0.0 {
                product[l] / x[l]
            } else {
                0.0
            };
            adjoint[l] += bar[l] * others;
        }
    }
}

/// The first element that equals the value receives all.
#[inline(always)]
fn pull_first_equal<const W: usize>(
    x: &[Lanes<W>],
    value: &Lanes<W>,
    bar: &Lanes<W>,
    adjoint: &mut [Lanes<W>],
) {
    let mut left = *bar;
    for (adjoint, x) in adjoint.iter_mut().zip(x) {
        for l in 0..W {
            let found = x[l] == value[l];
            adjoint[l] += if found { left[l] } else { 0.0 };
            left[l] = if found { 0.0 } else { left[l] };
        }
    }
}

/// Each element receives its share eˣ/Σ eˣ.
#[inline(always)]
fn pull_log_sum_exp<const W: usize>(
    x: &[Lanes<W>],
    value: &Lanes<W>,
    bar: &Lanes<W>,
    adjoint: &mut [Lanes<W>],
    scratch: &mut [f64],
) {
    let mut shift = *value;
    for shift in &mut shift {
        // No share of nothing: e^(−∞ − 0) = 0.
        *shift = if *shift == f64::NEG_INFINITY {
            0.0
        } else {
            *shift
        };
    }
    let (x, adjoint) = (x.as_flattened(), adjoint.as_flattened_mut());
    for (first, length) in blocks(x.len()) {
        let block = &mut scratch[..length];
        subtract_pattern(&x[first..first + length], &shift, block);
        for number in block.iter_mut() {
            *number = exp(*number);
        }
        let adjoint = adjoint[first..first + length].chunks_exact_mut(W);
        for (adjoint, share) in adjoint.zip(block.chunks_exact(W)) {
            for l in 0..W {
                adjoint[l] += bar[l] * share[l];
            }
        }
    }
}

/// Sums over segments of unequal length: output `s` sums the elements `starts[s]..starts[s + 1]`.
#[derive(Clone, Debug)]
pub struct SegmentSum {
    /// Ascending; one more than there are segments.
    pub starts: Arc<[u32]>,
}

impl SegmentSum {
    fn segment(&self, s: usize) -> std::ops::Range<usize> {
        self.starts[s] as usize..self.starts[s + 1] as usize
    }
}

impl Apply for SegmentSum {
    fn output_len(&self, _inputs: &[usize]) -> usize {
        self.starts.len() - 1
    }

    #[inline(always)]
    fn forward<const W: usize>(
        &self,
        inputs: Inputs<'_, W>,
        output: &mut [Lanes<W>],
        _saved: &mut [Lanes<W>],
        _save: bool,
        _failures: &mut Failures<W>,
    ) {
        let x = inputs.view(0);
        for (s, out) in output.iter_mut().enumerate() {
            let mut sum = [0.0; W];
            for e in self.segment(s) {
                let value = x.get(e);
                for l in 0..W {
                    sum[l] += value[l];
                }
            }
            *out = sum;
        }
    }

    #[inline(always)]
    fn adjoint<const W: usize>(
        &self,
        _inputs: Inputs<'_, W>,
        _output: &[Lanes<W>],
        _saved: &[Lanes<W>],
        output_adjoint: &[Lanes<W>],
        mut into: Adjoints<'_, W>,
    ) {
        let Some(adjoint) = into.of(0) else { return };
        for (s, bar) in output_adjoint.iter().enumerate() {
            for slot in &mut adjoint[self.segment(s)] {
                for l in 0..W {
                    slot[l] += bar[l];
                }
            }
        }
    }
}
