//! How a divergence is asked for: `expect_under(&q).against(&p).kl()`.

use std::fmt;

use serde::Serialize;

use crate::distributions::{Distribution, ToDistribution};
use crate::ladder;
use crate::result::Divergence;

/// Why a question has no answer.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum QuestionError {
    /// The two live in different spaces.
    #[error(
        "{under} has {under_dimension} dimensions and {reference} has {reference_dimension}; they must agree"
    )]
    Dimensions {
        /// The distribution the expectation is under.
        under: String,
        /// Its dimension.
        under_dimension: usize,
        /// The other one.
        reference: String,
        /// Its dimension.
        reference_dimension: usize,
    },
    /// A quantity that is defined on the line only was asked of something else.
    #[error("{quantity} is for distributions of one variable, and {distribution} is not one")]
    NotUnivariate {
        /// The quantity.
        quantity: &'static str,
        /// The distribution.
        distribution: String,
    },
    /// The distribution lacks what the quantity needs.
    #[error("{quantity} of {distribution} is not defined: {why}")]
    Undefined {
        /// The quantity.
        quantity: &'static str,
        /// The distribution.
        distribution: String,
        /// What is missing.
        why: &'static str,
    },
    /// An argument of the quantity itself.
    #[error("{argument} is {value}, but must be {expected}")]
    Argument {
        /// The argument.
        argument: &'static str,
        /// The value that was passed.
        value: f64,
        /// The rule.
        expected: &'static str,
    },
}

/// Half a question: the distribution the expectation is taken under.
#[derive(Clone, Debug, PartialEq)]
pub struct Under {
    under: Distribution,
}

/// A whole question about two distributions, in this order.
#[derive(Clone, Debug, PartialEq)]
pub struct Question {
    pub(crate) under: Distribution,
    pub(crate) reference: Distribution,
    symbols: (String, String),
}

/// Both divergences between two distributions.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Both {
    /// With the expectation under the distribution that was named first.
    pub as_asked: Divergence,
    /// With the expectation under the other one.
    pub reversed: Divergence,
}

/// Begins a question: the expectation is under `q`.
///
/// ```
/// use kullback_divergence::distributions::continuous::Normal;
/// use kullback_divergence::expect_under;
///
/// let (q, p) = (Normal::new(0.0, 1.0)?, Normal::new(1.0, 2.0)?);
/// let answer = expect_under(&q).against(&p).kl()?;
/// assert_eq!(
///     answer.to_string(),
///     "D_KL(Q‖P) = E_{x~Q}[ln q − ln p] = 0.4431 nats (0.6393 bits) · closed form"
/// );
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn expect_under(q: &(impl ToDistribution + ?Sized)) -> Under {
    Under {
        under: q.to_distribution(),
    }
}

impl Under {
    /// Completes the question: how far `p` is from the distribution the expectation is under.
    pub fn against(self, p: &(impl ToDistribution + ?Sized)) -> Question {
        Question {
            under: self.under,
            reference: p.to_distribution(),
            symbols: ("Q".to_string(), "P".to_string()),
        }
    }
}

impl Question {
    /// The same question with other symbols for the two distributions, `Q` and `P` unless said.
    pub fn called(self, under: &str, reference: &str) -> Self {
        Self {
            symbols: (under.to_string(), reference.to_string()),
            ..self
        }
    }

    /// The question with the expectation under the other distribution. Each keeps its symbol.
    pub fn reversed(&self) -> Self {
        Self {
            under: self.reference.clone(),
            reference: self.under.clone(),
            symbols: (self.symbols.1.clone(), self.symbols.0.clone()),
        }
    }

    /// E_Q\[ln q − ln p\]: never negative, 0 where the two are equal and only there.
    ///
    /// # Errors
    /// Where the two live in different spaces.
    pub fn kl(&self) -> Result<Divergence, QuestionError> {
        let (value, method) = ladder::kl(&self.under, &self.reference)?;
        Ok(Divergence {
            expectation_under: self.under.to_string(),
            reference: self.reference.to_string(),
            symbols: self.symbols.clone(),
            value,
            method,
        })
    }

    /// Whether the first has mass at a point where the other has none.
    pub(crate) fn is_uncovered(&self) -> bool {
        ladder::is_uncovered(&self.under, &self.reference)
    }

    /// Both divergences, each labelled with the expectation it is.
    ///
    /// # Errors
    /// As [`Question::kl`].
    pub fn both(&self) -> Result<Both, QuestionError> {
        Ok(Both {
            as_asked: self.kl()?,
            reversed: self.reversed().kl()?,
        })
    }
}

/// One line for each.
impl fmt::Display for Both {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}", self.as_asked)?;
        write!(f, "{}", self.reversed)
    }
}
