//! One side of a question: a distribution, a sample or a table of categories.

use kullback_divergence::discrete::{Counts, LogProbs, Logits, Probs, Table, TableError};
use kullback_divergence::distributions::Distribution;
use kullback_divergence::distributions::multivariate::{Histogram, InvalidArray};
use kullback_divergence::expression::{ExpressionError, Note, parse};
use kullback_divergence::samples::{Samples, SamplesError};
use serde::Deserialize;

pub use kullback_divergence::discrete::ZeroPolicy;

use super::csv::{CsvError, read_csv};

/// One side of a question.
#[derive(Clone, Debug)]
pub enum Operand {
    /// A distribution that was written down.
    Distribution {
        /// What to call it.
        name: String,
        /// What it is.
        distribution: Distribution,
    },
    /// Draws of one that was not.
    Samples {
        /// What to call it.
        name: String,
        /// Coordinates of each point.
        dimension: usize,
        /// The points, one after another.
        values: Vec<f64>,
    },
    /// Probabilities of categories, in order.
    Table {
        /// What to call it.
        name: String,
        /// Names of the categories, where the file has them.
        categories: Option<Vec<String>>,
        /// Their probabilities.
        probabilities: Vec<f64>,
    },
}

/// How a table is read.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TableOptions {
    /// What a count of zero says.
    pub zeros: ZeroPolicy,
    /// Whether probabilities are divided by their sum.
    pub normalise: bool,
}

impl Default for TableOptions {
    fn default() -> Self {
        Self {
            zeros: ZeroPolicy::Exact,
            normalise: false,
        }
    }
}

/// Why a text is no operand.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum OperandError {
    /// An expression that cannot be understood; the error has the place.
    #[error("{0}")]
    Expression(#[from] ExpressionError),
    /// A CSV file that is none.
    #[error("{0}")]
    Csv(#[from] CsvError),
    /// Values that make no sample.
    #[error("{0}")]
    Samples(#[from] SamplesError),
    /// JSON that does not hold a table.
    #[error(
        "expected an object with one of `probabilities`, `log_probabilities`, `logits` or `counts` \
         (and `categories`, if they have names, or `edges`, if they are bins of a line), found: {found}"
    )]
    Json {
        /// What is wrong.
        found: String,
    },
    /// Names of categories that do not go with the values.
    #[error("there are {categories} names in `categories` and {values} values; they must agree")]
    Categories {
        /// Names.
        categories: usize,
        /// Values.
        values: usize,
    },
    /// Values that make no table.
    #[error("{0}")]
    Table(#[from] TableError),
    /// Edges and values that make no histogram.
    #[error("{0}")]
    Histogram(#[from] InvalidArray),
}

/// A table file.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TableFile {
    categories: Option<Vec<String>>,
    edges: Option<Vec<f64>>,
    probabilities: Option<Vec<f64>>,
    log_probabilities: Option<Vec<f64>>,
    logits: Option<Vec<f64>>,
    counts: Option<Vec<u64>>,
}

impl Operand {
    /// A distribution as it is written: `normal(0, 1)`. Also says where a name was understood as
    /// another.
    ///
    /// # Errors
    /// [`ExpressionError`] with the place in the text.
    pub fn expression(text: &str) -> Result<(Self, Vec<Note>), OperandError> {
        let expression = parse(text)?;
        let distribution = expression.distribution()?;
        let name = distribution.to_string();
        Ok((
            Self::Distribution { name, distribution },
            expression.notes(),
        ))
    }

    /// A sample from the text of a CSV file: a point a line, a coordinate a column, with or without a
    /// line of names; lines that begin with `#` are skipped.
    ///
    /// # Errors
    /// Where a cell is no finite number or a line has too few or too many.
    pub fn csv(name: &str, text: &str) -> Result<Self, OperandError> {
        let (dimension, values) = read_csv(text)?;
        Samples::new(&values, dimension)?;
        Ok(Self::Samples {
            name: name.to_owned(),
            dimension,
            values,
        })
    }

    /// A table, or with `edges` a histogram, from the text of a JSON file, and the sum its values were divided by, where that was
    /// asked for.
    ///
    /// # Errors
    /// Where the file does not hold exactly one array of a kind that is known, or its values make no
    /// table.
    pub fn json(
        name: &str,
        text: &str,
        options: &TableOptions,
    ) -> Result<(Self, Option<f64>), OperandError> {
        let file: TableFile = serde_json::from_str(text).map_err(|error| OperandError::Json {
            found: error.to_string(),
        })?;
        let mut sum = None;
        let probabilities = match (
            &file.probabilities,
            &file.log_probabilities,
            &file.logits,
            &file.counts,
        ) {
            (Some(values), None, None, None) if options.normalise => {
                let (table, total) = Probs::normalised(values)?;
                sum = Some(total);
                probabilities(&table)
            }
            (Some(values), None, None, None) => probabilities(&Probs::new(values)?),
            (None, Some(values), None, None) if options.normalise => {
                let (table, total) = LogProbs::normalised(values)?;
                sum = Some(total);
                probabilities(&table)
            }
            (None, Some(values), None, None) => probabilities(&LogProbs::new(values)?),
            (None, None, Some(values), None) => probabilities(&Logits::new(values)?),
            (None, None, None, Some(values)) => probabilities(&Counts::new(values, options.zeros)?),
            _ => {
                return Err(OperandError::Json {
                    found: "none of them, or several".to_owned(),
                });
            }
        };
        if let Some(edges) = file.edges {
            if file.categories.is_some() {
                return Err(OperandError::Json {
                    found: "both `edges` and `categories`".to_owned(),
                });
            }
            let histogram = Self::Distribution {
                name: name.to_owned(),
                distribution: Distribution::Histogram(Histogram::new(edges, probabilities)?),
            };
            return Ok((histogram, sum));
        }
        if let Some(categories) = &file.categories
            && categories.len() != probabilities.len()
        {
            return Err(OperandError::Categories {
                categories: categories.len(),
                values: probabilities.len(),
            });
        }
        let table = Self::Table {
            name: name.to_owned(),
            categories: file.categories,
            probabilities,
        };
        Ok((table, sum))
    }

    /// What to call it.
    pub fn name(&self) -> String {
        match self {
            Self::Distribution { name, .. }
            | Self::Samples { name, .. }
            | Self::Table { name, .. } => name.clone(),
        }
    }

    /// What it is, for messages.
    pub(super) fn kind(&self) -> &'static str {
        match self {
            Self::Distribution { .. } => "a distribution",
            Self::Samples { .. } => "a sample",
            Self::Table { .. } => "a table of categories",
        }
    }
}

fn probabilities(table: &impl Table) -> Vec<f64> {
    (0..table.categories())
        .map(|i| table.probability(i))
        .collect()
}
