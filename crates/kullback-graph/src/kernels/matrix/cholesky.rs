//! The Cholesky factor.

use super::columns::{Column, axpy, dot, negated};
use crate::Lanes;
use crate::kernels::Apply;
use crate::operand::{Adjoints, Failures, Inputs, Slot};

/// The lower factor L with L Lᵀ = A of each of `copies` symmetric positive definite matrices; zero
/// above the diagonal. Reads the lower triangle only. A lane at which a matrix is not positive
/// definite fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Cholesky {
    /// Rows and columns of a matrix.
    pub size: usize,
    /// How many matrices.
    pub copies: usize,
}

impl Apply for Cholesky {
    fn output_len(&self, _inputs: &[usize]) -> usize {
        self.copies * self.size * self.size
    }

    fn memory_len(&self, _inputs: &[Slot]) -> usize {
        self.size * self.size
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
        let n = self.size;
        let a = inputs.view(0);
        for copy in 0..self.copies {
            let factor = &mut output[copy * n * n..][..n * n];
            for j in 0..n {
                let (before, rest) = factor.split_at_mut(j * n);
                let column = &mut rest[..n];
                column[..j].fill([0.0; W]);
                for (i, out) in column.iter_mut().enumerate().skip(j) {
                    *out = a.get((copy * n + j) * n + i);
                }
                // Less what the earlier columns make, two columns at a time.
                let mut pairs = before.chunks_exact(2 * n);
                for pair in &mut pairs {
                    let (first, second) = pair.split_at(n);
                    let (p, q) = (first[j], second[j]);
                    let rows = first[j..].iter().zip(&second[j..]);
                    for (out, (x, y)) in column[j..].iter_mut().zip(rows) {
                        for l in 0..W {
                            out[l] -= p[l] * x[l] + q[l] * y[l];
                        }
                    }
                }
                let last = pairs.remainder();
                if !last.is_empty() {
                    axpy(
                        &mut column[j..],
                        negated(last[j]),
                        Column::Lanes(&last[j..]),
                    );
                }
                let mut inverse = [0.0; W];
                for l in 0..W {
                    let pivot = column[j][l];
                    if !(pivot > 0.0 && pivot < f64::INFINITY) {
                        failures.mark(l);
                    }
                    inverse[l] = 1.0 / pivot.sqrt();
                }
                for out in &mut column[j..] {
                    for l in 0..W {
                        out[l] *= inverse[l];
                    }
                }
            }
        }
    }

    /// Murray, "Differentiation of the Cholesky decomposition" (arXiv:1602.07527, 2016), the
    /// level-2 algorithm of section 4.2, in working memory.
    #[inline(always)]
    fn adjoint<const W: usize>(
        &self,
        _inputs: Inputs<'_, W>,
        output: &[Lanes<W>],
        _saved: &[Lanes<W>],
        output_adjoint: &[Lanes<W>],
        into: Adjoints<'_, W>,
    ) {
        let n = self.size;
        let Some(slot) = into.slots.first().filter(|slot| !slot.constant) else {
            return;
        };
        let adjoint = &mut into.values[slot.range()];
        let bars = &mut into.memory[..n * n];
        for copy in 0..self.copies {
            let factor = &output[copy * n * n..][..n * n];
            bars.copy_from_slice(&output_adjoint[copy * n * n..][..n * n]);
            for j in (0..n).rev() {
                let (bars_before, bars_rest) = bars.split_at_mut(j * n);
                let (column, bar) = (&factor[j * n..][..n], &mut bars_rest[..n]);
                let below = dot(Column::Lanes(&column[j + 1..]), &bar[j + 1..]);
                let mut inverse = [0.0; W];
                for l in 0..W {
                    inverse[l] = 1.0 / column[j][l];
                    bar[j][l] -= below[l] * inverse[l];
                }
                for bar in &mut bar[j..] {
                    for l in 0..W {
                        bar[l] *= inverse[l];
                    }
                }
                let earlier = factor.chunks_exact(n).zip(bars_before.chunks_exact_mut(n));
                for (earlier, earlier_bar) in earlier {
                    let r = negated(earlier[j]);
                    let row = dot(Column::Lanes(&earlier[j..]), &bar[j..]);
                    for l in 0..W {
                        earlier_bar[j][l] -= row[l];
                    }
                    axpy(&mut earlier_bar[j + 1..], r, Column::Lanes(&bar[j + 1..]));
                }
                for l in 0..W {
                    bar[j][l] *= 0.5;
                }
            }
            for j in 0..n {
                let places = j * n + j..(j + 1) * n;
                let adjoint = &mut adjoint[copy * n * n..][places.clone()];
                for (adjoint, bar) in adjoint.iter_mut().zip(&bars[places]) {
                    for l in 0..W {
                        adjoint[l] += bar[l];
                    }
                }
            }
        }
    }
}
