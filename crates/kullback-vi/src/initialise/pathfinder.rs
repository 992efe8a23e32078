//! Pathfinder (Zhang, Carpenter, Gelman & Vehtari, JMLR 23, 2022): a Gaussian at every iterate of an
//! L-BFGS path, and the one with the highest evidence lower bound.

use kullback_math::lbfgs::{InverseHessian, Iterate, Lbfgs};
use kullback_math::linalg::{
    Cholesky, Matrix, SymmetricEigen, ThinQr, dot, product, product_transposed, thin_qr,
    transposed_product,
};
use kullback_math::random::{Stream, standard_normal};
use kullback_math::{LogDensity, Order};

use super::Paths;
use crate::evaluator::Evaluator;
use crate::families::{Gaussian, HALF_LOG_TWO_PI, LowRank, squared_norms};
use crate::free_energy::FreeEnergy;
use crate::progress::{Progress, Stage};
use crate::streams;

/// Draws for the evidence lower bound of one iterate (the paper takes 5; 8 fill a vector).
const DRAWS: usize = 8;
/// Iterates of one path that are looked at: the last ones, and evenly spread ones before.
const CANDIDATES: usize = 40;

/// N(mean, diag(√α) (I + Q (C Cᵀ − I) Qᵀ) diag(√α)): what the inverse-Hessian factors describe.
#[derive(Clone, Debug)]
pub struct PathApproximation {
    /// Where the quadratic model has its maximum.
    pub mean: Vec<f64>,
    /// The evidence lower bound by a few draws, in nats.
    pub elbo: f64,
    /// The standard error of that, in nats.
    pub elbo_error: f64,
    /// The mean log likelihood of those draws, in nats, where the target tells it apart.
    pub accuracy: Option<f64>,
    /// Which iterate of the path it is.
    pub iterate: usize,
    scale: Vec<f64>,
    q: Matrix,
    core: Cholesky,
}

impl PathApproximation {
    /// The estimate at one iterate; none where the factors are not positive definite.
    fn new(iterate: &Iterate, hessian: InverseHessian<'_>, index: usize) -> Option<Self> {
        let dimension = iterate.point.len();
        let scale: Vec<f64> = hessian.diagonal().iter().map(|a| a.sqrt()).collect();
        let (q, core) = factors(&hessian, &scale)?;
        let mut step: Vec<f64> = iterate.gradient.clone();
        hessian.apply(&mut step);
        let mean: Vec<f64> = (0..dimension).map(|d| iterate.point[d] - step[d]).collect();
        mean.iter().all(|m| m.is_finite()).then_some(Self {
            mean,
            elbo: f64::NEG_INFINITY,
            elbo_error: f64::INFINITY,
            accuracy: None,
            iterate: index,
            scale,
            q,
            core,
        })
    }

    /// Its free energy as a step of the path with this number, after `evaluations` evaluations.
    pub(super) fn progress(&self, path: usize, evaluations: u64) -> Progress {
        let dimension = self.mean.len() as f64;
        let f = FreeEnergy {
            value: -self.elbo,
            standard_error: Some(self.elbo_error).filter(|error| error.is_finite()),
            entropy: dimension * (0.5 + HALF_LOG_TWO_PI) + self.log_determinant_of_root(),
            accuracy: self.accuracy,
        };
        let begun = Progress {
            fit: path,
            ..Progress::at(Stage::Pathfinder, self.iterate)
        };
        begun.with(&f, evaluations)
    }

    fn log_determinant_of_root(&self) -> f64 {
        0.5 * self.core.log_determinant() + self.scale.iter().map(|s| s.ln()).sum::<f64>()
    }

    /// Replaces z by the draw mean + √α ∘ (z + Q (C − I) Qᵀ z).
    fn place(&self, z: &mut [f64]) {
        let rank = self.q.columns();
        let inner: Vec<f64> = (0..rank).map(|k| dot(self.q.column(k), z)).collect();
        let mut outer = inner.clone();
        self.core.multiply_lower(&mut outer);
        for k in 0..rank {
            let change = outer[k] - inner[k];
            for (z, q) in z.iter_mut().zip(self.q.column(k)) {
                *z += change * q;
            }
        }
        for ((z, scale), mean) in z.iter_mut().zip(&self.scale).zip(&self.mean) {
            *z = mean + scale * *z;
        }
    }

    /// A draw and its log density.
    pub(crate) fn draw(&self, rng: &mut Stream) -> (Vec<f64>, f64) {
        let mut z: Vec<f64> = self.mean.iter().map(|_| standard_normal(rng)).collect();
        let log_density = self.log_normaliser() - 0.5 * dot(&z, &z);
        self.place(&mut z);
        (z, log_density)
    }

    fn log_normaliser(&self) -> f64 {
        -(self.mean.len() as f64) * HALF_LOG_TWO_PI - self.log_determinant_of_root()
    }

