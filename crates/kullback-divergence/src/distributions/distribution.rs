//! Anything a question can be asked about; the one place that tells the kinds apart.

use std::fmt;

use super::{Family, Law, Mixture, Univariate};

/// A distribution of some kind.
#[derive(Clone, Debug, PartialEq)]
pub enum Distribution {
    /// A univariate law of the catalogue.
    Law(Law),
    /// A mixture of univariate laws.
    Mixture(Mixture),
}

impl Distribution {
    /// The distribution as one of a single real or integer variable, if it is.
    pub fn as_univariate(&self) -> Option<&dyn Univariate> {
        match self {
            Self::Law(law) => Some(law),
            Self::Mixture(mixture) => Some(mixture),
        }
    }

    /// The univariate laws it is made of: itself, or its components of positive weight.
    pub fn univariate_parts(&self) -> Vec<&Law> {
        match self {
            Self::Law(law) => vec![law],
            Self::Mixture(mixture) => mixture.parts().map(|(_, law)| law).collect(),
        }
    }
}

/// As it is written.
impl fmt::Display for Distribution {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Law(law) => law.fmt(f),
            Self::Mixture(mixture) => mixture.fmt(f),
        }
    }
}

impl From<Law> for Distribution {
    fn from(law: Law) -> Self {
        Self::Law(law)
    }
}

impl From<Mixture> for Distribution {
    fn from(mixture: Mixture) -> Self {
        Self::Mixture(mixture)
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

impl ToDistribution for Mixture {
    fn to_distribution(&self) -> Distribution {
        Distribution::Mixture(self.clone())
    }
}

impl<T: Family + Clone + Into<Law>> ToDistribution for T {
    fn to_distribution(&self) -> Distribution {
        Distribution::Law(self.clone().into())
    }
}
