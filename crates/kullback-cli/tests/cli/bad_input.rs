//! Everything a person can get wrong: an error that names it, exit code 2 (or a failed gate, 1), and
//! no output directory.

use crate::program::{Run, fit, kullback, scratch};

const REGRESSION: &str = "data {
  int<lower=1> N;
  vector[N] x;
  array[N] int<lower=0> k;
  real<lower=0> scale;
}
parameters { real beta; }
model { beta ~ normal(0, scale); k ~ poisson_log(beta * x); }
";

const GOOD: &str = r#"{"N": 2, "x": [1.5, 2], "k": [1, 0], "scale": 1}"#;

/// Fits with `--out`, and fails unless nothing is left behind.
fn leaves_nothing(test: &str, model: &str, data: &str) -> Run {
    let directory = scratch(&format!("{test}_out"));
    let out = directory.join("run").display().to_string();
    let run = fit(test, model, data, &["--out", &out]);
    let left: Vec<_> = std::fs::read_dir(&directory).expect("exists").collect();
    assert!(left.is_empty(), "{left:?} after {run:#?}");
    assert!(run.stdout.is_empty(), "{run:#?}");
    run
}

#[test]
fn data_that_do_not_fit_the_declarations_are_named() {
    for (name, data, words) in [
        (
            "missing",
            r#"{"N": 2, "k": [1, 0], "scale": 1}"#,
            &["x"][..],
        ),
        (
            "extra",
            r#"{"N": 2, "x": [1.5, 2], "k": [1, 0], "scale": 1, "extra": 3}"#,
            &["extra"],
        ),
        (
            "short",
            r#"{"N": 2, "x": [1.5], "k": [1, 0], "scale": 1}"#,
            &["x", "2", "1"],
        ),
        (
            "scalar_for_vector",
            r#"{"N": 2, "x": 1.5, "k": [1, 0], "scale": 1}"#,
            &["x", "vector"],
        ),
        (
            "vector_for_scalar",
            r#"{"N": 2, "x": [1.5, 2], "k": [1, 0], "scale": [1]}"#,
            &["scale", "real"],
        ),
        (
            "real_for_int",
            r#"{"N": 2, "x": [1.5, 2], "k": [1, 0.5], "scale": 1}"#,
            &["k", "int", "0.5"],
        ),
        (
            "text_for_number",
            r#"{"N": 2, "x": ["a", 2], "k": [1, 0], "scale": 1}"#,
            &["x", "\"a\""],
        ),
        (
            "below_bound",
            r#"{"N": 2, "x": [1.5, 2], "k": [1, -1], "scale": 1}"#,
            &["k[2]", "-1", "0"],
        ),
        (
            "size_below_bound",
            r#"{"N": 0, "x": [], "k": [], "scale": 1}"#,
            &["N", "0", "1"],
        ),
        (
            "nan",
            r#"{"N": 2, "x": [1.5, 2], "k": [1, 0], "scale": "NaN"}"#,
            &["scale", "NaN"],
        ),
        ("syntax", r#"{"N": 2, "x": [1.5, 2}"#, &["data.json"]),
        ("not_an_object", "[1, 2]", &["data.json"]),
        (
            "null",
            r#"{"N": 2, "x": null, "k": [1, 0], "scale": 1}"#,
            &["x"],
        ),
    ] {
        let run = leaves_nothing(&format!("data_{name}"), REGRESSION, data);
        run.exits(2).complains(words).complains(&["error"]);
    }
    leaves_nothing_but_a_run("data_good", REGRESSION, GOOD);
}

fn leaves_nothing_but_a_run(test: &str, model: &str, data: &str) {
    let directory = scratch(&format!("{test}_out"));
    let out = directory.join("run").display().to_string();
    fit(test, model, data, &["--out", &out]).exits(0);
    assert!(directory.join("run/draws.csv").exists());
}

#[test]
fn extra_data_can_be_accepted() {
    let data = r#"{"N": 2, "x": [1.5, 2], "k": [1, 0], "scale": 1, "extra": 3}"#;
    fit("extra_refused", REGRESSION, data, &[])
        .exits(2)
        .complains(&["--ignore-extra-data"]);
    fit("extra_accepted", REGRESSION, data, &["--ignore-extra-data"]).exits(0);
}

#[test]
fn programs_that_cannot_run_show_where() {
    for (name, model, words) in [
        (
            "syntax",
            "parameters { real x }",
            &["real x", "model.stan:1"][..],
        ),
        (
            "undeclared",
            "parameters { real x; } model { x ~ normal(m, 1); }",
            &["m"],
        ),
        (
            "type",
            "parameters { real x; } model { x ~ normal({1, 2}, {3}, 1); }",
            &["normal"],
        ),
        ("empty", "", &["parameters"]),
        (
            "no_parameters",
            "data { real y; } model { }",
            &["no parameters"],
        ),
        ("int_parameter", "parameters { int n; } model { }", &["int"]),
    ] {
        let data = if name == "no_parameters" {
            r#"{"y": 1}"#
        } else {
            "{}"
        };
        let run = leaves_nothing(&format!("program_{name}"), model, data);
        run.exits(2).complains(words).complains(&["error"]);
    }
}

#[test]
fn a_density_that_is_zero_everywhere_is_an_error() {
    let model = "parameters { real x; } model { target += negative_infinity(); x ~ normal(0, 1); }";
    let run = leaves_nothing("density_zero", model, "{}");
    run.exits(2).complains(&["finite"]);
    // The command that the error suggests runs, and shows the infinity.
    let (_, suggested) = run
        .stderr
        .split_once(": kullback ")
        .expect("a suggested command");
    let words: Vec<&str> = suggested.split_whitespace().collect();
    let look = kullback(&words);
    assert!(
        look.exits(0).stdout.contains("log density -inf"),
        "{look:#?}"
    );
    let model = "data { real y; } parameters { real<lower=0, upper=1> x; }
model { y ~ uniform(2 + x, 3); }";
    leaves_nothing("density_outside", model, r#"{"y": 1}"#)
        .exits(2)
        .complains(&["finite"]);
}

#[test]
fn an_improper_posterior_never_passes() {
    for (name, model) in [
        ("flat", "parameters { real x; } model { }"),
        ("growing", "parameters { real x; } model { target += x; }"),
        ("flat_positive", "parameters { real<lower=0> x; } model { }"),
        (
            "one_of_two",
            "parameters { real x; real y; } model { x ~ normal(0, 1); }",
        ),
        (
            "sum_only",
            "parameters { real x; real y; } model { x + y ~ normal(0, 1); }",
        ),
    ] {
        let run = fit(&format!("improper_{name}"), model, "{}", &[]);
        assert!(matches!(run.code, Some(1 | 2)), "{run:#?}");
        if run.code == Some(2) {
            run.complains(&["improper"]);
        } else {
            assert!(run.stdout.contains("DO NOT USE"), "{run:#?}");
        }
    }
}

#[test]
fn a_rejecting_program_is_an_error_with_its_own_words() {
    let model = "parameters { real x; } model { reject(\"never mind \", x); }";
    leaves_nothing("reject", model, "{}").exits(2).complains(&[
        "rejects",
        "never mind",
        "model.stan:1",
    ]);
}

#[test]
fn files_that_are_not_there_are_named() {
    let run = kullback(&["fit", "nowhere.stan"]);
    run.exits(2).complains(&["nowhere.stan", "error"]);
    let run = kullback(&[
        "fit",
        "examples/eight_schools/model.stan",
        "--data",
        "nowhere.json",
    ]);
    run.exits(2).complains(&["nowhere.json"]);
    let run = kullback(&["fit", "examples/eight_schools/model.stan"]);
    run.exits(2).complains(&["J", "--data"]);
    kullback(&["check", "examples"])
        .exits(2)
        .complains(&["examples"]);
    let directory = scratch("not_text");
    let path = directory.join("model.stan");
    std::fs::write(&path, [0xff, 0xfe, 0x00]).expect("writable");
    kullback(&["check".as_ref(), path.as_os_str()])
        .exits(2)
        .complains(&["UTF-8"]);
}

/// Text that a parser by recursive descent could drown in.
#[test]
fn deep_nesting_is_an_error_and_not_a_crash() {
    for (name, open, close) in [
        ("brackets", "(", ")"),
        ("minus", "-", ""),
        ("index", "x[", "]"),
    ] {
        let (open, close) = (open.repeat(100_000), close.repeat(100_000));
        let model = format!("parameters {{ real x; }} model {{ target += {open}1{close}; }}");
        let run = fit(&format!("deep_{name}"), &model, "{}", &[]);
        run.exits(2).complains(&["error"]);
    }
    let data = format!("{{\"y\": {}1{}}}", "[".repeat(100_000), "]".repeat(100_000));
    let model = "data { real y; } parameters { real x; } model { y ~ normal(x, 1); }";
    fit("deep_data", model, &data, &[])
        .exits(2)
        .complains(&["error"]);
}
