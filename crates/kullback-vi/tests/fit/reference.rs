//! Reference draws against ArviZ's diagnostics and against moments known from closed forms.

use std::ops::ControlFlow;

use kullback_math::LogDensity;
use kullback_vi::evidence::{Certified, NotCertified, bridge_evidence};
use kullback_vi::families::Gaussian;
use kullback_vi::reference::{
    Convergence, NotConverged, Reference, ReferenceOptions, e_bfmi, effective_sample_size, sample,
};
use kullback_vi::{
    DrawSource, Evaluator, FitError, FitOptions, FitResult, Reason, Recommendation, Stage,
};
use serde_json::Value;

use crate::{agrees, quiet, targets};

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

/// log Z by bridge sampling on a target, from chains of 500 draws.
fn bridged(target: &targets::Target, start: Gaussian, seed: u64) -> Certified {
    let options = ReferenceOptions {
        warmup: 300,
        draws: 500,
        seed,
        ..ReferenceOptions::default()
    };
    let reference = sampled(target, start, &options, 1);
    let mut evaluator = Evaluator::new(target, 1).unwrap();
    bridge_evidence(&reference, seed, &mut evaluator)
}

/// Closed forms by SciPy and mpmath (conjugate.json), and log Z = D log Γ(4) = D log 6 of skewed
/// coordinates.
#[test]
fn bridge_sampling_has_the_evidence() {
    let golden: Value = serde_json::from_str(include_str!("conjugate.json")).unwrap();
    let around = |model: &Value| {
        let [mean, sd] = ["mean", "sd"].map(|key| model[key].as_f64().unwrap());
        Gaussian::independent(vec![mean], &[sd])
    };
    let mut cases: Vec<(&str, targets::Target, Gaussian, f64)> = Vec::new();
    for (name, target) in [
        (
            "normal_normal",
            targets::normal_normal as fn(&Value) -> targets::Target,
        ),
        ("beta_binomial", targets::beta_binomial),
        ("gamma_poisson", targets::gamma_poisson),
    ] {
        let model = &golden[name];
        let log_z = model["log_evidence"].as_f64().unwrap();
        cases.push((name, target(model), around(model), log_z));
    }
    for dimension in [5, 20] {
        let start = Gaussian::independent(vec![1.26; dimension], &vec![0.53; dimension]);
        let log_z = dimension as f64 * 6.0_f64.ln();
        cases.push((
            "log-gammas",
            targets::log_gammas(dimension, 4.0),
            start,
            log_z,
        ));
    }
    for (name, target, start, log_z) in cases {
        let bridged = bridged(&target, start, 2);
        let estimate = bridged
            .estimate()
            .unwrap_or_else(|| panic!("{name}: {bridged:?}"));
        assert!(agrees(estimate, log_z, 4.0), "{name}: {estimate:?} {log_z}");
        assert!(estimate.standard_error < 0.05, "{name}: {estimate:?}");
    }
}

/// 95 % intervals hold the truth: of 40, fewer than 33 would happen once in 1500 if they did.
#[test]
fn bridge_intervals_cover() {
    let target = targets::log_gammas(3, 2.0);
    let start = Gaussian::independent(vec![0.4; 3], &[0.8; 3]);
    let options = |seed| ReferenceOptions {
        warmup: 150,
        draws: 150,
        seed,
        ..ReferenceOptions::default()
    };
    let covered = (0..40)
        .filter(|&seed| {
            let reference = sampled(&target, start.clone(), &options(seed), 1);
            let mut evaluator = Evaluator::new(&target, 1).unwrap();
            // log Γ(2) = 0 for each coordinate.
            bridge_evidence(&reference, seed, &mut evaluator)
                .estimate()
                .is_some_and(|e| e.interval[0] <= 0.0 && 0.0 <= e.interval[1])
        })
        .count();
    assert!(covered >= 33, "{covered} of 40");
}

fn with_reference(target: &targets::Target, seed: u64) -> FitResult {
    let options = FitOptions {
        seed,
        reference: Some(ReferenceOptions {
            warmup: 500,
            draws: 600,
            ..ReferenceOptions::default()
        }),
        ..FitOptions::default()
    };
    quiet(target, &options).unwrap()
}

/// Quadrature (evidence.json), the certifier and the bridge agree on eight schools.
#[test]
fn the_reference_and_the_certifier_agree_on_eight_schools() {
    let golden: Value = serde_json::from_str(include_str!("evidence.json")).unwrap();
    let schools = &golden["eight_schools"];
    let [z, dropped] = ["log_evidence", "dropped"].map(|key| schools[key].as_f64().unwrap());
    let result = with_reference(&targets::eight_schools_noncentred(), 1);
    let reference = result.reference.as_ref().unwrap();
    assert!(
        reference.converged(),
        "{:?}",
        reference.reference.report.failures
    );
    let bridged = reference.log_evidence.estimate().unwrap();
    assert!(
        agrees(bridged, z - dropped, 4.0),
        "{bridged:?} {}",
        z - dropped
    );
    let certified = result.evidence.log_evidence.estimate().unwrap();
    assert!(agrees(certified, z - dropped, 4.0), "{certified:?}");
    let disagrees = |r: &Reason| {
        matches!(
            r,
            Reason::CertifierDisagrees { .. } | Reason::EvidenceDisagrees { .. }
        )
    };
    assert!(
        !result.verdict.reasons.iter().any(disagrees),
        "{:?}",
        result.verdict
    );
    // The sum of both divergences is their sum; what a single far draw decides is withheld in both.
    let judged = &result.full_rank.as_ref().unwrap().assessment;
    let mean = &result.full_rank.as_ref().unwrap().mean;
    assert_eq!(mean.len(), 10);
    let d = &judged.divergences;
    let qp = d.q_from_p.estimate().unwrap().value;
    match (d.p_from_q.estimate(), d.symmetric_sum.estimate()) {
        (Some(pq), Some(sum)) => assert!((qp + pq.value - sum.value).abs() < 1e-9),
        (None, None) => assert!(matches!(
            d.p_from_q,
            Certified::NotCertified {
                why: NotCertified::FarMass { .. },
                ..
            }
        )),
        other => panic!("{other:?}"),
    }
}

