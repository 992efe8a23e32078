//! Calibration against SciPy's tests, and on fits that are right and wrong.

use kullback_math::random::{Stream, standard_normal};
use kullback_math::special::normal_cdf;
use kullback_vi::calibration::{Calibration, Miscalibration, position};
use kullback_vi::{FitOptions, FitResult};
use serde_json::Value;

use crate::{quiet, targets};

#[test]
fn the_tests_are_scipys() {
    let table: Value = serde_json::from_str(include_str!("calibration.json")).unwrap();
    for case in table["cases"].as_array().unwrap() {
        let numbers = |key: &str| -> Vec<f64> {
            let list = case[key].as_array().unwrap();
            list.iter().map(|v| v.as_f64().unwrap()).collect()
        };
        let found = Calibration::of(&numbers("u")).unwrap();
        let histogram: Vec<f64> = found.histogram.iter().map(|&k| k as f64).collect();
        assert_eq!(histogram, numbers("histogram"), "{}", case["name"]);
        for (key, test) in [
            ("uniform", found.uniform),
            ("bias", found.bias),
            ("dispersion", found.dispersion),
        ] {
            let expected = numbers(key);
            let pairs = [(test.statistic, expected[0]), (test.p_value, expected[1])];
            for (value, expected) in pairs {
                let close = (value - expected).abs() <= 1e-9 * expected.abs() + 1e-12;
                assert!(close, "{} {key}: {value} {expected}", case["name"]);
            }
        }
        let verdict = serde_json::to_value(found.verdict(0.01)).unwrap();
        assert_eq!(verdict, case["name"]);
    }
    assert_eq!(Calibration::of(&[0.5; 9]), None);
}

#[test]
fn a_truth_has_its_place_among_draws() {
    let at = |truth: f64, draws: &[f64]| position(truth, draws.iter().copied());
    assert_eq!(at(2.0, &[1.0, 3.0, 4.0]), Some(1.5 / 4.0));
    assert_eq!(at(2.0, &[2.0, 2.0, 2.0]), Some(0.5));
    assert_eq!(at(0.0, &[1.0, f64::NAN]), None);
    assert_eq!(at(f64::INFINITY, &[1.0]), None);
}

/// θ ~ N(0, I) in two coordinates, y ~ N(θ₁ + θ₂, 0.3): the posterior is a Gaussian of correlation
/// −0.92. The full-rank fit is that posterior; the mean field takes the width of its narrow section,
/// 0.4 of the sd, and is flagged for it.
#[test]
fn a_mean_field_fit_of_a_correlated_posterior_is_flagged() {
    let noise = 0.3;
    let mut places: [Vec<f64>; 2] = [Vec::new(), Vec::new()];
    for k in 0..60 {
        let mut rng = Stream::new(11, 0, k);
        let truth = [standard_normal(&mut rng), standard_normal(&mut rng)];
        let y = truth[0] + truth[1] + noise * standard_normal(&mut rng);
        let target = targets::density(2, move |x, g| {
            let r = (y - x[0] - x[1]) / noise;
            g[0] = -x[0] + r / noise;
            g[1] = -x[1] + r / noise;
            -0.5 * (x[0] * x[0] + x[1] * x[1] + r * r)
        });
        let options = FitOptions {
            seed: k,
            draws: 256,
            ..FitOptions::default()
        };
        let FitResult { coordinates, .. } = quiet(&target, &options).unwrap();
        let c = &coordinates[0];
        let u = |mean: Option<f64>, sd: Option<f64>| {
            normal_cdf((truth[0] - mean.unwrap()) / sd.unwrap())
        };
        places[0].push(u(c.full_rank_mean, c.full_rank_sd));
        places[1].push(u(c.mean_field_mean, c.mean_field_sd));
    }
    let verdict = |u: &[f64]| Calibration::of(u).unwrap().verdict(0.01);
    assert_eq!(verdict(&places[0]), Miscalibration::Calibrated);
    assert_eq!(verdict(&places[1]), Miscalibration::TooNarrow);
}
