//! Solving with a general square matrix, and its determinant: LU with partial pivoting.
//!
//! The pivots differ from lane to lane, so every lane is factored on its own.

use crate::Lanes;
use crate::kernels::Apply;
use crate::operand::{Adjoints, Failures, Inputs, Slot, View};
use kullback_math::special::ln;

/// The solution X of A X = B for `copies` pairs of an A (`size` × `size`) and a B
/// (`size` × `columns`). An operand that holds one matrix only is used in every copy. A lane at which
/// A is singular fails. The inverse is the solution for the identity.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Solve {
    /// Rows and columns of A.
    pub size: usize,
    /// Columns of B.
    pub columns: usize,
    /// How many solutions.
    pub copies: usize,
}

/// ln |det A| of each of `copies` matrices; −∞ of a singular one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct LogDeterminant {
    /// Rows and columns of a matrix.
    pub size: usize,
    /// How many matrices.
    pub copies: usize,
}

/// One lane of a matrix of n columns, factored in place: L below the diagonal, U on and above it, and
/// for every column the row it was exchanged with.
struct Factors<'a, const W: usize> {
    lu: &'a mut [Lanes<W>],
    pivots: &'a mut [Lanes<W>],
    n: usize,
    lane: usize,
}

impl<const W: usize> Factors<'_, W> {
    fn at(&self, i: usize, j: usize) -> f64 {
        self.lu[j * self.n + i][self.lane]
    }

    fn set(&mut self, i: usize, j: usize, value: f64) {
        self.lu[j * self.n + i][self.lane] = value;
    }

    /// Factors; false when a pivot is zero or not a number.
    fn factor(&mut self) -> bool {
        let n = self.n;
        let mut regular = true;
        for j in 0..n {
            let mut pivot = j;
            for i in j + 1..n {
                if self.at(i, j).abs() > self.at(pivot, j).abs() {
                    pivot = i;
                }
            }
            self.pivots[j][self.lane] = pivot as f64;
            if pivot != j {
                for c in 0..n {
                    let (a, b) = (self.at(j, c), self.at(pivot, c));
                    self.set(j, c, b);
                    self.set(pivot, c, a);
                }
            }
            let diagonal = self.at(j, j);
            regular &= diagonal.abs() > 0.0;
            for i in j + 1..n {
                let factor = self.at(i, j) / diagonal;
                self.set(i, j, factor);
            }
            for c in j + 1..n {
                let right = self.at(j, c);
                for i in j + 1..n {
                    let value = self.at(i, c) - self.at(i, j) * right;
                    self.set(i, c, value);
                }
            }
        }
        regular
    }

    /// Overwrites the lane of `x` with A⁻¹ x.
    fn solve(&self, x: &mut [Lanes<W>]) {
        let (n, l) = (self.n, self.lane);
        for j in 0..n {
            let pivot = self.pivots[j][l] as usize;
            let (a, b) = (x[j][l], x[pivot][l]);
            (x[j][l], x[pivot][l]) = (b, a);
        }
        for j in 0..n {
            for i in j + 1..n {
                x[i][l] -= self.at(i, j) * x[j][l];
            }
        }
        for j in (0..n).rev() {
            x[j][l] /= self.at(j, j);
            for i in 0..j {
                x[i][l] -= self.at(i, j) * x[j][l];
            }
        }
    }

    /// Overwrites the lane of `x` with A⁻ᵀ x.
    fn solve_transposed(&self, x: &mut [Lanes<W>]) {
        let (n, l) = (self.n, self.lane);
        for j in 0..n {
            for i in 0..j {
                x[j][l] -= self.at(i, j) * x[i][l];
            }
            x[j][l] /= self.at(j, j);
        }
        for j in (0..n).rev() {
            for i in j + 1..n {
                x[j][l] -= self.at(i, j) * x[i][l];
            }
        }
        for j in (0..n).rev() {
            let pivot = self.pivots[j][l] as usize;
            let (a, b) = (x[j][l], x[pivot][l]);
            (x[j][l], x[pivot][l]) = (b, a);
        }
    }
}

/// Copies matrix elements `start..` into `lu`.
fn load<const W: usize>(view: View<'_, W>, start: usize, lu: &mut [Lanes<W>]) {
    for (e, out) in lu.iter_mut().enumerate() {
        *out = view.get(start + e);
    }
}

/// Where matrix `copy` of an operand starts.
fn start(copy: usize, size: usize, len: usize) -> usize {
    if len == size { 0 } else { copy * size }
}

impl Apply for Solve {
    fn output_len(&self, _inputs: &[usize]) -> usize {
        self.copies * self.size * self.columns
    }

    /// The factors and the pivots of every copy.
    fn saved_len(&self, _inputs: &[Slot]) -> usize {
        self.copies * (self.size + 1) * self.size
    }

    /// The factors and the pivots of one copy, and one column.
    fn memory_len(&self, _inputs: &[Slot]) -> usize {
        (self.size + 2) * self.size
    }

