//! The kernel of density terms: evaluates a term over the elements of its arguments and sums it over
//! segments, keeping the partial derivatives for the backward sweep.

use super::Term;
use crate::Lanes;
use crate::kernels::{Apply, Argument, blocks, sum_lanes};
use crate::operand::{Adjoints, BLOCK, Failures, Inputs, Slot, zip};

/// The value of a term and its partial derivatives with respect to its arguments.
pub(crate) type Partials<const K: usize> = (f64, [f64; K]);

/// A term with its partials. A trait and not a function: a function that is called from the code for
/// two instruction sets through `Fn` is inlined in neither, and its loop does not vectorise.
pub(super) trait Function<const K: usize> {
    fn evaluate(&self, arguments: [f64; K]) -> Partials<K>;
}

/// The most arguments a term may have.
pub(super) const MOST_ARGUMENTS: usize = 4;

/// One term of a log density, summed over each of `segments` equal segments of its elements.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct DensityTerm {
    /// Which term.
    pub term: Term,
    /// How many sums.
    pub segments: usize,
}

/// A block of numbers on its way through a term.
pub(super) struct Block<'a> {
    pub(super) arch: pulp::Arch,
    pub(super) arguments: [&'a [f64]; MOST_ARGUMENTS],
    pub(super) values: &'a mut [f64; BLOCK],
    pub(super) partials: &'a mut [[f64; BLOCK]; MOST_ARGUMENTS],
    /// Whether the partials are wanted.
    pub(super) save: bool,
}

impl Block<'_> {
    /// Evaluates `function` at every number of the block.
    #[inline(always)]
    pub(super) fn evaluate<const K: usize>(self, function: impl Function<K>) {
        let (Some(arguments), Some(partials)) = (
            self.arguments.first_chunk(),
            self.partials.first_chunk_mut(),
        ) else {
            return;
        };
        self.arch.dispatch(Evaluate {
            function,
            arguments,
            values: self.values,
            partials,
            save: self.save,
        });
    }
}

struct Evaluate<'a, F, const K: usize> {
    function: F,
    arguments: &'a [&'a [f64]; K],
    values: &'a mut [f64; BLOCK],
    partials: &'a mut [[f64; BLOCK]; K],
    save: bool,
}

impl<F: Function<K>, const K: usize> pulp::WithSimd for Evaluate<'_, F, K> {
    type Output = ();
    #[inline(always)]
    fn with_simd<S: pulp::Simd>(self, _: S) {
        let length = self.arguments[0].len().min(BLOCK);
        let mut arguments: [&[f64]; K] = [&[]; K];
        for k in 0..K {
            arguments[k] = &self.arguments[k][..length];
        }
        if self.save {
            for i in 0..length {
                let (value, partial) = self.function.evaluate(element(arguments, i));
                self.values[i] = value;
                for k in 0..K {
                    self.partials[k][i] = partial[k];
                }
            }
        } else {
            for i in 0..length {
                self.values[i] = self.function.evaluate(element(arguments, i)).0;
            }
        }
    }
}

/// Number `i` of every argument.
#[inline(always)]
fn element<const K: usize>(arguments: [&[f64]; K], i: usize) -> [f64; K] {
    let mut out = [0.0; K];
    for k in 0..K {
        out[k] = arguments[k][i];
    }
    out
}

/// Number of elements a term runs over: the longest of its arguments, and at least one a segment.
#[inline(always)]
fn element_count(segments: usize, slots: &[Slot]) -> usize {
    let lens = slots.iter().map(|slot| slot.len as usize);
    // An empty argument leaves no elements; of scalars only, each segment has one.
    match (lens.clone().min(), lens.max()) {
        (None | Some(0), _) => 0,
        (_, Some(1)) => segments,
        (_, longest) => longest.unwrap_or(0),
    }
}

/// Where the partials of an argument are kept.
#[derive(Clone, Copy)]
enum Kept {
    /// Nowhere: it is a constant.
    Nowhere,
    /// Their sum, of a lone scalar in a lone segment, at this element of the saved ones.
    Sum(usize),
    /// For each element, from this one of the saved ones.
    Each(usize),
}

/// Where the partials of every argument are kept, and how many saved elements that makes.
#[inline(always)]
fn layout(segments: usize, count: usize, slots: &[Slot]) -> ([Kept; MOST_ARGUMENTS], usize) {
    let mut kept = [Kept::Nowhere; MOST_ARGUMENTS];
    let mut total = 0;
    for (kept, slot) in kept.iter_mut().zip(slots) {
        if slot.constant {
            continue;
        }
        if segments == 1 && slot.len == 1 {
            *kept = Kept::Sum(total);
            total += 1;
        } else {
            *kept = Kept::Each(total);
            total += count;
        }
    }
    (kept, total)
}

impl Apply for DensityTerm {
    const DISPATCHES: bool = true;

    fn output_len(&self, _inputs: &[usize]) -> usize {
        self.segments
    }

    fn saved_len(&self, inputs: &[Slot]) -> usize {
        layout(self.segments, element_count(self.segments, inputs), inputs).1
    }

