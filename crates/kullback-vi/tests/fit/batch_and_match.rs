//! Batch and match on Gaussians whose mean and covariance are known.

use kullback_math::linalg::{Cholesky, Matrix};
use kullback_vi::Evaluator;
use kullback_vi::batch_and_match::{BatchAndMatch, StepOutcome, batch_size};
use kullback_vi::families::Gaussian;

use crate::targets;

/// A Gaussian with eigenvalues from 1 to 1e4 along the axes of a Householder reflection, its mean, and
/// itself as a target.
fn stretched(dimension: usize) -> (Gaussian, targets::Target) {
    let axis: Vec<f64> = (0..dimension).map(|d| (1.0 + d as f64).sin()).collect();
    let square: f64 = axis.iter().map(|a| a * a).sum();
    let reflection =
        |i: usize, j: usize| f64::from(u8::from(i == j)) - 2.0 * axis[i] * axis[j] / square;
    let variance = |k: usize| 1e4_f64.powf(k as f64 / (dimension - 1) as f64);
    let entry = |i: usize, j: usize, power: i32| -> f64 {
        (0..dimension)
            .map(|k| reflection(i, k) * variance(k).powi(power) * reflection(j, k))
            .sum()
    };
    let covariance = Matrix::from_fn(dimension, dimension, |i, j| entry(i, j, 1));
    let precision = (0..dimension)
        .map(|i| (0..dimension).map(|j| entry(i, j, -1)).collect())
        .collect();
    let mean: Vec<f64> = (0..dimension).map(|d| (d as f64).cos()).collect();
    let exact = Gaussian::new(mean.clone(), Cholesky::new(&covariance).unwrap());
    (exact, targets::gaussian(mean, precision))
}

/// D = 50 with condition number 1e4: two steps of 100 draws reach D_KL(Q‖P) below 0.01 from a unit
/// Gaussian (the research notes' measurement of the published algorithm, 200 gradients).
#[test]
fn two_steps_match_an_ill_conditioned_gaussian() {
    let (exact, target) = stretched(50);
    let initial = Gaussian::independent(vec![0.0; 50], &[1.0; 50]);
    for seed in 0..4 {
        let mut evaluator = Evaluator::new(&target, 1).unwrap();
        let mut engine = BatchAndMatch::new(&initial, batch_size(50), 1e-6, seed, 0);
        assert_eq!(engine.step(&mut evaluator), StepOutcome::Moved);
        assert_eq!(engine.step(&mut evaluator), StepOutcome::Moved);
        assert!(evaluator.count().gradients <= 208);
        let q = engine.gaussian().unwrap();
        let divergence = q.divergence_from(&exact);
        assert!(divergence < 0.01, "{seed}: {divergence}");
        while engine.step(&mut evaluator) == StepOutcome::Moved {}
        assert!(engine.score_divergence() < 1e-6);
    }
}

/// Draws without a finite gradient are left out; without enough of them a step says so.
#[test]
fn draws_outside_the_support_are_left_out() {
    let half = targets::density(2, |x, g| {
        g[0] = -x[0];
        g[1] = -x[1];
        if x[0] > 1.0 {
            return f64::NEG_INFINITY;
        }
        -0.5 * (x[0] * x[0] + x[1] * x[1])
    });
    let initial = Gaussian::independent(vec![0.0; 2], &[1.0; 2]);
    let mut evaluator = Evaluator::new(&half, 1).unwrap();
    let mut engine = BatchAndMatch::new(&initial, 64, 1e-9, 1, 0);
    assert_eq!(engine.step(&mut evaluator), StepOutcome::Converged);
    let far = Gaussian::independent(vec![50.0; 2], &[1.0; 2]);
    let mut engine = BatchAndMatch::new(&far, 64, 1e-9, 1, 0);
    assert_eq!(engine.step(&mut evaluator), StepOutcome::Failed);
}
