//! Makes the trace of a fit: from the steps that were heard and from the draws that it kept.

use std::collections::BTreeMap;

use kullback_math::linalg::Matrix;
use kullback_math::pareto::ParetoTail;
use kullback_stan::{Model, ModelError};
use kullback_vi::{FitResult, Progress, Stage};

use super::{Line, SCHEMA, Tail, Trace, WeightedError, thin};
use crate::marginals::as_points;

impl Trace {
    /// Of a fit with this result, which took these steps; `columns` of the model are in its report.
    pub(crate) fn new(
        model: &Model,
        result: &FitResult,
        steps: &[Progress],
        columns: usize,
    ) -> Result<Self, ModelError> {
        let certifier = &result.certifier_draws;
        let ratios: Vec<f64> = certifier
            .log_density
            .iter()
            .zip(&certifier.log_proposal)
            .map(|(p, q)| p - q)
            .collect();
        let tails = [("q", &result.log_ratios), ("certifier", &ratios)];
        Ok(Self {
            schema: SCHEMA.to_owned(),
            lines: lines(steps),
            sample: thin::sample(model.coordinates(), result),
            tails: tails
                .into_iter()
                .filter_map(|(of, ratios)| tail(of, ratios))
                .collect(),
            errors: errors(model, result, columns)?,
        })
    }
}

/// The steps of every path and fit; those of parts without a free energy are left out.
fn lines(steps: &[Progress]) -> Vec<Line> {
    let mut lines: Vec<Line> = Vec::new();
    let mut places: BTreeMap<(String, usize), usize> = BTreeMap::new();
    for progress in steps {
        if matches!(progress.stage, Stage::Optimise | Stage::LinearResponse) {
            continue;
        }
        let stage = stage_key(progress.stage);
        let place = *places
            .entry((stage.clone(), progress.fit))
            .or_insert_with(|| {
                lines.push(Line {
                    stage,
                    fit: progress.fit,
                    step: Vec::new(),
                    evaluations: Vec::new(),
                    free_energy: Vec::new(),
                    standard_error: Vec::new(),
                    entropy: Vec::new(),
                    accuracy: Vec::new(),
                });
                lines.len() - 1
            });
        let finite = |value: f64| value.is_finite().then(|| rounded(value));
        let line = &mut lines[place];
        line.step.push(progress.step);
        line.evaluations.push(progress.evaluations);
        line.free_energy.push(finite(progress.free_energy));
        line.standard_error
            .push(progress.standard_error.and_then(finite));
        line.entropy.push(progress.entropy.and_then(finite));
        line.accuracy.push(progress.accuracy.and_then(finite));
    }
    lines
}

/// The name of a stage in JSON.
fn stage_key(stage: Stage) -> String {
    match serde_json::to_value(stage) {
        Ok(serde_json::Value::String(name)) => name,
        // A stage is an enum without fields, which is a string.
        _ => stage.to_string(),
    }
}

fn tail(of: &str, log_ratios: &[f64]) -> Option<Tail> {
    let largest = log_ratios.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    if !largest.is_finite() {
        return None;
    }
    let relative: Vec<f64> = log_ratios.iter().map(|ratio| ratio - largest).collect();
    let tail = ParetoTail::of(&relative)?;
    Some(Tail {
        of: of.to_owned(),
        draws: relative.len(),
        k: tail.k,
        sigma: tail.sigma,
        cutoff: tail.cutoff,
        log_weights: tail.members.iter().map(|&i| rounded(relative[i])).collect(),
    })
}

/// Errors of the weighted moments that the report holds: by the same draws.
fn errors(
    model: &Model,
    result: &FitResult,
    columns: usize,
) -> Result<Vec<WeightedError>, ModelError> {
    let draws = &result.draws;
    if result.evidence.log_evidence.estimate().is_none() || !draws.weights.pass() {
        return Ok(Vec::new());
    }
    let rows = model.write_parameters(as_points(&draws.points))?;
    let weights: Vec<f64> = draws.log_weights.iter().map(|log| log.exp()).collect();
    let of = |column: usize| {
        let values: Vec<f64> = rows.iter().skip(column).step_by(columns).copied().collect();
        error(&values, &weights, draws.weights.pareto_k)
    };
    Ok((0..columns).map(of).collect())
}

fn error(values: &[f64], weights: &[f64], pareto_k: Option<f64>) -> WeightedError {
    let used = || values.iter().zip(weights).filter(|(_, w)| **w > 0.0);
    let mean: f64 = used().map(|(x, w)| w * x).sum();
    let squares: f64 = used().map(|(x, w)| (w * (x - mean)).powi(2)).sum();
    let mut shares: Vec<f64> = values
        .iter()
        .zip(weights)
        .map(|(x, w)| {
            if *w > 0.0 {
                w.ln() + (x - mean).abs().ln()
            } else {
                f64::NEG_INFINITY
            }
        })
        .collect();
    let largest = shares.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    for share in &mut shares {
        *share -= largest;
    }
    let own = largest
        .is_finite()
        .then(|| ParetoTail::of(&shares).map(|tail| tail.k))
        .flatten();
    WeightedError {
        mean: Some(squares.sqrt()).filter(|error| error.is_finite()),
        pareto_k: match (own, pareto_k) {
            (Some(own), Some(weights)) => Some(own.max(weights)),
            (own, weights) => own.or(weights),
        },
    }
}

/// Six significant digits: more than a picture shows, in half the bytes.
pub(super) fn rounded(value: f64) -> f64 {
    format!("{value:.5e}").parse().unwrap_or(value)
}

/// The rows of `points` with these indices, and these of its columns.
pub(super) fn rows(points: &Matrix, indices: &[usize], columns: &[usize]) -> Vec<Vec<f64>> {
    let row = |i: usize| columns.iter().map(|&d| rounded(points[(i, d)])).collect();
    indices.iter().map(|&i| row(i)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// With weights 1/4 each on 1, 2, 4, 9: the mean is 4 and the error √(Σ (x − 4)²)/4 = √38/4.
    #[test]
    fn the_error_of_a_mean_is_that_of_the_delta_method() {
        let error = error(&[1.0, 2.0, 4.0, 9.0], &[0.25; 4], None);
        assert!((error.mean.unwrap_or(0.0) - 38.0_f64.sqrt() / 4.0).abs() < 1e-15);
        assert_eq!(error.pareto_k, None);
    }

    #[test]
    fn rounding_keeps_six_digits() {
        assert_eq!(rounded(-123.456_789), -123.457);
        assert_eq!(rounded(0.0), 0.0);
        assert!(rounded(f64::NAN).is_nan());
    }
}
