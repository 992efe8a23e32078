//! Arrays of counts, with a named policy for categories that were never seen.

use super::error::TableError;
use super::table::{Table, private::Sealed};

const ARGUMENT: &str = "counts";

/// What a count of zero says about the probability.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum ZeroPolicy {
    /// The probability is 0: relative frequencies as they are. A divergence may be infinite.
    Exact,
    /// Half a count is added to every category: the posterior mean under Jeffreys' prior.
    Jeffreys,
    /// This much is added to every category: the posterior mean under a symmetric Dirichlet prior.
    Dirichlet(f64),
}

/// Counts of events, read as the probabilities (cᵢ + α) / (Σ c + K α).
#[derive(Clone, Copy, Debug)]
pub struct Counts<'a> {
    values: &'a [u64],
    added: f64,
    total: f64,
    policy: ZeroPolicy,
}

impl<'a> Counts<'a> {
    /// Takes counts and says what zeros mean.
    ///
    /// # Errors
    /// [`TableError`] when the array is empty, nothing was counted under [`ZeroPolicy::Exact`], or
    /// the concentration is not positive.
    pub fn new(values: &'a [u64], policy: ZeroPolicy) -> Result<Self, TableError> {
        if values.is_empty() {
            return Err(TableError::Empty { argument: ARGUMENT });
        }
        let added = match policy {
            ZeroPolicy::Exact => 0.0,
            ZeroPolicy::Jeffreys => 0.5,
            ZeroPolicy::Dirichlet(alpha) if alpha > 0.0 && alpha < f64::INFINITY => alpha,
            ZeroPolicy::Dirichlet(value) => return Err(TableError::Concentration { value }),
        };
        let counted: u128 = values.iter().map(|&c| u128::from(c)).sum();
        let total = counted as f64 + added * values.len() as f64;
        if !(total > 0.0 && total < f64::INFINITY) {
            return Err(TableError::NoMass {
                argument: ARGUMENT,
                sum: total,
            });
        }
        Ok(Self {
            values,
            added,
            total,
            policy,
        })
    }
}

impl Sealed for Counts<'_> {}

impl Table for Counts<'_> {
    const LOGARITHMIC: bool = false;
    const RELATIVE_ERROR: Option<f64> = None;

    fn categories(&self) -> usize {
        self.values.len()
    }

    #[inline(always)]
    fn probability(&self, i: usize) -> f64 {
        (self.values[i] as f64 + self.added) / self.total
    }

    #[inline(always)]
    fn log_probability(&self, i: usize) -> f64 {
        kullback_math::special::ln(self.probability(i))
    }

    fn has_zero(&self) -> bool {
        self.policy == ZeroPolicy::Exact && self.values.contains(&0)
    }

    fn describe(&self) -> String {
        let policy = match self.policy {
            ZeroPolicy::Exact => "zeros as they are".to_owned(),
            ZeroPolicy::Jeffreys => "half a count added to each".to_owned(),
            ZeroPolicy::Dirichlet(alpha) => format!("{alpha} of a count added to each"),
        };
        format!("counts in {} categories, {policy}", self.values.len())
    }
}
