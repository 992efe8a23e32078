//! Why a vector or a matrix is not what a law needs.

use super::Space;
use crate::distributions::InvalidParameter;

/// A parameter that a law does not allow. Places count from 1.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum InvalidArray {
    /// A number.
    #[error(transparent)]
    Number(#[from] InvalidParameter),
    /// A list or a matrix that is too short.
    #[error("{law}: {parameter} has too few values, it must have at least {least}")]
    TooFew {
        /// The law.
        law: &'static str,
        /// The parameter.
        parameter: &'static str,
        /// The smallest length.
        least: usize,
    },
    /// An entry of a vector.
    #[error("{law}: {parameter}[{place}] is {value}, but must be {expected}")]
    Entry {
        /// The law.
        law: &'static str,
        /// The parameter.
        parameter: &'static str,
        /// Its place.
        place: usize,
        /// The value.
        value: f64,
        /// The rule.
        expected: &'static str,
    },
    /// An entry of a matrix.
    #[error("{law}: {parameter}[{row}, {column}] is {value}, but must be {expected}")]
    Element {
        /// The law.
        law: &'static str,
        /// The parameter.
        parameter: &'static str,
        /// Its row.
        row: usize,
        /// Its column.
        column: usize,
        /// The value.
        value: f64,
        /// The rule.
        expected: &'static str,
    },
    /// A sum or a length that is not 1.
    #[error("{law}: {what} is {value}, but must be 1")]
    NotNormalised {
        /// The law.
        law: &'static str,
        /// What was added up.
        what: &'static str,
        /// The value.
        value: f64,
    },
    /// A shape that does not fit.
    #[error("{law}: {parameter} is {rows} × {columns}, but must be {expected}")]
    Shape {
        /// The law.
        law: &'static str,
        /// The parameter.
        parameter: &'static str,
        /// Its rows.
        rows: usize,
        /// Its columns.
        columns: usize,
        /// The rule.
        expected: String,
    },
    /// Components on different spaces.
    #[error(
        "{law}: one component lives on {first} and another on {other}, but all must live on one space"
    )]
    Spaces {
        /// The law.
        law: &'static str,
        /// Where the first component lives.
        first: Space,
        /// Where another one does.
        other: Space,
    },
    /// A matrix that differs from its transpose.
    #[error(
        "{law}: {parameter}[{row}, {column}] is {value} and {parameter}[{column}, {row}] is {mirrored}, \
         but the matrix must be symmetric"
    )]
    Asymmetric {
        /// The law.
        law: &'static str,
        /// The parameter.
        parameter: &'static str,
        /// A row.
        row: usize,
        /// A column.
        column: usize,
        /// The entry there.
        value: f64,
        /// The entry on the other side of the diagonal.
        mirrored: f64,
    },
    /// A matrix without a Cholesky factor.
    #[error(
        "{law}: {parameter} is not positive definite: pivot {pivot} of its Cholesky factorisation is \
         not positive"
    )]
    NotPositiveDefinite {
        /// The law.
        law: &'static str,
        /// The parameter.
        parameter: &'static str,
        /// The first row whose pivot is not positive.
        pivot: usize,
    },
}

impl InvalidArray {
    /// The parameter that is wrong, where it is one alone.
    pub fn parameter(&self) -> Option<&'static str> {
        match self {
            Self::Number(invalid) => Some(invalid.parameter),
            Self::TooFew { parameter, .. }
            | Self::Entry { parameter, .. }
            | Self::Element { parameter, .. }
            | Self::Shape { parameter, .. }
            | Self::Asymmetric { parameter, .. }
            | Self::NotPositiveDefinite { parameter, .. } => Some(parameter),
            Self::NotNormalised { what, .. } => Some(what),
            Self::Spaces { .. } => None,
        }
    }
}
