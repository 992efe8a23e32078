//! The root of a covariance that is diagonal plus low rank: everything in time and memory linear in D.

use kullback_math::linalg::{Matrix, dot, product, product_transposed, transposed_product};

/// T = diag(s) (I + Q (Λ^½ − I) Qᵀ) with orthonormal columns in Q, so that the covariance T Tᵀ is
/// diag(s) (I + Q (Λ − I) Qᵀ) diag(s): wider than diag(s²) along a column where λ > 1, narrower where
/// λ < 1. Inverse and determinant follow from Λ (Woodbury's identity and the determinant lemma with
/// an orthonormal basis).
#[derive(Clone, Debug, PartialEq)]
pub struct LowRank {
    scale: Vec<f64>,
    q: Matrix,
    stretch: Vec<f64>,
}

impl LowRank {
    /// From s (D positive values), Q (D × r, orthonormal columns) and the r positive roots of Λ.
    pub fn new(scale: Vec<f64>, q: Matrix, stretch: Vec<f64>) -> Self {
        debug_assert_eq!(q.rows(), scale.len());
        debug_assert_eq!(q.columns(), stretch.len());
        Self { scale, q, stretch }
    }

    /// diag(s).
    pub fn diagonal(scale: &[f64]) -> Self {
        Self::new(scale.to_vec(), Matrix::zeros(scale.len(), 0), Vec::new())
    }

    /// D.
    pub fn dimension(&self) -> usize {
        self.scale.len()
    }

    /// r.
    pub fn rank(&self) -> usize {
        self.stretch.len()
    }

    /// s.
    pub fn scale(&self) -> &[f64] {
        &self.scale
    }

    /// Q.
    pub fn q(&self) -> &Matrix {
        &self.q
    }

    /// √λ for every column of Q.
    pub fn stretch(&self) -> &[f64] {
        &self.stretch
    }

    /// This root times `factor`.
    pub fn scaled(&self, factor: f64) -> Self {
        let scale = self.scale.iter().map(|s| factor * s).collect();
        Self::new(scale, self.q.clone(), self.stretch.clone())
    }

    /// log |det T|.
    pub fn log_determinant(&self) -> f64 {
        let logs = |values: &[f64]| values.iter().map(|v| v.ln()).sum::<f64>();
        logs(&self.scale) + logs(&self.stretch)
    }

    /// The roots of the diagonal of T Tᵀ.
    pub fn sd(&self) -> Vec<f64> {
        let variances = self.unit_diagonal(|stretch| stretch * stretch - 1.0);
        let pairs = self.scale.iter().zip(variances);
        pairs.map(|(s, v)| s * v.max(0.0).sqrt()).collect()
    }

    /// The diagonal of (T Tᵀ)⁻¹.
    pub fn precision_diagonal(&self) -> Vec<f64> {
        let precisions = self.unit_diagonal(|stretch| 1.0 / (stretch * stretch) - 1.0);
        let pairs = self.scale.iter().zip(precisions);
        pairs.map(|(s, p)| p / (s * s)).collect()
    }

    /// The diagonal of I + Q diag(f(√λ)) Qᵀ.
    fn unit_diagonal(&self, f: impl Fn(f64) -> f64) -> Vec<f64> {
        let mut diagonal = vec![1.0; self.dimension()];
        for (k, &stretch) in self.stretch.iter().enumerate() {
            let factor = f(stretch);
            for (v, q) in diagonal.iter_mut().zip(self.q.column(k)) {
                *v += factor * q * q;
            }
        }
        diagonal
    }

    /// Replaces every row z of `points` by T z.
    pub fn multiply_rows(&self, points: &mut Matrix) {
        self.stretch_rows(points, |stretch| stretch - 1.0);
        for (d, s) in self.scale.iter().enumerate() {
            points.column_mut(d).iter_mut().for_each(|x| *x *= s);
        }
    }

    /// Replaces every row x of `points` by T⁻¹ x.
    pub fn solve_rows(&self, points: &mut Matrix) {
        for (d, s) in self.scale.iter().enumerate() {
            points.column_mut(d).iter_mut().for_each(|x| *x /= s);
        }
        self.stretch_rows(points, |stretch| 1.0 / stretch - 1.0);
    }

