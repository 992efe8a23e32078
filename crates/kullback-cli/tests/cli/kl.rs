//! `kullback kl`.

use serde_json::Value;

use crate::program::{Run, kullback, scratch};

fn kl(arguments: &[&str]) -> Run {
    let mut all = vec!["kl"];
    all.extend(arguments);
    kullback(&all)
}

fn number(answer: &Value, path: &str) -> f64 {
    let value = answer.pointer(path).and_then(Value::as_f64);
    value.unwrap_or_else(|| panic!("no number at {path} in {answer:#}"))
}

/// N(0, 1) and N(1, 2²): 0.4431472 as in the examples of R's kldest; ln ½ + (4 + 1)/2 − ½ the other way.
#[test]
fn the_direction_is_the_one_asked_for() {
    let answer = [
        "--under",
        "normal(0, 1)",
        "--against",
        "normal(1, 2)",
        "--both",
    ];
    let run = kl(&answer);
    run.exits(0);
    let lines: Vec<&str> = run.stdout.lines().collect();
    assert_eq!(
        lines[..4],
        [
            "D_KL(Q‖P) = E_{x~Q}[ln q − ln p] = 0.4431 nats (0.6393 bits) · closed form",
            "D_KL(P‖Q) = E_{x~P}[ln p − ln q] = 1.307 nats (1.885 bits) · closed form",
            "  Q = normal(0, 1)",
            "  P = normal(1, 2)",
        ]
    );
    let json = kl(&[&answer[..], &["--format", "json"]].concat()).json();
    assert_eq!(json["expectation_under"], "normal(0, 1)");
    assert_eq!(json["reference"], "normal(1, 2)");
    assert_eq!(json["reversed"]["expectation_under"], "normal(1, 2)");
    let expected = 2.0_f64.ln() + (1.0 + 1.0) / 8.0 - 0.5;
    assert!((number(&json, "/nats") - expected).abs() < 1e-15);
    assert!((number(&json, "/bits") - expected / 2.0_f64.ln()).abs() < 1e-15);
    let expected = -(2.0_f64.ln()) + (4.0 + 1.0) / 2.0 - 0.5;
    assert!((number(&json, "/reversed/nats") - expected).abs() < 1e-14);
    let bits = kl(&[&answer[..], &["--bits"]].concat());
    assert!(bits.stdout.contains("0.6393 bits"), "{bits:#?}");
    assert!(!bits.stdout.contains("0.4431 nats"), "{bits:#?}");
}

/// The mixture of .7 N(−2, .6) and .3 N(2, .8) against its moments: .48696 by quadrature (the report's
/// fitting table).
#[test]
fn mixtures_are_integrated_and_regions_add_up() {
    let json = kl(&[
        "--under",
        "mixture(0.7*normal(-2, 0.6), 0.3*normal(2, 0.8))",
        "--against",
        "normal(-0.8, 1.95038)",
        "--format",
        "json",
    ])
    .json();
    assert_eq!(json["schema"], "kullback.kl/1");
    assert_eq!(json["kind"], "exact");
    assert_eq!(json["method"], "quadrature");
    assert!((number(&json, "/nats") - 0.48696).abs() < 1e-5);
    let regions = json["regions"].as_array().expect("regions");
    let sum: f64 = regions.iter().map(|r| number(r, "/contribution")).sum();
    assert!((sum - number(&json, "/nats")).abs() < 1e-10);
}

#[test]
fn infinities_have_a_witness() {
    for (under, against, at) in [
        ("normal(0, 1)", "uniform(0, 1)", "point"),
        ("cauchy(0, 1)", "normal(0, 1)", "tail"),
        ("student_t(2, 0, 1)", "normal(0, 1)", "tail"),
    ] {
        let run = kl(&["--under", under, "--against", against, "--format", "json"]);
        let json = run.exits(0).json();
        assert_eq!(json["kind"], "infinite", "{json:#}");
        assert_eq!(json["nats"], Value::Null);
        assert_eq!(json["witness"]["at"], at, "{json:#}");
    }
    // ν = 3 is finite: .6454609613 (the report's edge table).
    let run = kl(&[
        "--under",
        "student_t(3, 0, 1)",
        "--against",
        "normal(0, 1)",
        "--format",
        "json",
    ]);
    assert!((number(&run.json(), "/nats") - 0.645_460_961_3).abs() < 1e-10);
}

