//! Laws of several variables against multiple precision (`tests/multivariate`).

use kullback_math::random::Stream;
use serde_json::Value as Json;

use super::*;
use crate::distributions::{Argument, Named};

/// Arguments from a row of a table: numbers, lists, and lists of rows.
pub(crate) fn arguments(row: &Json) -> Vec<Argument> {
    let numbers =
        |list: &[Json]| -> Vec<f64> { list.iter().map(|x| x.as_f64().unwrap()).collect() };
    let argument = |v: &Json| match v.as_array() {
        None => v.as_f64().unwrap().into(),
        Some(list) if list.iter().all(Json::is_array) => {
            let rows: Vec<Vec<f64>> = list
                .iter()
                .map(|r| numbers(r.as_array().unwrap()))
                .collect();
            let columns = rows.first().map_or(0, Vec::len);
            Matrix::from_fn(rows.len(), columns, |i, j| rows[i][j]).into()
        }
        Some(list) => numbers(list).into(),
    };
    row.as_array().unwrap().iter().map(argument).collect()
}

pub(crate) fn law(name: &Json, row: &Json) -> MultivariateLaw {
    MultivariateLaw::by_name(name.as_str().unwrap(), &arguments(row)).unwrap()
}

fn numbers(row: &Json) -> Vec<f64> {
    row.as_array()
        .unwrap()
        .iter()
        .map(|x| x.as_f64().unwrap())
        .collect()
}

fn table() -> Json {
    serde_json::from_str(include_str!("../../../tests/multivariate/laws.json")).unwrap()
}

/// Relative to the largest of what is compared: an entry may be a difference of the others.
fn assert_close(found: &[f64], expected: &[f64], what: &str) {
    assert_eq!(found.len(), expected.len(), "{what}");
    let size = expected.iter().fold(1e-3_f64, |m, x| m.max(x.abs()));
    for (a, b) in found.iter().zip(expected) {
        assert!(
            (a - b).abs() <= 2e-13 * size,
            "{what}: {found:?}, expected {expected:?}"
        );
    }
}

#[test]
fn densities_derivatives_and_entropies() {
    let mut rows = 0;
    for entry in table()["laws"].as_array().unwrap() {
        for row in entry["rows"].as_array().unwrap() {
            rows += 1;
            let law = law(&entry["name"], &row["arguments"]);
            let x = numbers(&row["x"]);
            assert_eq!(law.space().dimension(), x.len());
            let found = [law.log_density(&x), law.entropy().unwrap()];
            let expected = [&row["log_density"], &row["entropy"]].map(|v| v.as_f64().unwrap());
            assert_close(&found[..1], &expected[..1], &format!("ln p of {law}"));
            assert_close(&found[1..], &expected[1..], &format!("entropy of {law}"));
            let adjoint = law.adjoint(&x);
            assert_close(
                &adjoint.by_x,
                &numbers(&row["by_x"]),
                &format!("∂x of {law}"),
            );
            let parameters = law.parameters();
            let by = row["by_parameters"].as_array().unwrap();
            assert_eq!(parameters.len(), by.len());
            for ((found, expected), (parameter, _)) in
                adjoint.by_parameters.iter().zip(by).zip(parameters)
            {
                assert_close(
                    found,
                    &numbers(expected),
                    &format!("∂{parameter} of {law} at {x:?}"),
                );
            }
        }
    }
    assert_eq!(rows, 15 * 6);
}

/// E\[−ln p\] is the entropy and the mean of every score is 0.
#[test]
fn draws_have_the_entropy_and_scores_of_the_law() {
    const DRAWS: u64 = 4000;
    for entry in table()["laws"].as_array().unwrap() {
        for (k, row) in entry["rows"].as_array().unwrap().iter().enumerate().take(3) {
            let law = law(&entry["name"], &row["arguments"]);
            let discrete = matches!(law.space(), Space::Counts { .. });
            let entropy = row["entropy"].as_f64().unwrap();
            let mut columns: Vec<Vec<f64>> = Vec::new();
            for step in 0..DRAWS {
                let x = law.sample(&mut Stream::new(7, k as u64, step));
                let mut values = vec![-law.log_density(&x) - entropy];
                // Scores by constrained parameters have the mean 0 only along the constraint.
                if !matches!(law.space(), Space::Simplex(_) | Space::Sphere(_)) && !discrete {
                    values.extend(law.adjoint(&x).by_parameters.concat());
                } else if let MultivariateLaw::Dirichlet(_) = law {
                    values.extend(law.adjoint(&x).by_parameters.concat());
                } else if let MultivariateLaw::Multinomial(law) = &law {
                    values.extend(x.iter().zip(law.theta()).map(|(x, t)| x - law.n() * t));
                }
                columns.resize(values.len(), Vec::new());
                for (column, value) in columns.iter_mut().zip(values) {
                    column.push(value);
                }
            }
            for (c, column) in columns.iter().enumerate() {
                let n = DRAWS as f64;
                let mean = column.iter().sum::<f64>() / n;
                let variance = column.iter().map(|v| (v - mean) * (v - mean)).sum::<f64>() / n;
                assert!(
                    mean.abs() <= 5.0 * (variance / n).sqrt() + 1e-12,
                    "{law}: column {c} has mean {mean} and variance {variance}"
                );
            }
        }
    }
}

