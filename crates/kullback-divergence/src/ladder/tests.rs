//! The ladder against brute force in multiple precision (`tests/ladder`).

use serde_json::Value as Json;

use crate::distributions::Law;
use crate::distributions::continuous::Normal;
use crate::distributions::multivariate::tests::arguments;
use crate::expect_under;
use crate::result::Value;

fn law(name: &Json, row: &Json) -> Law {
    let name = name.as_str().unwrap();
    Law::by_name(name, &arguments(row)).unwrap_or_else(|error| panic!("{name} {row}: {error}"))
}

/// Checks every row of a table to a relative error, and returns how many there were.
fn walk(text: &str, tolerance: f64) -> usize {
    let table: Json = serde_json::from_str(text).unwrap();
    let mut failures = Vec::new();
    let mut rows = 0;
    for pair in table["pairs"].as_array().unwrap() {
        let tolerance = pair["relative"].as_f64().unwrap_or(tolerance);
        let mut worst = (0.0, String::new());
        for row in pair["rows"].as_array().unwrap() {
            rows += 1;
            let (q, p) = (law(&pair["q"], &row[0]), law(&pair["p"], &row[1]));
            let answer = expect_under(&q).against(&p).kl().unwrap();
            let error = match (&answer.value, row[2].as_f64()) {
                (Value::Infinite { .. }, None) => 0.0,
                (Value::Exact { nats, .. }, Some(expected)) if *nats == expected => 0.0,
                (Value::Exact { nats, .. }, Some(expected)) if *nats >= 0.0 => {
                    (nats - expected).abs() / expected.abs()
                }
                _ => f64::INFINITY,
            };
            let error = if error.is_nan() { f64::INFINITY } else { error };
            if error > worst.0 {
                worst = (
                    error,
                    format!(
                        "{q} ‖ {p}: {:?} ({}), expected {}",
                        answer.value, answer.method, row[2]
                    ),
                );
            }
        }
        if worst.0 > tolerance {
            failures.push(format!("{:e}: {}", worst.0, worst.1));
        }
    }
    assert!(
        failures.is_empty(),
        "{} pairs\n{}",
        failures.len(),
        failures.join("\n")
    );
    rows
}

#[test]
fn all_ordered_pairs() {
    walk(include_str!("../../tests/ladder/all_pairs.json"), 1e-12);
}

#[test]
fn pairs_with_a_formula() {
    walk(include_str!("../../tests/ladder/formulas.json"), 1e-13);
}

#[test]
fn edges() {
    walk(include_str!("../../tests/ladder/edges.json"), 1e-13);
}

/// Parameters a relative 1e-3, 1e-6 and 1e-8 apart: divergences down to 1e-18.
#[test]
fn near_identical_pairs() {
    walk(include_str!("../../tests/ladder/near.json"), 1e-10);
}

/// Zipf, by the zeta function and its derivative.
#[test]
fn heavy_tailed_counts() {
    walk(include_str!("../../tests/ladder/heavy.json"), 1e-11);
}

/// Every ordered pair of the whole catalogue has a value, whatever it is: no pair is refused.
#[test]
fn no_pair_is_refused() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/goldens/distributions");
    let mut laws = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|extension| extension != "json") {
            continue;
        }
        let table: Json = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
        let numbers = |case: &&Json| {
            let parameters = case["parameters"].as_array().unwrap();
            parameters.iter().all(|v| v.is_number() || v.is_array())
        };
        let cases = table["cases"].as_array().unwrap();
        if let Some(case) = cases.iter().find(numbers) {
            laws.push(law(&table["law"], &case["parameters"]));
        }
    }
    assert!(
        laws.len() >= Law::CATALOGUE.len() - 2,
        "{} laws",
        laws.len()
    );
    let mut failures = Vec::new();
    for q in &laws {
        for p in &laws {
            let answer = expect_under(q).against(p).kl().unwrap();
            let valued = match answer.value {
                Value::Exact { nats, .. } => nats >= 0.0,
                Value::Infinite { .. } => true,
                _ => false,
            };
            if !valued {
                failures.push(answer.to_string());
            }
        }
    }
    assert!(
        failures.is_empty(),
        "{} pairs\n{}",
        failures.len(),
        failures.join("\n")
    );
}

/// N(10³⁰⁸, 1) lies between two doubles: (2·10³⁰⁸)²/2 is beyond a double, and no point of an integral meets the
/// mass. Nothing may be claimed, least of all 0.
#[test]
fn mass_that_no_point_meets_is_not_taken_for_agreement() {
    let (q, p) = (
        Normal::new(1e308, 1.0).unwrap(),
        Normal::new(-1e308, 1.0).unwrap(),
    );
    let value = expect_under(&q).against(&p).kl().unwrap().value;
    let Value::Bounded { high, .. } = value else {
        panic!("{value:?}")
    };
    assert_eq!(high, f64::INFINITY);
}
