//! The inverse Wishart distribution.

use std::sync::Arc;

use kullback_math::linalg::{Matrix, transposed_product};
use kullback_math::random::Stream;

use super::gaussian::named;
use super::wishart::{Scaled, positive_definite};
use super::{Gradient, InvalidArray, Multivariate, Space};

/// The inverse of a Wishart matrix with ν degrees of freedom and scale S⁻¹; the mean is
/// S/(ν − n − 1).
#[derive(Clone, Debug, PartialEq)]
pub struct InvWishart {
    parts: Arc<Scaled>,
}

impl InvWishart {
    /// A law with ν degrees of freedom and scale S (n × n).
    ///
    /// # Errors
    /// Where S is not symmetric (to 1e-8) and positive definite, or ν is not above n − 1.
    pub fn new(nu: f64, s: Matrix) -> Result<Self, InvalidArray> {
        Ok(Self {
            parts: Scaled::new(Self::NAME, nu, "S", s)?,
        })
    }

    pub(crate) fn parts(&self) -> &Scaled {
        &self.parts
    }
}

named!(
    "inv_wishart" InvWishart("nu" nu: number, "S" s: matrix),
    |law| vec![law.parts.nu.into(), law.parts.matrix.clone().into()]
);

impl Multivariate for InvWishart {
    fn space(&self) -> Space {
        Space::PositiveDefinite(self.parts.rows())
    }

    fn log_density(&self, x: &[f64]) -> f64 {
        let Scaled { nu, factor, .. } = &*self.parts;
        let n = self.parts.rows();
        positive_definite(x, n).map_or(f64::NEG_INFINITY, |(_, of_x)| {
            let mut ratio = factor.lower().clone();
            of_x.solve_lower_columns(&mut ratio);
            let trace: f64 = ratio.values().iter().map(|r| r * r).sum();
            0.5 * nu * factor.log_determinant()
                - self.parts.log_gammas()
                - 0.5 * (nu + n as f64 + 1.0) * of_x.log_determinant()
                - 0.5 * trace
        })
    }

    fn adjoint(&self, x: &[f64]) -> Gradient {
        let Scaled { nu, matrix, factor } = &*self.parts;
        let n = self.parts.rows();
        let Some((_, of_x)) = positive_definite(x, n) else {
            return Gradient {
                by_x: vec![f64::NAN; x.len()],
                by_parameters: vec![vec![f64::NAN], vec![f64::NAN; n * n]],
            };
        };
        let (inverse_x, inverse_s) = (of_x.inverse(), factor.inverse());
        let by_nu =
            0.5 * (factor.log_determinant() - of_x.log_determinant() - self.parts.mean_log());
        let mut between = matrix.clone();
        for _ in 0..2 {
            of_x.solve_lower_columns(&mut between);
            of_x.solve_lower_transposed_columns(&mut between);
            between = between.transpose();
        }
        let by_x = Matrix::from_fn(n, n, |i, j| {
            0.5 * (between[(i, j)] - (nu + n as f64 + 1.0) * inverse_x[(i, j)])
        });
        let by_s = Matrix::from_fn(n, n, |i, j| {
            0.5 * (nu * inverse_s[(i, j)] - inverse_x[(i, j)])
        });
        Gradient {
            by_x: by_x.into_values(),
            by_parameters: vec![vec![by_nu], by_s.into_values()],
        }
    }

    /// (L A⁻ᵀ)(L A⁻ᵀ)ᵀ with S = L Lᵀ and Bartlett's A.
    fn sample(&self, rng: &mut Stream) -> Vec<f64> {
        let n = self.parts.rows();
        let a = kullback_math::linalg::Cholesky::from_lower(self.parts.bartlett(rng));
        let mut root = Matrix::from_fn(n, n, |i, j| self.parts.factor.lower()[(j, i)]);
        a.solve_lower_columns(&mut root);
        transposed_product(&root, &root).into_values()
    }

    fn entropy(&self) -> Option<f64> {
        let Scaled { nu, factor, .. } = &*self.parts;
        let n = self.parts.rows() as f64;
        let log_scale = factor.log_determinant();
        Some(
            0.5 * (n + 1.0) * log_scale + self.parts.log_gammas() + 0.5 * nu * n
                - 0.5 * (nu + n + 1.0) * self.parts.mean_log(),
        )
    }
}
