//! Solving with a triangular matrix.

use super::columns::{Column, axpy, column, dot, negated};
use crate::Lanes;
use crate::kernels::Apply;
use crate::operand::{Adjoints, Failures, Inputs, Slot, View};

/// The solution X of T X = B or Tᵀ X = B for `copies` pairs of a triangular T (`size` × `size`) and
/// a B (`size` × `columns`). Reads one triangle of T only. An operand that holds one matrix only is
/// used in every copy.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct TriangularSolve {
    /// Rows and columns of T.
    pub size: usize,
    /// Columns of B.
    pub columns: usize,
    /// How many solutions.
    pub copies: usize,
    /// Whether the upper triangle of T is read, and not the lower.
    pub upper: bool,
    /// Whether T is transposed.
    pub transposed: bool,
}

impl TriangularSolve {
    /// Overwrites `x` with the solution for the right-hand side `x`; T starts at `start`.
    #[inline(always)]
    fn solve<const W: usize>(
        &self,
        t: View<'_, W>,
        start: usize,
        transposed: bool,
        x: &mut [Lanes<W>],
    ) {
        let n = self.size;
        let ascending = self.upper == transposed;
        for step in 0..n {
            let j = if ascending { step } else { n - 1 - step };
            let diagonal = t.get(start + j * n + j);
            // The elements of column j of T off the diagonal, and the rows they stand in.
            let rows = if self.upper { 0..j } else { j + 1..n };
            let off = column(t, start + j * n + rows.start, rows.len());
            let mut value = x[j];
            if transposed {
                let sum = dot(off, &x[rows]);
                for l in 0..W {
                    value[l] = (value[l] - sum[l]) / diagonal[l];
                }
            } else {
                for l in 0..W {
                    value[l] /= diagonal[l];
                }
                axpy(&mut x[rows], negated(value), off);
            }
            x[j] = value;
        }
    }

    /// Where matrix `copy` of an operand starts.
    #[inline(always)]
    fn start(copy: usize, size: usize, len: usize) -> usize {
        if len == size { 0 } else { copy * size }
    }
}

impl Apply for TriangularSolve {
    fn output_len(&self, _inputs: &[usize]) -> usize {
        self.copies * self.size * self.columns
    }

    fn memory_len(&self, _inputs: &[Slot]) -> usize {
        self.size
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
        let (n, m) = (self.size, self.columns);
        let (t, b) = (inputs.view(0), inputs.view(1));
        for copy in 0..self.copies {
            let t_start = Self::start(copy, n * n, t.len());
            let b_start = Self::start(copy, n * m, b.len());
            for c in 0..m {
                let x = &mut output[(copy * m + c) * n..][..n];
                for (i, x) in x.iter_mut().enumerate() {
                    *x = b.get(b_start + c * n + i);
                }
                self.solve(t, t_start, self.transposed, x);
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
        into: Adjoints<'_, W>,
    ) {
        let (n, m) = (self.size, self.columns);
        let (t, b) = (inputs.view(0), inputs.view(1));
        let solved = &mut into.memory[..n];
        for copy in 0..self.copies {
            let t_start = Self::start(copy, n * n, t.len());
            let b_start = Self::start(copy, n * m, b.len());
            for c in 0..m {
                let place = (copy * m + c) * n;
                let x = &output[place..][..n];
                // The adjoint of the right-hand side solves the transposed system.
                solved.copy_from_slice(&output_adjoint[place..][..n]);
                self.solve(t, t_start, !self.transposed, solved);
                let [t_slot, b_slot] = [into.slots[0], into.slots[1]];
                if !b_slot.constant {
                    let adjoint = &mut into.values[b_slot.range()][b_start + c * n..][..n];
                    axpy(adjoint, [1.0; W], Column::Lanes(solved));
                }
                if !t_slot.constant {
                    // T̄ = −S Xᵀ, or −X Sᵀ where T is transposed, within the triangle.
                    let (left, right): (&[_], &[_]) = if self.transposed {
                        (x, solved)
                    } else {
                        (solved, x)
                    };
                    let adjoint = &mut into.values[t_slot.range()][t_start..][..n * n];
                    for j in 0..n {
                        let rows = if self.upper { 0..j + 1 } else { j..n };
                        let column = &mut adjoint[j * n..][rows.clone()];
                        axpy(column, negated(right[j]), Column::Lanes(&left[rows]));
                    }
                }
            }
        }
    }
}
