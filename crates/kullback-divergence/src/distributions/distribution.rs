//! Anything a question can be asked about; the one place that tells the kinds apart.

use std::fmt;

use super::{Family, Law, Univariate};

/// A distribution of some kind.
#[derive(Clone, Debug, PartialEq)]
pub enum Distribution {
    /// A univariate law of the catalogue.
    Law(Law),
}

impl Distribution {
    /// The distribution as one of a single real or integer variable, if it is.
    pub fn as_univariate(&self) -> Option<&dyn Univariate> {
        match self {
            Self::Law(law) => Some(law),
        }
    }
}

/// As it is written.
impl fmt::Display for Distribution {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Law(law) => law.fmt(f),
        }
    }
}

/// What a question can be asked about.
pub trait ToDistribution {
    /// The same as a [`Distribution`].
    fn to_distribution(&self) -> Distribution;
}

impl ToDistribution for Distribution {
    fn to_distribution(&self) -> Distribution {
        self.clone()
    }
}

impl ToDistribution for Law {
    fn to_distribution(&self) -> Distribution {
        Distribution::Law(self.clone())
    }
}

impl<T: Family + Clone + Into<Law>> ToDistribution for T {
    fn to_distribution(&self) -> Distribution {
        Distribution::Law(self.clone().into())
    }
}
