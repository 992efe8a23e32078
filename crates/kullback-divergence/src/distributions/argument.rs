//! What stands between the brackets after a name: numbers, vectors and matrices.

use std::fmt;

use kullback_math::linalg::Matrix;

use super::InvalidParameter;
use super::multivariate::InvalidArray;

/// A list longer than this is printed by its first numbers and its length.
const LONGEST: usize = 24;

/// The value of a parameter.
#[derive(Clone, Debug, PartialEq)]
pub enum Argument {
    /// One number.
    Number(f64),
    /// A list of numbers.
    Vector(Vec<f64>),
    /// A list of rows of equal length.
    Matrix(Matrix),
}

impl From<f64> for Argument {
    fn from(value: f64) -> Self {
        Self::Number(value)
    }
}

impl From<Vec<f64>> for Argument {
    fn from(values: Vec<f64>) -> Self {
        Self::Vector(values)
    }
}

impl From<Matrix> for Argument {
    fn from(values: Matrix) -> Self {
        Self::Matrix(values)
    }
}

/// As it is written; of a long list the first numbers and the length.
impl fmt::Display for Argument {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Number(value) => write_number(f, *value),
            Self::Vector(values) => write_list(f, values),
            Self::Matrix(values) if values.values().len() > LONGEST * LONGEST => {
                write!(f, "[{} × {} numbers]", values.rows(), values.columns())
            }
            Self::Matrix(values) => {
                f.write_str("[")?;
                for i in 0..values.rows() {
                    if i > 0 {
                        f.write_str(", ")?;
                    }
                    write_list(f, &values.row(i))?;
                }
                f.write_str("]")
            }
        }
    }
}

fn write_list(f: &mut fmt::Formatter<'_>, values: &[f64]) -> fmt::Result {
    let shown = if values.len() > LONGEST {
        3
    } else {
        values.len()
    };
    f.write_str("[")?;
    for (k, value) in values[..shown].iter().enumerate() {
        if k > 0 {
            f.write_str(", ")?;
        }
        write_number(f, *value)?;
    }
    if shown < values.len() {
        write!(f, ", … {} numbers", values.len())?;
    }
    f.write_str("]")
}

/// The shortest digits that read back as the same double, with an exponent where they are far out.
pub(crate) fn write_number(f: &mut fmt::Formatter<'_>, value: f64) -> fmt::Result {
    let size = value.abs();
    if size != 0.0 && !(1e-5..1e16).contains(&size) {
        write!(f, "{value:e}")
    } else {
        write!(f, "{value}")
    }
}

/// Why a law could not be made from a name and arguments.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum LawError {
    /// No law of that name.
    #[error("no distribution is called `{name}`{}", did_you_mean(suggestion))]
    UnknownName {
        /// What was written.
        name: String,
        /// The nearest name.
        suggestion: Option<&'static str>,
    },
    /// A name that is known and is no law.
    #[error("{name} is not a distribution here: {why}")]
    NotALaw {
        /// The name.
        name: &'static str,
        /// The reason, and what to use.
        why: &'static str,
    },
    /// A wrong number of arguments.
    #[error("{law} takes {expected}, not {found} argument{}", if *found == 1 { "" } else { "s" })]
    WrongCount {
        /// The law.
        law: &'static str,
        /// Its parameters in words.
        expected: String,
        /// Arguments written.
        found: usize,
    },
    /// A vector where a number belongs, or another shape that is not the parameter's.
    #[error("{law}: {parameter} must be {expected}")]
    WrongShape {
        /// The law.
        law: &'static str,
        /// The parameter.
        parameter: &'static str,
        /// "a number", "a vector" or "a matrix".
        expected: &'static str,
    },
    /// A value the law does not allow.
    #[error(transparent)]
    Invalid(#[from] InvalidParameter),
    /// A vector or matrix the law does not allow.
    #[error(transparent)]
    Array(#[from] InvalidArray),
}

fn did_you_mean(suggestion: &Option<&'static str>) -> String {
    suggestion.map_or(String::new(), |name| format!("; did you mean `{name}`?"))
}

/// The number at a position, or what is wrong with it.
pub(crate) fn number(
    law: &'static str,
    parameter: &'static str,
    argument: &Argument,
) -> Result<f64, LawError> {
    match argument {
        Argument::Number(value) => Ok(*value),
        Argument::Vector(_) | Argument::Matrix(_) => Err(LawError::WrongShape {
            law,
            parameter,
            expected: "a number",
        }),
    }
}

/// The vector at a position, or what is wrong with it.
pub(crate) fn vector(
    law: &'static str,
    parameter: &'static str,
    argument: &Argument,
) -> Result<Vec<f64>, LawError> {
    match argument {
        Argument::Vector(values) => Ok(values.clone()),
        Argument::Number(_) | Argument::Matrix(_) => Err(LawError::WrongShape {
            law,
            parameter,
            expected: "a vector",
        }),
    }
}

/// The matrix at a position, or what is wrong with it.
pub(crate) fn matrix(
    law: &'static str,
    parameter: &'static str,
    argument: &Argument,
) -> Result<Matrix, LawError> {
    match argument {
        Argument::Matrix(values) => Ok(values.clone()),
        Argument::Number(_) | Argument::Vector(_) => Err(LawError::WrongShape {
            law,
            parameter,
            expected: "a matrix",
        }),
    }
}

/// The arguments as an array of the right length.
pub(crate) fn exactly<'a, const N: usize>(
    law: &'static str,
    parameters: &[&'static str; N],
    arguments: &'a [Argument],
) -> Result<&'a [Argument; N], LawError> {
    arguments.try_into().map_err(|_| LawError::WrongCount {
        law,
        expected: if N == 0 {
            "no arguments".to_string()
        } else {
            format!("({})", parameters.join(", "))
        },
        found: arguments.len(),
    })
}
