//! `kullback fit`: the examples, the JSON schema, and the same bytes on any number of threads.

use serde_json::Value;

use crate::program::{Run, fit, kullback, scratch};

const EXAMPLES: [&str; 7] = [
    "eight_schools",
    "eight_schools_centred",
    "gaussian_process",
    "hierarchical_poisson",
    "linear_regression",
    "logistic_regression",
    "mixture",
];

/// y ~ N(theta, 1) with prior N(0, 2) and y = 2: the posterior is N(1.6, sqrt(0.8)), the log
/// evidence that of N(0, sqrt 5) at 2.
const CONJUGATE: &str = "data { real y; }
parameters { real theta; }
model {
  target += normal_lpdf(theta | 0, 2);
  target += normal_lpdf(y | theta, 1);
}
generated quantities { real twice = 2 * theta; real noise = normal_rng(0, 1); }
";

fn example(name: &str, more: &[&str]) -> Run {
    let model = format!("examples/{name}/model.stan");
    let data = format!("examples/{name}/data.json");
    let mut arguments = vec!["fit", &model, "--data", &data];
    arguments.extend(more);
    kullback(&arguments)
}

#[test]
fn every_example_fits_and_the_exit_code_follows_the_verdict() {
    for name in EXAMPLES {
        let run = example(name, &[]);
        run.exits(if run.stdout.contains("DO NOT USE") {
            1
        } else {
            0
        });
        for word in [
            "verdict",
            "seed 1",
            "E_{z~Q}",
            "D_KL(Q‖P)",
            "D_KL(P‖Q)",
            "weights p/q",
        ] {
            assert!(run.stdout.contains(word), "no {word} for {name}: {run:#?}");
        }
        let widest = run.stdout.lines().map(|line| line.chars().count()).max();
        assert!(widest <= Some(120), "{name} is {widest:?} wide: {run:#?}");
    }
}

/// The centred parameterisation is a funnel that no Gaussian can follow.
#[test]
fn the_funnel_is_not_called_use() {
    let more = ["--format", "json", "--exit-zero"];
    let run = example("eight_schools_centred", &more);
    assert_ne!(run.exits(0).json()["verdict"]["decision"], "use");
}

#[test]
fn a_conjugate_model_gives_its_posterior_and_evidence() {
    let run = fit(
        "fit_conjugate",
        CONJUGATE,
        "{\"y\": 2}",
        &["--format", "json"],
    );
    let report = run.exits(0).json();
    assert_eq!(report["schema"], "kullback.fit/1");
    assert_eq!(report["verdict"]["decision"], "use");
    assert_eq!(report["dimension"], 1);
    let number = |value: &Value| value.as_f64().unwrap_or_else(|| panic!("{report:#}"));
    let theta = &report["parameters"][0];
    assert_eq!(theta["name"], "theta");
    for account in ["mean_field", "linear_response", "full_rank"] {
        assert!(
            (number(&theta[account]["mean"]) - 1.6).abs() < 0.01,
            "{theta}"
        );
        assert!(
            (number(&theta[account]["sd"]) - 0.8_f64.sqrt()).abs() < 0.01,
            "{theta}"
        );
    }
    // scipy.stats.norm.logpdf(2, 0, sqrt(5))
    let evidence = number(&report["log_evidence"]["value"]);
    assert!(
        (evidence + 2.123_657_489_421_722_6).abs() < 0.01,
        "{evidence}"
    );
    for direction in ["divergence_q_to_p", "divergence_p_to_q"] {
        assert_eq!(report[direction]["status"], "certified");
        assert!(number(&report[direction]["value"]).abs() < 0.01);
    }
    // Only the parameter is in the table: generated quantities belong to the draws.
    assert_eq!(report["parameters"].as_array().map(Vec::len), Some(1));
    // Both splits give F back.
    for q in report["approximations"].as_array().expect("a list") {
        let value = |name: &str| number(&q[name]["value"]);
        let f = value("free_energy");
        assert!(
            (value("complexity") - value("accuracy") - f).abs() < 1e-9,
            "{q}"
        );
        assert!((value("gap") - evidence - f).abs() < 1e-9, "{q}");
    }
}