    /// Log density at every row of `points`, in nats.
    pub fn log_density(&self, points: &Matrix) -> Vec<f64> {
        let standard = Matrix::from_fn(points.rows(), points.columns(), |i, d| {
            (points[(i, d)] - self.mean[d]) / self.scale[d]
        });
        // Within the span of Q the covariance is C Cᵀ, outside I.
        let within = product(&standard, &self.q);
        let mut whitened = within.clone();
        self.core.solve_lower_rows(&mut whitened);
        let total = squared_norms(&standard);
        let inside = squared_norms(&within);
        let constant = self.log_normaliser();
        squared_norms(&whitened)
            .into_iter()
            .zip(total.into_iter().zip(inside))
            .map(|(whitened, (total, inside))| constant - 0.5 * (total - inside + whitened))
            .collect()
    }

    /// The covariance, D × D.
    pub fn covariance(&self) -> Matrix {
        let dimension = self.mean.len();
        let mut inner = self.core.reconstruct();
        for k in 0..inner.rows() {
            inner[(k, k)] -= 1.0;
        }
        let mut covariance = product_transposed(&product(&self.q, &inner), &self.q);
        for j in 0..dimension {
            covariance[(j, j)] += 1.0;
            for i in 0..dimension {
                covariance[(i, j)] *= self.scale[i] * self.scale[j];
            }
        }
        covariance.symmetrise();
        covariance
    }

    /// The approximation with its root diagonal plus low rank; none where rounding makes the core
    /// singular.
    pub fn low_rank(&self) -> Option<Gaussian> {
        let eigen = SymmetricEigen::new(&self.core.reconstruct()).ok()?;
        if eigen.values.iter().any(|value| *value <= 0.0) {
            return None;
        }
        let stretch = eigen.values.iter().map(|value| value.sqrt()).collect();
        let q = product(&self.q, &eigen.vectors);
        let root = LowRank::new(self.scale.clone(), q, stretch);
        Some(Gaussian::low_rank(self.mean.clone(), root))
    }

    /// The standard deviation of each coordinate.
    pub fn sd(&self) -> Vec<f64> {
        let rank = self.q.columns();
        let lower = self.core.lower();
        (0..self.mean.len())
            .map(|d| {
                // Row d of Q C, and what of the unit vector lies outside Q.
                let row = self.q.row(d);
                let outside = 1.0 - dot(&row, &row);
                let inside: f64 = (0..rank)
                    .map(|j| dot(&row[j..], &lower.column(j)[j..]).powi(2))
                    .sum();
                self.scale[d] * (outside.max(0.0) + inside).sqrt()
            })
            .collect()
    }
}

/// Q and C with H = √α (I + Q (C Cᵀ − I) Qᵀ) √α, from the compact form H = α + B G Bᵀ,
/// B = [αY, S] (Byrd, Nocedal & Schnabel 1994; Pathfinder, algorithm 4).
fn factors(hessian: &InverseHessian<'_>, scale: &[f64]) -> Option<(Matrix, Cholesky)> {
    let (dimension, pairs) = (scale.len(), hessian.len());
    if pairs == 0 {
        let none = Cholesky::from_lower(Matrix::zeros(0, 0));
        return Some((Matrix::zeros(dimension, 0), none));
    }
    let alpha = hessian.diagonal();
    let y = Matrix::from_fn(dimension, pairs, |d, k| hessian.gradient_change(k)[d]);
    let s = Matrix::from_fn(dimension, pairs, |d, k| hessian.step(k)[d]);
    let sy = transposed_product(&s, &y);
    // R is the upper triangle of SᵀY; its transpose is the lower triangular factor solved with.
    let r_transposed = Matrix::from_fn(pairs, pairs, |i, j| if j <= i { sy[(j, i)] } else { 0.0 });
    if (0..pairs).any(|k| r_transposed[(k, k)] <= 0.0) {
        return None;
    }
    let r = Cholesky::from_lower(r_transposed);
    let scaled_y = Matrix::from_fn(dimension, pairs, |d, k| scale[d] * y[(d, k)]);
    let mut middle = transposed_product(&scaled_y, &scaled_y);
    for k in 0..pairs {
        middle[(k, k)] += sy[(k, k)];
    }
    // R⁻ᵀ (E + Yᵀ α Y) R⁻¹ = X Xᵀ-like: solve from the left, transpose, solve again.
    r.solve_lower_columns(&mut middle);
    let mut middle = middle.transpose();
    r.solve_lower_columns(&mut middle);
    let mut r_inverse = Matrix::identity(pairs);
    r.solve_lower_transposed_columns(&mut r_inverse);
    let mut gamma = Matrix::zeros(2 * pairs, 2 * pairs);
    for j in 0..pairs {
        for i in 0..pairs {
            gamma[(i, pairs + j)] = -r_inverse[(i, j)];
            gamma[(pairs + j, i)] = -r_inverse[(i, j)];
            gamma[(pairs + i, pairs + j)] = middle[(i, j)];
        }
    }
    let b = Matrix::from_fn(dimension, 2 * pairs, |d, k| {
        if k < pairs {
            alpha[d].sqrt() * y[(d, k)]
        } else {
            s[(d, k - pairs)] / scale[d]
        }
    });
    let ThinQr { q, r } = thin_qr(&b);
    let mut inner = product_transposed(&product(&r, &gamma), &r);
    for k in 0..inner.rows() {
        inner[(k, k)] += 1.0;
    }
    inner.symmetrise();
    Cholesky::new(&inner).ok().map(|core| (q, core))
}

