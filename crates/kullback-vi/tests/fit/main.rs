//! Fits against moments, evidence and divergences known from closed forms, SciPy or the literature.

mod annealing;
mod bad_input;
mod batch_and_match;
mod calibration;
mod coverage;
mod goldens;
mod low_rank;
mod mean_field;
mod mixtures;
mod oracles;
mod paths;
mod pq;
mod reference;
mod targets;
mod verdicts;

use std::ops::ControlFlow;

use kullback_math::LogDensity;
use kullback_vi::{FitError, FitOptions, FitResult, fit};

/// A fit that nobody watches.
fn quiet<T: LogDensity>(target: &T, options: &FitOptions) -> Result<FitResult, FitError> {
    fit(target, options, &mut |_| ControlFlow::Continue(()))
}

/// The fit with the default options and this seed.
fn fitted<T: LogDensity>(target: &T, seed: u64) -> FitResult {
    let options = FitOptions {
        seed,
        ..FitOptions::default()
    };
    quiet(target, &options).unwrap()
}

/// Whether `value` is within `errors` standard errors of `expected`.
fn agrees(estimate: &kullback_vi::evidence::Estimate, expected: f64, errors: f64) -> bool {
    (estimate.value - expected).abs() <= errors * estimate.standard_error + 1e-9
}

/// A JSON array of numbers.
fn numbers(value: &serde_json::Value) -> Vec<f64> {
    value
        .as_array()
        .unwrap()
        .iter()
        .map(|v| v.as_f64().unwrap())
        .collect()
}
