//! How far an account of a posterior is from its reference moments.

use std::path::Path;

use serde::Serialize;
use serde_json::Value;

use crate::Failure;
use crate::bench::median;

/// Reference moments of every parameter, from long runs of NUTS.
pub struct Reference {
    names: Vec<String>,
    mean: Vec<f64>,
    sd: Vec<f64>,
}

/// Errors over the parameters of one posterior: of means in reference sds, of sds relatively.
#[derive(Clone, Copy, Serialize)]
pub struct Errors {
    pub median_mean: f64,
    pub worst_mean: f64,
    pub median_sd: f64,
    pub worst_sd: f64,
}

impl Errors {
    /// Off by more than anybody should be handed without a warning.
    pub fn is_wrong(&self) -> bool {
        self.worst_mean > 0.3 || self.worst_sd > 0.25
    }
}

impl Reference {
    /// Reads `reference.json`.
    pub fn read(path: &Path) -> Result<Self, Failure> {
        let value = json(path)?;
        let list = |key: &str| value[key].as_array().cloned().unwrap_or_default();
        let numbers = |key: &str| list(key).iter().filter_map(Value::as_f64).collect();
        let names = list("parameters");
        let found = Self {
            names: names
                .iter()
                .filter_map(|name| name.as_str().map(str::to_owned))
                .collect(),
            mean: numbers("mean"),
            sd: numbers("sd"),
        };
        let count = found.names.len();
        if count == 0 || found.mean.len() != count || found.sd.len() != count {
            let what = format!("{}: not as many means and sds as names", path.display());
            return Err(Failure::Check(what));
        }
        Ok(found)
    }

    /// The errors of an account that gives mean and sd of a parameter by its name; none when it
    /// misses one, or has one that is not a number.
    pub fn errors(&self, account: impl Fn(&str) -> Option<(f64, f64)>) -> Option<Errors> {
        let mut means = Vec::new();
        let mut sds = Vec::new();
        for ((name, mean), sd) in self.names.iter().zip(&self.mean).zip(&self.sd) {
            let found = account(name)?;
            means.push((found.0 - mean).abs() / sd);
            sds.push((found.1 / sd - 1.0).abs());
        }
        let largest = |values: &[f64]| values.iter().copied().fold(0.0, f64::max);
        means
            .iter()
            .chain(&sds)
            .all(|e| e.is_finite())
            .then(|| Errors {
                median_mean: median(&means),
                worst_mean: largest(&means),
                median_sd: median(&sds),
                worst_sd: largest(&sds),
            })
    }

    /// The errors of the draws in a CSV file in CmdStan's layout, without its first `skip` rows.
    pub fn errors_of_draws(&self, path: &Path, skip: usize) -> Option<Errors> {
        let text = std::fs::read_to_string(path).ok()?;
        let mut lines = text
            .lines()
            .filter(|line| !line.starts_with('#') && !line.is_empty());
        let names: Vec<String> = lines.next()?.split(',').map(bracketed).collect();
        let mut columns = vec![Vec::new(); names.len()];
        for line in lines.skip(skip) {
            for (column, cell) in columns.iter_mut().zip(line.split(',')) {
                column.push(cell.trim().parse::<f64>().ok()?);
            }
        }
        self.errors(|name| {
            let index = names.iter().position(|other| other == name)?;
            moments(&columns[index])
        })
    }
}

/// `theta.1.2` as `theta[1,2]`.
fn bracketed(name: &str) -> String {
    match name.trim().split_once('.') {
        Some((stem, rest)) => format!("{stem}[{}]", rest.replace('.', ",")),
        None => name.trim().to_owned(),
    }
}

fn moments(values: &[f64]) -> Option<(f64, f64)> {
    let n = values.len() as f64;
    if values.len() < 2 {
        return None;
    }
    let mean = values.iter().sum::<f64>() / n;
    let squares: f64 = values.iter().map(|v| (v - mean) * (v - mean)).sum();
    Some((mean, (squares / (n - 1.0)).sqrt()))
}

/// A file as JSON.
pub fn json(path: &Path) -> Result<Value, Failure> {
    let text = std::fs::read_to_string(path).map_err(Failure::file(path))?;
    serde_json::from_str(&text)
        .map_err(|error| Failure::Check(format!("{}: {error}", path.display())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_those_of_stan() {
        assert_eq!(bracketed("theta.1.2"), "theta[1,2]");
        assert_eq!(bracketed(" mu"), "mu");
    }

    #[test]
    fn errors_are_in_units_of_the_reference() {
        let reference = Reference {
            names: vec!["a".into(), "b".into(), "c".into()],
            mean: vec![1.0, 0.0, 0.0],
            sd: vec![2.0, 1.0, 1.0],
        };
        let account = |name: &str| match name {
            "a" => Some((2.0, 2.5)),
            "b" => Some((0.1, 1.0)),
            _ => Some((0.0, 0.9)),
        };
        let errors = reference.errors(account).expect("all are there");
        assert_eq!(errors.worst_mean, 0.5);
        assert_eq!(errors.median_mean, 0.1);
        assert_eq!(errors.worst_sd, 0.25);
        assert!((errors.median_sd - 0.1).abs() < 1e-12);
        assert!(errors.is_wrong());
        assert!(reference.errors(|_| None).is_none());
    }
}
