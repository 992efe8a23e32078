//! The multivariate normal, with a dense covariance or one that is diagonal plus low rank.

use kullback_math::linalg::{Cholesky, Matrix, dot, product, product_transposed};

use super::{HALF_LOG_TWO_PI, LowRank};

/// N(m, T Tᵀ) in D coordinates.
#[derive(Clone, Debug)]
pub struct Gaussian {
    mean: Vec<f64>,
    root: Root,
}

/// T.
#[derive(Clone, Debug)]
enum Root {
    Dense(Cholesky),
    LowRank(LowRank),
}

impl Gaussian {
    /// The Gaussian with this mean and Cholesky factor of its covariance.
    pub fn new(mean: Vec<f64>, cholesky: Cholesky) -> Self {
        debug_assert_eq!(mean.len(), cholesky.dimension());
        let root = Root::Dense(cholesky);
        Self { mean, root }
    }

    /// The Gaussian with this mean and this root of its covariance; nothing of D × D is made.
    pub fn low_rank(mean: Vec<f64>, root: LowRank) -> Self {
        debug_assert_eq!(mean.len(), root.dimension());
        let root = Root::LowRank(root);
        Self { mean, root }
    }

    /// Independent coordinates with these standard deviations.
    pub fn independent(mean: Vec<f64>, sd: &[f64]) -> Self {
        Self::low_rank(mean, LowRank::diagonal(sd))
    }

    /// m.
    pub fn mean(&self) -> &[f64] {
        &self.mean
    }

    /// T where it is the Cholesky factor of a dense covariance.
    pub fn cholesky(&self) -> Option<&Cholesky> {
        match &self.root {
            Root::Dense(cholesky) => Some(cholesky),
            Root::LowRank(_) => None,
        }
    }

    /// T where it is diagonal plus low rank.
    pub fn low_rank_root(&self) -> Option<&LowRank> {
        match &self.root {
            Root::Dense(_) => None,
            Root::LowRank(root) => Some(root),
        }
    }

    /// T, D × D: dense, so for small D only.
    pub fn root(&self) -> Matrix {
        match &self.root {
            Root::Dense(cholesky) => cholesky.lower().clone(),
            Root::LowRank(root) => root.matrix(),
        }
    }

    /// The covariance, D × D: dense, so for small D only.
    pub fn covariance(&self) -> Matrix {
        let root = self.root();
        product_transposed(&root, &root)
    }

    /// This Gaussian with its sds multiplied by `factor`.
    pub fn widened(&self, factor: f64) -> Self {
        let root = match &self.root {
            Root::Dense(cholesky) => {
                let mut lower = cholesky.lower().clone();
                lower.scale(factor);
                Root::Dense(Cholesky::from_lower(lower))
            }
            Root::LowRank(root) => Root::LowRank(root.scaled(factor)),
        };
        let mean = self.mean.clone();
        Self { mean, root }
    }

    /// D.
    pub fn dimension(&self) -> usize {
        self.mean.len()
    }

    /// The standard deviation of each coordinate.
    pub fn sd(&self) -> Vec<f64> {
        let lower = match &self.root {
            Root::Dense(cholesky) => cholesky.lower(),
            Root::LowRank(root) => return root.sd(),
        };
        (0..self.dimension())
            .map(|i| {
                (0..=i)
                    .map(|j| lower[(i, j)] * lower[(i, j)])
                    .sum::<f64>()
                    .sqrt()
            })
            .collect()
    }

    /// The diagonal of the inverse covariance.
    pub fn precision_diagonal(&self) -> Vec<f64> {
        match &self.root {
            Root::Dense(cholesky) => cholesky.inverse().diagonal(),
            Root::LowRank(root) => root.precision_diagonal(),
        }
    }

    /// The log determinant of the covariance, 2 log |det T|.
    pub fn log_determinant(&self) -> f64 {
        match &self.root {
            Root::Dense(cholesky) => cholesky.log_determinant(),
            Root::LowRank(root) => 2.0 * root.log_determinant(),
        }
    }

    /// H = ½ D (1 + log 2π) + log |det T|, in nats.
    pub fn entropy(&self) -> f64 {
        self.dimension() as f64 * (0.5 + HALF_LOG_TWO_PI) + 0.5 * self.log_determinant()
    }

