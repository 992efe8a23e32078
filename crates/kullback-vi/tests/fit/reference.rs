//! Reference draws against ArviZ's diagnostics and against moments known from closed forms.

use std::ops::ControlFlow;

use kullback_math::LogDensity;
use kullback_vi::families::Gaussian;
use kullback_vi::reference::{
    Convergence, NotConverged, Reference, ReferenceOptions, e_bfmi, effective_sample_size, sample,
};
use kullback_vi::{Evaluator, FitError, Stage};
use serde_json::Value;

use crate::targets;

fn numbers(value: &Value) -> Vec<f64> {
    let list = value.as_array().unwrap();
    list.iter().map(|v| v.as_f64().unwrap()).collect()
}

#[test]
fn convergence_is_arvizs() {
    let table: Value = serde_json::from_str(include_str!("convergence.json")).unwrap();
    for case in table["cases"].as_array().unwrap() {
        let chains: Vec<Vec<f64>> = case["chains"]
            .as_array()
            .unwrap()
            .iter()
            .map(numbers)
            .collect();
        let chains: Vec<&[f64]> = chains.iter().map(Vec::as_slice).collect();
        let found = Convergence::of(&chains);
        let energies = numbers(&case["e_bfmi"]);
        let pairs = [
            ("mean", found.mean),
            ("mean_error", found.mean_error),
            ("sd", found.sd),
            ("sd_error", found.sd_error),
            ("r_hat", found.r_hat),
            ("ess_bulk", found.ess_bulk),
            ("ess_tail", found.ess_tail),
            ("ess_mean", effective_sample_size(&chains)),
        ];
        let expected = |key: &str| case[key].as_f64().unwrap();
        for (key, value) in pairs {
            let close = (value - expected(key)).abs() <= 1e-9 * expected(key).abs() + 1e-13;
            assert!(close, "{} {key}: {value} {}", case["name"], expected(key));
        }
        for (chain, expected) in chains.iter().zip(energies) {
            assert!((e_bfmi(chain) / expected - 1.0).abs() < 1e-10);
        }
    }
}

/// A draw that is not finite, or too few, is nothing to judge.
#[test]
fn convergence_of_nothing_is_nothing() {
    let not = |found: Convergence| found.r_hat.is_nan() && found.ess_bulk.is_nan();
    assert!(not(Convergence::of(&[])));
    assert!(not(Convergence::of(&[&[1.0, 2.0, 3.0], &[1.0, 2.0, 4.0]])));
    let broken = [1.0, f64::INFINITY, 2.0, 3.0, 4.0];
    assert!(not(Convergence::of(&[&broken, &broken])));
    // A constant agrees with itself, but says nothing about chains: R̂ is 0 / 0.
    assert!(Convergence::of(&[&[1.0; 8], &[1.0; 8]]).r_hat.is_nan());
}

fn sampled<T: LogDensity>(
    target: &T,
    start: Gaussian,
    options: &ReferenceOptions,
    threads: usize,
) -> Reference {
    let mut evaluator = Evaluator::new(target, threads).unwrap();
    sample(&mut evaluator, &[start], options, &mut |_| {
        ControlFlow::Continue(())
    })
    .unwrap()
}

/// Log-gamma coordinates: mean ψ(4), variance ψ′(4) (scipy.special.digamma, polygamma), from starts
/// that know neither.
#[test]
fn the_draws_have_the_moments_of_the_target() {
    let (mean, variance) = (1.256_117_668_431_800_5_f64, 0.283_822_955_737_115_25_f64);
    let target = targets::log_gammas(3, 4.0);
    let start = Gaussian::independent(vec![0.0; 3], &[1.0; 3]);
    let reference = sampled(&target, start, &ReferenceOptions::default(), 1);
    let report = &reference.report;
    assert!(report.converged(), "{:?}", report.failures);
    assert_eq!(reference.points.rows(), 4000);
    for c in &report.coordinates {
        assert!((c.mean - mean).abs() < 4.0 * c.mean_error, "{c:?}");
        assert!((c.sd - variance.sqrt()).abs() < 4.0 * c.sd_error, "{c:?}");
        assert!(c.mean_error < 0.03 * c.sd && c.ess_bulk > 1000.0);
    }
}

