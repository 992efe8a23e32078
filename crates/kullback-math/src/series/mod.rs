//! Sums over the integers with a bound, or an estimate, of what is left out.

mod condensation;
mod outward;

#[cfg(test)]
mod tests;

pub use condensation::sum_algebraic;
pub use outward::{Outward, sum_outward};

/// A sum.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Sum {
    /// The value.
    pub value: f64,
    /// What was left out is at most this in absolute value, or estimated to be.
    pub remainder: f64,
    /// Σ|f|, which rounding errors are relative to.
    pub magnitude: f64,
    /// Terms that were evaluated.
    pub terms: usize,
}

/// A running sum that keeps the digits a plain one loses.
///
/// A. Neumaier, Z. Angew. Math. Mech. 54 (1974).
#[derive(Clone, Copy, Debug, Default)]
pub struct Compensated {
    sum: f64,
    lost: f64,
}

impl Compensated {
    /// Adds a term.
    pub fn add(&mut self, term: f64) {
        let next = self.sum + term;
        self.lost += if self.sum.abs() >= term.abs() {
            (self.sum - next) + term
        } else {
            (term - next) + self.sum
        };
        self.sum = next;
    }

    /// The sum so far.
    pub fn value(&self) -> f64 {
        if self.lost.is_finite() {
            self.sum + self.lost
        } else {
            self.sum
        }
    }
}
