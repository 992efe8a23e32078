//! What a fit claims about log Z and both divergences, against targets where they are known exactly.
//! `cargo xtask bench gap` counts how often the intervals cover.

use kullback_math::linalg::{Cholesky, Matrix};
use kullback_vi::evidence::NotCertified;
use kullback_vi::families::Gaussian;
use kullback_vi::{Reason, Recommendation};
use serde_json::Value;

use crate::oracles::{self, Oracle};
use crate::{fitted, numbers};

fn near(name: &str, what: &str, found: f64, expected: f64) {
    let error = (found - expected).abs();
    assert!(
        error <= 1e-7 * expected.abs().max(1.0),
        "{name}: {what} is {found}, by quadrature {expected}"
    );
}

#[test]
fn the_oracles_agree_with_quadrature() {
    let table: Value = serde_json::from_str(include_str!("oracles.json")).unwrap();
    let mut known = oracles::all();
    for golden in table["targets"].as_array().unwrap() {
        let name = golden["name"].as_str().unwrap();
        if golden["x"].is_array() {
            let x = numbers(&golden["x"]).into_iter().map(|x| vec![x]).collect();
            let g = golden["g"].as_f64().unwrap();
            let mut oracle = oracles::g_prior_regression(x, numbers(&golden["y"]), g);
            name.clone_into(&mut oracle.name);
            known.push(oracle);
        }
        let oracle = known.iter().find(|o| o.name == name);
        let oracle = oracle.unwrap_or_else(|| panic!("no oracle {name}"));
        let log_evidence = golden["log_evidence"].as_f64().unwrap();
        near(name, "log Z", oracle.log_evidence, log_evidence);
        for (k, (mean, variance)) in numbers(&golden["mean"])
            .into_iter()
            .zip(numbers(&golden["variance"]))
            .enumerate()
        {
            near(name, "a mean", oracle.mean[k], mean);
            near(name, "a variance", oracle.covariance[(k, k)], variance);
        }
        for case in golden["cases"].as_array().unwrap() {
            let rows: Vec<Vec<f64>> = case["covariance"]
                .as_array()
                .unwrap()
                .iter()
                .map(numbers)
                .collect();
            let covariance = Matrix::from_fn(rows.len(), rows.len(), |i, j| rows[i][j]);
            let q = Gaussian::new(numbers(&case["mean"]), Cholesky::new(&covariance).unwrap());
            let expected = |key: &str| case[key].as_f64().unwrap();
            near(name, "D_KL(Q‖P)", oracle.q_from_p(&q), expected("q_from_p"));
            near(name, "D_KL(P‖Q)", oracle.p_from_q(&q), expected("p_from_q"));
        }
    }
}

/// Nothing certified is further than five standard errors off: of 500 claims less than one in a
/// thousand such tests would fail by chance.
#[test]
fn what_is_certified_is_true() {
    let cheap = |o: &&Oracle| o.mean.len() <= 20;
    let mut claims = 0;
    for oracle in oracles::all().iter().filter(cheap) {
        for seed in 1..4 {
            let result = fitted(&oracle.target, seed);
            for claim in oracle.claims(&result) {
                let Some(estimate) = claim.certified.estimate() else {
                    continue;
                };
                claims += 1;
                let error = (estimate.value - claim.truth).abs();
                assert!(
                    error <= 5.0 * estimate.standard_error + 1e-9 * claim.truth.abs().max(1.0),
                    "{}, {}, seed {seed}: {estimate:?}, but {}",
                    oracle.name,
                    claim.name,
                    claim.truth
                );
            }
        }
    }
    assert!(claims > 200, "{claims}");
}

/// A strongly bent banana has arms that the certifier hardly meets: its weights look well-behaved, log Z
/// reads low by several standard errors and D_KL(P‖Q) by half. The terms of D_KL(P‖Q) show it.
#[test]
fn arms_that_were_hardly_met_are_not_certified() {
    let oracle = oracles::banana(10.0, 0.03);
    for seed in 1..6 {
        let result = fitted(&oracle.target, seed);
        assert!(result.evidence.log_evidence.estimate().is_none());
        assert_eq!(result.verdict.recommendation, Recommendation::DoNotUse);
    }
}

/// Where only the variance of those terms is infinite, log Z stands, D_KL(P‖Q) is withheld, and the
/// Gaussian is not called *use*.
#[test]
fn a_divergence_with_infinite_variance_is_withheld() {
    let oracle = oracles::banana(1.0, 1.0);
    let mut withheld = 0;
    for seed in 1..6 {
        let result = fitted(&oracle.target, seed);
        let is_far = |r: &Reason| {
            let why = match r {
                Reason::GapNotCertified { why } => Some(why),
                _ => None,
            };
            matches!(why, Some(NotCertified::FarMass { .. }))
        };
        withheld += usize::from(result.verdict.reasons.iter().any(is_far));
        assert_ne!(result.verdict.recommendation, Recommendation::Use);
    }
    assert!(withheld >= 4, "{withheld}");
}
