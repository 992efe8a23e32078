//! The tables against Stan's own list of signatures.

use std::path::Path;

use super::{find, is_known_elsewhere, resolve};
use crate::types::Type;

/// Reads `array[,] vector` and its like; `None` for what kullback has no types for.
fn read_type(text: &str) -> Option<Type> {
    let (dimensions, element) = match text.strip_prefix("array[") {
        Some(rest) => {
            let (commas, element) = rest.split_once("] ")?;
            (commas.len() + 1, element)
        }
        None => (0, text),
    };
    let element = match element {
        "int" => Type::Int,
        "real" => Type::Real,
        "vector" => Type::Vector,
        "row_vector" => Type::RowVector,
        "matrix" => Type::Matrix,
        _ => return None,
    };
    Some(Type::array(element, dimensions))
}

/// The types between `, `, which never splits `array[,]`.
fn read_types(text: &str) -> Option<Vec<Type>> {
    if text.is_empty() {
        return Some(Vec::new());
    }
    text.split(", ").map(read_type).collect()
}

#[test]
fn every_signature_of_the_catalogue_is_accepted() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/stan/signatures.txt");
    let Ok(catalogue) = std::fs::read_to_string(&path) else {
        eprintln_skip(&path);
        return;
    };
    let mut checked = 0;
    let mut mistakes = Vec::new();
    for line in catalogue.lines() {
        let Some((name, rest)) = line.split_once('(') else {
            continue;
        };
        let Some(id) = find(name) else {
            if !is_known_elsewhere(name) {
                mistakes.push(format!("unknown name: {line}"));
            }
            continue;
        };
        let Some((arguments, result)) = rest.rsplit_once(") => ") else {
            continue;
        };
        let (Some(arguments), Some(result)) = (read_types(arguments), read_type(result)) else {
            continue;
        };
        let references: Vec<&Type> = arguments.iter().collect();
        checked += 1;
        match resolve(id, &references) {
            Some(found) if found.result == result => {}
            other => mistakes.push(format!("{line}: {:?}", other.map(|m| m.result))),
        }
    }
    mistakes.truncate(40);
    assert!(mistakes.is_empty(), "{}", mistakes.join("\n"));
    assert!(checked > 15_000, "only {checked} signatures were checked");
}

#[allow(clippy::print_stderr, reason = "a skipped test says so")]
fn eprintln_skip(path: &Path) {
    eprintln!("skipped: {} is not there", path.display());
}

/// Combinations that Stan refuses, each by a rule that is easy to make too generous.
#[test]
fn what_stan_refuses_is_refused() {
    for (name, arguments) in [
        ("normal_lpdf", "real, matrix, real"),
        ("normal_lpdf", "real, real"),
        ("poisson_lpmf", "real, real"),
        ("poisson_lpmf", "vector, real"),
        ("atan2", "vector, row_vector"),
        ("atan2", "array[] real, vector"),
        ("exp", "real, real"),
        ("dot_product", "vector, array[] real"),
        ("append_array", "array[] int, array[] vector"),
        ("append_array", "array[] vector, array[,] vector"),
        ("rep_array", "real, real"),
        ("lower_bound_constrain", "array[] vector, vector"),
        ("multiply", "vector, vector"),
        ("add", "array[] real, array[] real"),
        ("choose", "real, int"),
        ("lmgamma", "real, real"),
        ("head", "matrix, int"),
        ("log_sum_exp", "array[] vector"),
        ("max", "real, real"),
        ("num_elements", "real"),
    ] {
        let id = find(name).expect(name);
        let types = read_types(arguments).expect(arguments);
        let references: Vec<&Type> = types.iter().collect();
        assert_eq!(resolve(id, &references), None, "{name}({arguments})");
    }
}
