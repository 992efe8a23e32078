//! Every law against the multiple-precision tables of `goldens/distributions`.

use std::path::{Path, PathBuf};

use kullback_divergence::distributions::{Argument, End, Law, Named, Tail, Univariate};
use kullback_math::random::Stream;
use serde_json::Value;

/// Relative error allowed everywhere.
const RELATIVE: f64 = 1e-13;
/// Multiples of a number's noise (see `make.py`) allowed besides.
const NOISE: f64 = 8.0;

fn number(value: &Value) -> f64 {
    match value.as_str() {
        Some("inf") => f64::INFINITY,
        Some("-inf") => f64::NEG_INFINITY,
        Some(_) => f64::NAN,
        None => value.as_f64().unwrap_or(f64::NAN),
    }
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

fn tables() -> Vec<(String, Value)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("goldens/distributions");
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder)
        .expect("the folder of tables")
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| {
            path.extension()
                .is_some_and(|extension| extension == "json")
        })
        .collect();
    files.sort();
    let read = |path: &PathBuf| {
        let text = std::fs::read_to_string(path).expect("a table");
        let table: Value = serde_json::from_str(&text).expect("valid JSON");
        (table["law"].as_str().expect("a name").to_string(), table)
    };
    files.iter().map(read).collect()
}

fn law(name: &str, case: &Value) -> Law {
    let argument = |value: &Value| match value {
        Value::Array(values) => Argument::Vector(values.iter().map(number).collect()),
        value => Argument::Number(number(value)),
    };
    let arguments: Vec<Argument> = list(&case["parameters"]).iter().map(argument).collect();
    Law::by_name(name, &arguments).unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// For every case of every table, the complaints that `check` makes, all at once.
fn walk(check: impl Fn(&Law, &Value, &Value, &mut Vec<String>)) {
    let mut failures = Vec::new();
    for (name, table) in tables() {
        for case in list(&table["cases"]) {
            let law = law(&name, case);
            check(&law, case, &table["bounds"], &mut failures);
        }
    }
    assert!(
        failures.is_empty(),
        "{}\n{} failures",
        failures.join("\n"),
        failures.len()
    );
}

/// Whether a result is as near as it can be asked to be to a number with noise.
fn near(got: f64, expected: &Value, absolute: f64, bounds: &Value) -> bool {
    let (want, noise) = (number(&expected[0]), number(&expected[1]));
    let multiples = bounds["noise"].as_f64().unwrap_or(NOISE);
    let same = got == want || (got.is_nan() && want.is_nan());
    // A subnormal result cannot be closer than its spacing.
    same || (got - want).abs() <= RELATIVE * want.abs() + multiples * noise + absolute + 1e-320
}

fn complain(law: &Law, what: &str, x: f64, got: f64, expected: &Value) -> String {
    let want = number(&expected[0]);
    let (error, noise) = ((got - want).abs(), number(&expected[1]));
    format!(
        "{law}: {what} at {x:e} is {got:e}, not {want:e}: relative error {:.1e}, {:.1} of the noise",
        error / want.abs(),
        error / noise
    )
}

#[test]
fn log_densities() {
    walk(|law, case, bounds, failures| {
        let absolute = bounds["log_density_absolute"].as_f64().unwrap_or(0.0);
        for row in list(&case["rows"]) {
            let x = number(&row["x"]);
            let got = law.log_density(x);
            if !near(got, &row["log_density"], absolute, bounds) {
                failures.push(complain(law, "log density", x, got, &row["log_density"]));
            }
        }
    });
}

#[test]
fn derivatives() {
    walk(|law, case, bounds, failures| {
        let absolute = bounds["partials_absolute"].as_f64().unwrap_or(0.0);
        for row in list(&case["rows"]) {
            let x = number(&row["x"]);
            let adjoint = law.adjoint(x);
            let got = std::iter::once(adjoint.by_x).chain(adjoint.by_parameters);
            for ((k, got), want) in got.enumerate().zip(list(&row["partials"])) {
                // Undefined where the log density is −∞.
                let defined = !number(&want[0]).is_nan();
                if defined && !near(got, want, absolute, bounds) {
                    failures.push(complain(law, &format!("partial {k}"), x, got, want));
                }
            }
        }
    });
}

#[test]
fn distribution_functions() {
    walk(|law, case, bounds, failures| {
        let cdf = bounds["cdf_absolute"].as_f64().unwrap_or(0.0);
        let survival = bounds["survival_absolute"].as_f64().unwrap_or(cdf);
        for row in list(&case["rows"]) {
            let x = number(&row["x"]);
            for (what, got, absolute) in [
                ("cdf", law.cdf(x), cdf),
                ("survival", law.survival(x), survival),
            ] {
                let want = &row[what];
                let Some(got) = got.filter(|_| !number(&want[0]).is_nan()) else {
                    continue;
                };
                if !near(got, want, absolute, bounds) {
                    failures.push(complain(law, what, x, got, want));
                }
            }
        }
    });
}

#[test]
fn entropies() {
    walk(|law, case, _, failures| {
        let want = number(&case["entropy"]);
        if let (Some(got), false) = (law.entropy(), want.is_nan()) {
            // A difference of logarithms of the size of the parameters.
            let parameters = law.parameters();
            let largest = parameters
                .iter()
                .fold(1.0_f64, |most, (_, value)| match value {
                    Argument::Number(x) if *x != 0.0 => most.max(x.abs().ln().abs()),
                    _ => most,
                });
            if (got - want).abs() > RELATIVE * want.abs() + 1e-15 * largest {
                failures.push(format!("{law}: entropy is {got:e}, not {want:e}"));
            }
        }
    });
}

#[test]
fn nothing_lies_outside_the_support() {
    walk(|law, _, _, failures| {
        let (low, high) = law.support().ends();
        let outside = [
            low - 1.0,
            high + 1.0,
            low - 0.5,
            f64::NEG_INFINITY,
            f64::INFINITY,
        ];
        for x in outside {
            if (x < low || x > high || x.is_infinite()) && law.log_density(x) != f64::NEG_INFINITY {
                failures.push(format!(
                    "{law}: log density at {x} is {}",
                    law.log_density(x)
                ));
            }
        }
        if law.support().is_discrete() {
            let x = low.max(-1e6) + 0.5;
            if law.log_density(x) != f64::NEG_INFINITY {
                failures.push(format!(
                    "{law}: log density between atoms is {}",
                    law.log_density(x)
                ));
            }
        }
        let points = law.breakpoints();
        let fine = points.windows(2).all(|pair| pair[0] < pair[1])
            && points.iter().all(|x| (low..=high).contains(x));
        if !fine {
            failures.push(format!("{law}: breakpoints {points:?}"));
        }
    });
}

#[test]
fn tails_follow_the_limits() {
    walk(|law, case, _, failures| {
        let tails = law.tails();
        for (end, tail) in [("low", tails.low), ("high", tails.high)] {
            let rows: Vec<[f64; 3]> = list(&case["tails"][end])
                .iter()
                .map(|row| [number(&row[0]), number(&row[1]), number(&row[2])])
                .collect();
            if let Some(complaint) = contradiction(tail, &rows) {
                failures.push(format!("{law}: {end} tail {tail:?}: {complaint}"));
            }
        }
    });
}

/// Beside a finite end the tables hold ln f at distances down to 1e-200, as 1/t.
#[test]
fn densities_beside_an_end() {
    walk(|law, case, _, failures| {
        if law.support().is_discrete() {
            return;
        }
        let (low, high) = law.support().ends();
        for (name, place, end) in [("low", low, End::Low), ("high", high, End::High)] {
            if place.is_infinite() {
                continue;
            }
            for row in list(&case["tails"][name]) {
                let (t, want) = (number(&row[0]), number(&row[1]));
                let got = law.log_density_beside(end, 1.0 / t);
                if (got - want).abs() > 1e-12 * want.abs().max(1.0) {
                    let distance = 1.0 / t;
                    failures.push(format!(
                        "{law}: {distance:e} from the {name} end: {got}, not {want}"
                    ));
                }
            }
        }
    });
}

/// What the limits say against a tail. Rows are t, ln f, ln(−ln f); the first two a factor 2 apart.
fn contradiction(tail: Tail, rows: &[[f64; 3]]) -> Option<String> {
    let [t, log, _] = *rows.first()?;
    let [twice, log_twice, _] = *rows.get(1)?;
    let last = rows.iter().rev().find(|row| row[2].is_finite());
    let [far, _, log_size] = *last.unwrap_or(&[f64::NAN; 3]);
    let differs = |what: &str, got: f64, want: f64, by: f64| {
        let wrong = (got - want).abs() > by * (1.0 + want.abs()) || got.is_nan();
        wrong.then(|| format!("{what} tends to {got}, not {want}"))
    };
    match tail {
        Tail::Algebraic { exponent } => {
            // The farther pair.
            let [.., [near, at_near, _], [far, at_far, _]] = rows else {
                return Some("two rows are needed".to_string());
            };
            let slope = (at_far - at_near) / (far / near).ln();
            differs("exponent", slope, exponent, 1e-5)
        }
        Tail::LogSquared { rate } => {
            // The second divided difference in ln t.
            let [[t0, f0, _], _, [t1, f1, _], [t2, f2, _]] = rows else {
                return Some("four rows are needed".to_string());
            };
            let slope = |fa: f64, fb: f64, a: f64, b: f64| (fb - fa) / (b / a).ln();
            let second = (slope(*f1, *f2, *t1, *t2) - slope(*f0, *f1, *t0, *t1)) / (t2 / t0).ln();
            differs("rate", -second, rate, 1e-9)
        }
        Tail::Exponential {
            power,
            rate,
            prefactor,
        } => {
            let leading = log_size - power * far.ln() - rate.ln();
            let rest = log + rate * t.powf(power) - log_twice - rate * twice.powf(power);
            // Where the exponential part is not so large that it hides the power before it.
            let readable = power <= 1.0 && rate * twice.powf(power) < 1e10;
            differs("log of rate / rate", leading, 0.0, 1e-3).or_else(|| {
                readable
                    .then(|| differs("prefactor", -rest / (twice / t).ln(), prefactor, 1e-3))
                    .flatten()
            })
        }
        Tail::Factorial => differs(
            "rate",
            (log_size - far.ln() - far.ln().ln()).exp(),
            1.0,
            0.1,
        ),
        Tail::DoubleExponential { rate } => {
            differs("rate / rate", log_size / far / rate, 1.0, 1e-3)
        }
    }
}

/// Twenty thousand draws counted between the points of the table, by Pearson's χ².
#[test]
fn samplers() {
    const DRAWS: usize = 20_000;
    walk(|law, case, _, failures| {
        let rows = list(&case["rows"]);
        let mut edges: Vec<(f64, f64)> = rows
            .iter()
            .map(|row| (number(&row["x"]), number(&row["cdf"][0])))
            .filter(|(_, p)| p.is_finite())
            .collect();
        if edges.is_empty() {
            return;
        }
        edges.push((f64::INFINITY, 1.0));
        let mut rng = Stream::new(20_26, 11, 23);
        let mut counts = vec![0.0; edges.len()];
        for _ in 0..DRAWS {
            let x = law.sample(&mut rng);
            match edges.iter().position(|(edge, _)| x <= *edge) {
                Some(cell) => counts[cell] += 1.0,
                None => failures.push(format!("{law}: a draw is {x}")),
            }
        }
        // Cells with fewer than ten expected draws are joined to the next.
        let (mut square, mut cells) = (0.0, 0.0);
        let (mut before, mut count) = (0.0, 0.0);
        for ((_, p), here) in edges.iter().zip(counts) {
            let expected = DRAWS as f64 * (p - before);
            count += here;
            if expected >= 10.0 {
                square += (count - expected).powi(2) / expected;
                cells += 1.0;
                (before, count) = (*p, 0.0);
            }
        }
        // Six standard deviations of χ² with at most 25 degrees of freedom.
        let limit = cells + 6.0 * (2.0_f64 * cells).sqrt() + 6.0;
        if square > limit {
            failures.push(format!("{law}: chi-square {square:.1} in {cells} cells"));
        }
    });
}

#[test]
fn every_law_has_a_table() {
    let named: Vec<String> = tables().into_iter().map(|(name, _)| name).collect();
    for (name, _) in Law::CATALOGUE {
        assert!(
            named.iter().any(|other| other == name),
            "no table for {name}"
        );
    }
}
