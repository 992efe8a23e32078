//! Numbers from closed forms, from the literature and from other programs.

use kullback_vi::evidence::smooth;
use kullback_vi::{FitOptions, FitResult, LinearResponseResult, Recommendation};
use serde_json::Value;

use crate::{agrees, fitted, numbers, quiet, targets};

#[test]
fn pareto_smoothing_is_arvizs() {
    let table: Value = serde_json::from_str(include_str!("psis.json")).unwrap();
    for case in table["cases"].as_array().unwrap() {
        let name = &case["name"];
        let ratios = numbers(&case["log_ratios"]);
        let weights = smooth(&ratios);
        let diagnostics = weights.diagnostics;
        let k = case["pareto_k"].as_f64().unwrap();
        assert!((diagnostics.pareto_k.unwrap() - k).abs() < 1e-9, "{name}");
        // Weights within three times their mean are judged, but not smoothed.
        assert!(diagnostics.largest_weight > 3.0, "{name}");
        let effective = case["effective_sample_size"].as_f64().unwrap();
        assert!(
            (diagnostics.effective_sample_size / effective - 1.0).abs() < 1e-9,
            "{name}"
        );
        let mut order: Vec<usize> = (0..ratios.len()).collect();
        order.sort_by(|&a, &b| ratios[a].total_cmp(&ratios[b]));
        for (i, expected) in order[order.len() - 5..]
            .iter()
            .zip(numbers(&case["largest"]))
        {
            assert!((weights.log_weights[*i] - expected).abs() < 1e-9, "{name}");
        }
        for (i, expected) in order[..5].iter().zip(numbers(&case["smallest"])) {
            assert!((weights.log_weights[*i] - expected).abs() < 1e-6, "{name}");
        }
    }
}

/// For Gaussians k = 1 − λ_min(S_q S_p⁻¹), of which k̂ is a noisy estimate that reads low.
#[test]
fn pareto_k_follows_the_gaussian_oracle() {
    for (sd, k) in [(0.9_f64, 0.19), (0.8, 0.36), (0.7, 0.51)] {
        let mut rng = kullback_math::random::Stream::new(5, 0, 0);
        let z = kullback_math::sobol::normal_points(8192, 1, &mut rng);
        let ratios: Vec<f64> = z
            .values()
            .iter()
            .map(|z| 0.5 * z * z * (1.0 - sd * sd))
            .collect();
        let estimate = smooth(&ratios).diagnostics.pareto_k.unwrap();
        assert!((estimate - k).abs() < 0.15, "{sd}: {estimate}");
    }
}

/// The optimum of the mean-field fit to an equicorrelated Gaussian, (D_KL(q‖p), D_KL(p‖q)); closed
/// form, to the digits of the table in the project's research notes, and log Z = ½ log det 2πΣ.
#[test]
fn equicorrelated_gaussians_have_the_exact_divergences() {
    for (dimension, rho, under_q, under_p) in [(2, 0.9, 0.830, 3.433), (10, 0.5, 0.722, 3.369)] {
        let d = dimension as f64;
        let determinant: f64 = (1.0 + (d - 1.0) * rho) * (1.0_f64 - rho).powi(dimension - 1);
        let log_z = 0.5 * (d * (2.0 * std::f64::consts::PI).ln() + determinant.ln());
        let result = fitted(&targets::equicorrelated(dimension as usize, rho), 1);
        let precision = (1.0 + (d - 2.0) * rho) / ((1.0 - rho) * (1.0 + (d - 1.0) * rho));

        let full_rank = result.full_rank.as_ref().unwrap();
        assert!((full_rank.assessment.elbo.value - log_z).abs() < 1e-4);
        for c in &result.coordinates {
            assert!((c.full_rank_sd.unwrap() - 1.0).abs() < 2e-3);
            assert!(c.full_rank_mean.unwrap().abs() < 2e-3);
            assert!((c.mean_field_sd.unwrap() * precision.sqrt() - 1.0).abs() < 1e-4);
            assert!((c.linear_response_sd.unwrap() - 1.0).abs() < 1e-4);
        }
        let LinearResponseResult::Available { covariance, .. } = &result.linear_response else {
            panic!("linear response is exact for a Gaussian");
        };
        for (i, row) in covariance.iter().enumerate() {
            for (j, c) in row.iter().enumerate() {
                let expected = if i == j { 1.0 } else { rho };
                assert!((c - expected).abs() < 1e-4, "{i} {j}: {c}");
            }
        }

        let log_evidence = result.evidence.log_evidence.estimate().unwrap();
        assert!(agrees(log_evidence, log_z, 4.0), "{log_evidence:?}");
        let divergences = &result.mean_field.as_ref().unwrap().assessment.divergences;
        let q_from_p = divergences.q_from_p.estimate().unwrap();
        assert!(agrees(q_from_p, under_q, 4.0) && q_from_p.standard_error < 0.02);
        let p_from_q = divergences.p_from_q.estimate().unwrap();
        assert!(agrees(p_from_q, under_p, 4.0) && p_from_q.standard_error < 0.15);
        assert_eq!(result.verdict.recommendation, Recommendation::Use);
    }
}

