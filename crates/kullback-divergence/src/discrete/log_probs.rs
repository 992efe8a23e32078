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
        let (checked, highest) = Logarithms::total(values, argument, threads)?;
        let log_sum = checked.log_total;
        if highest > T::TOLERANCE {
            let index = first(values, |x| x > T::TOLERANCE);
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
        let table = Logarithms::total(values, "log_probabilities", 1)?.0;
        Ok((Self(table), table.log_total))
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

/// The first value that breaks a rule which one is known to break.
fn first<T: Real>(values: &[T], broken: impl Fn(f64) -> bool) -> usize {
    let found = values.iter().position(|x| broken(x.widen()));
    found.unwrap_or_default()
}

impl<'a, T: Real> Logarithms<'a, T> {
    /// The array with its log total, and its highest value.
    fn total(
        values: &'a [T],
        argument: &'static str,
        threads: usize,
    ) -> Result<(Self, f64), TableError> {
        if values.is_empty() {
            return Err(TableError::Empty { argument });
        }
        let mut shift = 0.0;
        let mut found = look(values, shift, threads);
        let Found {
            lowest, highest, ..
        } = found;
        if found.has_nan || highest == f64::INFINITY {
            let index = first(values, |x| x.is_nan() || x == f64::INFINITY);
            return Err(TableError::Value {
                argument,
                index,
                value: values[index].widen(),
                rule: "a number below infinity (−∞ is a probability of 0)",
            });
        }
        if highest == f64::NEG_INFINITY {
            return Err(TableError::NoMass { argument, sum: 0.0 });
        }
        // One pass serves any array with values of a usual size; only where the sum of exponentials
        // could overflow or lose its small terms is it taken again about the highest.
        if !(LOW..=HIGH).contains(&highest) {
            shift = highest;
            found = look(values, shift, threads);
        }
        let table = Self {
            values,
            log_total: shift + ln(found.sum),
            lowest,
        };
        Ok((table, highest))
    }
}

/// Between these highest values exponentials are summed without a shift. Above, single precision
/// could overflow; below, what `single` counts for a vanishing term could be seen.
const HIGH: f64 = 20.0;
const LOW: f64 = -40.0;

/// What a look at an array finds.
#[derive(Clone, Copy, Debug)]
pub(super) struct Found {
    pub(super) lowest: f64,
    pub(super) highest: f64,
    pub(super) has_nan: bool,
    /// Σ e^(x − shift).
    pub(super) sum: f64,
}

impl Found {
    pub(super) const NOTHING: Self = Self {
        lowest: f64::INFINITY,
        highest: f64::NEG_INFINITY,
        has_nan: false,
        sum: 0.0,
    };

    #[inline(always)]
    pub(super) fn of(x: f64, term: f64) -> Self {
        Self {
            lowest: x,
            highest: x,
            has_nan: x.is_nan(),
            sum: term,
        }
    }

    #[inline(always)]
    pub(super) fn and(self, other: Self) -> Self {
        Self {
            lowest: self.lowest.min(other.lowest),
            highest: self.highest.max(other.highest),
            has_nan: self.has_nan || other.has_nan,
            sum: self.sum + other.sum,
        }
    }
}

fn look<T: Real>(values: &[T], shift: f64, threads: usize) -> Found {
    if let Some(values) = T::as_single(values) {
        return single::look(values, shift as f32, threads);
    }
    let arch = pulp::Arch::new();
    let parts = sum::chunks(values.len(), threads, |range| {
        sum::blocks(range)
            .map(|block| {
                // The block stays in the nearest cache between the two.
                let values = &values[block.clone()];
                let found = values.iter().fold(Found::NOTHING, |found, x| {
                    found.and(Found::of(x.widen(), 0.0))
                });
                let sum = arch.dispatch(
                    #[inline(always)]
                    || sum::terms(0..values.len(), |i| exp(values[i].widen() - shift)),
                );
                Found { sum, ..found }
            })
            .fold(Found::NOTHING, Found::and)
    });
    parts.into_iter().fold(Found::NOTHING, Found::and)
}

impl<T: Real> Logarithms<'_, T> {
    #[inline(always)]
    fn log_probability(&self, i: usize) -> f64 {
        self.values[i].widen() - self.log_total
    }

    fn single(&self) -> Option<Single<'_>> {
        T::as_single(self.values).map(|values| Single {
            values,
            log_total: self.log_total,
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
