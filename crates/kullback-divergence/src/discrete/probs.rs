//! Arrays of probabilities.

use super::element::Real;
use super::error::TableError;
use super::sum;
use super::table::{Table, private::Sealed};

const ARGUMENT: &str = "probabilities";

/// Probabilities that sum to 1; the array is borrowed, never copied.
#[derive(Clone, Copy, Debug)]
pub struct Probs<'a, T: Real> {
    values: &'a [T],
    total: f64,
    has_zero: bool,
}

impl<'a, T: Real> Probs<'a, T> {
    /// Takes probabilities as they are.
    ///
    /// # Errors
    /// [`TableError`] when the array is empty, a value is negative or NaN or infinite, or the sum is
    /// further from 1 than rounding explains (1e-8 for `f64`, 1e-5 for `f32`).
    pub fn new(values: &'a [T]) -> Result<Self, TableError> {
        let (checked, sum) = Self::normalised(values)?;
        if (sum - 1.0).abs() > T::TOLERANCE {
            return Err(TableError::NotNormalised {
                argument: ARGUMENT,
                sum,
                tolerance: T::TOLERANCE,
            });
        }
        Ok(Self {
            total: 1.0,
            ..checked
        })
    }

    /// Takes non-negative weights, to be divided by their sum, and says what the sum is.
    ///
    /// # Errors
    /// As [`Probs::new`], but any positive, finite sum will do.
    pub fn normalised(values: &'a [T]) -> Result<(Self, f64), TableError> {
        if values.is_empty() {
            return Err(TableError::Empty { argument: ARGUMENT });
        }
        let valid = |x: f64| (0.0..f64::INFINITY).contains(&x);
        if let Some(index) = values.iter().position(|x| !valid(x.widen())) {
            return Err(TableError::Value {
                argument: ARGUMENT,
                index,
                value: values[index].widen(),
                rule: "at least 0 and finite",
            });
        }
        let sum = sum::terms(0..values.len(), |i| values[i].widen());
        if !(sum > 0.0 && sum < f64::INFINITY) {
            return Err(TableError::NoMass {
                argument: ARGUMENT,
                sum,
            });
        }
        let table = Self {
            values,
            total: sum,
            has_zero: values.iter().any(|x| x.widen() == 0.0),
        };
        Ok((table, sum))
    }
}

impl<T: Real> Sealed for Probs<'_, T> {}

impl<T: Real> Table for Probs<'_, T> {
    const LOGARITHMIC: bool = false;
    // Single-precision probabilities are widened before anything is computed.
    const RELATIVE_ERROR: Option<f64> = None;

    fn categories(&self) -> usize {
        self.values.len()
    }

    #[inline(always)]
    fn probability(&self, i: usize) -> f64 {
        self.values[i].widen() / self.total
    }

    #[inline(always)]
    fn log_probability(&self, i: usize) -> f64 {
        kullback_math::special::ln(self.probability(i))
    }

    fn has_zero(&self) -> bool {
        self.has_zero
    }

    fn describe(&self) -> String {
        format!("probabilities of {} categories", self.values.len())
    }
}
