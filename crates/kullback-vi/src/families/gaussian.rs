//! The multivariate normal with a dense covariance.

use kullback_math::linalg::{Cholesky, Matrix, dot, product_transposed};

use super::HALF_LOG_TWO_PI;

/// N(m, L Lᵀ) in D coordinates.
#[derive(Clone, Debug)]
pub struct Gaussian {
    mean: Vec<f64>,
    cholesky: Cholesky,
}

impl Gaussian {
    /// The Gaussian with this mean and Cholesky factor of its covariance.
    pub fn new(mean: Vec<f64>, cholesky: Cholesky) -> Self {
        debug_assert_eq!(mean.len(), cholesky.dimension());
        Self { mean, cholesky }
    }

    /// Independent coordinates with these standard deviations.
    pub fn independent(mean: Vec<f64>, sd: &[f64]) -> Self {
        Self::new(mean, Cholesky::from_lower(Matrix::from_diagonal(sd)))
    }

    /// m.
    pub fn mean(&self) -> &[f64] {
        &self.mean
    }

    /// L.
    pub fn cholesky(&self) -> &Cholesky {
        &self.cholesky
    }

    /// D.
    pub fn dimension(&self) -> usize {
        self.mean.len()
    }

    /// The standard deviation of each coordinate.
    pub fn sd(&self) -> Vec<f64> {
        let lower = self.cholesky.lower();
        (0..self.dimension())
            .map(|i| {
                (0..=i)
                    .map(|j| lower[(i, j)] * lower[(i, j)])
                    .sum::<f64>()
                    .sqrt()
            })
            .collect()
    }

    /// H = ½ D (1 + log 2π) + log det L, in nats.
    pub fn entropy(&self) -> f64 {
        self.dimension() as f64 * (0.5 + HALF_LOG_TWO_PI) + 0.5 * self.cholesky.log_determinant()
    }

    /// m + L z for every row z of `standard`.
    pub fn transform(&self, standard: &Matrix) -> Matrix {
        let mut points = product_transposed(standard, self.cholesky.lower());
        for (d, &m) in self.mean.iter().enumerate() {
            for x in points.column_mut(d) {
                *x += m;
            }
        }
        points
    }

    /// L⁻¹ (x − m) for every row x of `points`.
    pub fn standardise(&self, points: &Matrix) -> Matrix {
        let mut standard = points.clone();
        for (d, &m) in self.mean.iter().enumerate() {
            for x in standard.column_mut(d) {
                *x -= m;
            }
        }
        self.cholesky.solve_lower_rows(&mut standard);
        standard
    }

    /// Log density at m + L z for every row z of `standard`, in nats.
    pub fn log_density_at_standard(&self, standard: &Matrix) -> Vec<f64> {
        let constant =
            -(self.dimension() as f64) * HALF_LOG_TWO_PI - 0.5 * self.cholesky.log_determinant();
        squared_norms(standard)
            .into_iter()
            .map(|square| constant - 0.5 * square)
            .collect()
    }

    /// Log density at every row of `points`, in nats.
    pub fn log_density(&self, points: &Matrix) -> Vec<f64> {
        self.log_density_at_standard(&self.standardise(points))
    }

    /// D_KL(self‖other) in nats: ½ (tr Σ₂⁻¹Σ₁ + |L₂⁻¹(m₁ − m₂)|² − D) + log det L₂ − log det L₁.
    pub fn divergence_from(&self, other: &Self) -> f64 {
        let mut ratio = self.cholesky.lower().clone();
        other.cholesky.solve_lower_columns(&mut ratio);
        let mut shift: Vec<f64> = self
            .mean
            .iter()
            .zip(&other.mean)
            .map(|(a, b)| a - b)
            .collect();
        other.cholesky.solve_lower(&mut shift);
        let determinants = other.cholesky.log_determinant() - self.cholesky.log_determinant();
        0.5 * (dot(ratio.values(), ratio.values()) + dot(&shift, &shift) - self.dimension() as f64
            + determinants)
    }
}

/// |z|² of every row z.
pub(crate) fn squared_norms(standard: &Matrix) -> Vec<f64> {
    let mut squares = vec![0.0; standard.rows()];
    for d in 0..standard.columns() {
        for (square, z) in squares.iter_mut().zip(standard.column(d)) {
            *square += z * z;
        }
    }
    squares
}