/// A uniform number in (0, 1) from the bits of `state` (splitmix64).
fn uniform(state: u64) -> f64 {
    let mut z = state.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    ((z ^ (z >> 31)) >> 11) as f64 / (1_u64 << 53) as f64
}

/// Draws of logistic(0, 1) and logistic(0.5, 1.2); SciPy 1.17 has 0.053539 for the divergence.
#[test]
fn samples_are_compared_with_samples_and_with_laws() {
    const LOGISTIC: f64 = 0.053_539;
    let folder = scratch("kl_samples");
    let write = |name: &str, stream: u64, shift: f64, scale: f64| {
        let mut text = "x\n".to_owned();
        for i in 0..800 {
            let u = uniform(stream + i);
            let logistic = (u / (1.0 - u)).ln();
            text.push_str(&format!("{}\n", shift + scale * logistic));
        }
        let path = folder.join(name);
        std::fs::write(&path, text).expect("written");
        path.display().to_string()
    };
    let (a, b) = (
        write("a.csv", 1, 0.0, 1.0),
        write("b.csv", 10_001, 0.5, 1.2),
    );
    let json = kl(&["--under", &a, "--against", &b, "--format", "json"]).json();
    assert_eq!(json["kind"], "estimate");
    let interval = [number(&json, "/interval/0"), number(&json, "/interval/1")];
    assert!(
        interval[0] < LOGISTIC && LOGISTIC < interval[1],
        "{interval:?}"
    );
    let law = [
        "--under",
        a.as_str(),
        "--against",
        "logistic(0.5, 1.2)",
        "--format",
        "json",
    ];
    let json = kl(&law).json();
    let interval = [number(&json, "/interval/0"), number(&json, "/interval/1")];
    assert!(
        interval[0] < LOGISTIC && LOGISTIC < interval[1],
        "{interval:?}"
    );
    kl(&["--under", "logistic(0, 1)", "--against", &a])
        .exits(2)
        .complains(&["density of the sample"]);
}

