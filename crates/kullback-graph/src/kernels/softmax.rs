//! The softmax of each segment of an array, and its logarithm.

use super::Apply;
use super::blocks::{add_pattern, subtract_pattern, sum_lanes};
use super::reduction::{elements, extreme};
use crate::Lanes;
use crate::operand::{Adjoints, BLOCK, Failures, Inputs};
use kullback_math::special::{exp, ln};

/// eˣ/Σ eˣ within each of `segments` equal segments, or its logarithm.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Softmax {
    /// Whether the logarithm is wanted.
    pub log: bool,
    /// How many segments; at least 1.
    pub segments: usize,
}

impl Apply for Softmax {
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
        let length = x.len() / self.segments;
        for segment in 0..self.segments {
            let places = segment * length..(segment + 1) * length;
            let x = &x[places.clone()];
            let highest = extreme(x, 1.0);
            let out = output[places].as_flattened_mut();
            subtract_pattern(x.as_flattened(), &highest, out);
            if self.log {
                let sum = sum_of_exp::<W>(out);
                let mut shift = [0.0; W];
                for l in 0..W {
                    shift[l] = -ln(sum[l]);
                }
                add_pattern(out, &shift);
            } else {
                for number in out.iter_mut() {
                    *number = exp(*number);
                }
                let sum = sum_lanes::<W>(out);
                for element in out.chunks_exact_mut(W) {
                    for l in 0..W {
                        element[l] /= sum[l];
                    }
                }
            }
        }
    }

    #[inline(always)]
    fn adjoint<const W: usize>(
        &self,
        _inputs: Inputs<'_, W>,
        output: &[Lanes<W>],
        _saved: &[Lanes<W>],
        output_adjoint: &[Lanes<W>],
        mut into: Adjoints<'_, W>,
    ) {
        let Some(adjoint) = into.of(0) else { return };
        let length = output.len() / self.segments;
        for segment in 0..self.segments {
            let places = segment * length..(segment + 1) * length;
            let (y, bar) = (&output[places.clone()], &output_adjoint[places.clone()]);
            let adjoint = &mut adjoint[places];
            // Softmax: yᵢ (barᵢ − Σ bar y). Logarithm: barᵢ − e^yᵢ Σ bar.
            let mut sum = [0.0; W];
            for (y, bar) in y.iter().zip(bar) {
                for l in 0..W {
                    sum[l] += if self.log { bar[l] } else { bar[l] * y[l] };
                }
            }
            for (adjoint, (y, bar)) in adjoint.iter_mut().zip(y.iter().zip(bar)) {
                for l in 0..W {
                    adjoint[l] += if self.log {
                        bar[l] - exp(y[l]) * sum[l]
                    } else {
                        y[l] * (bar[l] - sum[l])
                    };
                }
            }
        }
    }
}

/// Σ eˣ of numbers (elements × W lanes).
#[inline(always)]
fn sum_of_exp<const W: usize>(numbers: &[f64]) -> Lanes<W> {
    let mut row = [0.0; BLOCK];
    let mut sum = [0.0; W];
    for numbers in numbers.chunks(BLOCK) {
        for (out, &x) in row.iter_mut().zip(numbers) {
            *out = exp(x);
        }
        let part = sum_lanes::<W>(&row[..numbers.len()]);
        for l in 0..W {
            sum[l] += part[l];
        }
    }
    sum
}
