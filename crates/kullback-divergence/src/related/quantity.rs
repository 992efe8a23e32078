//! A number that is not a KL divergence, with what it is and how far it is trusted.

use std::fmt;

use serde::Serialize;

use crate::result::{Method, significant};

/// What a quantity is measured in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Unit {
    /// Nats.
    Nats,
    /// A pure number.
    One,
    /// The unit of the variable.
    Variable,
}

/// A quantity of one or two distributions.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Quantity {
    /// What it is, as a formula.
    pub definition: String,
    /// The value; it may be infinite, which is decided from supports and tails.
    pub value: f64,
    /// An estimate of the absolute error beyond rounding.
    pub error: f64,
    /// The unit.
    pub unit: Unit,
    /// How it was reached.
    pub method: Method,
}

impl fmt::Display for Quantity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let digits = f.precision().unwrap_or(4);
        write!(
            f,
            "{} = {}",
            self.definition,
            significant(self.value, digits)
        )?;
        if self.unit == Unit::Nats {
            let bits = self.value / std::f64::consts::LN_2;
            write!(f, " nats ({} bits)", significant(bits, digits))?;
        }
        write!(f, " · {}", self.method)
    }
}
