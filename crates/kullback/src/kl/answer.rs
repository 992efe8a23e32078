//! The answer to a question about two operands.

use kullback_divergence::discrete::{Probs, TableError, expect_under as expect_under_table};
use kullback_divergence::distributions::Distribution;
use kullback_divergence::distributions::multivariate::Space;
use kullback_divergence::integrand::{Region, Thin};
use kullback_divergence::samples::{Samples, SamplesError, expect_under as expect_under_sample};
use kullback_divergence::{Divergence, QuestionError, expect_under};
use serde::Serialize;

use super::operand::Operand;

/// The versioned name of what an [`Answer`] serialises to.
const SCHEMA: &str = "kullback.kl/1";

/// Regions a divergence is broken into.
const REGIONS: usize = 8;
/// Q is called thin where its density is at most this share of P's.
const THIN: f64 = 0.1;

/// How a question is answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Options {
    /// Seed of everything random.
    pub seed: u64,
    /// Threads that may be used; the answer does not depend on them.
    pub threads: usize,
    /// Whether the other divergence is wanted as well.
    pub both: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            seed: 1,
            threads: 1,
            both: false,
        }
    }
}

/// D_KL(Q‖P), and D_KL(P‖Q) where it was asked for.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Answer {
    /// The name of this layout.
    pub schema: &'static str,
    /// The divergence with the expectation under the first operand.
    #[serde(flatten)]
    pub divergence: Divergence,
    /// The other one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reversed: Option<Divergence>,
    /// Where it comes from, the largest contribution first; for two densities on the line.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub regions: Vec<Region>,
    /// How much of P lies where Q is thin; for two distributions of one variable.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub thin: Option<Thin>,
}

/// Why a question has no answer.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum Refusal {
    /// The operands are of kinds that cannot be compared.
    #[error("{under} is {under_kind} and {against} is {against_kind}: {why}")]
    Kinds {
        /// The operand the expectation is under.
        under: String,
        /// Its kind.
        under_kind: &'static str,
        /// The other one.
        against: String,
        /// Its kind.
        against_kind: &'static str,
        /// The reason, and what to do.
        why: &'static str,
    },
    /// Two distributions that cannot be compared.
    #[error("{0}")]
    Question(#[from] QuestionError),
    /// Two samples, or a sample and a distribution, that cannot be compared.
    #[error("{0}")]
    Samples(#[from] SamplesError),
    /// A sample against a law on a space that fills no volume.
    #[error(
        "{law} lives on {space}, and the density of a sample is estimated by volume; compare two samples"
    )]
    Measure {
        /// The law.
        law: &'static str,
        /// Where it lives.
        space: String,
    },
    /// Two tables that cannot be compared.
    #[error("{0}")]
    Table(#[from] TableError),
    /// Tables over categories of different names.
    #[error("`{category}` is a category of {of}, but not of {not_of}")]
    Category {
        /// The first name without a partner.
        category: String,
        /// The table that has it.
        of: String,
        /// The table that has not.
        not_of: String,
    },
}

/// D_KL from `against`, with the expectation under `under`: of two distributions, two samples, two
/// tables, or a sample and a distribution of known density.
///
/// # Errors
/// [`Refusal`] where the two cannot be compared.
pub fn kl(under: &Operand, against: &Operand, options: &Options) -> Result<Answer, Refusal> {
    let divergence = one_way(under, against, ["Q", "P"], options)?;
    let reversed = if options.both {
        Some(one_way(against, under, ["P", "Q"], options)?)
    } else {
        None
    };
    let question = match (under, against) {
        (
            Operand::Distribution {
                distribution: q, ..
            },
            Operand::Distribution {
                distribution: p, ..
            },
        ) => Some(expect_under(q).against(p)),
        _ => None,
    };
    // Both are extras: what they are not defined for goes without.
    let regions = question.as_ref().and_then(|q| q.breakdown(REGIONS).ok());
    Ok(Answer {
        schema: SCHEMA,
        divergence,
        reversed,
        regions: regions.map_or_else(Vec::new, |breakdown| breakdown.regions),
        thin: question.and_then(|q| q.thin(THIN).ok()),
    })
}

fn one_way(
    under: &Operand,
    against: &Operand,
    [q, p]: [&str; 2],
    options: &Options,
) -> Result<Divergence, Refusal> {
    let divergence = match (under, against) {
        (
            Operand::Distribution {
                distribution: q, ..
            },
            Operand::Distribution {
                distribution: p, ..
            },
        ) => expect_under(q).against(p).kl()?,
        (Operand::Samples { .. }, Operand::Samples { .. }) => samples(under, against, options)?,
        (
            Operand::Samples {
                dimension, values, ..
            },
            Operand::Distribution {
                distribution: law, ..
            },
        ) => against_law(values, *dimension, law)?,
        (Operand::Table { .. }, Operand::Table { .. }) => tables(under, against)?,
        _ => return Err(refuse(under, against)),
    };
    Ok(Divergence {
        expectation_under: under.name(),
        reference: against.name(),
        symbols: (q.to_owned(), p.to_owned()),
        ..divergence
    })
}

