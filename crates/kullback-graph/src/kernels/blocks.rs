//! Arguments of elementwise kernels, seen as slices of plain numbers (elements × lanes).
//!
//! An elementwise kernel cares neither for elements nor for lanes: it works on numbers, up to
//! [`BLOCK`] at a time. Its inner loops are therefore compiled once per instruction set and not once
//! per number of lanes, and they vectorise over the elements when there is one lane only.

use crate::operand::{BLOCK, View};

/// One argument of an elementwise kernel.
pub(crate) enum Argument<'a> {
    /// All numbers lie there as they are needed.
    Whole(&'a [f64]),
    /// The numbers of one element, repeated throughout a scratch row.
    Repeated,
    /// Constants, each to be spread over the lanes of its element.
    Spread(&'a [f64]),
}

impl<'a> Argument<'a> {
    /// The argument `view` of a kernel that runs over `count` elements. When it is
    /// [`Argument::Repeated`], `row` must be handed to [`Argument::block`] unchanged.
    #[inline(always)]
    pub(crate) fn new<const W: usize>(
        view: View<'a, W>,
        count: usize,
        row: &mut [f64; BLOCK],
    ) -> Self {
        let total = BLOCK.min(count * W);
        match view {
            View::Lanes(values) if values.len() == count => Self::Whole(values.as_flattened()),
            View::Constant(values) if values.len() == count && W == 1 => Self::Whole(values),
            View::Lanes(values) => {
                for element in row[..total].chunks_exact_mut(W) {
                    element.copy_from_slice(&values[0]);
                }
                Self::Repeated
            }
            View::Constant(values) if values.len() == 1 => {
                row[..total].fill(values[0]);
                Self::Repeated
            }
            View::Constant(values) => Self::Spread(values),
        }
    }

    /// The numbers `first..first + length`, where `first` is a multiple of [`BLOCK`]; a length
    /// beyond [`BLOCK`] needs an argument that is [`Argument::Whole`].
    #[inline(always)]
    pub(crate) fn block<'b, const W: usize>(
        &'b self,
        first: usize,
        length: usize,
        row: &'b mut [f64; BLOCK],
    ) -> &'b [f64] {
        match self {
            Self::Whole(values) => &values[first..first + length],
            Self::Repeated => &row[..length],
            Self::Spread(values) => {
                let constants = values[first / W..].iter();
                for (element, &value) in row[..length].chunks_exact_mut(W).zip(constants) {
                    element.fill(value);
                }
                &row[..length]
            }
        }
    }
}

/// The blocks of `total` numbers: where each starts and how long it is.
#[inline(always)]
pub(crate) fn blocks(total: usize) -> impl Iterator<Item = (usize, usize)> {
    (0..total)
        .step_by(BLOCK)
        .map(move |first| (first, BLOCK.min(total - first)))
}

/// Adds `terms`, the numbers `first..` of a kernel's elements, to the adjoint of an operand; an
/// operand of one element receives the sum over the elements.
#[inline(always)]
pub(crate) fn add_to_adjoint<const W: usize>(
    adjoint: &mut [[f64; W]],
    repeated: bool,
    first: usize,
    terms: &[f64],
) {
    if repeated {
        let sum = sum_lanes::<W>(terms);
        for l in 0..W {
            adjoint[0][l] += sum[l];
        }
    } else {
        let adjoint = &mut adjoint.as_flattened_mut()[first..first + terms.len()];
        for (adjoint, term) in adjoint.iter_mut().zip(terms) {
            *adjoint += term;
        }
    }
}

/// How many partial sums are kept, so that the loop vectorises: a multiple of every W.
const PARTIAL_SUMS: usize = 8;

/// The sum over elements of `numbers` (elements × W lanes).
#[inline(always)]
pub(crate) fn sum_lanes<const W: usize>(numbers: &[f64]) -> [f64; W] {
    const { assert!(PARTIAL_SUMS.is_multiple_of(W)) };
    let mut sums = [0.0; PARTIAL_SUMS];
    let (chunks, rest) = numbers.as_chunks::<PARTIAL_SUMS>();
    for chunk in chunks {
        for s in 0..PARTIAL_SUMS {
            sums[s] += chunk[s];
        }
    }
    for (sum, number) in sums.iter_mut().zip(rest) {
        *sum += number;
    }
    let mut out = [0.0; W];
    for (s, sum) in sums.iter().enumerate() {
        out[s % W] += sum;
    }
    out
}

/// Fills `out` with `numbers` (elements × W lanes) less `pattern`.
#[inline(always)]
pub(crate) fn subtract_pattern<const W: usize>(
    numbers: &[f64],
    pattern: &[f64; W],
    out: &mut [f64],
) {
    for (out, numbers) in out.chunks_exact_mut(W).zip(numbers.chunks_exact(W)) {
        for l in 0..W {
            out[l] = numbers[l] - pattern[l];
        }
    }
}

/// Adds `pattern` to every element of `numbers` (elements × W lanes).
#[inline(always)]
pub(crate) fn add_pattern<const W: usize>(numbers: &mut [f64], pattern: &[f64; W]) {
    for numbers in numbers.chunks_exact_mut(W) {
        for l in 0..W {
            numbers[l] += pattern[l];
        }
    }
}