    #[inline(always)]
    fn forward<const W: usize>(
        &self,
        inputs: Inputs<'_, W>,
        output: &mut [Lanes<W>],
        saved: &mut [Lanes<W>],
        _save: bool,
        failures: &mut Failures<W>,
    ) {
        let (n, m) = (self.size, self.columns);
        let (a, b) = (inputs.view(0), inputs.view(1));
        for copy in 0..self.copies {
            let (lu, pivots) = saved[copy * (n + 1) * n..][..(n + 1) * n].split_at_mut(n * n);
            load(a, start(copy, n * n, a.len()), lu);
            let x = &mut output[copy * n * m..][..n * m];
            load(b, start(copy, n * m, b.len()), x);
            for lane in 0..W {
                let mut factors = Factors {
                    lu,
                    pivots,
                    n,
                    lane,
                };
                if !factors.factor() {
                    failures.mark(lane);
                }
                for column in x.chunks_exact_mut(n.max(1)) {
                    factors.solve(column);
                }
            }
        }
    }

    #[inline(always)]
    fn adjoint<const W: usize>(
        &self,
        inputs: Inputs<'_, W>,
        output: &[Lanes<W>],
        saved: &[Lanes<W>],
        output_adjoint: &[Lanes<W>],
        into: Adjoints<'_, W>,
    ) {
        let (n, m) = (self.size, self.columns);
        let [a_slot, b_slot] = [into.slots[0], into.slots[1]];
        let (memory, solved) = into.memory.split_at_mut((n + 1) * n);
        for copy in 0..self.copies {
            let a_start = start(copy, n * n, inputs.view(0).len());
            let b_start = start(copy, n * m, inputs.view(1).len());
            memory.copy_from_slice(&saved[copy * (n + 1) * n..][..(n + 1) * n]);
            let (lu, pivots) = memory.split_at_mut(n * n);
            for c in 0..m {
                let place = (copy * m + c) * n;
                solved.copy_from_slice(&output_adjoint[place..][..n]);
                for lane in 0..W {
                    Factors {
                        lu,
                        pivots,
                        n,
                        lane,
                    }
                    .solve_transposed(solved);
                }
                if !b_slot.constant {
                    let adjoint = &mut into.values[b_slot.range()][b_start + c * n..][..n];
                    add_product(adjoint, [1.0; W], solved);
                }
                if !a_slot.constant {
                    let adjoint = &mut into.values[a_slot.range()][a_start..][..n * n];
                    for j in 0..n {
                        let mut x = output[place + j];
                        x.iter_mut().for_each(|x| *x = -*x);
                        add_product(&mut adjoint[j * n..][..n], x, solved);
                    }
                }
            }
        }
    }
}

/// y += a x
fn add_product<const W: usize>(y: &mut [Lanes<W>], a: Lanes<W>, x: &[Lanes<W>]) {
    for (y, x) in y.iter_mut().zip(x) {
        for l in 0..W {
            y[l] += a[l] * x[l];
        }
    }
}

impl Apply for LogDeterminant {
    fn output_len(&self, _inputs: &[usize]) -> usize {
        self.copies
    }

    /// The inverse transpose of every copy, and room for the factors of one.
    fn saved_len(&self, _inputs: &[Slot]) -> usize {
        (self.copies + 1) * self.size * self.size + self.size
    }

    #[inline(always)]
    fn forward<const W: usize>(
        &self,
        inputs: Inputs<'_, W>,
        output: &mut [Lanes<W>],
        saved: &mut [Lanes<W>],
        save: bool,
        _failures: &mut Failures<W>,
    ) {
        let n = self.size;
        let (inverses, room) = saved.split_at_mut(self.copies * n * n);
        let (lu, pivots) = room.split_at_mut(n * n);
        for (copy, out) in output.iter_mut().enumerate() {
            load(inputs.view(0), copy * n * n, lu);
            let inverse = &mut inverses[copy * n * n..][..n * n];
            inverse.fill([0.0; W]);
            for lane in 0..W {
                let mut factors = Factors {
                    lu,
                    pivots,
                    n,
                    lane,
                };
                factors.factor();
                out[lane] = (0..n).map(|j| ln(factors.at(j, j).abs())).sum();
                if !save {
                    continue;
                }
                for (j, column) in inverse.chunks_exact_mut(n.max(1)).enumerate() {
                    column[j][lane] = 1.0;
                    factors.solve_transposed(column);
                }
            }
        }
    }

    #[inline(always)]
    fn adjoint<const W: usize>(
        &self,
        _inputs: Inputs<'_, W>,
        _output: &[Lanes<W>],
        saved: &[Lanes<W>],
        output_adjoint: &[Lanes<W>],
        mut into: Adjoints<'_, W>,
    ) {
        let size = self.size * self.size;
        let Some(adjoint) = into.of(0) else { return };
        for (copy, &bar) in output_adjoint.iter().enumerate() {
            let inverse = &saved[copy * size..][..size];
            add_product(&mut adjoint[copy * size..][..size], bar, inverse);
        }
    }
}
