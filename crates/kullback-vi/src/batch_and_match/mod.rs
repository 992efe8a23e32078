//! Batch and match (Cai, Modi, Pillaud-Vivien, Margossian, Gower, Blei & Saul, ICML 2024): a full-rank
//! Gaussian whose scores match the target's.
//!
//! It minimises the score divergence E_q|Tᵀ(∇log q − ∇log p)|², T the root of q's covariance, **not a
//! KL divergence**: for a Gaussian target both are least at the target, for a skewed one they differ.
//! Each step solves in closed form for the Gaussian that best matches the scores at a batch of draws
//! (their equations 10 to 13). In the coordinates of the draws, x = m + T ε with scores h = Tᵀ∇log p:
//! U = λ cov(h) + λ/(1+λ) h̄ h̄ᵀ, V = I + λ cov(ε) + λ/(1+λ) ε̄ ε̄ᵀ = K Kᵀ, and the new covariance is
//! K S Kᵀ with S = 2 (I + (I + 4 KᵀUK)^½)⁻¹. With twice as many draws as coordinates a Gaussian target
//! is met after a few steps.

use kullback_math::linalg::{
    Cholesky, Matrix, SymmetricEigen, product, product_transposed, transposed_product,
};
use kullback_math::random::Stream;
use kullback_math::sobol::normal_points;
use kullback_math::{LogDensity, Order};

use crate::evaluator::Evaluator;
use crate::families::Gaussian;
use crate::streams;

/// Where the match stands after a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StepOutcome {
    /// A new Gaussian.
    Moved,
    /// The scores at the last draws agree within the tolerance.
    Converged,
    /// Fewer draws than coordinates have a finite gradient, or the step is not finite.
    Failed,
}

/// Scores that agree to this are good enough to begin a fit by the KL divergence with.
const CLOSE: f64 = 0.05;
/// Batches that looking for such a beginning may cost.
const BATCHES: usize = 3;

/// The Gaussian whose scores agree best with the target's, among `initial` and those that a few steps
/// from it lead to: where a fit by the KL divergence begins.
pub(crate) fn closest<T: LogDensity>(
    initial: &Gaussian,
    seed: u64,
    first_stream: u64,
    evaluator: &mut Evaluator<'_, T>,
) -> Gaussian {
    let batch = batch_size(initial.dimension());
    let mut engine = BatchAndMatch::new(initial, batch, CLOSE, seed, first_stream);
    let mut best = initial.clone();
    let mut least = f64::INFINITY;
    for _ in 0..BATCHES {
        // A step measures the Gaussian that it leaves behind.
        let measured = engine.gaussian();
        let outcome = engine.step(evaluator);
        match measured {
            Some(gaussian) if engine.score_divergence() < least => {
                least = engine.score_divergence();
                best = gaussian;
            }
            Some(_) | None => break,
        }
        if outcome != StepOutcome::Moved {
            break;
        }
    }
    best
}

/// The state: the Gaussian and the number of steps that led to it.
#[derive(Debug)]
pub struct BatchAndMatch {
    mean: Vec<f64>,
    root: Matrix,
    batch: usize,
    tolerance: f64,
    seed: u64,
    first_stream: u64,
    steps: usize,
    score_divergence: f64,
}

/// Draws of a step that suffice: twice the coordinates, in full vectors.
pub fn batch_size(dimension: usize) -> usize {
    (2 * dimension).next_multiple_of(8).max(16)
}

impl BatchAndMatch {
    /// Starts from `initial` with `batch` draws a step, until the score divergence per coordinate is
    /// below `tolerance`. Step t reads the random numbers (seed, batch-and-match, `first_stream` + t).
    pub fn new(
        initial: &Gaussian,
        batch: usize,
        tolerance: f64,
        seed: u64,
        first_stream: u64,
    ) -> Self {
        Self {
            mean: initial.mean().to_vec(),
            root: initial.root(),
            batch,
            tolerance,
            seed,
            first_stream,
            steps: 0,
            score_divergence: f64::INFINITY,
        }
    }

    /// Steps taken.
    pub fn steps(&self) -> usize {
        self.steps
    }

    /// E_q|Tᵀ(∇log q − ∇log p)|² per coordinate over the last draws, before the step they led to. No
    /// unit: 1 is a score as wrong as a Gaussian's own is large.
    pub fn score_divergence(&self) -> f64 {
        self.score_divergence
    }