/// The keys that a reader of `kullback.fit/1` may rely on. Adding one is fine; changing or removing
/// one needs a new schema name.
#[test]
fn the_schema_keeps_its_keys() {
    let report = example("eight_schools", &["--format", "json"]).json();
    for path in [
        "/schema",
        "/version",
        "/model",
        "/data",
        "/dimension",
        "/seed",
        "/verdict/decision",
        "/verdict/reasons",
        "/verdict/supports/0",
        "/verdict/next",
        "/expectation/objective",
        "/expectation/under",
        "/expectation/forces/0/text",
        "/expectation/forces/0/kind",
        "/approximations/0/family",
        "/approximations/0/free_energy/value",
        "/approximations/0/free_energy/standard_error",
        "/approximations/0/free_energy/interval/1",
        "/approximations/0/complexity/value",
        "/approximations/0/accuracy/value",
        "/approximations/0/gap/status",
        "/chosen",
        "/divergence_q_to_p/status",
        "/divergence_p_to_q/status",
        "/log_evidence/status",
        "/weights/pareto_k",
        "/weights/threshold",
        "/weights/draws",
        "/certifier_weights/draws",
        "/search/starts",
        "/search/failed",
        "/search/modes",
        "/parameters/0/name",
        "/parameters/0/mean_field/sd",
        "/parameters/0/linear_response/sd",
        "/parameters/0/full_rank/mean",
        "/parameters/0/pq/sd",
        "/minimised",
        "/moments/method",
        "/moments/trustworthy",
        "/approximations/0/minimises",
        "/approximations/0/divergence_p_to_q/status",
        "/unconstrained/pq_mean/9",
        "/unconstrained/pq_cholesky/9/9",
        "/parameters/0/note",
        "/unconstrained/coordinates/9",
        "/unconstrained/full_rank_mean/9",
        "/unconstrained/full_rank_cholesky/9/9",
        "/unconstrained/mean_field/9/sd",
        "/unconstrained/linear_response_sd/9",
        "/evaluations",
    ] {
        assert!(report.pointer(path).is_some(), "no {path} in {report:#}");
    }
    assert_eq!(report["parameters"].as_array().map(Vec::len), Some(18));
}

#[test]
fn the_same_seed_gives_the_same_bytes_on_any_number_of_threads() {
    for name in ["eight_schools", "mixture"] {
        let run = |threads, seed| {
            let more = [
                "--threads",
                threads,
                "--seed",
                seed,
                "--format",
                "json",
                "--exit-zero",
            ];
            example(name, &more).stdout
        };
        let one = run("1", "7");
        assert_eq!(one, run("2", "7"), "{name}");
        assert_eq!(one, run("3", "7"), "{name}");
        assert_ne!(one, run("1", "8"), "{name}");
    }
}

/// Two unit normals at ±3 with shares 0.3 and 0.7: by D_KL(P‖Q) one Gaussian has mean 1.2 and variance
/// 1 + 36 · 0.3 · 0.7, and the mixture is the posterior.
#[test]
fn the_direction_and_the_family_are_chosen() {
    let model = "parameters { real x; }
model { target += log_mix(0.3, normal_lpdf(x | -3, 1), normal_lpdf(x | 3, 1)); }";
    let run = |name, more: &[&str]| {
        let arguments = [more, &["--format", "json", "--exit-zero", "--seed", "3"]].concat();
        fit(name, model, "{}", &arguments).json()
    };
    let number = |value: &Value| {
        value
            .as_f64()
            .unwrap_or_else(|| panic!("no number: {value}"))
    };
    let both = run("fit_both", &[]);
    assert_eq!(
        (&both["chosen"], &both["minimised"]),
        (&"mixture".into(), &"qp".into())
    );
    assert!(number(&both["divergence_q_to_p"]["value"]).abs() < 0.02);
    let components = both["unconstrained"]["mixture"]
        .as_array()
        .expect("two modes");
    assert_eq!(components.len(), 2);
    let pq = run("fit_pq", &["--minimise", "pq", "--family", "full-rank"]);
    assert_eq!(
        (&pq["chosen"], &pq["minimised"]),
        (&"full_rank".into(), &"pq".into())
    );
    let objective = pq["expectation"]["objective"].as_str().expect("a formula");
    assert!(objective.starts_with("D_KL(P‖Q)"), "{objective}");
    let x = &pq["parameters"][0]["pq"];
    assert!((number(&x["mean"]) - 1.2).abs() < 0.3, "{x}");
    assert!(
        (number(&x["sd"]) / 8.56_f64.sqrt() - 1.0).abs() < 0.06,
        "{x}"
    );
    let qp = run("fit_qp", &["--minimise", "qp", "--family", "mean-field"]);
    assert_eq!(
        (&qp["chosen"], &qp["minimised"]),
        (&"mean_field".into(), &"qp".into())
    );
    assert!(qp["parameters"][0]["pq"].is_null() && qp["moments"].is_null());
}