/// Pairs (x, y) with x ~ N(0, 1) and y − b (x² − 1) ~ N(0, 1): log Z = D ½ log 2π, means 0, and
/// variances 1 and 1 + 2 b².
fn bananas(pairs: usize, b: f64) -> targets::Target {
    targets::density(2 * pairs, move |v, g| {
        let mut value = 0.0;
        for k in 0..pairs {
            let (x, y) = (v[2 * k], v[2 * k + 1]);
            let r = y - b * (x * x - 1.0);
            value -= 0.5 * (x * x + r * r);
            g[2 * k] = -x + 2.0 * b * x * r;
            g[2 * k + 1] = -r;
        }
        value
    })
}

/// Where importance sampling gives up and the chains do not, the answer is theirs.
#[test]
fn a_converged_reference_takes_the_place_of_a_failed_certifier() {
    let (pairs, b) = (10, 0.5);
    let target = bananas(pairs, b);
    let alone = quiet(&target, &FitOptions::default()).unwrap();
    assert_eq!(alone.verdict.recommendation, Recommendation::DoNotUse);
    assert!(alone.verdict.sample_reference);

    let result = with_reference(&target, 1);
    let reference = result.reference.as_ref().unwrap();
    assert!(
        reference.converged(),
        "{:?}",
        reference.reference.report.failures
    );
    assert!(result.evidence.certifier.failure.is_some());
    assert_eq!(result.verdict.recommendation, Recommendation::UseReference);
    assert!(!result.verdict.sample_reference);
    assert_eq!(result.draws.source, DrawSource::Reference);
    assert_eq!(result.draws.selected().rows(), 2400);
    let log_two_pi = (2.0 * std::f64::consts::PI).ln();
    let log_z = pairs as f64 * log_two_pi;
    let log_evidence = result.evidence.log_evidence.estimate().unwrap();
    assert!(agrees(log_evidence, log_z, 4.0), "{log_evidence:?} {log_z}");
    assert!(log_evidence.method.contains("bridge"));
    for (d, c) in result.coordinates.iter().enumerate() {
        let sd = if d % 2 == 0 {
            1.0
        } else {
            (1.0 + 2.0 * b * b).sqrt()
        };
        assert!(c.reference_mean.unwrap().abs() < 0.15, "{c:?}");
        assert!((c.reference_sd.unwrap() / sd - 1.0).abs() < 0.15, "{c:?}");
    }
    // D_KL(P‖Q) in closed form: the entropy of P is that of 2 × pairs standard normals.
    let fit = result.full_rank.as_ref().unwrap();
    let dimension = 2 * pairs;
    let lower = kullback_math::linalg::Matrix::from_fn(dimension, dimension, |i, j| {
        fit.cholesky[i].get(j).copied().unwrap_or(0.0)
    });
    let cholesky = kullback_math::linalg::Cholesky::from_lower(lower);
    let precision = cholesky.inverse();
    let mut trace = 0.0;
    for d in 0..dimension {
        let variance = if d % 2 == 0 { 1.0 } else { 1.0 + 2.0 * b * b };
        trace += precision[(d, d)] * variance;
    }
    let mut shift = fit.mean.clone();
    cholesky.solve_lower(&mut shift);
    let distance: f64 = shift.iter().map(|x| x * x).sum();
    let expected = 0.5 * (trace + distance - dimension as f64 + cholesky.log_determinant());
    let divergence = fit.assessment.divergences.p_from_q.estimate().unwrap();
    assert!(
        agrees(divergence, expected, 4.0),
        "{divergence:?} {expected}"
    );
    let gap = fit.assessment.divergences.q_from_p.estimate().unwrap();
    let truth = log_z - fit.assessment.elbo.value;
    assert!(agrees(gap, truth, 4.0), "{gap:?} {truth}");
}

/// A funnel's chains diverge: nothing is said from them, and the verdict says what to do instead.
#[test]
fn an_unconverged_reference_is_not_trusted() {
    let result = with_reference(&targets::eight_schools_centred(), 1);
    let reference = result.reference.as_ref().unwrap();
    assert!(!reference.converged());
    assert!(reference.log_evidence.estimate().is_none());
    assert_eq!(result.verdict.recommendation, Recommendation::DoNotUse);
    assert!(
        result.verdict.next_action.contains("reference"),
        "{:?}",
        result.verdict
    );
    assert!(result.coordinates.iter().all(|c| c.reference_sd.is_none()));
    assert_ne!(result.draws.source, DrawSource::Reference);
}
