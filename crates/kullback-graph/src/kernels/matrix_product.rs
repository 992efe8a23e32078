//! Matrix products, several at once.

use super::Apply;
use crate::Lanes;
use crate::operand::{Adjoints, Failures, Inputs};

/// `copies` products of a (`rows` × `inner`) by an (`inner` × `columns`) matrix, all column-major
/// and laid end to end. An operand that holds one matrix only is used in every copy.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct MatrixProduct {
    /// Rows of the left matrix.
    pub rows: usize,
    /// Columns of the left matrix, rows of the right one.
    pub inner: usize,
    /// Columns of the right matrix.
    pub columns: usize,
    /// How many products.
    pub copies: usize,
}

impl MatrixProduct {
    /// Where matrix `copy` of an operand starts.
    #[inline(always)]
    fn start(copy: usize, size: usize, len: usize) -> usize {
        if len == size { 0 } else { copy * size }
    }
}

impl Apply for MatrixProduct {
    fn output_len(&self, _inputs: &[usize]) -> usize {
        self.copies * self.rows * self.columns
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
        let (a, b) = (inputs.view(0), inputs.view(1));
        let (m, k, n) = (self.rows, self.inner, self.columns);
        for copy in 0..self.copies {
            let a0 = Self::start(copy, m * k, a.len());
            let b0 = Self::start(copy, k * n, b.len());
            for j in 0..n {
                let out = &mut output[(copy * n + j) * m..][..m];
                out.fill([0.0; W]);
                for p in 0..k {
                    let right = b.get(b0 + j * k + p);
                    for (i, out) in out.iter_mut().enumerate() {
                        let left = a.get(a0 + p * m + i);
                        for l in 0..W {
                            out[l] += left[l] * right[l];
                        }
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
        _saved: &[Lanes<W>],
        output_adjoint: &[Lanes<W>],
        mut into: Adjoints<'_, W>,
    ) {
        let (a, b) = (inputs.view(0), inputs.view(1));
        let (m, k, n) = (self.rows, self.inner, self.columns);
        for copy in 0..self.copies {
            let a0 = Self::start(copy, m * k, a.len());
            let b0 = Self::start(copy, k * n, b.len());
            let bars = &output_adjoint[copy * m * n..][..m * n];
            if let Some(adjoint) = into.of(0) {
                for j in 0..n {
                    for p in 0..k {
                        let right = b.get(b0 + j * k + p);
                        for i in 0..m {
                            let slot = &mut adjoint[a0 + p * m + i];
                            for l in 0..W {
                                slot[l] += bars[j * m + i][l] * right[l];
                            }
                        }
                    }
                }
            }
            if let Some(adjoint) = into.of(1) {
                for j in 0..n {
                    for p in 0..k {
                        let mut sum = [0.0; W];
                        for i in 0..m {
                            let left = a.get(a0 + p * m + i);
                            for l in 0..W {
                                sum[l] += bars[j * m + i][l] * left[l];
                            }
                        }
                        let slot = &mut adjoint[b0 + j * k + p];
                        for l in 0..W {
                            slot[l] += sum[l];
                        }
                    }
                }
            }
        }
    }
}