    /// Draws a batch and matches it.
    pub fn step<T: LogDensity>(&mut self, evaluator: &mut Evaluator<'_, T>) -> StepOutcome {
        let dimension = self.mean.len();
        let stream = self.first_stream + self.steps as u64;
        let mut rng = Stream::new(self.seed, streams::BATCH_AND_MATCH, stream);
        let standard = normal_points(self.batch, dimension, &mut rng);
        let mut points = product_transposed(&standard, &self.root);
        for (d, &m) in self.mean.iter().enumerate() {
            for x in points.column_mut(d) {
                *x += m;
            }
        }
        let evaluated = evaluator.evaluate(&points, Order::Gradient);
        let scores = product(&evaluated.gradient, &self.root);
        let usable: Vec<usize> = (0..self.batch)
            .filter(|&k| evaluated.log_density[k].is_finite())
            .filter(|&k| (0..dimension).all(|d| scores[(k, d)].is_finite()))
            .collect();
        if usable.len() < dimension.max(2) {
            return StepOutcome::Failed;
        }
        let rows =
            |of: &Matrix| Matrix::from_fn(usable.len(), dimension, |k, d| of[(usable[k], d)]);
        let (standard, scores) = (rows(&standard), rows(&scores));
        // ∇log q is −ε in these coordinates.
        let squares = scores.values().iter().zip(standard.values());
        let sum: f64 = squares.map(|(h, e)| (h + e) * (h + e)).sum();
        self.score_divergence = sum / (usable.len() * dimension) as f64;
        if self.score_divergence < self.tolerance {
            return StepOutcome::Converged;
        }
        self.steps += 1;
        let lambda = (self.batch * dimension) as f64 / self.steps as f64;
        match self.matched(&standard, &scores, lambda) {
            Some((mean, root)) => {
                self.mean = mean;
                self.root = root;
                StepOutcome::Moved
            }
            None => StepOutcome::Failed,
        }
    }

    /// The mean and root that match `scores` at `standard`; none where they are not finite.
    fn matched(
        &self,
        standard: &Matrix,
        scores: &Matrix,
        lambda: f64,
    ) -> Option<(Vec<f64>, Matrix)> {
        let dimension = self.mean.len();
        let part = lambda / (1.0 + lambda);
        let (average, spread) = moments(standard);
        let (slope, scatter) = moments(scores);
        let combine = |covariance: Matrix, mean: &[f64], diagonal: f64| {
            let mut combined = covariance;
            for j in 0..dimension {
                for i in 0..dimension {
                    let entry = &mut combined[(i, j)];
                    *entry = lambda * *entry + part * mean[i] * mean[j];
                }
                combined[(j, j)] += diagonal;
            }
            combined
        };
        let u = combine(scatter, &slope, 0.0);
        let v = combine(spread, &average, 1.0);
        let k = Cholesky::new(&v).ok()?;
        let mut middle = transposed_product(k.lower(), &product(&u, k.lower()));
        middle.symmetrise();
        let eigen = SymmetricEigen::new(&middle).ok()?;
        // S^½, so that K S^½ is a root of the new covariance.
        let half = eigen.map(|value| {
            let root = (1.0 + 4.0 * value.max(0.0)).sqrt();
            (2.0 / (1.0 + root)).sqrt()
        });
        let inner = product(k.lower(), &half);
        // The mean m + T (λ/(1+λ)) (Σ⁺ h̄ + ε̄), in these coordinates.
        let mut move_ = Matrix::from_values(slope, dimension, 1);
        move_ = product(&inner, &transposed_product(&inner, &move_));
        for (x, e) in move_.values_mut().iter_mut().zip(&average) {
            *x = part * (*x + e);
        }
        let shift = product(&self.root, &move_);
        let mean: Vec<f64> = self
            .mean
            .iter()
            .zip(shift.values())
            .map(|(m, s)| m + s)
            .collect();
        let root = product(&self.root, &inner);
        (mean.iter().all(|m| m.is_finite()) && root.is_finite()).then_some((mean, root))
    }

    /// The result; none where the covariance is not positive definite to rounding.
    pub fn gaussian(&self) -> Option<Gaussian> {
        let covariance = product_transposed(&self.root, &self.root);
        let cholesky = Cholesky::new(&covariance).ok()?;
        Some(Gaussian::new(self.mean.clone(), cholesky))
    }
}

/// Mean and covariance (divided by the number) of the rows.
fn moments(rows: &Matrix) -> (Vec<f64>, Matrix) {
    let count = rows.rows() as f64;
    let mut centred = rows.clone();
    let mut mean = Vec::with_capacity(rows.columns());
    for d in 0..rows.columns() {
        let column = centred.column_mut(d);
        let m = column.iter().sum::<f64>() / count;
        column.iter_mut().for_each(|x| *x -= m);
        mean.push(m);
    }
    let mut covariance = transposed_product(&centred, &centred);
    covariance.scale(1.0 / count);
    (mean, covariance)
}