#[test]
fn what_is_wrong_is_named() {
    let matrix = |rows: &[&[f64]]| Matrix::from_fn(rows.len(), rows[0].len(), |i, j| rows[i][j]);
    let said = |name: &str, arguments: &[Argument]| {
        MultivariateLaw::by_name(name, arguments)
            .unwrap_err()
            .to_string()
    };
    let mu = Argument::from(vec![0.0, 0.0]);
    assert_eq!(
        said(
            "multi_normal",
            &[mu.clone(), matrix(&[&[1.0, 2.0], &[2.0, 1.0]]).into()]
        ),
        "multi_normal: Sigma is not positive definite: pivot 2 of its Cholesky factorisation is not positive"
    );
    assert_eq!(
        said(
            "multi_normal",
            &[mu.clone(), matrix(&[&[1.0, 0.5], &[0.4, 1.0]]).into()]
        ),
        "multi_normal: Sigma[2, 1] is 0.4 and Sigma[1, 2] is 0.5, but the matrix must be symmetric"
    );
    assert_eq!(
        said("multi_normal", &[mu.clone(), matrix(&[&[1.0]]).into()]),
        "multi_normal: mu is 2 × 1, but must be 1 × 1, as Sigma has 1 rows"
    );
    assert_eq!(
        said(
            "multi_normal_prec",
            &[mu.clone(), matrix(&[&[1.0, f64::NAN], &[0.0, 1.0]]).into()]
        ),
        "multi_normal_prec: Omega[1, 2] is NaN, but must be finite"
    );
    assert_eq!(
        said(
            "multi_normal_cholesky",
            &[mu.clone(), matrix(&[&[1.0, 0.1], &[0.0, 1.0]]).into()]
        ),
        "multi_normal_cholesky: L[1, 2] is 0.1, but must be 0 above the diagonal"
    );
    assert_eq!(
        said(
            "multi_normal_diagonal",
            &[mu.clone(), vec![1.0, -1.0].into()]
        ),
        "multi_normal_diagonal: sigma[2] is -1, but must be positive and finite"
    );
    assert_eq!(
        said("multi_normal", &[mu, 1.0.into()]),
        "multi_normal: Sigma must be a matrix"
    );
    assert_eq!(
        said("dirichlet", &[vec![1.0].into()]),
        "dirichlet: alpha has too few values, it must have at least 2"
    );
    assert_eq!(
        said("multinomial", &[vec![0.5, 0.4].into(), 3.0.into()]),
        "multinomial: sum of theta is 0.9, but must be 1"
    );
    assert_eq!(
        said(
            "wishart",
            &[1.0.into(), matrix(&[&[1.0, 0.0], &[0.0, 1.0]]).into()]
        ),
        "wishart: nu is 1, but must be finite and above the number of rows less 1"
    );
    assert_eq!(
        said("von_mises_fisher", &[vec![1.0, 1.0].into(), 1.0.into()]),
        "von_mises_fisher: length of mu is 1.4142135623730951, but must be 1"
    );
    assert_eq!(
        said("dirichelt", &[]),
        "no distribution is called `dirichelt`; did you mean `dirichlet`?"
    );
    assert_eq!(
        said("multi_normal", &[vec![].into(), Matrix::zeros(0, 0).into()]),
        "multi_normal: Sigma has too few values, it must have at least 1"
    );
}

#[test]
fn a_large_law_is_printed_by_its_sizes() {
    let law = MultiNormal::new(vec![0.0; 50], Matrix::identity(50)).unwrap();
    assert_eq!(
        MultivariateLaw::from(law).to_string(),
        "multi_normal([0, 0, 0, … 50 numbers], [50 × 50 numbers])"
    );
}
