//! Running sums within segments.

use super::Apply;
use super::reduction::elements;
use crate::Lanes;
use crate::operand::{Adjoints, Failures, Inputs};

/// Output element `e` is the sum of the elements of its segment up to and including `e`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct CumulativeSum {
    /// How many segments of equal length; at least 1.
    pub segments: usize,
}

impl Apply for CumulativeSum {
    fn output_len(&self, inputs: &[usize]) -> usize {
        inputs[0]
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
        let x = elements(inputs.view(0));
        let length = (x.len() / self.segments).max(1);
        for (x, output) in x.chunks_exact(length).zip(output.chunks_exact_mut(length)) {
            let mut sum = [0.0; W];
            for (x, out) in x.iter().zip(output) {
                for l in 0..W {
                    sum[l] += x[l];
                }
                *out = sum;
            }
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
        let length = (output_adjoint.len() / self.segments).max(1);
        let segments = output_adjoint.chunks_exact(length);
        for (adjoint, bars) in adjoint.chunks_exact_mut(length).zip(segments) {
            let mut sum = [0.0; W];
            for (adjoint, bar) in adjoint.iter_mut().zip(bars).rev() {
                for l in 0..W {
                    sum[l] += bar[l];
                    adjoint[l] += sum[l];
                }
            }
        }
    }
}
