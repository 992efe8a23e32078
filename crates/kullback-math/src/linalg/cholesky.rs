//! The Cholesky factorisation A = L Lᵀ and what it solves.

use faer::Par;
use faer::dyn_stack::{MemBuffer, MemStack};
use faer::linalg::cholesky::llt::factor::{cholesky_in_place, cholesky_in_place_scratch};
use faer::linalg::triangular_solve::{
    solve_lower_triangular_in_place, solve_upper_triangular_in_place,
};

use super::Matrix;
use super::product::{view, view_mut};

/// The matrix has no Cholesky factor.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the matrix is not positive definite (pivot {pivot})")]
pub struct NotPositiveDefinite {
    /// The first row whose pivot is not positive.
    pub pivot: usize,
}

/// A = L Lᵀ with L lower triangular and a positive diagonal.
#[derive(Clone, Debug, PartialEq)]
pub struct Cholesky {
    lower: Matrix,
}

impl Cholesky {
    /// Factorises the symmetric matrix whose lower triangle is in `a`; the upper is not read.
    ///
    /// # Errors
    /// [`NotPositiveDefinite`], also when an entry is NaN.
    pub fn new(a: &Matrix) -> Result<Self, NotPositiveDefinite> {
        debug_assert_eq!(a.rows(), a.columns());
        let n = a.rows();
        let mut lower = a.clone();
        let mut memory = MemBuffer::new(cholesky_in_place_scratch::<f64>(
            n,
            Par::Seq,
            Default::default(),
        ));
        cholesky_in_place(
            view_mut(&mut lower),
            Default::default(),
            Par::Seq,
            MemStack::new(&mut memory),
            Default::default(),
        )
        .map_err(|error| match error {
            faer::linalg::cholesky::llt::factor::LltError::NonPositivePivot { index } => {
                NotPositiveDefinite { pivot: index }
            }
        })?;
        for j in 1..n {
            lower.column_mut(j)[..j].fill(0.0);
        }
        // A NaN pivot compares false with everything, so it is looked for here.
        match (0..n).find(|&i| !(lower[(i, i)] > 0.0 && lower[(i, i)].is_finite())) {
            Some(pivot) => Err(NotPositiveDefinite { pivot }),
            None => Ok(Self { lower }),
        }
    }

    /// Takes a lower triangular matrix with a positive diagonal as the factor.
    pub fn from_lower(lower: Matrix) -> Self {
        debug_assert_eq!(lower.rows(), lower.columns());
        Self { lower }
    }

    /// L; zeros above the diagonal.
    pub fn lower(&self) -> &Matrix {
        &self.lower
    }

    /// The number of rows of A.
    pub fn dimension(&self) -> usize {
        self.lower.rows()
    }

    /// log det A = 2 Σ log Lᵢᵢ.
    pub fn log_determinant(&self) -> f64 {
        2.0 * self.lower.diagonal().iter().map(|l| l.ln()).sum::<f64>()
    }

    /// Replaces b by L b.
    pub fn multiply_lower(&self, b: &mut [f64]) {
        let n = self.dimension();
        for i in (0..n).rev() {
            b[i] = (0..=i).map(|j| self.lower[(i, j)] * b[j]).sum();
        }
    }

    /// Replaces b by Lᵀ b.
    pub fn multiply_lower_transposed(&self, b: &mut [f64]) {
        let n = self.dimension();
        for j in 0..n {
            b[j] = super::dot(&self.lower.column(j)[j..], &b[j..]);
        }
    }

    /// Replaces b by L⁻¹ b.
    pub fn solve_lower(&self, b: &mut [f64]) {
        let n = self.dimension();
        for j in 0..n {
            let column = self.lower.column(j);
            b[j] /= column[j];
            let x = b[j];
            for i in j + 1..n {
                b[i] -= x * column[i];
            }
        }
    }

    /// Replaces b by L⁻ᵀ b.
    pub fn solve_lower_transposed(&self, b: &mut [f64]) {
        let n = self.dimension();
        for j in (0..n).rev() {
            let column = self.lower.column(j);
            b[j] = (b[j] - super::dot(&column[j + 1..], &b[j + 1..])) / column[j];
        }
    }

    /// Replaces b by A⁻¹ b.
    pub fn solve(&self, b: &mut [f64]) {
        self.solve_lower(b);
        self.solve_lower_transposed(b);
    }

    /// Replaces the columns of B by L⁻¹ B.
    pub fn solve_lower_columns(&self, b: &mut Matrix) {
        solve_lower_triangular_in_place(view(&self.lower), view_mut(b), Par::Seq);
    }

    /// Replaces the lower triangular B by L⁻¹ B, at a third of the cost of
    /// [`Self::solve_lower_columns`]. What is above the diagonal of B must be zero.
    pub fn solve_lower_triangular(&self, b: &mut Matrix) {
        const BLOCK: usize = 64;
        let n = self.dimension();
        for start in (0..n).step_by(BLOCK) {
            let (rows, columns) = (n - start, BLOCK.min(n - start));
            solve_lower_triangular_in_place(
                view(&self.lower).submatrix(start, start, rows, rows),
                view_mut(b).submatrix_mut(start, start, rows, columns),
                Par::Seq,
            );
        }
    }

    /// Replaces every row b of B by L⁻¹ b.
    pub fn solve_lower_rows(&self, b: &mut Matrix) {
        solve_lower_triangular_in_place(view(&self.lower), view_mut(b).transpose_mut(), Par::Seq);
    }

    /// Replaces the columns of B by L⁻ᵀ B.
    pub fn solve_lower_transposed_columns(&self, b: &mut Matrix) {
        solve_upper_triangular_in_place(view(&self.lower).transpose(), view_mut(b), Par::Seq);
    }

    /// A⁻¹, symmetric.
    pub fn inverse(&self) -> Matrix {
        let mut inverse = Matrix::identity(self.dimension());
        self.solve_lower_columns(&mut inverse);
        super::transposed_product(&inverse, &inverse)
    }

    /// A = L Lᵀ.
    pub fn reconstruct(&self) -> Matrix {
        super::product_transposed(&self.lower, &self.lower)
    }
}
