//! A positive definite matrix Σ in the form it was given, and what normal laws need of it.

use std::borrow::Cow;

use kullback_math::linalg::{
    Cholesky, Matrix, dot, product, product_transposed, transposed_product,
};
use kullback_math::random::{Stream, standard_normal};
use kullback_math::special::ln;

use super::InvalidArray;
use super::rules;

/// Σ, by itself or through something it is a function of.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Covariance {
    /// Σ with its factor.
    Dense {
        /// Σ.
        sigma: Matrix,
        /// L of Σ = L Lᵀ.
        factor: Cholesky,
    },
    /// The factor alone.
    Factor(Cholesky),
    /// Ω = Σ⁻¹ with its factor.
    Precision {
        /// Ω.
        omega: Matrix,
        /// L of Ω = L Lᵀ.
        factor: Cholesky,
    },
    /// Square roots of the diagonal of a diagonal Σ.
    Diagonal(Vec<f64>),
    /// Σ = W Wᵀ + diag(d).
    LowRank(LowRank),
}

/// W Wᵀ + diag(d), with what Woodbury's identity needs.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct LowRank {
    /// n × r.
    pub(crate) w: Matrix,
    /// The diagonal, as variances.
    pub(crate) d: Vec<f64>,
    /// S = diag(d)^−½ W.
    pub(crate) scaled: Matrix,
    /// Factor of I + Sᵀ S.
    pub(crate) capacitance: Cholesky,
}

impl LowRank {
    /// Checks the parts and factorises.
    pub(super) fn new(law: &'static str, w: Matrix, d: Vec<f64>) -> Result<Self, InvalidArray> {
        rules::positive(law, "d", &d, 1)?;
        let shape = (d.len(), w.columns());
        rules::shaped(law, "W", &w, shape, ", with a row for each value of d")?;
        let scaled = Matrix::from_fn(shape.0, shape.1, |i, j| w[(i, j)] / d[i].sqrt());
        let mut inner = transposed_product(&scaled, &scaled);
        for j in 0..shape.1 {
            inner[(j, j)] += 1.0;
        }
        let capacitance =
            Cholesky::new(&inner).map_err(|failure| InvalidArray::NotPositiveDefinite {
                law,
                parameter: "I + W' inv(diag(d)) W",
                pivot: failure.pivot + 1,
            })?;
        Ok(Self {
            w,
            d,
            scaled,
            capacitance,
        })
    }

    /// diag(d)^−½ v and (I + Sᵀ S)⁻¹ Sᵀ of it.
    fn regress(&self, v: &[f64]) -> (Vec<f64>, Vec<f64>) {
        let y: Vec<f64> = v.iter().zip(&self.d).map(|(v, d)| v / d.sqrt()).collect();
        let mut u: Vec<f64> = (0..self.w.columns())
            .map(|j| dot(self.scaled.column(j), &y))
            .collect();
        self.capacitance.solve(&mut u);
        (y, u)
    }

    /// y − S u.
    fn residual(&self, y: &mut [f64], u: &[f64]) {
        for (j, &u) in u.iter().enumerate() {
            for (y, s) in y.iter_mut().zip(self.scaled.column(j)) {
                *y -= s * u;
            }
        }
    }
}

impl Covariance {
    /// The number of rows.
    pub(crate) fn dimension(&self) -> usize {
        match self {
            Self::Dense { sigma, .. } => sigma.rows(),
            Self::Factor(factor) => factor.dimension(),
            Self::Precision { omega, .. } => omega.rows(),
            Self::Diagonal(sd) => sd.len(),
            Self::LowRank(low_rank) => low_rank.d.len(),
        }
    }

    /// ln det Σ.
    pub(crate) fn log_determinant(&self) -> f64 {
        match self {
            Self::Dense { factor, .. } | Self::Factor(factor) => factor.log_determinant(),
            Self::Precision { factor, .. } => -factor.log_determinant(),
            Self::Diagonal(sd) => 2.0 * sd.iter().map(|&s| ln(s)).sum::<f64>(),
            Self::LowRank(low_rank) => {
                low_rank.d.iter().map(|&d| ln(d)).sum::<f64>()
                    + low_rank.capacitance.log_determinant()
            }
        }
    }

