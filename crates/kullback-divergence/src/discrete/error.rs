//! What can be wrong with an array.

/// An array that is not what its type says, or two that do not belong together.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum TableError {
    /// No value at all.
    #[error("{argument}: the array is empty, but must hold at least one value")]
    Empty {
        /// The argument.
        argument: &'static str,
    },
    /// A value that breaks the rule of its array.
    #[error("{argument}[{index}] is {value}, but must be {rule}")]
    Value {
        /// The argument.
        argument: &'static str,
        /// The first index at which the rule is broken.
        index: usize,
        /// The value there.
        value: f64,
        /// The rule.
        rule: &'static str,
    },
    /// The probabilities do not sum to 1.
    #[error(
        "{argument}: the probabilities sum to {sum}, but must sum to 1 within {tolerance}; \
         `normalised` divides by the sum and reports it"
    )]
    NotNormalised {
        /// The argument.
        argument: &'static str,
        /// The sum.
        sum: f64,
        /// How far from 1 it may be.
        tolerance: f64,
    },
    /// There is nothing to divide by.
    #[error("{argument}: the values sum to {sum}, but must sum to a positive, finite number")]
    NoMass {
        /// The argument.
        argument: &'static str,
        /// The sum.
        sum: f64,
    },
    /// A Dirichlet prior that is none.
    #[error("concentration is {value}, but must be positive and finite")]
    Concentration {
        /// The value.
        value: f64,
    },
    /// The two arrays are over different categories.
    #[error(
        "the array under the expectation has {under} values and the reference has {against}, \
         but they must have the same number"
    )]
    Lengths {
        /// Values of the array the expectation is under.
        under: usize,
        /// Values of the other.
        against: usize,
    },
}