fn conjugate() -> Value {
    serde_json::from_str(include_str!("conjugate.json")).unwrap()
}

/// One coordinate with known evidence, mean and sd.
fn check_conjugate(name: &str, result: &FitResult, golden: &Value) {
    let log_evidence = result.evidence.log_evidence.estimate().unwrap();
    let expected = golden["log_evidence"].as_f64().unwrap();
    assert!(
        agrees(log_evidence, expected, 4.0),
        "{name}: {log_evidence:?}"
    );
    assert!(log_evidence.standard_error < 0.02, "{name}");
    let (mean, sd) = (
        golden["mean"].as_f64().unwrap(),
        golden["sd"].as_f64().unwrap(),
    );
    let c = &result.coordinates[0];
    assert!(
        (c.full_rank_mean.unwrap() - mean).abs() < 0.05 * sd,
        "{name}: {c:?}"
    );
    assert!(
        (c.full_rank_sd.unwrap() / sd - 1.0).abs() < 0.05,
        "{name}: {c:?}"
    );
    assert!(
        (c.linear_response_sd.unwrap() / sd - 1.0).abs() < 0.05,
        "{name}: {c:?}"
    );
    let moments = result.weighted_moments.as_ref().unwrap();
    assert!(
        (moments.mean[0] - mean).abs() < 4.0 * moments.mean_error[0],
        "{name}"
    );
    assert!(
        (moments.sd[0] - sd).abs() < 4.0 * moments.sd_error[0],
        "{name}"
    );
}

#[test]
fn conjugate_models_have_their_evidence() {
    let golden = conjugate();
    let (normal, beta, gamma) = (
        &golden["normal_normal"],
        &golden["beta_binomial"],
        &golden["gamma_poisson"],
    );
    check_conjugate(
        "normal",
        &fitted(&targets::normal_normal(normal), 3),
        normal,
    );
    check_conjugate("beta", &fitted(&targets::beta_binomial(beta), 3), beta);
    check_conjugate("gamma", &fitted(&targets::gamma_poisson(gamma), 3), gamma);
}

/// 95 % intervals hold the truth: of 60, fewer than 52 would happen once in 4000 if they did.
#[test]
fn certified_intervals_cover() {
    let golden = conjugate();
    let options = |seed| FitOptions {
        seed,
        draws: 1024,
        ..FitOptions::default()
    };
    let mut covered = 0;
    for seed in 0..30 {
        let fits = [
            (
                quiet(
                    &targets::beta_binomial(&golden["beta_binomial"]),
                    &options(seed),
                ),
                "beta_binomial",
            ),
            (
                quiet(
                    &targets::gamma_poisson(&golden["gamma_poisson"]),
                    &options(seed),
                ),
                "gamma_poisson",
            ),
        ];
        for (result, name) in fits {
            let expected = golden[name]["log_evidence"].as_f64().unwrap();
            let result = result.unwrap();
            let [low, high] = result.evidence.log_evidence.estimate().unwrap().interval;
            covered += usize::from(low <= expected && expected <= high);
        }
    }
    assert!(covered >= 52, "{covered} of 60");
}

/// The same for skewed posteriors of 5 and 20 coordinates: log Z = D log Γ(4) = D log 6.
#[test]
fn certified_intervals_cover_in_many_dimensions() {
    let mut covered = 0;
    let mut certified = 0;
    for seed in 0..20 {
        for dimension in [5, 20] {
            let result = fitted(&targets::log_gammas(dimension, 4.0), seed);
            let expected = dimension as f64 * 6.0_f64.ln();
            if let Some(estimate) = result.evidence.log_evidence.estimate() {
                let [low, high] = estimate.interval;
                certified += 1;
                covered += usize::from(low <= expected && expected <= high);
            }
        }
    }
    // Of 40, fewer than 34 would happen once in 2000 if 95 % held the truth.
    assert!(certified >= 30, "{certified} certified");
    assert!(covered + 6 >= certified, "{covered} of {certified}");
}