    /// m + T z for every row z of `standard`.
    pub fn transform(&self, standard: &Matrix) -> Matrix {
        let mut points = match &self.root {
            Root::Dense(cholesky) => product_transposed(standard, cholesky.lower()),
            Root::LowRank(root) => {
                let mut points = standard.clone();
                root.multiply_rows(&mut points);
                points
            }
        };
        for (d, &m) in self.mean.iter().enumerate() {
            for x in points.column_mut(d) {
                *x += m;
            }
        }
        points
    }

    /// T⁻¹ (x − m) for every row x of `points`.
    pub fn standardise(&self, points: &Matrix) -> Matrix {
        let mut standard = points.clone();
        for (d, &m) in self.mean.iter().enumerate() {
            for x in standard.column_mut(d) {
                *x -= m;
            }
        }
        self.solve_root_rows(&mut standard);
        standard
    }

    /// Replaces every row x by T⁻¹ x.
    fn solve_root_rows(&self, points: &mut Matrix) {
        match &self.root {
            Root::Dense(cholesky) => cholesky.solve_lower_rows(points),
            Root::LowRank(root) => root.solve_rows(points),
        }
    }

    /// Replaces `z` by T z.
    pub fn multiply_root(&self, z: &mut [f64]) {
        match &self.root {
            Root::Dense(cholesky) => cholesky.multiply_lower(z),
            Root::LowRank(root) => as_row(z, |row| root.multiply_rows(row)),
        }
    }

    /// Replaces `g` by Tᵀ g.
    pub fn multiply_root_transposed(&self, g: &mut [f64]) {
        match &self.root {
            Root::Dense(cholesky) => cholesky.multiply_lower_transposed(g),
            Root::LowRank(root) => as_row(g, |row| root.multiply_transposed_rows(row)),
        }
    }

    /// Tᵀ g for every row g of `gradients`.
    pub fn whiten(&self, gradients: &Matrix) -> Matrix {
        match &self.root {
            Root::Dense(cholesky) => product(gradients, cholesky.lower()),
            Root::LowRank(root) => {
                let mut whitened = gradients.clone();
                root.multiply_transposed_rows(&mut whitened);
                whitened
            }
        }
    }

    /// Replaces `x` by T⁻¹ x.
    pub fn solve_root(&self, x: &mut [f64]) {
        match &self.root {
            Root::Dense(cholesky) => cholesky.solve_lower(x),
            Root::LowRank(root) => as_row(x, |row| root.solve_rows(row)),
        }
    }

    /// Log density at m + T z for every row z of `standard`, in nats.
    pub fn log_density_at_standard(&self, standard: &Matrix) -> Vec<f64> {
        let constant = -(self.dimension() as f64) * HALF_LOG_TWO_PI - 0.5 * self.log_determinant();
        squared_norms(standard)
            .into_iter()
            .map(|square| constant - 0.5 * square)
            .collect()
    }

    /// Log density at every row of `points`, in nats.
    pub fn log_density(&self, points: &Matrix) -> Vec<f64> {
        self.log_density_at_standard(&self.standardise(points))
    }

    /// D_KL(self‖other) in nats: ½ (tr Σ₂⁻¹Σ₁ + |T₂⁻¹(m₁ − m₂)|² − D) + log det T₂ − log det T₁.
    pub fn divergence_from(&self, other: &Self) -> f64 {
        let trace = match (&self.root, &other.root) {
            (Root::LowRank(a), Root::LowRank(b)) => a.trace_ratio(b),
            (Root::Dense(a), Root::Dense(b)) => {
                let mut ratio = a.lower().clone();
                b.solve_lower_columns(&mut ratio);
                dot(ratio.values(), ratio.values())
            }
            (Root::Dense(_), Root::LowRank(_)) | (Root::LowRank(_), Root::Dense(_)) => {
                let mut rows = self.root().transpose();
                other.solve_root_rows(&mut rows);
                dot(rows.values(), rows.values())
            }
        };
        let mut shift: Vec<f64> = self
            .mean
            .iter()
            .zip(&other.mean)
            .map(|(a, b)| a - b)
            .collect();
        other.solve_root(&mut shift);
        let determinants = other.log_determinant() - self.log_determinant();
        0.5 * (trace + dot(&shift, &shift) - self.dimension() as f64 + determinants)
    }
}

/// Applies `f` to a vector as a matrix of one row.
fn as_row(x: &mut [f64], f: impl FnOnce(&mut Matrix)) {
    let mut row = Matrix::from_values(x.to_vec(), 1, x.len());
    f(&mut row);
    x.copy_from_slice(row.values());
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