/// Two tables by hand: .3 ln (.3/.5) + .7 ln (.7/.5).
#[test]
fn tables_are_matched_by_the_names_of_their_categories() {
    let folder = scratch("kl_tables");
    let write = |name: &str, text: &str| {
        let path = folder.join(name);
        std::fs::write(&path, text).expect("written");
        path.display().to_string()
    };
    let counts = write(
        "counts.json",
        r#"{"categories": ["a", "b"], "counts": [3, 7]}"#,
    );
    let skewed = write(
        "skewed.json",
        r#"{"categories": ["b", "a"], "probabilities": [0.6, 0.4]}"#,
    );
    let json = kl(&["--under", &counts, "--against", &skewed, "--format", "json"]).json();
    let expected = 0.3 * (0.3_f64 / 0.4).ln() + 0.7 * (0.7_f64 / 0.6).ln();
    assert!(
        (number(&json, "/nats") - expected).abs() < 1e-15,
        "{json:#}"
    );

    let short = write("short.json", r#"{"probabilities": [0.5, 0.4]}"#);
    kl(&["--under", &short, "--against", &short])
        .exits(2)
        .complains(&["0.9", "must sum to 1"]);
    let run = kl(&["--under", &short, "--against", &short, "--normalise"]);
    run.exits(0)
        .complains(&["divided by the sum of its values, 0.9"]);
    let other = write(
        "other.json",
        r#"{"categories": ["a", "c"], "probabilities": [0.5, 0.5]}"#,
    );
    kl(&["--under", &counts, "--against", &other])
        .exits(2)
        .complains(&["`c`"]);
    let zero = write("zero.json", r#"{"counts": [0, 10]}"#);
    let plain = write("plain.json", r#"{"counts": [5, 5]}"#);
    let json = kl(&["--under", &plain, "--against", &zero, "--format", "json"]).json();
    assert_eq!(json["kind"], "infinite");
    let smoothed = ["--under", &plain, "--against", &zero, "--zeros", "jeffreys"];
    kl(&smoothed).exits(0);
    let negative = write("negative.json", r#"{"probabilities": [1.5, -0.5]}"#);
    kl(&["--under", &negative, "--against", &plain])
        .exits(2)
        .complains(&["[1]", "-0.5"]);
}

#[test]
fn bad_input_names_the_place_and_the_rule() {
    for (under, words) in [
        ("norml(0, 1)", &["norml", "did you mean `normal`"][..]),
        ("normal(0, -1)", &["sigma", "-1", "positive"]),
        ("normal(0)", &["sigma"]),
        ("normal(0, 1", &["expected"]),
        (
            "mixture(0.5*normal(0, 1), 0.6*normal(1, 1))",
            &["1.1", "sum to 1"],
        ),
        ("", &["expected"]),
        ("nowhere.csv", &["nowhere.csv"]),
    ] {
        kl(&["--under", under, "--against", "normal(0, 1)"])
            .exits(2)
            .complains(words);
    }
    kl(&["--under", "normal(0, 1)"])
        .exits(2)
        .complains(&["--against"]);
}

#[test]
fn a_plot_is_an_svg_of_both_densities() {
    let path = scratch("kl_plot").join("plot.svg");
    let file = path.display().to_string();
    let run = kl(&[
        "--under",
        "poisson(3)",
        "--against",
        "geometric(0.3)",
        "--plot",
        &file,
    ]);
    run.exits(0);
    let drawing = std::fs::read_to_string(&path).expect("the drawing was written");
    assert!(drawing.starts_with("<svg") && drawing.trim_end().ends_with("</svg>"));
    assert!(drawing.contains("poisson(3)") && drawing.contains("geometric(0.3)"));
    assert!(!drawing.contains("NaN") && !drawing.contains("inf"));
}

#[test]
fn two_distributions_by_position_are_refused_with_the_command_to_use() {
    let command = "kullback kl --under 'normal(0,1)' --against 'normal(1,2)'";
    kl(&["normal(0,1)", "normal(1,2)"])
        .exits(2)
        .complains(&["not symmetric", command]);
    kl(&["--under", "normal(0,1)", "normal(1,2)"])
        .exits(2)
        .complains(&[command]);
    kl(&["normal(0,1)"])
        .exits(2)
        .complains(&["--under 'normal(0,1)' --against P"]);
    kl(&[]).exits(2).complains(&["--under", "--against"]);
}

#[test]
fn a_file_whose_name_does_not_say_what_it_holds_is_no_expression() {
    let path = scratch("kl_text_file").join("draws.txt");
    std::fs::write(&path, "0.1\n0.2\n").expect("written");
    let file = path.display().to_string();
    kl(&["--under", &file, "--against", "normal(0, 1)"])
        .exits(2)
        .complains(&["draws.txt", "--under names a file", ".csv", ".json"]);
}

/// Bins of width 1 and 2: q is .5 and .25, p is uniform on (0, 3), by hand.
#[test]
fn histograms_are_densities_on_the_line() {
    let folder = scratch("kl_histograms");
    let path = folder.join("bins.json");
    std::fs::write(&path, r#"{"edges": [0, 1, 3], "counts": [5, 5]}"#).expect("written");
    let bins = path.display().to_string();
    let arguments = [
        "--under",
        &bins,
        "--against",
        "uniform(0, 3)",
        "--format",
        "json",
    ];
    let json = kl(&arguments).exits(0).json();
    let expected = 0.5 * (0.5_f64 * 3.0).ln() + 0.5 * (0.25_f64 * 3.0).ln();
    assert!(
        (number(&json, "/nats") - expected).abs() < 1e-12,
        "{json:#}"
    );
    std::fs::write(&path, r#"{"edges": [0, 1], "counts": [5, 5]}"#).expect("written");
    kl(&arguments).exits(2).complains(&["edges"]);
}