#[test]
fn a_long_table_is_cut_and_all_prints_it() {
    let model = "data { int N; vector[N] y; } parameters { vector[N] mu; }
model { mu ~ normal(0, 1); y ~ normal(mu, 1); }";
    let data = format!("{{\"N\": 40, \"y\": {:?}}}", vec![0.5; 40]);
    let cut = fit("fit_long", model, &data, &[]);
    assert!(cut.exits(0).stdout.contains("… and 10 more"), "{cut:#?}");
    assert!(!cut.stdout.contains("mu[40]"));
    let whole = fit("fit_all", model, &data, &["--all"]);
    assert!(whole.exits(0).stdout.contains("mu[40]"), "{whole:#?}");
}

#[test]
fn a_model_without_data_needs_no_file() {
    let directory = scratch("fit_no_data");
    let model = "parameters { real x; } model { x ~ normal(3, 2); }";
    let [model, _] = crate::program::files(&directory, model, "{}");
    let run = kullback(&["fit", &model]);
    assert!(run.exits(0).stdout.contains("USE"), "{run:#?}");
}

#[test]
fn quiet_prints_the_result_and_nothing_else() {
    let run = example("eight_schools", &["--quiet"]);
    assert!(run.stderr.is_empty(), "{run:#?}");
    assert!(!run.stdout.contains('\u{1b}'), "{run:#?}");
}

/// The posterior of eight schools by quadrature over (mu, ln tau), theta integrated out: SciPy 1.17.1,
/// nested `integrate.quad` of normal(y | mu, √(sigma² + tau²)) normal(mu | 0, 5) cauchy(tau | 0, 5).
const EIGHT_SCHOOLS_LOG_EVIDENCE: f64 = -32.004_494_533;
const EIGHT_SCHOOLS_TAU: (f64, f64) = (3.597_705, 3.219_958);

#[test]
fn eight_schools_is_the_same_at_every_seed() {
    for seed in ["1", "2", "3", "4", "5", "6", "7", "8"] {
        let report = example("eight_schools", &["--format", "json", "--seed", seed]).json();
        assert_eq!(report["verdict"]["decision"], "use_after_resampling");
        let number = |path: &str| {
            let value = report.pointer(path).and_then(Value::as_f64);
            value.unwrap_or_else(|| panic!("no number at {path} in {report:#}"))
        };
        let error = number("/log_evidence/value") - EIGHT_SCHOOLS_LOG_EVIDENCE;
        assert!(
            error.abs() < 4.0 * number("/log_evidence/standard_error"),
            "seed {seed}: {error}"
        );
        let (mean, sd) = EIGHT_SCHOOLS_TAU;
        assert_eq!(report["parameters"][1]["name"], "tau");
        let shift = (number("/parameters/1/weighted/mean") - mean) / sd;
        assert!(shift.abs() < 0.1, "seed {seed}: {shift}");
        let ratio = number("/parameters/1/linear_response/sd") / sd;
        assert!((ratio - 1.0).abs() < 0.1, "seed {seed}: {ratio}");
    }
}

