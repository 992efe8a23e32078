//! `kullback calibrate`: data simulated by the program, and everything that stands in the way.

use serde_json::Value;

use crate::program::{Run, files, kullback, scratch};

/// θ ~ N(0, 1), y ~ N(θ, 1): a Gaussian fit is the posterior.
const CONJUGATE: &str = "data { int N; vector[N] y; }
parameters { real theta; real<lower=0> scale; }
model { theta ~ normal(0, 1); scale ~ lognormal(0, 0.3); y ~ normal(theta, scale); }
generated quantities { vector[N] y_rep; for (n in 1:N) y_rep[n] = normal_rng(theta, scale); }
";
const DATA: &str = "{\"N\": 12, \"y\": [1, 2, 0.5, 1, 2, 0.5, 1, 2, 0.5, 1, 2, 0.5]}";

fn calibrate(test: &str, model: &str, data: &str, more: &[&str]) -> Run {
    let [model, data] = files(&scratch(test), model, data);
    let mut arguments = vec!["calibrate", &model, "--data", &data];
    arguments.extend(more);
    kullback(&arguments)
}

#[test]
fn a_right_program_is_calibrated() {
    let more = ["--simulations", "40", "--format", "json"];
    let run = calibrate("calibrate_right", CONJUGATE, DATA, &more);
    let report = run.exits(0).json();
    assert_eq!(report["schema"], "kullback.calibration/1");
    assert_eq!(report["calibrated"], true);
    assert_eq!(report["simulations"], 40);
    assert_eq!(report["simulated"], serde_json::json!(["y"]));
    let quantities = report["quantities"].as_array().expect("a list");
    assert_eq!(quantities.len(), 2);
    for quantity in quantities {
        let counts = quantity["histogram"].as_array().expect("a list");
        let total: u64 = counts.iter().filter_map(Value::as_u64).sum();
        assert_eq!(total, 40, "{quantity}");
        assert_eq!(quantity["verdict"], "calibrated");
    }
    // The same bytes on another number of threads.
    let mut again = more.to_vec();
    again.extend(["--threads", "1"]);
    let again = calibrate("calibrate_again", CONJUGATE, DATA, &again).json();
    assert_eq!(again["quantities"], report["quantities"]);
}

/// Data simulated with another scale than the one that the model fits: the ranks of it show it.
#[test]
fn a_program_that_simulates_something_else_is_flagged() {
    let wrong = CONJUGATE.replace("normal_rng(theta, scale)", "normal_rng(theta, 1.8 * scale)");
    let run = calibrate("calibrate_wrong", &wrong, DATA, &["--simulations", "40"]);
    run.exits(1);
    for word in ["NOT CALIBRATED", "scale", "too high"] {
        assert!(run.stdout.contains(word), "no {word}: {run:#?}");
    }
}

#[test]
fn what_cannot_be_calibrated_is_named() {
    let without = CONJUGATE.replace("y_rep", "other");
    let run = calibrate("calibrate_without", &without, DATA, &[]);
    run.exits(2).complains(&["N, y", "_rep", "_sim", "_tilde"]);

    let typed = CONJUGATE.replace("vector[N] y_rep;", "array[N] real y_rep;");
    let run = calibrate("calibrate_typed", &typed, DATA, &[]);
    run.exits(2).complains(&["y_rep", "vector", "array"]);

    let improper = CONJUGATE.replace("theta ~ normal(0, 1);", "");
    let run = calibrate("calibrate_improper", &improper, DATA, &[]);
    run.exits(2)
        .complains(&["improper", "theta", "proper prior"]);

    let sized = CONJUGATE.replace("vector[N] y_rep;", "vector[N + 1] y_rep;");
    let sized = sized.replace("(n in 1:N)", "(n in 1:N+1)");
    let run = calibrate("calibrate_sized", &sized, DATA, &[]);
    run.exits(2).complains(&["simulation", "y"]);

    let undefined = CONJUGATE.replace("for (n in 1:N)", "for (n in 2:N)");
    let run = calibrate("calibrate_undefined", &undefined, DATA, &[]);
    run.exits(2).complains(&["y_rep[1]", "not a number"]);

    let run = calibrate("calibrate_few", CONJUGATE, DATA, &["--simulations", "3"]);
    run.exits(2).complains(&["20"]);
}
