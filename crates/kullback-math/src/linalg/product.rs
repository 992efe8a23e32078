//! Inner products and matrix products.

use faer::linalg::matmul::matmul;
use faer::{Accum, MatMut, MatRef, Par};

use super::Matrix;

pub(super) fn view(a: &Matrix) -> MatRef<'_, f64> {
    MatRef::from_column_major_slice(a.values(), a.rows(), a.columns())
}

pub(super) fn view_mut(a: &mut Matrix) -> MatMut<'_, f64> {
    let (rows, columns) = (a.rows(), a.columns());
    MatMut::from_column_major_slice_mut(a.values_mut(), rows, columns)
}

/// Σ aᵢ bᵢ.
pub fn dot(a: &[f64], b: &[f64]) -> f64 {
    debug_assert_eq!(a.len(), b.len());
    // Four partial sums let the compiler use vector registers without reordering a single sum.
    let mut sums = [0.0; 4];
    let (a4, b4) = (a.chunks_exact(4), b.chunks_exact(4));
    let tail: f64 = a4
        .remainder()
        .iter()
        .zip(b4.remainder())
        .map(|(x, y)| x * y)
        .sum();
    for (x, y) in a4.zip(b4) {
        for k in 0..4 {
            sums[k] += x[k] * y[k];
        }
    }
    (sums[0] + sums[1]) + (sums[2] + sums[3]) + tail
}

/// The Euclidean norm √Σ aᵢ².
pub fn norm(a: &[f64]) -> f64 {
    dot(a, a).sqrt()
}

/// A B.
///
/// # Panics
/// When the shapes do not fit; so do the other products.
pub fn product(a: &Matrix, b: &Matrix) -> Matrix {
    let mut c = Matrix::zeros(a.rows(), b.columns());
    multiply_into(&mut c, view(a), view(b));
    c
}

/// A Bᵀ.
pub fn product_transposed(a: &Matrix, b: &Matrix) -> Matrix {
    let mut c = Matrix::zeros(a.rows(), b.rows());
    multiply_into(&mut c, view(a), view(b).transpose());
    c
}

/// Aᵀ B.
pub fn transposed_product(a: &Matrix, b: &Matrix) -> Matrix {
    let mut c = Matrix::zeros(a.columns(), b.columns());
    multiply_into(&mut c, view(a).transpose(), view(b));
    c
}

fn multiply_into(c: &mut Matrix, a: MatRef<'_, f64>, b: MatRef<'_, f64>) {
    matmul(view_mut(c), Accum::Replace, a, b, 1.0, Par::Seq);
}
