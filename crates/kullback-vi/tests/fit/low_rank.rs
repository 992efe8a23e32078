//! Diagonal-plus-low-rank fits of targets whose moments are known.

use std::ops::ControlFlow;

use kullback_math::linalg::{Matrix, thin_qr};
use kullback_vi::families::{Gaussian, LowRank};
use kullback_vi::low_rank::{LowRankFit, StepOutcome};
use kullback_vi::{Evaluator, FitOptions};

use crate::targets::{self, Target};

/// N(m, diag(s)(I + Q (Λ − I) Qᵀ)diag(s)) and itself as a target: −½|T⁻¹(x − m)|².
fn exact(dimension: usize, variances: &[f64]) -> (Gaussian, Target) {
    let entry = |d: usize, k: usize| targets::scattered(1 + d * (2 * k + 3) + 17 * k) - 0.5;
    let q = thin_qr(&Matrix::from_fn(dimension, variances.len(), entry)).q;
    let scale: Vec<f64> = (0..dimension)
        .map(|d| 10.0_f64.powf(2.0 * targets::scattered(d + 5) - 1.0))
        .collect();
    let mean: Vec<f64> = (0..dimension).map(|d| (d as f64).sin()).collect();
    let stretch = variances.iter().map(|v| v.sqrt()).collect();
    let root = LowRank::new(scale.clone(), q.clone(), stretch);
    let variances = variances.to_vec();
    let centre = mean.clone();
    // The precision diag(1/s)(I + Q (Λ⁻¹ − I) Qᵀ)diag(1/s) times x − m, written out.
    let target = targets::density(dimension, move |x, g| {
        let unit: Vec<f64> = (0..x.len())
            .map(|d| (x[d] - centre[d]) / scale[d])
            .collect();
        let mut pull = unit.clone();
        for (k, v) in variances.iter().enumerate() {
            let along: f64 = q.column(k).iter().zip(&unit).map(|(q, u)| q * u).sum();
            for (p, q) in pull.iter_mut().zip(q.column(k)) {
                *p += (1.0 / v - 1.0) * along * q;
            }
        }
        for d in 0..x.len() {
            g[d] = -pull[d] / scale[d];
        }
        -0.5 * pull.iter().zip(&unit).map(|(p, u)| p * u).sum::<f64>()
    });
    (Gaussian::low_rank(mean, root), target)
}

fn solved(target: &Target, initial: &Gaussian, seed: u64) -> LowRankFit {
    let options = FitOptions {
        seed,
        ..FitOptions::default()
    };
    let mut evaluator = Evaluator::new(target, 1).unwrap();
    let mut fit = LowRankFit::new(initial);
    for _ in 0..16 {
        let outcome = fit
            .step(&options, &mut evaluator, &mut |_| ControlFlow::Continue(()))
            .unwrap();
        if outcome != StepOutcome::Moved {
            break;
        }
    }
    fit
}

/// Wide and narrow directions, far from the start: mean, sds and covariance are met.
#[test]
fn gaussians_of_its_own_family_are_met() {
    for (dimension, variances) in [
        (600, vec![400.0, 25.0, 4.0, 0.2, 0.05]),
        (3_000, vec![100.0, 0.1]),
    ] {
        let (exact, target) = exact(dimension, &variances);
        let start = Gaussian::independent(vec![0.0; dimension], &exact.sd());
        let fit = solved(&target, &start, 1);
        let gap = fit.gaussian.divergence_from(&exact);
        assert!(
            fit.converged && gap < 0.01,
            "{dimension}: {gap} after {}",
            fit.rounds
        );
        for (found, sd) in fit.gaussian.sd().iter().zip(exact.sd()) {
            assert!((found / sd - 1.0).abs() < 0.01, "{dimension}: {found} {sd}");
        }
        for ((found, mean), sd) in fit.gaussian.mean().iter().zip(exact.mean()).zip(exact.sd()) {
            assert!((found - mean).abs() < 0.01 * sd, "{dimension}");
        }
    }
}
