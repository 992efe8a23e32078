//! One number from each segment of an array.

use super::Apply;
use crate::Lanes;
use crate::operand::{Adjoints, Failures, Inputs};
use std::sync::Arc;

/// What is made of each segment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ReductionKind {
    /// Σ x
    Sum,
    /// ln Σ eˣ
    LogSumExp,
}

/// One number from each of `segments` segments of equal length, laid end to end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Reduction {
    /// What is made of a segment.
    pub kind: ReductionKind,
    /// How many segments; at least 1.
    pub segments: usize,
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
        _failures: &mut Failures<W>,
    ) {
        let x = inputs.view(0);
        let length = x.len() / self.segments;
        for (segment, out) in output.iter_mut().enumerate() {
            let places = segment * length..(segment + 1) * length;
            match self.kind {
                ReductionKind::Sum => {
                    let mut sum = [0.0; W];
                    for e in places {
                        let value = x.get(e);
                        for l in 0..W {
                            sum[l] += value[l];
                        }
                    }
                    *out = sum;
                }
                ReductionKind::LogSumExp => {
                    let mut highest = [f64::NEG_INFINITY; W];
                    for e in places.clone() {
                        let value = x.get(e);
                        for l in 0..W {
                            highest[l] = highest[l].max(value[l]);
                        }
                    }
                    let mut sum = [0.0; W];
                    for e in places {
                        let value = x.get(e);
                        for l in 0..W {
                            sum[l] += (value[l] - highest[l]).exp();
                        }
                    }
                    for l in 0..W {
                        out[l] = if highest[l].is_finite() {
                            highest[l] + sum[l].ln()
                        } else {
                            highest[l]
                        };
                    }
                }
            }
        }
    }

    #[inline(always)]
    fn adjoint<const W: usize>(
        &self,
        inputs: Inputs<'_, W>,
        output: &[Lanes<W>],
        _saved: &[Lanes<W>],
        output_adjoint: &[Lanes<W>],
        mut into: Adjoints<'_, W>,
    ) {
        let x = inputs.view(0);
        let length = x.len() / self.segments;
        match self.kind {
            ReductionKind::Sum => {
                into.accumulate(0, x.len(), |e| output_adjoint[e / length]);
            }
            ReductionKind::LogSumExp => into.accumulate(0, x.len(), |e| {
                let (value, total, bar) =
                    (x.get(e), output[e / length], output_adjoint[e / length]);
                let mut out = [0.0; W];
                for l in 0..W {
                    if total[l] > f64::NEG_INFINITY {
                        out[l] = bar[l] * (value[l] - total[l]).exp();
                    }
                }
                out
            }),
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