    #[inline(always)]
    fn forward<const W: usize>(
        &self,
        inputs: Inputs<'_, W>,
        output: &mut [Lanes<W>],
        saved: &mut [Lanes<W>],
        save: bool,
        failures: &mut Failures<W>,
    ) {
        let arity = inputs.slots.len().min(MOST_ARGUMENTS);
        let count = element_count(self.segments, inputs.slots);
        let length = count / self.segments;
        let (kept, _) = layout(self.segments, count, inputs.slots);
        let scratch = &mut failures.scratch;
        let mut arguments = [const { Argument::Whole(&[]) }; MOST_ARGUMENTS];
        for k in 0..arity {
            arguments[k] = Argument::new(inputs.view(k), count, &mut scratch.arguments[k]);
        }
        output.fill([0.0; W]);
        if save {
            for kept in kept {
                if let Kept::Sum(place) = kept {
                    saved[place] = [0.0; W];
                }
            }
        }
        for (first, size) in blocks(count * W) {
            let mut numbers: [&[f64]; MOST_ARGUMENTS] = [&[]; MOST_ARGUMENTS];
            let rows = scratch.arguments.iter_mut().zip(&arguments);
            for (numbers, (row, argument)) in numbers.iter_mut().zip(rows).take(arity) {
                *numbers = argument.block::<W>(first, size, row);
            }
            let block = Block {
                arch: inputs.arch,
                arguments: numbers,
                values: &mut scratch.values,
                partials: &mut scratch.partials,
                save,
            };
            self.term.evaluate(block);
            sum_segments(output, length, first / W, &scratch.values[..size]);
            if !save {
                continue;
            }
            for (kept, partials) in kept.iter().zip(&scratch.partials) {
                match *kept {
                    Kept::Nowhere => {}
                    Kept::Sum(place) => {
                        saved[place] =
                            zip(saved[place], sum_lanes(&partials[..size]), |a, b| a + b);
                    }
                    Kept::Each(start) => {
                        let start = start * W + first;
                        saved.as_flattened_mut()[start..start + size]
                            .copy_from_slice(&partials[..size]);
                    }
                }
            }
        }
    }

    #[inline(always)]
    fn adjoint<const W: usize>(
        &self,
        inputs: Inputs<'_, W>,
        _output: &[Lanes<W>],
        saved: &[Lanes<W>],
        output_adjoint: &[Lanes<W>],
        into: Adjoints<'_, W>,
    ) {
        let count = element_count(self.segments, inputs.slots);
        let (kept, _) = layout(self.segments, count, inputs.slots);
        for (kept, slot) in kept.iter().zip(inputs.slots) {
            let adjoint = &mut into.values[slot_range(slot)];
            match *kept {
                Kept::Nowhere => {}
                Kept::Sum(place) => {
                    let term = zip(saved[place], output_adjoint[0], |p, bar| p * bar);
                    adjoint[0] = zip(adjoint[0], term, |a, b| a + b);
                }
                Kept::Each(start) => inputs.arch.dispatch(Pull {
                    partials: &saved[start..start + count],
                    bars: output_adjoint,
                    adjoint,
                }),
            }
        }
    }
}

/// The adjoints of an operand; none of a constant.
#[inline(always)]
fn slot_range(slot: &Slot) -> std::ops::Range<usize> {
    if slot.constant { 0..0 } else { slot.range() }
}

/// Adds `numbers`, those of the elements from `first` on, to the sums of their segments.
#[inline(always)]
fn sum_segments<const W: usize>(
    output: &mut [Lanes<W>],
    length: usize,
    first: usize,
    numbers: &[f64],
) {
    if let [output] = output {
        *output = zip(*output, sum_lanes(numbers), |a, b| a + b);
        return;
    }
    let (mut segment, mut place) = (first / length, first % length);
    for element in numbers.chunks_exact(W) {
        for l in 0..W {
            output[segment][l] += element[l];
        }
        place += 1;
        if place == length {
            (segment, place) = (segment + 1, 0);
        }
    }
}

/// Adds the partials of each element, times the adjoint of its segment, to an adjoint.
struct Pull<'a, const W: usize> {
    partials: &'a [Lanes<W>],
    bars: &'a [Lanes<W>],
    adjoint: &'a mut [Lanes<W>],
}

impl<const W: usize> pulp::WithSimd for Pull<'_, W> {
    type Output = ();
    #[inline(always)]
    fn with_simd<S: pulp::Simd>(self, _: S) {
        let length = self.partials.len() / self.bars.len();
        if length == 0 {
            return;
        }
        let segments = self.partials.chunks_exact(length).zip(self.bars);
        if let [adjoint] = self.adjoint {
            let mut sum = *adjoint;
            for (partials, bar) in segments {
                for partial in partials {
                    for l in 0..W {
                        sum[l] += partial[l] * bar[l];
                    }
                }
            }
            *adjoint = sum;
            return;
        }
        for (adjoint, (partials, bar)) in self.adjoint.chunks_exact_mut(length).zip(segments) {
            for (adjoint, partial) in adjoint.iter_mut().zip(partials) {
                for l in 0..W {
                    adjoint[l] += partial[l] * bar[l];
                }
            }
        }
    }
}