fn samples(under: &Operand, against: &Operand, options: &Options) -> Result<Divergence, Refusal> {
    let (
        Operand::Samples {
            dimension: q_dimension,
            values: q,
            ..
        },
        Operand::Samples {
            dimension: p_dimension,
            values: p,
            ..
        },
    ) = (under, against)
    else {
        return Err(refuse(under, against));
    };
    let (q, p) = (
        Samples::new(q, *q_dimension)?,
        Samples::new(p, *p_dimension)?,
    );
    let question = expect_under_sample(&q).against(&p);
    Ok(question.seed(options.seed).threads(options.threads).kl()?)
}

/// A sample against a law whose density is known.
fn against_law(
    values: &[f64],
    dimension: usize,
    law: &Distribution,
) -> Result<Divergence, Refusal> {
    let sample = Samples::new(values, dimension)?;
    let question = expect_under_sample(&sample);
    let mismatch = |against| {
        Err(Refusal::Samples(SamplesError::Dimensions {
            under: dimension,
            against,
        }))
    };
    match (law.as_univariate(), law.as_multivariate()) {
        (Some(law), _) if dimension == 1 && law.support().is_discrete() => Ok(question
            .against_probabilities(|x| law.log_density(x[0]))
            .kl()?),
        (Some(law), _) if dimension == 1 => {
            Ok(question.against_density(|x| law.log_density(x[0])).kl()?)
        }
        (Some(_), _) => mismatch(1),
        (None, Some(law)) if !has_volume(&law.space()) => Err(Refusal::Measure {
            law: law.name(),
            space: law.space().to_string(),
        }),
        (None, Some(law)) if law.space().dimension() == dimension => {
            Ok(question.against_density(|x| law.log_density(x)).kl()?)
        }
        (None, Some(law)) => mismatch(law.space().dimension()),
        (None, None) => Err(QuestionError::NotUnivariate {
            quantity: "the density that a sample is compared with",
            distribution: law.to_string(),
        }
        .into()),
    }
}

/// Whether densities are with respect to the volume of all coordinates, as those of samples are.
fn has_volume(space: &Space) -> bool {
    match space {
        Space::Reals(_) => true,
        Space::Parts(parts) => parts.iter().all(has_volume),
        _ => false,
    }
}

fn tables(under: &Operand, against: &Operand) -> Result<Divergence, Refusal> {
    let (
        Operand::Table {
            name: q_name,
            categories: q_categories,
            probabilities: q,
        },
        Operand::Table {
            name: p_name,
            categories: p_categories,
            probabilities: p,
        },
    ) = (under, against)
    else {
        return Err(refuse(under, against));
    };
    let p = match (q_categories, p_categories) {
        (Some(q_categories), Some(p_categories)) => {
            in_order(q_categories, p_categories, p, [q_name, p_name])?
        }
        _ => p.clone(),
    };
    let (q, p) = (Probs::new(q)?, Probs::new(&p)?);
    Ok(expect_under_table(&q).against(&p).kl()?)
}

/// The probabilities of `p` in the order of the categories of `q`.
fn in_order(
    q_categories: &[String],
    p_categories: &[String],
    p: &[f64],
    [q_name, p_name]: [&str; 2],
) -> Result<Vec<f64>, Refusal> {
    let missing = |category: &String, of: &str, not_of: &str| Refusal::Category {
        category: category.clone(),
        of: of.to_owned(),
        not_of: not_of.to_owned(),
    };
    if let Some(extra) = p_categories.iter().find(|c| !q_categories.contains(c)) {
        return Err(missing(extra, p_name, q_name));
    }
    q_categories
        .iter()
        .map(|category| {
            let place = p_categories.iter().position(|c| c == category);
            place
                .and_then(|place| p.get(place).copied())
                .ok_or_else(|| missing(category, q_name, p_name))
        })
        .collect()
}

fn refuse(under: &Operand, against: &Operand) -> Refusal {
    let why = match (under, against) {
        (Operand::Distribution { .. }, Operand::Samples { .. }) => {
            "the expectation needs the density of the sample; exchange the two, or draw a sample of \
             the distribution"
        }
        _ => "a table holds categories without places on a line; compare it with a table",
    };
    Refusal::Kinds {
        under: under.name(),
        under_kind: under.kind(),
        against: against.name(),
        against_kind: against.kind(),
        why,
    }
}
