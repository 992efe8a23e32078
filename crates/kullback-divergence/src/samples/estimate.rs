//! A number on its way to becoming a [`Value`]: with a standard error and what is doubtful about it.

use crate::Value;

/// Half-width of a 95 % interval in standard errors.
const NORMAL_95: f64 = 1.959_963_984_540_054;

#[derive(Clone, Debug)]
pub(super) struct Estimate {
    pub(super) nats: f64,
    pub(super) standard_error: f64,
    pub(super) estimator: String,
    pub(super) n: usize,
    pub(super) pareto_k: Option<f64>,
    /// Reasons why the bias may exceed the interval.
    pub(super) flags: Vec<String>,
}

impl Estimate {
    pub(super) fn half_width(&self) -> f64 {
        NORMAL_95 * self.standard_error
    }

    pub(super) fn into_value(self) -> Value {
        let half = self.half_width();
        Value::Estimate {
            nats: self.nats,
            interval: [self.nats - half, self.nats + half],
            estimator: self.estimator,
            n: self.n,
            pareto_k: self.pareto_k,
            bias_flag: (!self.flags.is_empty()).then(|| self.flags.join("; ")),
        }
    }
}

pub(super) fn mean(values: impl ExactSizeIterator<Item = f64>) -> f64 {
    let n = values.len() as f64;
    values.sum::<f64>() / n
}

/// The variance with n − 1; 0 for fewer than two values.
pub(super) fn variance(values: &[f64]) -> f64 {
    let centre = mean(values.iter().copied());
    let squares: f64 = values.iter().map(|x| (x - centre) * (x - centre)).sum();
    squares / (values.len() as f64 - 1.0).max(1.0)
}
