//! `kullback log-density`: the model at given points, on the unconstrained scale.

use std::path::Path;
use std::process::ExitCode;

use kullback::math::{Evaluation, LogDensity as _, Order, Points};
use kullback::stan::Model;
use serde::Serialize;
use serde_json::Value;

use crate::arguments::{Format, LogDensity};
use crate::failure::Failure;
use crate::input;
use crate::terminal::{STRONG, Terminal, paint};

/// `kullback log-density --format json`. A value that is not finite is `null`.
#[derive(Serialize)]
struct Listing<'a> {
    schema: &'static str,
    coordinates: &'a [String],
    points: Vec<Entry>,
}

#[derive(Serialize)]
struct Entry {
    /// In nats, Jacobian included.
    log_density: f64,
    /// The part that reads data; absent when the program cannot tell.
    #[serde(skip_serializing_if = "Option::is_none")]
    log_likelihood: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    gradient: Option<Vec<f64>>,
}

/// For random numbers in transformed data; the same as the default of `kullback fit`.
const SEED: u64 = 1;

/// Evaluates the model and prints.
pub fn run(arguments: &LogDensity, terminal: &Terminal) -> Result<ExitCode, Failure> {
    let model = input::model(&arguments.source, SEED, terminal)?;
    let dimension = model.dimension();
    let points = match &arguments.at {
        Some(path) => read_points(path, dimension)?,
        None => vec![vec![0.0; dimension]],
    };
    let order = if arguments.gradient {
        Order::Gradient
    } else {
        Order::Value
    };
    let entries = evaluate(&model, &points, order);
    let text = match arguments.format {
        Format::Json => input::json(&Listing {
            schema: "kullback.log-density/1",
            coordinates: model.coordinates(),
            points: entries,
        }),
        Format::Human => human(model.coordinates(), &entries),
    };
    terminal.result(&text)?;
    Ok(ExitCode::SUCCESS)
}

fn evaluate(model: &Model, points: &[Vec<f64>], order: Order) -> Vec<Entry> {
    let (dimension, lanes) = (model.dimension(), points.len());
    let mut values = vec![0.0; dimension * lanes];
    for (lane, point) in points.iter().enumerate() {
        for (d, x) in point.iter().enumerate() {
            values[d * lanes + lane] = *x;
        }
    }
    let mut out = Evaluation::default();
    let mut workspace = model.workspace();
    let batch = Points::new(&values, dimension, lanes);
    model.evaluate(batch, order, &mut out, &mut workspace);
    (0..lanes)
        .map(|lane| Entry {
            log_density: out.log_density[lane],
            log_likelihood: model.splits_likelihood().then(|| out.log_likelihood[lane]),
            gradient: (order == Order::Gradient).then(|| {
                let coordinate = |d| out.gradient[d * lanes + lane];
                (0..dimension).map(coordinate).collect()
            }),
        })
        .collect()
}

/// An array of points, or one point.
fn read_points(path: &Path, dimension: usize) -> Result<Vec<Vec<f64>>, Failure> {
    let wrong = |message: String| Failure::Input {
        path: path.to_owned(),
        message,
    };
    let value: Value = serde_json::from_str(&input::text(path)?)
        .map_err(|error| wrong(format!("not JSON: {error}")))?;
    let expected = "expected an array of points, each an array of numbers";
    let list = value.as_array().ok_or_else(|| wrong(expected.to_owned()))?;
    let list = match list.first() {
        None => return Err(wrong(format!("{expected}; found an empty array"))),
        Some(Value::Number(_)) => std::slice::from_ref(&value),
        Some(_) => list.as_slice(),
    };
    list.iter()
        .enumerate()
        .map(|(index, point)| {
            let numbers: Option<Vec<f64>> = point
                .as_array()
                .and_then(|numbers| numbers.iter().map(Value::as_f64).collect());
            let numbers = numbers
                .ok_or_else(|| wrong(format!("{expected}; point {} is {point}", index + 1)))?;
            if numbers.len() != dimension {
                return Err(wrong(format!(
                    "point {} has {} numbers; the model has {dimension} unconstrained coordinates",
                    index + 1,
                    numbers.len()
                )));
            }
            Ok(numbers)
        })
        .collect()
}

fn human(coordinates: &[String], entries: &[Entry]) -> String {
    let mut text = String::new();
    for (index, entry) in entries.iter().enumerate() {
        let mut line = format!("point {}: log density {}", index + 1, entry.log_density);
        if let Some(likelihood) = entry.log_likelihood {
            line.push_str(&format!(", of which the data's part {likelihood}"));
        }
        text.push_str(&paint(STRONG, line));
        text.push('\n');
        for (name, slope) in coordinates.iter().zip(entry.gradient.iter().flatten()) {
            text.push_str(&format!("  ∂/∂{name}: {slope}\n"));
        }
    }
    text
}
