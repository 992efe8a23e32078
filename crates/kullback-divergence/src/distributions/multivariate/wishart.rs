//! The Wishart distribution.

use std::sync::Arc;

use kullback_math::linalg::{Cholesky, Matrix, product_transposed};
use kullback_math::random::{Stream, chi_square, standard_normal};

use super::gaussian::named;
use super::multi_gamma::{log_multi_gamma, multi_digamma};
use super::{Gradient, InvalidArray, Multivariate, Space, rules};
use crate::distributions::rules::require;

/// A number of degrees of freedom and a positive definite matrix with its factor.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Scaled {
    pub(crate) nu: f64,
    pub(crate) matrix: Matrix,
    pub(crate) factor: Cholesky,
}

impl Scaled {
    pub(super) fn new(
        law: &'static str,
        nu: f64,
        parameter: &'static str,
        matrix: Matrix,
    ) -> Result<Arc<Self>, InvalidArray> {
        let (matrix, factor) = rules::positive_definite(law, parameter, matrix)?;
        let least = matrix.rows() as f64 - 1.0;
        require(
            nu > least && nu.is_finite(),
            law,
            "nu",
            nu,
            "finite and above the number of rows less 1",
        )?;
        Ok(Arc::new(Self { nu, matrix, factor }))
    }

    pub(crate) fn rows(&self) -> usize {
        self.matrix.rows()
    }

    /// ln Γₙ(ν/2) + ½ ν n ln 2.
    pub(super) fn log_gammas(&self) -> f64 {
        let n = self.rows() as f64;
        log_multi_gamma(self.rows(), 0.5 * self.nu) + 0.5 * self.nu * n * std::f64::consts::LN_2
    }

    /// E of ln det W for W Wishart with the unit scale.
    pub(super) fn mean_log(&self) -> f64 {
        let n = self.rows() as f64;
        multi_digamma(self.rows(), 0.5 * self.nu) + n * std::f64::consts::LN_2
    }

    /// Bartlett's lower triangular A: A Aᵀ is Wishart with the unit scale.
    pub(super) fn bartlett(&self, rng: &mut Stream) -> Matrix {
        let n = self.rows();
        let mut a = Matrix::zeros(n, n);
        for j in 0..n {
            a[(j, j)] = chi_square(rng, self.nu - j as f64).map_or(f64::NAN, f64::sqrt);
            for i in j + 1..n {
                a[(i, j)] = standard_normal(rng);
            }
        }
        a
    }
}

/// The matrix with these entries and its factor, where it is symmetric and positive definite.
pub(super) fn positive_definite(x: &[f64], rows: usize) -> Option<(Matrix, Cholesky)> {
    if x.len() != rows * rows {
        return None;
    }
    let values = Matrix::from_values(x.to_vec(), rows, rows);
    rules::positive_definite("x", "x", values).ok()
}

/// Wishart with ν degrees of freedom and scale S; the mean is ν S.
#[derive(Clone, Debug, PartialEq)]
pub struct Wishart {
    parts: Arc<Scaled>,
}

impl Wishart {
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
    "wishart" Wishart("nu" nu: number, "S" s: matrix),
    |law| vec![law.parts.nu.into(), law.parts.matrix.clone().into()]
);

impl Multivariate for Wishart {
    fn space(&self) -> Space {
        Space::PositiveDefinite(self.parts.rows())
    }

    fn log_density(&self, x: &[f64]) -> f64 {
        let Scaled { nu, factor, .. } = &*self.parts;
        let n = self.parts.rows();
        positive_definite(x, n).map_or(f64::NEG_INFINITY, |(_, of_x)| {
            let mut ratio = of_x.lower().clone();
            factor.solve_lower_columns(&mut ratio);
            let trace: f64 = ratio.values().iter().map(|r| r * r).sum();
            0.5 * (nu - n as f64 - 1.0) * of_x.log_determinant()
                - 0.5 * trace
                - 0.5 * nu * factor.log_determinant()
                - self.parts.log_gammas()
        })
    }

    fn adjoint(&self, x: &[f64]) -> Gradient {
        let Scaled { nu, factor, .. } = &*self.parts;
        let n = self.parts.rows();
        let Some((x, of_x)) = positive_definite(x, n) else {
            return Gradient {
                by_x: vec![f64::NAN; x.len()],
                by_parameters: vec![vec![f64::NAN], vec![f64::NAN; n * n]],
            };
        };
        let (inverse_x, inverse_s) = (of_x.inverse(), factor.inverse());
        let by_nu =
            0.5 * (of_x.log_determinant() - factor.log_determinant() - self.parts.mean_log());
        let mut between = x;
        for _ in 0..2 {
            factor.solve_lower_columns(&mut between);
            factor.solve_lower_transposed_columns(&mut between);
            between = between.transpose();
        }
        let by_x = Matrix::from_fn(n, n, |i, j| {
            0.5 * ((nu - n as f64 - 1.0) * inverse_x[(i, j)] - inverse_s[(i, j)])
        });
        let by_s = Matrix::from_fn(n, n, |i, j| {
            0.5 * (between[(i, j)] - nu * inverse_s[(i, j)])
        });
        Gradient {
            by_x: by_x.into_values(),
            by_parameters: vec![vec![by_nu], by_s.into_values()],
        }
    }

    fn sample(&self, rng: &mut Stream) -> Vec<f64> {
        let mut root = self.parts.bartlett(rng);
        for j in 0..root.columns() {
            self.parts.factor.multiply_lower(root.column_mut(j));
        }
        product_transposed(&root, &root).into_values()
    }

    fn entropy(&self) -> Option<f64> {
        let Scaled { nu, factor, .. } = &*self.parts;
        let n = self.parts.rows() as f64;
        let log_scale = factor.log_determinant();
        Some(
            0.5 * (n + 1.0) * log_scale + self.parts.log_gammas() + 0.5 * nu * n
                - 0.5 * (nu - n - 1.0) * self.parts.mean_log(),
        )
    }
}