/// A correlation of 0.995 between 10 coordinates is no obstacle in the coordinates of a fit.
#[test]
fn a_fit_scales_the_chains() {
    let (dimension, rho) = (10, 0.995);
    let target = targets::equicorrelated(dimension, rho);
    let covariance = kullback_math::linalg::Matrix::from_fn(dimension, dimension, |i, j| {
        if i == j { 1.0 } else { rho }
    });
    let cholesky = kullback_math::linalg::Cholesky::new(&covariance).unwrap();
    let fit = Gaussian::new(vec![0.0; dimension], cholesky);
    let options = ReferenceOptions {
        draws: 500,
        warmup: 300,
        ..ReferenceOptions::default()
    };
    let scaled = sampled(&target, fit, &options, 1);
    let plain = Gaussian::independent(vec![0.0; dimension], &[1.0; 10]);
    let plain = sampled(&target, plain, &options, 1);
    let worth = |r: &Reference| r.report.ess_bulk / r.report.gradients as f64;
    let worth = [worth(&scaled), worth(&plain)];
    assert!(worth[0] > 1.5 * worth[1], "{worth:?}");
    for reference in [&scaled, &plain] {
        for c in &reference.report.coordinates {
            assert!(c.mean.abs() < 4.0 * c.mean_error, "{c:?}");
            assert!((c.sd - 1.0).abs() < 4.0 * c.sd_error, "{c:?}");
        }
    }
}

/// The funnel's neck diverges, and two far modes keep the chains apart: both are said.
#[test]
fn chains_that_fail_are_not_trusted() {
    let options = ReferenceOptions {
        warmup: 300,
        draws: 400,
        ..ReferenceOptions::default()
    };
    let funnel = targets::funnel(10);
    let start = Gaussian::independent(vec![0.0; 10], &[1.0; 10]);
    let report = sampled(&funnel, start, &options, 1).report;
    assert!(!report.converged(), "{report:?}");

    let modes = targets::two_modes(2, 12.0, 0.5);
    let start = Gaussian::independent(vec![0.0; 2], &[4.0, 1.0]);
    let report = sampled(&modes, start, &options, 1).report;
    let disagree = |f: &NotConverged| matches!(f, NotConverged::Disagree { coordinate: Some(0) | None, r_hat, .. } if *r_hat > 1.01);
    assert!(report.failures.iter().any(disagree), "{report:?}");
}

#[test]
fn the_draws_do_not_depend_on_the_number_of_threads() {
    let target = targets::logistic(4, 40);
    let options = ReferenceOptions {
        warmup: 100,
        draws: 50,
        seed: 5,
        ..ReferenceOptions::default()
    };
    let bytes = |threads| {
        let start = Gaussian::independent(vec![0.0; 4], &[1.0; 4]);
        let reference = sampled(&target, start, &options, threads);
        let points: Vec<u64> = reference
            .points
            .values()
            .iter()
            .map(|x| x.to_bits())
            .collect();
        (points, serde_json::to_string(&reference.report).unwrap())
    };
    let one = bytes(1);
    assert!(one == bytes(2));
    assert!(one == bytes(3));
}

#[test]
fn a_reference_can_be_cancelled_and_checks_its_options() {
    let target = targets::log_gammas(2, 4.0);
    for threads in [1, 2] {
        let mut evaluator = Evaluator::new(&target, threads).unwrap();
        let start = [Gaussian::independent(vec![0.0; 2], &[1.0; 2])];
        let mut heard = 0;
        let result = sample(
            &mut evaluator,
            &start,
            &ReferenceOptions::default(),
            &mut |progress| {
                assert_eq!(progress.stage, Stage::Reference);
                heard += 1;
                ControlFlow::Break(())
            },
        );
        let cancelled = FitError::Cancelled {
            stage: Stage::Reference,
        };
        assert_eq!(result.err(), Some(cancelled));
        assert!(heard > 0);
        let wrong = ReferenceOptions {
            chains: 1,
            ..ReferenceOptions::default()
        };
        let result = sample(&mut evaluator, &start, &wrong, &mut |_| {
            ControlFlow::Continue(())
        });
        assert!(matches!(
            result.err(),
            Some(FitError::InvalidOption {
                option: "reference.chains",
                ..
            })
        ));
    }
    // Nowhere finite: an error, not a panic.
    let nowhere = targets::density(1, |_, _| f64::NAN);
    let mut evaluator = Evaluator::new(&nowhere, 1).unwrap();
    let start = [Gaussian::independent(vec![0.0], &[1.0])];
    let result = sample(
        &mut evaluator,
        &start,
        &ReferenceOptions::default(),
        &mut |_| ControlFlow::Continue(()),
    );
    assert!(matches!(result.err(), Some(FitError::NoFiniteStart { .. })));
}
