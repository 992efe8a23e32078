//! Parameters from the prior, and data from them by the program's own generated quantities.

use kullback_math::linalg::Matrix;
use kullback_math::random::{Stream, standard_normal};
use kullback_math::{LogDensity, Order};
use kullback_stan::hir::{Block, Program};
use kullback_stan::{Column, Model, declared_data};
use kullback_vi::families::Gaussian;
use kullback_vi::reference::{ReferenceOptions, sample};
use kullback_vi::{Evaluator, FitError};
use serde_json::Value as Json;
use std::ops::ControlFlow;

use super::{CalibrateError, CalibrateOptions};
use crate::marginals::as_points;
use crate::words;

/// What a generated quantity that simulates `y` may be called.
const SUFFIXES: [&str; 3] = ["_rep", "_sim", "_tilde"];
/// The stream of the points at which the prior's slopes are compared.
const STREAM: u64 = 0x7072_696f;
/// Points at which they are.
const SLOPES: usize = 16;
/// The widest of them, as an sd.
const SPREAD: f64 = 3.0;
/// Draws of the prior for every one that is used, at least.
const THINNING: usize = 20;

/// A data variable and the generated quantity that simulates it.
pub(super) struct Twin {
    /// The data variable.
    pub data: String,
    simulated: String,
    integer: bool,
}

/// The data variables that generated quantities simulate.
pub(super) fn twins(program: &Program) -> Result<Vec<Twin>, CalibrateError> {
    let mut twins = Vec::new();
    for data in declared_data(program) {
        let in_block = |name: &str, block| {
            let mut variables = program.variables.iter();
            variables.find(|v| v.name == name && v.block == block)
        };
        let Some(variable) = in_block(data, Block::Data) else {
            continue;
        };
        let simulated = SUFFIXES
            .iter()
            .find_map(|suffix| in_block(&format!("{data}{suffix}"), Block::GeneratedQuantities));
        let Some(simulated) = simulated else { continue };
        if simulated.ty != variable.ty {
            return Err(CalibrateError::Type {
                data: data.to_owned(),
                simulated: simulated.name.clone(),
                expected: variable.ty.to_string(),
                found: simulated.ty.to_string(),
            });
        }
        twins.push(Twin {
            data: data.to_owned(),
            simulated: simulated.name.clone(),
            integer: variable.ty.is_integer(),
        });
    }
    if twins.is_empty() {
        return Err(CalibrateError::NothingSimulated {
            names: declared_data(program).map(str::to_owned).collect(),
        });
    }
    Ok(twins)
}

impl Twin {
    /// The simulated value in one row of a model's columns, as a data file gives it; an error names
    /// an element that is not a finite number.
    pub fn value(&self, columns: &[Column], row: &[f64]) -> Result<Json, String> {
        let mut value = Json::Array(Vec::new());
        for (column, &x) in columns.iter().zip(row) {
            let Some(indexes) = indexes(&column.name, &self.simulated) else {
                continue;
            };
            if column.block != Block::GeneratedQuantities {
                continue;
            }
            let number = if self.integer {
                // Integers below 2⁵³ are exact in the table of draws.
                (x.is_finite()).then(|| Json::from(x as i64))
            } else {
                serde_json::Number::from_f64(x).map(Json::Number)
            };
            place(&mut value, &indexes, number.ok_or(column.name.clone())?);
        }
        Ok(value)
    }
}

/// The indexes in the name of an element of `variable`, from 0; none when it belongs to another.
fn indexes(name: &str, variable: &str) -> Option<Vec<usize>> {
    let rest = name.strip_prefix(variable)?;
    if rest.is_empty() {
        return Some(Vec::new());
    }
    let inner = rest.strip_prefix('[')?.strip_suffix(']')?;
    let index = |text: &str| text.parse::<usize>().ok()?.checked_sub(1);
    inner.split(',').map(index).collect()
}

/// Puts `element` at `indexes` of nested arrays, which grow as needed.
fn place(value: &mut Json, indexes: &[usize], element: Json) {
    let Some((&first, rest)) = indexes.split_first() else {
        *value = element;
        return;
    };
    if !value.is_array() {
        *value = Json::Array(Vec::new());
    }
    if let Json::Array(list) = value {
        if list.len() <= first {
            list.resize(first + 1, Json::Null);
        }
        place(&mut list[first], rest, element);
    }
}

/// Draws of the prior.
pub(super) struct Prior {
    /// Simulations × D.
    pub points: Matrix,
    /// Parameters, transformed parameters and generated quantities at each, row after row.
    pub rows: Vec<f64>,
}

/// One draw of the prior for every simulation, far apart in chains that converged.
pub(super) fn draw_prior(
    model: &Model,
    options: &CalibrateOptions,
) -> Result<Prior, CalibrateError> {
    let prior = model.prior()?;
    let dimension = prior.dimension();
    let mut evaluator = Evaluator::new(&prior, options.threads)?;
    if let Some(d) = straight(&mut evaluator, options.seed) {
        return Err(CalibrateError::ImproperPrior {
            coordinate: model.coordinates().get(d).cloned().unwrap_or_default(),
        });
    }
    let defaults = ReferenceOptions::default();
    let chosen = ReferenceOptions {
        seed: options.seed,
        draws: defaults
            .draws
            .max((THINNING * options.simulations).div_ceil(defaults.chains)),
        ..defaults
    };
    let start = Gaussian::independent(vec![0.0; dimension], &vec![1.0; dimension]);
    let reference = sample(&mut evaluator, &[start], &chosen, &mut |_| {
        ControlFlow::Continue(())
    });
    let reference = match reference {
        Ok(reference) => reference,
        Err(FitError::NoFiniteStart { tried, .. }) => {
            return Err(CalibrateError::PriorNotSampled {
                why: format!("it is not finite at any of {tried} points around the origin"),
                failures: Vec::new(),
            });
        }
        Err(error) => return Err(error.into()),
    };
    if let Some(first) = reference.report.failures.first() {
        return Err(CalibrateError::PriorNotSampled {
            why: words::not_converged(first, model.coordinates()),
            failures: reference.report.failures.clone(),
        });
    }
    let total = reference.points.rows();
    let chosen = |i: usize| (2 * i + 1) * total / (2 * options.simulations);
    let points = Matrix::from_fn(options.simulations, dimension, |i, d| {
        reference.points[(chosen(i), d)]
    });
    let rows = model.write(as_points(&points), options.seed, 1)?;
    Ok(Prior { points, rows })
}

/// A coordinate along which the log prior is a straight line wherever one looks: a flat prior, or
/// nothing but the Jacobian of its constraint.
fn straight(evaluator: &mut Evaluator<'_, Model>, seed: u64) -> Option<usize> {
    let dimension = evaluator.dimension();
    let mut rng = Stream::new(seed, STREAM, 0);
    let points = Matrix::from_fn(SLOPES, dimension, |_, _| SPREAD * standard_normal(&mut rng));
    let evaluated = evaluator.evaluate(&points, Order::Gradient);
    let finite: Vec<usize> = (0..SLOPES)
        .filter(|&i| evaluated.log_density[i].is_finite())
        .collect();
    if finite.len() < SLOPES / 2 {
        return None;
    }
    (0..dimension).find(|&d| {
        let slopes = evaluated.gradient.column(d);
        let first = slopes[finite[0]];
        finite
            .iter()
            .all(|&i| (slopes[i] - first).abs() <= 1e-10 * first.abs().max(1.0))
    })
}
