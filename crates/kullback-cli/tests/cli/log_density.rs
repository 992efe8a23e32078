//! `kullback log-density`.

use crate::program::{files, kullback, scratch};

/// theta ~ N(1, 2), y = 3 ~ N(theta, 1), sigma on the log scale.
const MODEL: &str = "data { real y; }
parameters { real theta; real<lower=0> sigma; }
model {
  target += normal_lpdf(theta | 1, 2);
  target += exponential_lpdf(sigma | 1);
  target += normal_lpdf(y | theta, sigma);
}
";

/// By hand, at theta = 0.5 and ln sigma = 0.25: scipy.stats.norm.logpdf(0.5, 1, 2) +
/// scipy.stats.expon.logpdf(e^0.25) + 0.25 (the Jacobian) + scipy.stats.norm.logpdf(3, 0.5, e^0.25).
const PRIOR: f64 = -1.643_335_713_764_618 - 1.284_025_416_687_741_4 + 0.25;
const LIKELIHOOD: f64 = -3.064_346_844_806_652;

#[test]
fn the_value_and_the_gradient_are_those_of_the_formula() {
    let directory = scratch("log_density_value");
    let [model, data] = files(&directory, MODEL, "{\"y\": 3}");
    let at = directory.join("points.json");
    std::fs::write(&at, "[[0.5, 0.25], [0.0, 0.0]]").expect("writable");
    let at = at.display().to_string();
    let run = kullback(&[
        "log-density",
        &model,
        "--data",
        &data,
        "--at",
        &at,
        "--gradient",
        "--format",
        "json",
    ]);
    let listing = run.exits(0).json();
    assert_eq!(listing["schema"], "kullback.log-density/1");
    assert_eq!(listing["points"].as_array().map(Vec::len), Some(2));
    let point = &listing["points"][0];
    let close = |found: &serde_json::Value, expected: f64| {
        let found = found.as_f64().expect("a number");
        assert!(
            (found - expected).abs() < 1e-12,
            "{found} is not {expected}"
        );
    };
    close(&point["log_density"], PRIOR + LIKELIHOOD);
    close(&point["log_likelihood"], LIKELIHOOD);
    // d/dtheta: −(θ − 1)/4 + (y − θ)/σ²;  d/d ln σ: −σ + 1 − 1 + (y − θ)²/σ².
    let variance = 0.5_f64.exp();
    close(&point["gradient"][0], 0.125 + 2.5 / variance);
    close(&point["gradient"][1], -0.25_f64.exp() + 6.25 / variance);
}

#[test]
fn one_point_may_stand_alone_and_none_means_the_origin() {
    let directory = scratch("log_density_one");
    let [model, data] = files(&directory, MODEL, "{\"y\": 3}");
    let at = directory.join("points.json");
    std::fs::write(&at, "[0, 0]").expect("writable");
    let at = at.display().to_string();
    let one = kullback(&["log-density", &model, "--data", &data, "--at", &at]);
    let origin = kullback(&["log-density", &model, "--data", &data]);
    assert!(one.exits(0).stdout.contains("point 1: log density -"));
    assert_eq!(one.stdout, origin.exits(0).stdout);
}

#[test]
fn points_of_the_wrong_shape_are_named() {
    let directory = scratch("log_density_shape");
    let [model, data] = files(&directory, MODEL, "{\"y\": 3}");
    let at = directory.join("points.json");
    for (text, words) in [
        (
            "[[0, 0], [1]]",
            &["point 2", "1 number", "2 unconstrained"][..],
        ),
        ("[[0, \"a\"]]", &["point 1", "numbers"]),
        ("{\"theta\": 1}", &["array of points"]),
        ("[]", &["empty"]),
        ("[[0, 0]", &["not JSON", "line 1"]),
    ] {
        std::fs::write(&at, text).expect("writable");
        let at = at.display().to_string();
        let run = kullback(&["log-density", &model, "--data", &data, "--at", &at]);
        run.exits(2).complains(words).complains(&["points.json"]);
    }
}