    /// vᵀ Σ⁻¹ v, as a sum of squares.
    pub(crate) fn quadratic(&self, v: &[f64]) -> f64 {
        match self {
            Self::Dense { factor, .. } | Self::Factor(factor) => {
                let mut y = v.to_vec();
                factor.solve_lower(&mut y);
                dot(&y, &y)
            }
            Self::Precision { factor, .. } => {
                let mut y = v.to_vec();
                factor.multiply_lower_transposed(&mut y);
                dot(&y, &y)
            }
            Self::Diagonal(sd) => v.iter().zip(sd).map(|(v, s)| (v / s) * (v / s)).sum(),
            // min over u of ‖y − S u‖² + ‖u‖².
            Self::LowRank(low_rank) => {
                let (mut y, u) = low_rank.regress(v);
                low_rank.residual(&mut y, &u);
                dot(&y, &y) + dot(&u, &u)
            }
        }
    }

    /// Σ⁻¹ v.
    pub(crate) fn solve(&self, v: &[f64]) -> Vec<f64> {
        let mut y = v.to_vec();
        match self {
            Self::Dense { factor, .. } | Self::Factor(factor) => factor.solve(&mut y),
            Self::Precision { factor, .. } => {
                factor.multiply_lower_transposed(&mut y);
                factor.multiply_lower(&mut y);
            }
            Self::Diagonal(sd) => {
                for (y, s) in y.iter_mut().zip(sd) {
                    *y = *y / s / s;
                }
            }
            Self::LowRank(low_rank) => {
                let (mut scaled, u) = low_rank.regress(v);
                low_rank.residual(&mut scaled, &u);
                for ((y, s), d) in y.iter_mut().zip(scaled).zip(&low_rank.d) {
                    *y = s / d.sqrt();
                }
            }
        }
        y
    }

    /// A normal draw with mean 0.
    pub(crate) fn draw(&self, rng: &mut Stream) -> Vec<f64> {
        let mut z: Vec<f64> = (0..self.dimension())
            .map(|_| standard_normal(rng))
            .collect();
        match self {
            Self::Dense { factor, .. } | Self::Factor(factor) => factor.multiply_lower(&mut z),
            Self::Precision { factor, .. } => factor.solve_lower_transposed(&mut z),
            Self::Diagonal(sd) => {
                for (z, s) in z.iter_mut().zip(sd) {
                    *z *= s;
                }
            }
            Self::LowRank(low_rank) => {
                for (z, d) in z.iter_mut().zip(&low_rank.d) {
                    *z *= d.sqrt();
                }
                for j in 0..low_rank.w.columns() {
                    let u = standard_normal(rng);
                    for (z, w) in z.iter_mut().zip(low_rank.w.column(j)) {
                        *z += w * u;
                    }
                }
            }
        }
        z
    }

    /// The diagonal of Σ.
    pub(crate) fn variances(&self) -> Vec<f64> {
        match self {
            Self::Dense { sigma, .. } => sigma.diagonal(),
            Self::Factor(factor) => squared_rows(factor.lower()),
            Self::Precision { factor, .. } => {
                let inverse = inverse_factor(factor);
                (0..inverse.columns())
                    .map(|j| dot(inverse.column(j), inverse.column(j)))
                    .collect()
            }
            Self::Diagonal(sd) => sd.iter().map(|s| s * s).collect(),
            Self::LowRank(low_rank) => {
                let added = squared_rows(&low_rank.w);
                low_rank.d.iter().zip(added).map(|(d, w)| d + w).collect()
            }
        }
    }