    /// Replaces every row g of `points` by Tᵀ g.
    pub fn multiply_transposed_rows(&self, points: &mut Matrix) {
        for (d, s) in self.scale.iter().enumerate() {
            points.column_mut(d).iter_mut().for_each(|x| *x *= s);
        }
        self.stretch_rows(points, |stretch| stretch - 1.0);
    }

    /// Adds Q diag(f(√λ)) Qᵀ z to every row z.
    fn stretch_rows(&self, points: &mut Matrix, f: impl Fn(f64) -> f64) {
        if self.stretch.is_empty() {
            return;
        }
        let mut inner = product(points, &self.q);
        for (k, &stretch) in self.stretch.iter().enumerate() {
            let factor = f(stretch);
            inner.column_mut(k).iter_mut().for_each(|x| *x *= factor);
        }
        let change = product_transposed(&inner, &self.q);
        for (x, c) in points.values_mut().iter_mut().zip(change.values()) {
            *x += c;
        }
    }

    /// T, D × D.
    pub fn matrix(&self) -> Matrix {
        // Row i of T is Tᵀ times a unit vector.
        let mut rows = Matrix::identity(self.dimension());
        self.multiply_transposed_rows(&mut rows);
        rows
    }

    /// tr(Σ₂⁻¹ Σ₁) with Σ₁ this covariance and Σ₂ the other's, in O(D r²).
    pub fn trace_ratio(&self, other: &Self) -> f64 {
        let ratios: Vec<f64> = self
            .scale
            .iter()
            .zip(&other.scale)
            .map(|(a, b)| a / b)
            .collect();
        let squares: Vec<f64> = ratios.iter().map(|e| e * e).collect();
        let weighted = |q: &Matrix, k: usize| -> f64 {
            let column = q.column(k).iter().zip(&squares);
            column.map(|(q, e)| e * q * q).sum()
        };
        let wider: Vec<f64> = self.stretch.iter().map(|s| s * s - 1.0).collect();
        let tighter: Vec<f64> = other.stretch.iter().map(|s| 1.0 / (s * s) - 1.0).collect();
        let mut trace: f64 = squares.iter().sum();
        for (k, w) in wider.iter().enumerate() {
            trace += w * weighted(&self.q, k);
        }
        for (k, t) in tighter.iter().enumerate() {
            trace += t * weighted(&other.q, k);
        }
        if !wider.is_empty() && !tighter.is_empty() {
            let mut turned = self.q.clone();
            for k in 0..wider.len() {
                for (q, e) in turned.column_mut(k).iter_mut().zip(&ratios) {
                    *q *= e;
                }
            }
            let overlap = transposed_product(&turned, &other.q);
            for (l, t) in tighter.iter().enumerate() {
                let column = overlap.column(l);
                let products: Vec<f64> = column.iter().zip(&wider).map(|(o, w)| o * w).collect();
                trace += t * dot(column, &products);
            }
        }
        trace
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::families::Gaussian;

    /// Unit variances and correlation ρ: (1 − ρ) I + ρ 1 1ᵀ.
    fn equicorrelated(dimension: usize, rho: f64) -> Gaussian {
        let d = dimension as f64;
        let scale = vec![(1.0 - rho).sqrt(); dimension];
        let q = Matrix::from_fn(dimension, 1, |_, _| 1.0 / d.sqrt());
        let stretch = vec![(1.0 + rho * d / (1.0 - rho)).sqrt()];
        Gaussian::low_rank(vec![0.5; dimension], LowRank::new(scale, q, stretch))
    }

    /// Determinant (1 − ρ)^{D−1} (1 + (D − 1) ρ) and precision diagonal of the textbook; the
    /// divergences of the mean-field optimum N(0, 1/precision) from the table in the research notes,
    /// which at D = 10, ρ = 0.5 are 0.722 and 3.369.
    #[test]
    fn an_equicorrelated_gaussian_is_diagonal_plus_rank_one() {
        for (dimension, rho) in [(2, 0.9), (10, 0.5), (10_000, 0.3)] {
            let d = dimension as f64;
            let q = equicorrelated(dimension, rho);
            let log_determinant = (d - 1.0) * (1.0 - rho).ln() + (1.0 + (d - 1.0) * rho).ln();
            assert!((q.log_determinant() / log_determinant - 1.0).abs() < 1e-12);
            let precision = (1.0 + (d - 2.0) * rho) / ((1.0 - rho) * (1.0 + (d - 1.0) * rho));
            let (sd, precisions) = (q.sd(), q.precision_diagonal());
            assert!(sd.iter().all(|s| (s - 1.0).abs() < 1e-12));
            assert!(
                precisions
                    .iter()
                    .all(|p| (p / precision - 1.0).abs() < 1e-12)
            );

            let narrow = vec![precision.powf(-0.5); dimension];
            let mean_field = Gaussian::independent(vec![0.5; dimension], &narrow);
            // tr(Σ⁻¹ diag(1/precision)) = D and tr(precision Σ) = precision D.
            let volumes = log_determinant + d * precision.ln();
            let under_q = 0.5 * volumes;
            let under_p = 0.5 * (d * precision - d - volumes);
            let scale = under_q.max(1.0);
            assert!((mean_field.divergence_from(&q) - under_q).abs() < 1e-10 * scale);
            assert!((q.divergence_from(&mean_field) - under_p).abs() < 1e-10 * scale);
            if dimension == 10 {
                assert!((under_q - 0.722).abs() < 5e-4 && (under_p - 3.369).abs() < 5e-4);
            }
        }
    }

    /// Every operation agrees with that of the Cholesky factor of the same covariance.
    #[test]
    fn it_is_the_dense_gaussian_of_the_same_covariance() {
        let (dimension, rank) = (12, 3);
        let entry = |i: usize, j: usize| ((3 * i * i + 7 * i * j + 1) as f64).sin();
        let q = kullback_math::linalg::thin_qr(&Matrix::from_fn(dimension, rank, entry)).q;
        let scale: Vec<f64> = (0..dimension).map(|d| 0.5 + 0.1 * d as f64).collect();
        let mean: Vec<f64> = (0..dimension).map(|d| (d as f64).cos()).collect();
        let low = Gaussian::low_rank(mean.clone(), LowRank::new(scale, q, vec![3.0, 0.4, 1.5]));
        let cholesky = kullback_math::linalg::Cholesky::new(&low.covariance()).unwrap();
        let dense = Gaussian::new(mean, cholesky);
        assert!((low.log_determinant() - dense.log_determinant()).abs() < 1e-11);
        let points = Matrix::from_fn(5, dimension, |i, d| entry(i + 40, d));
        let pairs = low
            .log_density(&points)
            .into_iter()
            .zip(dense.log_density(&points));
        assert!(
            pairs
                .into_iter()
                .all(|(a, b)| (a - b).abs() < 1e-10 * b.abs())
        );
        let sds = low.sd().into_iter().zip(dense.sd());
        assert!(sds.into_iter().all(|(a, b)| (a / b - 1.0).abs() < 1e-12));
        let precisions = low
            .precision_diagonal()
            .into_iter()
            .zip(dense.precision_diagonal());
        assert!(
            precisions
                .into_iter()
                .all(|(a, b)| (a / b - 1.0).abs() < 1e-9)
        );
        let other = Gaussian::independent(vec![0.1; dimension], &vec![1.3; dimension]);
        for (a, b) in [(&low, &dense), (&dense, &low)] {
            assert!(a.divergence_from(b).abs() < 1e-9);
            let divergences = (a.divergence_from(&other), b.divergence_from(&other));
            assert!((divergences.0 / divergences.1 - 1.0).abs() < 1e-11);
            let divergences = (other.divergence_from(a), other.divergence_from(b));
            assert!((divergences.0 / divergences.1 - 1.0).abs() < 1e-11);
        }
        let back = low.standardise(&low.transform(&points));
        let pairs = back.values().iter().zip(points.values());
        assert!(pairs.into_iter().all(|(a, b)| (a - b).abs() < 1e-11));
        let gradients = low.whiten(&points);
        let mut first = points.row(0);
        low.multiply_root_transposed(&mut first);
        assert!((0..dimension).all(|d| (gradients[(0, d)] - first[d]).abs() < 1e-12));
    }
}
