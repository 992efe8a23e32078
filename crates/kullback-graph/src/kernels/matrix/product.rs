//! Matrix products, several at once.

use super::columns::{Column, axpy, column, dot};
use crate::Lanes;
use crate::kernels::Apply;
use crate::operand::{Adjoints, Failures, Inputs, View};

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
            let a_start = Self::start(copy, m * k, a.len());
            let b_start = Self::start(copy, k * n, b.len());
            for j in 0..n {
                let out = &mut output[(copy * n + j) * m..][..m];
                let right = |p: usize| b.get(b_start + j * k + p);
                match a {
                    View::Constant(a) => {
                        let a = &a[a_start..a_start + m * k];
                        // 32 sums stay in registers: so many rows that their numbers are 32.
                        if W == 1 {
                            constant_rows::<W, 32>(a, m, k, right, out);
                        } else {
                            constant_rows::<W, 4>(a, m, k, right, out);
                        }
                    }
                    View::Lanes(a) => {
                        let a = &a[a_start..a_start + m * k];
                        if W == 1 {
                            rows::<W, 32>(a, m, k, right, out);
                        } else {
                            rows::<W, 4>(a, m, k, right, out);
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
        into: Adjoints<'_, W>,
    ) {
        let (a, b) = (inputs.view(0), inputs.view(1));
        let (m, k, n) = (self.rows, self.inner, self.columns);
        let [a_slot, b_slot] = [into.slots[0], into.slots[1]];
        for copy in 0..self.copies {
            let a_start = Self::start(copy, m * k, a.len());
            let b_start = Self::start(copy, k * n, b.len());
            for j in 0..n {
                let bars = &output_adjoint[(copy * n + j) * m..][..m];
                if !a_slot.constant {
                    let adjoint = &mut into.values[a_slot.range()][a_start..][..m * k];
                    for p in 0..k {
                        let right = b.get(b_start + j * k + p);
                        axpy(&mut adjoint[p * m..][..m], right, Column::Lanes(bars));
                    }
                }
                if b_slot.constant {
                    continue;
                }
                let adjoint = &mut into.values[b_slot.range()][b_start + j * k..][..k];
                match a {
                    View::Constant(a) if W > 1 => {
                        constant_transposed(&a[a_start..a_start + m * k], bars, adjoint);
                    }
                    _ => {
                        for (p, adjoint) in adjoint.iter_mut().enumerate() {
                            let sum = dot(column(a, a_start + p * m, m), bars);
                            for l in 0..W {
                                adjoint[l] += sum[l];
                            }
                        }
                    }
                }
            }
        }
    }
}

/// out = A b for a constant A, `R` rows at a time with their sums in registers.
#[inline(always)]
fn constant_rows<const W: usize, const R: usize>(
    a: &[f64],
    m: usize,
    k: usize,
    right: impl Fn(usize) -> Lanes<W>,
    out: &mut [Lanes<W>],
) {
    let (tiles, rest) = out.as_chunks_mut::<R>();
    let tiled = tiles.len() * R;
    for (t, tile) in tiles.iter_mut().enumerate() {
        let mut sums = [[0.0; W]; R];
        for p in 0..k {
            let right = right(p);
            if let Some(left) = a[p * m + t * R..].first_chunk::<R>() {
                for r in 0..R {
                    for l in 0..W {
                        sums[r][l] += left[r] * right[l];
                    }
                }
            }
        }
        *tile = sums;
    }
    for (r, out) in rest.iter_mut().enumerate() {
        let mut sum = [0.0; W];
        for p in 0..k {
            let (left, right) = (a[p * m + tiled + r], right(p));
            for l in 0..W {
                sum[l] += left * right[l];
            }
        }
        *out = sum;
    }
}

/// out = A b, `R` rows at a time with their sums in registers.
#[inline(always)]
fn rows<const W: usize, const R: usize>(
    a: &[Lanes<W>],
    m: usize,
    k: usize,
    right: impl Fn(usize) -> Lanes<W>,
    out: &mut [Lanes<W>],
) {
    let (tiles, rest) = out.as_chunks_mut::<R>();
    let tiled = tiles.len() * R;
    for (t, tile) in tiles.iter_mut().enumerate() {
        let mut sums = [[0.0; W]; R];
        for p in 0..k {
            let right = right(p);
            if let Some(left) = a[p * m + t * R..].first_chunk::<R>() {
                for r in 0..R {
                    for l in 0..W {
                        sums[r][l] += left[r][l] * right[l];
                    }
                }
            }
        }
        *tile = sums;
    }
    for (r, out) in rest.iter_mut().enumerate() {
        let mut sum = [0.0; W];
        for p in 0..k {
            let (left, right) = (a[p * m + tiled + r], right(p));
            for l in 0..W {
                sum[l] += left[l] * right[l];
            }
        }
        *out = sum;
    }
}

/// adjoint += Aᵀ bars for a constant A, four columns at a time with their sums in registers.
#[inline(always)]
fn constant_transposed<const W: usize>(a: &[f64], bars: &[Lanes<W>], adjoint: &mut [Lanes<W>]) {
    const C: usize = 4;
    let m = bars.len();
    let (tiles, rest) = adjoint.as_chunks_mut::<C>();
    let tiled = tiles.len() * C;
    for (t, tile) in tiles.iter_mut().enumerate() {
        let mut columns: [&[f64]; C] = [&[]; C];
        for (c, column) in columns.iter_mut().enumerate() {
            *column = &a[(t * C + c) * m..][..m];
        }
        let mut sums = *tile;
        for (i, bar) in bars.iter().enumerate() {
            for c in 0..C {
                for l in 0..W {
                    sums[c][l] += columns[c][i] * bar[l];
                }
            }
        }
        *tile = sums;
    }
    for (r, adjoint) in rest.iter_mut().enumerate() {
        let sum = dot(Column::Constant(&a[(tiled + r) * m..][..m]), bars);
        for l in 0..W {
            adjoint[l] += sum[l];
        }
    }
}