/// An intercept of −100,000 from starts in (−2, 2), and two predictors correlated to 0.9999.
#[test]
fn badly_scaled_regressions_are_solved() {
    for golden in conjugate()["regressions"].as_array().unwrap() {
        let name = &golden["name"];
        let y = numbers(&golden["y"]);
        let x: Vec<Vec<f64>> = golden["x"]
            .as_array()
            .unwrap()
            .iter()
            .map(numbers)
            .collect();
        let rows = x.into_iter().zip(y).collect();
        let result = fitted(&targets::regression(rows), 11);
        let (mean, sd) = (numbers(&golden["mean"]), numbers(&golden["sd"]));
        for (d, c) in result.coordinates.iter().enumerate() {
            assert!(
                (c.full_rank_mean.unwrap() - mean[d]).abs() < 0.05 * sd[d],
                "{name} {d}: {c:?}"
            );
            assert!(
                (c.full_rank_sd.unwrap() / sd[d] - 1.0).abs() < 0.05,
                "{name} {d}: {c:?}"
            );
            assert!(
                (c.linear_response_sd.unwrap() / sd[d] - 1.0).abs() < 0.05,
                "{name} {d}: {c:?}"
            );
        }
        // The golden leaves out what the target does: −n/2 log 2π.
        let expected = golden["log_evidence"].as_f64().unwrap();
        let log_evidence = result.evidence.log_evidence.estimate().unwrap();
        assert!(
            agrees(log_evidence, expected, 4.0),
            "{name}: {log_evidence:?}"
        );
        assert_eq!(
            result.verdict.recommendation,
            Recommendation::Use,
            "{name}: {:?}",
            result.verdict
        );
        assert_eq!(result.initialisation.modes.len(), 1, "{name}");
    }
}

/// The draws handed on for non-centred eight schools against Stan's reference draws.
#[test]
fn eight_schools_agrees_with_stan() {
    let reference: Value = serde_json::from_str(include_str!("eight_schools.json")).unwrap();
    let (mean, sd) = (numbers(&reference["mean"]), numbers(&reference["sd"]));
    let result = fitted(&targets::eight_schools_noncentred(), 1);
    assert_eq!(
        result.verdict.recommendation,
        Recommendation::UseAfterResampling
    );
    let draws = result.draws.selected();
    for (k, name) in numbers_of_schools().enumerate() {
        let values: Vec<f64> = (0..draws.rows())
            .map(|i| {
                let (mu, tau) = (draws[(i, 8)], draws[(i, 9)].exp());
                match k {
                    8 => mu,
                    9 => tau,
                    j => mu + tau * draws[(i, j)],
                }
            })
            .collect();
        let n = values.len() as f64;
        let average = values.iter().sum::<f64>() / n;
        let spread = (values.iter().map(|v| (v - average).powi(2)).sum::<f64>() / n).sqrt();
        assert!(
            (average - mean[k]).abs() < 0.1 * sd[k],
            "{name}: {average} {}",
            mean[k]
        );
        assert!(
            (spread / sd[k] - 1.0).abs() < 0.1,
            "{name}: {spread} {}",
            sd[k]
        );
    }
}

fn numbers_of_schools() -> impl Iterator<Item = String> {
    (1..=8)
        .map(|j| format!("theta[{j}]"))
        .chain(["mu".into(), "tau".into()])
}

/// F = complexity − accuracy = gap − log evidence, whatever the fit.
#[test]
fn the_free_energy_splits_both_ways() {
    let golden = conjugate();
    let check = |result: &FitResult| {
        for assessment in [
            &result.full_rank.as_ref().unwrap().assessment,
            &result.mean_field.as_ref().unwrap().assessment,
        ] {
            let splits = &assessment.splits;
            let free_energy = splits.free_energy.value;
            let complexity = splits.complexity.as_ref().unwrap().value;
            let accuracy = splits.accuracy.as_ref().unwrap().value;
            assert!((free_energy - (complexity - accuracy)).abs() < 1e-9);
            let gap = splits.gap.estimate().unwrap().value;
            let log_evidence = splits.log_evidence.estimate().unwrap().value;
            assert!((free_energy - (gap - log_evidence)).abs() < 1e-9);
            assert!((free_energy + assessment.elbo.value).abs() < 1e-12);
        }
    };
    check(&fitted(&targets::eight_schools_noncentred(), 2));
    let normal = fitted(&targets::normal_normal(&golden["normal_normal"]), 2);
    check(&normal);
    // Normal–normal: complexity is D_KL(N(m, s)‖N(0, τ)), in closed form from the golden moments.
    let model = &golden["normal_normal"];
    let [m, s, tau] = ["mean", "sd", "tau"].map(|key| model[key].as_f64().unwrap());
    let expected = (tau / s).ln() + (s * s + m * m) / (2.0 * tau * tau) - 0.5;
    let splits = &normal.full_rank.as_ref().unwrap().assessment.splits;
    let complexity = splits.complexity.as_ref().unwrap();
    assert!((complexity.value - expected).abs() < 5.0 * complexity.standard_error + 1e-6);
}
