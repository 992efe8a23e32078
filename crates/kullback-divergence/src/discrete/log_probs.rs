//! Arrays of log-probabilities, and of logits, which are log-probabilities up to a constant.

use kullback_math::special::{exp, ln};

use super::element::Real;
use super::error::TableError;
use super::table::{Single, Table, private::Sealed};
use super::{single, sum};

/// ln p of every category; the array is borrowed, never copied.
#[derive(Clone, Copy, Debug)]
pub struct LogProbs<'a, T: Real>(Logarithms<'a, T>);

/// ln p of every category up to one constant, as a classifier's last layer gives them.
#[derive(Clone, Copy, Debug)]
pub struct Logits<'a, T: Real>(Logarithms<'a, T>);

/// ln pᵢ = valuesᵢ − log_total.
#[derive(Clone, Copy, Debug)]
struct Logarithms<'a, T: Real> {
    values: &'a [T],
    log_total: f64,
    lowest: f64,
}

impl<'a, T: Real> LogProbs<'a, T> {
    /// Takes log-probabilities as they are; −∞ is a probability of 0.
    ///
    /// # Errors
    /// [`TableError`] when the array is empty, a value is NaN or above 0, or the probabilities sum to
    /// something further from 1 than rounding explains (1e-8 for `f64`, 1e-5 for `f32`).
    pub fn new(values: &'a [T]) -> Result<Self, TableError> {
        Self::with_threads(values, 1)
    }

    /// As [`LogProbs::new`], checking with `threads` threads.
    ///
    /// # Errors
    /// As [`LogProbs::new`].
    pub fn with_threads(values: &'a [T], threads: usize) -> Result<Self, TableError> {
        let argument = "log_probabilities";
        let (checked, log_sum) = Logarithms::total(values, argument, threads)?;
        if let Some(index) = first(values, |x| x > T::TOLERANCE) {
            return Err(TableError::Value {
                argument,
                index,
                value: values[index].widen(),
                rule: "at most 0",
            });
        }
        // In this form a sum that is off by the tolerance or less is judged without rounding.
        if log_sum.abs() > T::TOLERANCE {
            return Err(TableError::NotNormalised {
                argument,
                sum: exp(log_sum),
                tolerance: T::TOLERANCE,
            });
        }
        Ok(Self(Logarithms {
            log_total: 0.0,
            ..checked
        }))
    }

    /// Takes logarithms of non-negative weights, to be divided by their sum, and says what the
    /// logarithm of the sum is.
    ///
    /// # Errors
    /// As [`LogProbs::new`], but any positive, finite sum will do.
    pub fn normalised(values: &'a [T]) -> Result<(Self, f64), TableError> {
        let (table, log_sum) = Logarithms::total(values, "log_probabilities", 1)?;
        Ok((Self(table), log_sum))
    }
}

impl<'a, T: Real> Logits<'a, T> {
    /// Takes logits; −∞ is a probability of 0.
    ///
    /// # Errors
    /// [`TableError`] when the array is empty, a value is NaN or +∞, or all are −∞.
    pub fn new(values: &'a [T]) -> Result<Self, TableError> {
        Self::with_threads(values, 1)
    }

    /// As [`Logits::new`], summing with `threads` threads.
    ///
    /// # Errors
    /// As [`Logits::new`].
    pub fn with_threads(values: &'a [T], threads: usize) -> Result<Self, TableError> {
        Ok(Self(Logarithms::total(values, "logits", threads)?.0))
    }
}

fn first<T: Real>(values: &[T], broken: impl Fn(f64) -> bool) -> Option<usize> {
    values.iter().position(|x| broken(x.widen()))
}

