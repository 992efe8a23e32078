//! The free energy of an approximation over a set of antithetic draws, taken apart.

use crate::evaluator::Evaluated;

/// F = −ELBO = energy − entropy over the draws of an objective, in nats.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct FreeEnergy {
    /// F; +∞ where a draw has no finite log density.
    pub value: f64,
    /// Its standard error were the pairs of antithetic draws independent; none where F is infinite.
    pub standard_error: Option<f64>,
    /// The entropy of the approximation.
    pub entropy: f64,
    /// The mean log likelihood, where the target tells it apart from the prior.
    pub accuracy: Option<f64>,
}

impl FreeEnergy {
    /// Over draws whose second half mirrors the first, of an approximation with this entropy.
    pub fn over(evaluated: &Evaluated, entropy: f64, splits_likelihood: bool) -> Self {
        let values = &evaluated.log_density;
        let count = values.len() as f64;
        let half = values.len() / 2;
        let (first, second) = values.split_at(half);
        let mean = values.iter().sum::<f64>() / count;
        let squares: f64 = first
            .iter()
            .zip(second)
            .map(|(a, b)| (0.5 * (a + b) - mean).powi(2))
            .sum();
        let pairs = half as f64;
        let standard_error = (squares / (pairs * (pairs - 1.0))).sqrt();
        let accuracy = evaluated.log_likelihood.iter().sum::<f64>() / count;
        Self {
            value: -mean - entropy,
            standard_error: Some(standard_error).filter(|error| error.is_finite()),
            entropy,
            accuracy: Some(accuracy).filter(|a| splits_likelihood && a.is_finite()),
        }
    }

    /// Where there is nothing finite to average.
    pub const INFINITE: Self = Self {
        value: f64::INFINITY,
        standard_error: None,
        entropy: f64::NAN,
        accuracy: None,
    };
}
