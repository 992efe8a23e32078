//! The normal distribution of several variables, by the Cholesky factor of its covariance.

use kullback_math::linalg::{Matrix, dot};

use super::covariance::Covariance;
use super::gaussian::{named, normal_law};
use super::{Gaussian, InvalidArray, rules};

/// Normal with mean μ and covariance L Lᵀ.
#[derive(Clone, Debug, PartialEq)]
pub struct MultiNormalCholesky {
    gaussian: Gaussian,
}

impl MultiNormalCholesky {
    /// A law with mean μ (n values) and covariance L Lᵀ.
    ///
    /// # Errors
    /// Where an entry is not finite, the shapes do not fit, or L is not lower triangular with a
    /// positive diagonal.
    pub fn new(mu: Vec<f64>, l: Matrix) -> Result<Self, InvalidArray> {
        let covariance = Covariance::Factor(rules::lower_triangular(Self::NAME, "L", l)?);
        Ok(Self {
            gaussian: Gaussian::new(Self::NAME, mu, "L", covariance)?,
        })
    }

    fn lower(&self) -> &Matrix {
        match self.gaussian.covariance() {
            Covariance::Factor(factor) => factor.lower(),
            _ => unreachable!("made with a factor"),
        }
    }
}

named!("multi_normal_cholesky" MultiNormalCholesky("mu" mu: vector, "L" l: matrix), |law| vec![
    law.mu().to_vec().into(),
    law.lower().clone().into(),
]);

// The lower triangle of w wᵀ L, less 1/Lᵢᵢ on the diagonal.
normal_law!(MultiNormalCholesky, by covariance |law, _x, w| {
    let l = law.lower();
    let by = Matrix::from_fn(w.len(), w.len(), |i, j| {
        if i < j {
            return 0.0;
        }
        let along = w[i] * dot(w, l.column(j));
        if i == j { along - 1.0 / l[(j, j)] } else { along }
    });
    vec![by.into_values()]
});