/// Where the certifier fails the fit names the command that samples the posterior instead; it runs,
/// says that the funnel's chains did not converge, and what to do.
#[test]
fn the_suggested_reference_runs() {
    let report = example("eight_schools_centred", &["--format", "json"])
        .exits(1)
        .json();
    let command = report["verdict"]["command"].as_str().expect("a command");
    let expected = "kullback fit examples/eight_schools_centred/model.stan \
                    --data examples/eight_schools_centred/data.json --reference nuts";
    assert_eq!(command, expected);
    let arguments: Vec<&str> = command.split(' ').skip(1).collect();
    let run = kullback(&arguments);
    for word in [
        "DO NOT USE",
        "did not converge",
        "diverge",
        "reparameterise",
        "R̂",
    ] {
        assert!(run.exits(1).stdout.contains(word), "no {word}: {run:#?}");
    }
}

/// A converged reference is told beside the fit, and agrees with quadrature of the evidence: that of
/// half a Cauchy (evidence.json of the fit's tests) less log 2, for the program truncates nothing.
#[test]
fn a_reference_is_reported() {
    let more = ["--reference", "nuts", "--format", "json", "--seed", "3"];
    let run = example("eight_schools", &more);
    let report = run.exits(0).json();
    let reference = &report["reference"];
    assert_eq!(reference["converged"], true, "{reference:#}");
    assert_eq!(reference["chains"], 4);
    let value = reference["log_evidence"]["value"]
        .as_f64()
        .expect("a number");
    assert!((value + 32.0045).abs() < 0.1, "{value}");
    assert_eq!(report["symmetric_sum"]["status"], "certified");
    assert_eq!(report["verdict"]["command"], Value::Null);
    for parameter in report["parameters"].as_array().expect("a list") {
        let [sd, weighted] = [&parameter["reference"], &parameter["weighted"]]
            .map(|account| account["sd"].as_f64().expect("a number"));
        assert!((sd / weighted - 1.0).abs() < 0.15, "{parameter}");
        assert!(parameter["reference"]["r_hat"].as_f64() < Some(1.02));
    }
    // The same bytes on other numbers of threads.
    let mut again = more.to_vec();
    again.extend(["--threads", "1"]);
    assert_eq!(example("eight_schools", &again).stdout, run.stdout);
}

/// Where the certifier fails and the chains converge, the draws written are theirs.
#[test]
fn draws_of_the_reference_are_written() {
    let model = "parameters { vector[10] x; vector[10] y; }
model { x ~ normal(0, 1); y ~ normal(0.5 * (x .* x - 1), 1); }";
    let out = scratch("fit_reference").join("run");
    let directory = out.display().to_string();
    let more = ["--reference", "nuts", "--out", &directory];
    let run = fit("fit_reference_model", model, "{}", &more);
    assert!(
        run.exits(0).stdout.contains("USE THE REFERENCE"),
        "{run:#?}"
    );
    let draws = std::fs::read_to_string(out.join("draws.csv")).expect("draws");
    let mut lines = draws.lines().skip_while(|line| line.starts_with('#'));
    let header: Vec<&str> = lines.next().expect("a header").split(',').collect();
    let y = header.iter().position(|name| *name == "y.1").expect("y");
    let rows: Vec<Vec<f64>> = lines
        .map(|line| {
            line.split(',')
                .map(|x| x.parse().expect("a number"))
                .collect()
        })
        .collect();
    assert_eq!(rows.len(), 1000);
    // lp_approx__ is the posterior's own density; its evidence is 1, and the bridge's error small.
    for row in &rows {
        let log_z = row[1] - row[0];
        assert!(log_z.abs() < 0.5, "{log_z}");
    }
    // y is skewed to the right: the mean of x² − 1 is 0, its sd √2.
    let skew: f64 = rows.iter().map(|row| row[y].powi(3)).sum::<f64>() / rows.len() as f64;
    assert!(skew > 0.5, "{skew}");
}
