//! The matrix normal distribution.

use std::sync::Arc;

use kullback_math::linalg::{Cholesky, Matrix, product, product_transposed};
use kullback_math::random::{Stream, standard_normal};

use super::gaussian::named;
use super::{Gradient, InvalidArray, Multivariate, Space, rules};
use crate::distributions::formulas::HALF_LN_2_PI;

/// Normal for a matrix with mean M, covariance U between rows and V between columns: the columns one
/// after the other have covariance V ⊗ U.
#[derive(Clone, Debug, PartialEq)]
pub struct MatrixNormal {
    parts: Arc<Parts>,
}

#[derive(Debug, PartialEq)]
pub(crate) struct Parts {
    pub(crate) mean: Matrix,
    pub(crate) u: Matrix,
    pub(crate) rows: Cholesky,
    pub(crate) v: Matrix,
    pub(crate) columns: Cholesky,
}

impl MatrixNormal {
    /// A law with mean M (r × c), row covariance U (r × r) and column covariance V (c × c).
    ///
    /// # Errors
    /// Where an entry is not finite, the shapes do not fit, or U or V is not symmetric (to 1e-8) and
    /// positive definite.
    pub fn new(m: Matrix, u: Matrix, v: Matrix) -> Result<Self, InvalidArray> {
        let (u, rows) = rules::positive_definite(Self::NAME, "U", u)?;
        let (v, columns) = rules::positive_definite(Self::NAME, "V", v)?;
        let shape = (u.rows(), v.rows());
        rules::shaped(Self::NAME, "M", &m, shape, ", as U and V have rows")?;
        Ok(Self {
            parts: Arc::new(Parts {
                mean: m,
                u,
                rows,
                v,
                columns,
            }),
        })
    }

    pub(crate) fn parts(&self) -> &Parts {
        &self.parts
    }

    /// X − M, None where the lengths differ.
    fn centred(&self, x: &[f64]) -> Option<Matrix> {
        let mean = &self.parts.mean;
        (x.len() == mean.values().len()).then(|| {
            let values = x.iter().zip(mean.values()).map(|(x, m)| x - m).collect();
            Matrix::from_values(values, mean.rows(), mean.columns())
        })
    }
}

named!(
    "matrix_normal" MatrixNormal("M" m: matrix, "U" u: matrix, "V" v: matrix),
    |law| vec![
        law.parts.mean.clone().into(),
        law.parts.u.clone().into(),
        law.parts.v.clone().into(),
    ]
);

impl Multivariate for MatrixNormal {
    fn space(&self) -> Space {
        Space::Reals(self.parts.mean.values().len())
    }

    fn log_density(&self, x: &[f64]) -> f64 {
        self.centred(x).map_or(f64::NEG_INFINITY, |mut delta| {
            self.parts.rows.solve_lower_columns(&mut delta);
            self.parts.columns.solve_lower_rows(&mut delta);
            let square: f64 = delta.values().iter().map(|z| z * z).sum();
            -0.5 * square - 0.5 * self.log_determinant() - x.len() as f64 * HALF_LN_2_PI
        })
    }

    fn adjoint(&self, x: &[f64]) -> Gradient {
        let Parts { rows, columns, .. } = &*self.parts;
        let (r, c) = (rows.dimension(), columns.dimension());
        let Some(delta) = self.centred(x) else {
            return Gradient {
                by_x: vec![f64::NAN; x.len()],
                by_parameters: [r * c, r * r, c * c].map(|n| vec![f64::NAN; n]).to_vec(),
            };
        };
        // U⁻¹ (X − M), then U⁻¹ (X − M) V⁻¹.
        let mut left = delta.clone();
        rows.solve_lower_columns(&mut left);
        rows.solve_lower_transposed_columns(&mut left);
        let mut both = left.transpose();
        columns.solve_lower_columns(&mut both);
        columns.solve_lower_transposed_columns(&mut both);
        let both = both.transpose();
        let (inverse_u, inverse_v) = (rows.inverse(), columns.inverse());
        let by_u = product_transposed(&both, &left);
        let by_v = {
            let mut right = delta.transpose();
            columns.solve_lower_columns(&mut right);
            columns.solve_lower_transposed_columns(&mut right);
            product(&right, &both)
        };
        let by_u = Matrix::from_fn(r, r, |i, j| {
            0.5 * (by_u[(i, j)] - c as f64 * inverse_u[(i, j)])
        });
        let by_v = Matrix::from_fn(c, c, |i, j| {
            0.5 * (by_v[(i, j)] - r as f64 * inverse_v[(i, j)])
        });
        Gradient {
            by_x: both.values().iter().map(|w| -w).collect(),
            by_parameters: vec![both.into_values(), by_u.into_values(), by_v.into_values()],
        }
    }

    fn sample(&self, rng: &mut Stream) -> Vec<f64> {
        let mean = &self.parts.mean;
        let mut z = Matrix::from_fn(mean.rows(), mean.columns(), |_, _| standard_normal(rng));
        for j in 0..z.columns() {
            self.parts.rows.multiply_lower(z.column_mut(j));
        }
        let spread = product_transposed(&z, self.parts.columns.lower());
        mean.values()
            .iter()
            .zip(spread.values())
            .map(|(m, z)| m + z)
            .collect()
    }

    fn entropy(&self) -> Option<f64> {
        let n = self.parts.mean.values().len() as f64;
        Some(n * (0.5 + HALF_LN_2_PI) + 0.5 * self.log_determinant())
    }
}

impl MatrixNormal {
    /// c ln det U + r ln det V.
    fn log_determinant(&self) -> f64 {
        let Parts { rows, columns, .. } = &*self.parts;
        columns.dimension() as f64 * rows.log_determinant()
            + rows.dimension() as f64 * columns.log_determinant()
    }
}
