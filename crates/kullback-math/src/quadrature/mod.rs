//! Integrals over an interval of the line, finite or not, each with an estimate of its error.
//!
//! [`gauss_kronrod`] for smooth pieces between breakpoints, [`tanh_sinh`] and [`exp_sinh`] where an
//! end is singular or infinite, [`sinh_sinh`] for the whole line.

mod double_exponential;
mod kronrod;

#[cfg(test)]
mod tests;

pub use double_exponential::{exp_sinh, sinh_sinh, tanh_sinh};
pub use kronrod::gauss_kronrod;

/// An integral.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Integral {
    /// The value.
    pub value: f64,
    /// An estimate of its absolute error; not a bound.
    pub error: f64,
    /// ∫|f|, which rounding errors are relative to.
    pub magnitude: f64,
    /// Evaluations of the integrand.
    pub evaluations: usize,
}

impl Integral {
    /// The integral over both pieces.
    pub fn plus(self, other: Self) -> Self {
        Self {
            value: self.value + other.value,
            error: self.error + other.error,
            magnitude: self.magnitude + other.magnitude,
            evaluations: self.evaluations + other.evaluations,
        }
    }
}

/// When an integration stops: at an error below `absolute`, or below `relative` × ∫|f|, or after
/// `evaluations`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Tolerance {
    /// Error relative to ∫|f|.
    pub relative: f64,
    /// Error in the units of the integral.
    pub absolute: f64,
    /// The most evaluations of the integrand.
    pub evaluations: usize,
}

impl Default for Tolerance {
    fn default() -> Self {
        Self {
            relative: 1e-15,
            absolute: 0.0,
            evaluations: 20_000,
        }
    }
}
