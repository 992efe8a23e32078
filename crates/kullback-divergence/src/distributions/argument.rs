//! What stands between the brackets after a name: numbers and vectors.

use std::fmt;

use super::InvalidParameter;

/// The value of a parameter.
#[derive(Clone, Debug, PartialEq)]
pub enum Argument {
    /// One number.
    Number(f64),
    /// A list of numbers.
    Vector(Vec<f64>),
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

impl fmt::Display for Argument {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Number(value) => write_number(f, *value),
            Self::Vector(values) => {
                f.write_str("[")?;
                for (k, value) in values.iter().enumerate() {
                    if k > 0 {
                        f.write_str(", ")?;
                    }
                    write_number(f, *value)?;
                }
                f.write_str("]")
            }
        }
    }
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
    /// A vector where a number belongs, or the reverse.
    #[error("{law}: {parameter} must be {expected}")]
    WrongShape {
        /// The law.
        law: &'static str,
        /// The parameter.
        parameter: &'static str,
        /// "a number" or "a vector".
        expected: &'static str,
    },
    /// A value the law does not allow.
    #[error(transparent)]
    Invalid(#[from] InvalidParameter),
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
        Argument::Vector(_) => Err(LawError::WrongShape {
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
        Argument::Number(_) => Err(LawError::WrongShape {
            law,
            parameter,
            expected: "a vector",
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