    /// The diagonal of Σ⁻¹.
    pub(crate) fn precisions(&self) -> Vec<f64> {
        match self {
            Self::Dense { factor, .. } | Self::Factor(factor) => {
                let inverse = inverse_factor(factor);
                (0..inverse.columns())
                    .map(|j| dot(inverse.column(j), inverse.column(j)))
                    .collect()
            }
            Self::Precision { omega, .. } => omega.diagonal(),
            Self::Diagonal(sd) => sd.iter().map(|s| 1.0 / s / s).collect(),
            Self::LowRank(low_rank) => {
                let mut columns = low_rank.scaled.clone();
                low_rank.capacitance.solve_lower_rows(&mut columns);
                let lost = squared_rows(&columns);
                low_rank
                    .d
                    .iter()
                    .zip(lost)
                    .map(|(d, lost)| (1.0 - lost) / d)
                    .collect()
            }
        }
    }

    /// Σ in full.
    pub(crate) fn matrix(&self) -> Cow<'_, Matrix> {
        match self {
            Self::Dense { sigma, .. } => Cow::Borrowed(sigma),
            Self::Factor(factor) => Cow::Owned(factor.reconstruct()),
            Self::Precision { factor, .. } => Cow::Owned(factor.inverse()),
            Self::Diagonal(sd) => {
                let variances: Vec<f64> = sd.iter().map(|s| s * s).collect();
                Cow::Owned(Matrix::from_diagonal(&variances))
            }
            Self::LowRank(low_rank) => {
                let mut sigma = product_transposed(&low_rank.w, &low_rank.w);
                for (i, d) in low_rank.d.iter().enumerate() {
                    sigma[(i, i)] += d;
                }
                Cow::Owned(sigma)
            }
        }
    }

    /// Σ⁻¹ in full.
    pub(crate) fn inverse(&self) -> Cow<'_, Matrix> {
        match self {
            Self::Dense { factor, .. } | Self::Factor(factor) => Cow::Owned(factor.inverse()),
            Self::Precision { omega, .. } => Cow::Borrowed(omega),
            Self::Diagonal(sd) => {
                let precisions: Vec<f64> = sd.iter().map(|s| 1.0 / s / s).collect();
                Cow::Owned(Matrix::from_diagonal(&precisions))
            }
            Self::LowRank(low_rank) => {
                let mut columns = low_rank.scaled.clone();
                low_rank.capacitance.solve_lower_rows(&mut columns);
                let n = low_rank.d.len();
                let lost = product_transposed(&columns, &columns);
                Cow::Owned(Matrix::from_fn(n, n, |i, j| {
                    let one = if i == j { 1.0 } else { 0.0 };
                    (one - lost[(i, j)]) / (low_rank.d[i] * low_rank.d[j]).sqrt()
                }))
            }
        }
    }

    /// Σ B.
    pub(crate) fn multiply(&self, b: &Matrix) -> Matrix {
        match self {
            Self::Diagonal(sd) => {
                Matrix::from_fn(b.rows(), b.columns(), |i, j| sd[i] * sd[i] * b[(i, j)])
            }
            Self::LowRank(low_rank) => {
                let mut out = product(&low_rank.w, &transposed_product(&low_rank.w, b));
                for j in 0..b.columns() {
                    for ((out, d), b) in out
                        .column_mut(j)
                        .iter_mut()
                        .zip(&low_rank.d)
                        .zip(b.column(j))
                    {
                        *out += d * b;
                    }
                }
                out
            }
            Self::Factor(factor) => product(factor.lower(), &transposed_product(factor.lower(), b)),
            Self::Precision { factor, .. } => {
                let mut out = b.clone();
                factor.solve_lower_columns(&mut out);
                factor.solve_lower_transposed_columns(&mut out);
                out
            }
            Self::Dense { sigma, .. } => product(sigma, b),
        }
    }
}

/// L⁻¹.
pub(crate) fn inverse_factor(factor: &Cholesky) -> Matrix {
    let mut inverse = Matrix::identity(factor.dimension());
    factor.solve_lower_columns(&mut inverse);
    inverse
}

/// Σⱼ aᵢⱼ² for every row i.
pub(crate) fn squared_rows(a: &Matrix) -> Vec<f64> {
    let mut sums = vec![0.0; a.rows()];
    for j in 0..a.columns() {
        for (sum, x) in sums.iter_mut().zip(a.column(j)) {
            *sum += x * x;
        }
    }
    sums
}