/// The best approximation along every path; none for a path without one whose evidence lower
/// bound is finite. `heard` receives every approximation that was tried, with its path.
pub fn pathfinder<T: LogDensity>(
    paths: &Paths,
    evaluator: &mut Evaluator<'_, T>,
    seed: u64,
    heard: &mut dyn FnMut(usize, &PathApproximation),
) -> Vec<Option<PathApproximation>> {
    let dimension = evaluator.dimension();
    paths
        .minimisers()
        .iter()
        .enumerate()
        .map(|(path, minimiser)| {
            let mut rng = Stream::new(seed, streams::PATHFINDER, path as u64);
            let mut candidates: Vec<PathApproximation> = candidates(minimiser);
            let mut points = Matrix::zeros(candidates.len() * DRAWS, dimension);
            let mut log_q = Vec::with_capacity(points.rows());
            for (c, candidate) in candidates.iter().enumerate() {
                for k in 0..DRAWS {
                    let (point, log_density) = candidate.draw(&mut rng);
                    log_q.push(log_density);
                    for (d, x) in point.into_iter().enumerate() {
                        points[(c * DRAWS + k, d)] = x;
                    }
                }
            }
            let evaluated = evaluator.evaluate(&points, Order::Value);
            for (c, candidate) in candidates.iter_mut().enumerate() {
                let terms = c * DRAWS..(c + 1) * DRAWS;
                let count = DRAWS as f64;
                let term = |i: usize| evaluated.log_density[i] - log_q[i];
                candidate.elbo = terms.clone().map(term).sum::<f64>() / count;
                let squares: f64 = terms
                    .clone()
                    .map(|i| (term(i) - candidate.elbo).powi(2))
                    .sum();
                candidate.elbo_error = (squares / (count * (count - 1.0))).sqrt();
                candidate.accuracy = evaluator
                    .splits_likelihood()
                    .then(|| evaluated.log_likelihood[terms].iter().sum::<f64>() / count);
                heard(path, candidate);
            }
            candidates
                .into_iter()
                .filter(|candidate| candidate.elbo.is_finite())
                .max_by(|a, b| a.elbo.total_cmp(&b.elbo))
        })
        .collect()
}

/// The approximations at the iterates that are looked at.
fn candidates(minimiser: &Lbfgs) -> Vec<PathApproximation> {
    let iterates = minimiser.iterates();
    let last = iterates.len() - 1;
    let recent = CANDIDATES / 2;
    let mut indices: Vec<usize> = (0..CANDIDATES - recent)
        .map(|k| k * last.saturating_sub(recent) / (CANDIDATES - recent))
        .collect();
    indices.extend(last.saturating_sub(recent)..=last);
    indices.dedup();
    indices
        .into_iter()
        .filter_map(|index| {
            let iterate = &iterates[index];
            PathApproximation::new(iterate, minimiser.inverse_hessian(iterate), index)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use kullback_math::lbfgs::LbfgsOptions;

    /// H applied by the two-loop recursion and by the factors is the same matrix.
    #[test]
    fn the_factors_describe_the_inverse_hessian() {
        let f = |x: &[f64]| {
            let value: f64 = x.iter().map(|x| x.powi(4) + x.sin()).sum::<f64>() + x[0] * x[1];
            let mut g: Vec<f64> = x.iter().map(|x| 4.0 * x.powi(3) + x.cos()).collect();
            g[0] += x[1];
            g[1] += x[0];
            (value, g)
        };
        let start = [1.0, -0.5, 2.0, 0.3, -1.7];
        let (value, gradient) = f(&start);
        let mut minimiser = Lbfgs::new(&start, value, &gradient, LbfgsOptions::default());
        while !minimiser.status().is_final() {
            let (value, gradient) = f(minimiser.trial());
            minimiser.advance(value, &gradient);
        }
        for (index, iterate) in minimiser.iterates().iter().enumerate() {
            let hessian = minimiser.inverse_hessian(iterate);
            let approximation = PathApproximation::new(iterate, hessian, index).unwrap();
            let covariance = approximation.covariance();
            let sd = approximation.sd();
            for j in 0..5 {
                let mut column = vec![0.0; 5];
                column[j] = 1.0;
                hessian.apply(&mut column);
                for i in 0..5 {
                    assert!((column[i] - covariance[(i, j)]).abs() < 1e-8, "{index}");
                }
                assert!((sd[j] * sd[j] - column[j]).abs() < 1e-8);
            }
            let points = Matrix::from_fn(3, 5, |i, d| (i as f64 - 1.0) * (d as f64 + 0.5).sin());
            let dense = Cholesky::new(&covariance).unwrap();
            let dense = Gaussian::new(approximation.mean.clone(), dense);
            let expected = dense.log_density(&points);
            for (found, expected) in approximation.log_density(&points).iter().zip(expected) {
                assert!((found / expected - 1.0).abs() < 1e-8, "{index}");
            }
        }
    }
}
