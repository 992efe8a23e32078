//! Eigenvalues and eigenvectors of a symmetric matrix.

use faer::Par;
use faer::diag::DiagMut;
use faer::dyn_stack::{MemBuffer, MemStack};
use faer::linalg::evd::{ComputeEigenvectors, self_adjoint_evd, self_adjoint_evd_scratch};

use super::Matrix;
use super::product::{view, view_mut};

/// The eigenvalues could not be found: the matrix holds a NaN or an infinity.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the eigenvalue iteration did not converge; the matrix holds values that are not finite")]
pub struct EigenFailure;

/// A = U diag(values) Uᵀ, eigenvalues in ascending order.
#[derive(Clone, Debug, PartialEq)]
pub struct SymmetricEigen {
    /// The eigenvalues, ascending.
    pub values: Vec<f64>,
    /// The eigenvectors, one a column, orthonormal.
    pub vectors: Matrix,
}

impl SymmetricEigen {
    /// Decomposes the symmetric matrix whose lower triangle is in `a`.
    ///
    /// # Errors
    /// [`EigenFailure`] when an entry is not finite.
    pub fn new(a: &Matrix) -> Result<Self, EigenFailure> {
        debug_assert_eq!(a.rows(), a.columns());
        if !a.is_finite() {
            return Err(EigenFailure);
        }
        let n = a.rows();
        let mut values = vec![0.0; n];
        let mut vectors = Matrix::zeros(n, n);
        if n == 0 {
            // faer subtracts 1 from n.
            return Ok(Self { values, vectors });
        }
        let mut memory = MemBuffer::new(self_adjoint_evd_scratch::<f64>(
            n,
            ComputeEigenvectors::Yes,
            Par::Seq,
            Default::default(),
        ));
        self_adjoint_evd(
            view(a),
            DiagMut::from_slice_mut(&mut values),
            Some(view_mut(&mut vectors)),
            Par::Seq,
            MemStack::new(&mut memory),
            Default::default(),
        )
        .map_err(|_| EigenFailure)?;
        Ok(Self { values, vectors })
    }

    /// U diag(f(values)) Uᵀ.
    pub fn map(&self, mut f: impl FnMut(f64) -> f64) -> Matrix {
        let mut scaled = self.vectors.clone();
        for (j, &value) in self.values.iter().enumerate() {
            let factor = f(value);
            for entry in scaled.column_mut(j) {
                *entry *= factor;
            }
        }
        super::product_transposed(&scaled, &self.vectors)
    }
}