impl<'a, T: Real> Logarithms<'a, T> {
    /// The array with its log total, and that total.
    fn total(
        values: &'a [T],
        argument: &'static str,
        threads: usize,
    ) -> Result<(Self, f64), TableError> {
        if values.is_empty() {
            return Err(TableError::Empty { argument });
        }
        let found = match T::as_single(values) {
            Some(values) => single::extremes(values, threads),
            None => extremes(values, threads),
        };
        if found.has_nan || found.highest == f64::INFINITY {
            let broken = |x: f64| x.is_nan() || x == f64::INFINITY;
            let index = first(values, broken).unwrap_or_default();
            return Err(TableError::Value {
                argument,
                index,
                value: values[index].widen(),
                rule: "a number below infinity (−∞ is a probability of 0)",
            });
        }
        if found.highest == f64::NEG_INFINITY {
            return Err(TableError::NoMass { argument, sum: 0.0 });
        }
        // Log-probabilities are summed as they are; anything that would overflow is shifted.
        let shift = if found.highest > 0.0 || found.highest < -60.0 {
            found.highest
        } else {
            0.0
        };
        let sum = match T::as_single(values) {
            Some(values) => single::sum_exp(values, shift as f32, threads),
            None => sum::parallel(values.len(), threads, |range| {
                sum::terms(range, |i| exp(values[i].widen() - shift))
            }),
        };
        let log_total = shift + ln(sum);
        let table = Self {
            values,
            log_total,
            lowest: found.lowest,
        };
        Ok((table, log_total))
    }
}

/// What a first look at an array finds.
#[derive(Clone, Copy, Debug)]
pub(super) struct Extremes {
    pub(super) lowest: f64,
    pub(super) highest: f64,
    pub(super) has_nan: bool,
}

impl Extremes {
    pub(super) const NONE: Self = Self {
        lowest: f64::INFINITY,
        highest: f64::NEG_INFINITY,
        has_nan: false,
    };

    pub(super) fn and(self, other: Self) -> Self {
        Self {
            lowest: self.lowest.min(other.lowest),
            highest: self.highest.max(other.highest),
            has_nan: self.has_nan || other.has_nan,
        }
    }
}

fn extremes<T: Real>(values: &[T], threads: usize) -> Extremes {
    let parts = sum::chunks(values.len(), threads, |range| {
        values[range].iter().fold(Extremes::NONE, |found, x| {
            let x = x.widen();
            found.and(Extremes {
                lowest: x,
                highest: x,
                has_nan: x.is_nan(),
            })
        })
    });
    parts.into_iter().fold(Extremes::NONE, Extremes::and)
}

impl<T: Real> Logarithms<'_, T> {
    #[inline(always)]
    fn log_probability(&self, i: usize) -> f64 {
        self.values[i].widen() - self.log_total
    }

    fn single(&self) -> Option<Single<'_>> {
        T::as_single(self.values).map(|values| Single {
            values,
            log_total: self.log_total as f32,
            lowest: self.lowest as f32,
        })
    }
}

macro_rules! table {
    ($name:ident, $words:literal) => {
        impl<T: Real> Sealed for $name<'_, T> {}

        impl<T: Real> Table for $name<'_, T> {
            const LOGARITHMIC: bool = true;
            const RELATIVE_ERROR: Option<f64> = T::RELATIVE_ERROR;

            fn categories(&self) -> usize {
                self.0.values.len()
            }

            #[inline(always)]
            fn probability(&self, i: usize) -> f64 {
                exp(self.0.log_probability(i))
            }

            #[inline(always)]
            fn log_probability(&self, i: usize) -> f64 {
                self.0.log_probability(i)
            }

            #[inline(always)]
            fn log_parts(&self, i: usize) -> (f64, f64) {
                (self.0.values[i].widen(), self.0.log_total)
            }

            fn has_zero(&self) -> bool {
                self.0.lowest == f64::NEG_INFINITY
            }

            fn describe(&self) -> String {
                format!(concat!($words, " of {} categories"), self.0.values.len())
            }

            fn single(&self) -> Option<Single<'_>> {
                self.0.single()
            }
        }
    };
}

table!(LogProbs, "log-probabilities");
table!(Logits, "logits");
