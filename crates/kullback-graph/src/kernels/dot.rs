//! Dot products of segments of two arrays.

use super::Apply;
use super::blocks::{Argument, add_to_adjoint, blocks, sum_lanes};
use crate::Lanes;
use crate::operand::{Adjoints, Failures, Inputs, zip};

/// Σ xᵢ yᵢ over each of `segments` equal segments of two operands of equal length.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Dot {
    /// How many segments; at least 1.
    pub segments: usize,
}

impl Apply for Dot {
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
        let count = inputs.slots[0].len as usize;
        let length = count / self.segments;
        let scratch = &mut failures.scratch;
        let [x_row, y_row, ..] = &mut scratch.arguments;
        let x = Argument::new(inputs.view(0), count, x_row);
        let y = Argument::new(inputs.view(1), count, y_row);
        output.fill([0.0; W]);
        for (first, size) in blocks(count * W) {
            let x = x.block::<W>(first, size, x_row);
            let y = y.block::<W>(first, size, y_row);
            let products = &mut scratch.values[..size];
            for (product, (x, y)) in products.iter_mut().zip(x.iter().zip(y)) {
                *product = x * y;
            }
            if let [output] = output {
                *output = zip(*output, sum_lanes(products), |a, b| a + b);
                continue;
            }
            for (e, product) in products.chunks_exact(W).enumerate() {
                let out = &mut output[(first / W + e) / length];
                for l in 0..W {
                    out[l] += product[l];
                }
            }
        }
    }

    #[inline(always)]
    fn adjoint<const W: usize>(
        &self,
        inputs: Inputs<'_, W>,
        _output: &[Lanes<W>],
        _saved: &[Lanes<W>],
        output_adjoint: &[Lanes<W>],
        into: Adjoints<'_, W>,
    ) {
        let count = inputs.slots[0].len as usize;
        let length = count / self.segments;
        for k in 0..2 {
            let slot = into.slots[k];
            if slot.constant {
                continue;
            }
            let row = &mut into.scratch.arguments[0];
            let other = Argument::new(inputs.view(1 - k), count, row);
            for (first, size) in blocks(count * W) {
                let other = other.block::<W>(first, size, row);
                let terms = &mut into.scratch.values[..size];
                for (e, (term, other)) in terms
                    .chunks_exact_mut(W)
                    .zip(other.chunks_exact(W))
                    .enumerate()
                {
                    let bar = match output_adjoint {
                        [bar] => bar,
                        bars => &bars[(first / W + e) / length],
                    };
                    for l in 0..W {
                        term[l] = bar[l] * other[l];
                    }
                }
                add_to_adjoint(&mut into.values[slot.range()], false, first, terms);
            }
        }
    }
}
