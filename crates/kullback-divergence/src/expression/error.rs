//! What can be wrong with an expression, and where.

use super::ast::Span;
use crate::distributions::multivariate::NotBijective;
use crate::distributions::{LawError, MixtureError};

/// An error with its place in the text.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum ExpressionError {
    /// The text does not go on as it must.
    #[error("expected {expected}, found {found}")]
    Syntax {
        /// Where.
        span: Span,
        /// What could stand there.
        expected: String,
        /// What stands there.
        found: String,
    },
    /// Brackets within brackets beyond any use.
    #[error("brackets are nested more than {limit} deep")]
    TooDeep {
        /// Where.
        span: Span,
        /// The most there may be.
        limit: usize,
    },
    /// A sum, quotient or function whose value is not a finite number.
    #[error("`{operation}` is {value}, which is not a finite number")]
    Arithmetic {
        /// Where.
        span: Span,
        /// What was computed.
        operation: String,
        /// What came out.
        value: f64,
    },
    /// A name that is not known.
    #[error("nothing is called `{name}`{}", help(suggestion))]
    UnknownName {
        /// Where.
        span: Span,
        /// The name.
        name: String,
        /// What may have been meant.
        suggestion: Option<String>,
    },
    /// `name=value` for a parameter that the law does not have.
    #[error("{law} has no parameter `{name}`; its parameters are ({parameters})")]
    UnknownParameter {
        /// Where.
        span: Span,
        /// The law.
        law: String,
        /// The name written.
        name: String,
        /// The names there are.
        parameters: String,
    },
    /// A parameter given twice.
    #[error("{law}: `{parameter}` is given twice")]
    RepeatedParameter {
        /// Where the second stands.
        span: Span,
        /// The law.
        law: String,
        /// The parameter.
        parameter: &'static str,
    },
    /// A parameter that is not given.
    #[error("{law}({parameters}) needs `{parameter}`")]
    MissingParameter {
        /// Where.
        span: Span,
        /// The law.
        law: String,
        /// The first parameter that is missing.
        parameter: &'static str,
        /// All of them.
        parameters: String,
    },
    /// The law refuses its arguments.
    #[error("{source}")]
    Law {
        /// Where.
        span: Span,
        /// The reason.
        source: LawError,
    },
    /// A map that has no push-forward with a divergence of its own.
    #[error("{source}")]
    Map {
        /// Where.
        span: Span,
        /// The reason.
        source: NotBijective,
    },
    /// Components that do not make a mixture.
    #[error("{source}")]
    Mixture {
        /// Where.
        span: Span,
        /// The reason.
        source: MixtureError,
    },
    /// Weights that do not make a mixture. Nothing is normalised.
    #[error("the weights of `{name}` sum to {sum}, but must sum to 1")]
    Weights {
        /// Where.
        span: Span,
        /// What they are the weights of.
        name: String,
        /// The sum.
        sum: f64,
    },
    /// A weight outside \[0, 1\].
    #[error("a weight is {weight}, but must be between 0 and 1")]
    Weight {
        /// Where.
        span: Span,
        /// The weight.
        weight: f64,
    },
}

fn help(suggestion: &Option<String>) -> String {
    suggestion
        .as_ref()
        .map_or(String::new(), |text| format!("; {text}"))
}

impl ExpressionError {
    /// Where in the text.
    pub fn span(&self) -> Span {
        match self {
            Self::Syntax { span, .. }
            | Self::TooDeep { span, .. }
            | Self::Arithmetic { span, .. }
            | Self::UnknownName { span, .. }
            | Self::UnknownParameter { span, .. }
            | Self::RepeatedParameter { span, .. }
            | Self::MissingParameter { span, .. }
            | Self::Law { span, .. }
            | Self::Map { span, .. }
            | Self::Mixture { span, .. }
            | Self::Weights { span, .. }
            | Self::Weight { span, .. } => *span,
        }
    }
}
