//! Operations on columns: the inner loops of the matrix kernels.

use crate::Lanes;
use crate::operand::View;

/// A column of an operand: the same at every point, or not.
#[derive(Clone, Copy)]
pub(super) enum Column<'a, const W: usize> {
    Constant(&'a [f64]),
    Lanes(&'a [Lanes<W>]),
}

/// Elements `start..start + len` of an operand.
#[inline(always)]
pub(super) fn column<'a, const W: usize>(
    view: View<'a, W>,
    start: usize,
    len: usize,
) -> Column<'a, W> {
    match view {
        View::Constant(x) => Column::Constant(&x[start..start + len]),
        View::Lanes(x) => Column::Lanes(&x[start..start + len]),
    }
}

/// y += a x
#[inline(always)]
pub(super) fn axpy<const W: usize>(y: &mut [Lanes<W>], a: Lanes<W>, x: Column<'_, W>) {
    match x {
        Column::Lanes(x) => {
            for (y, x) in y.iter_mut().zip(x) {
                for l in 0..W {
                    y[l] += a[l] * x[l];
                }
            }
        }
        Column::Constant(x) => {
            for (y, x) in y.iter_mut().zip(x) {
                for l in 0..W {
                    y[l] += a[l] * x;
                }
            }
        }
    }
}

/// Σ x y
#[inline(always)]
pub(super) fn dot<const W: usize>(x: Column<'_, W>, y: &[Lanes<W>]) -> Lanes<W> {
    match x {
        Column::Lanes(x) => dot_numbers(x.as_flattened(), y.as_flattened()),
        Column::Constant(x) if W == 1 => dot_numbers(x, y.as_flattened()),
        Column::Constant(x) => {
            let mut sums = [[0.0; W]; 2];
            let pairs = x.as_chunks::<2>().0.iter().zip(y.as_chunks::<2>().0);
            for (x, y) in pairs {
                for s in 0..2 {
                    for l in 0..W {
                        sums[s][l] += x[s] * y[s][l];
                    }
                }
            }
            if let ([.., x], [.., y], 1) = (x, y, y.len() % 2) {
                for l in 0..W {
                    sums[0][l] += x * y[l];
                }
            }
            let [mut out, other] = sums;
            for l in 0..W {
                out[l] += other[l];
            }
            out
        }
    }
}

/// How many partial sums a dot product keeps: enough to hide the latency of an addition.
const PARTIAL_SUMS: usize = 16;

/// The products of two arrays of numbers (elements × W lanes), summed over the elements.
#[inline(always)]
fn dot_numbers<const W: usize>(x: &[f64], y: &[f64]) -> Lanes<W> {
    const { assert!(PARTIAL_SUMS.is_multiple_of(W)) };
    let mut sums = [0.0; PARTIAL_SUMS];
    let (x_chunks, x_rest) = x.as_chunks::<PARTIAL_SUMS>();
    let (y_chunks, y_rest) = y.as_chunks::<PARTIAL_SUMS>();
    for (x, y) in x_chunks.iter().zip(y_chunks) {
        for s in 0..PARTIAL_SUMS {
            sums[s] += x[s] * y[s];
        }
    }
    for (sum, (x, y)) in sums.iter_mut().zip(x_rest.iter().zip(y_rest)) {
        *sum += x * y;
    }
    let mut out = [0.0; W];
    for (s, sum) in sums.iter().enumerate() {
        out[s % W] += sum;
    }
    out
}

/// −a
#[inline(always)]
pub(super) fn negated<const W: usize>(mut a: Lanes<W>) -> Lanes<W> {
    for a in &mut a {
        *a = -*a;
    }
    a
}
