//! Anything a question can be asked about; the one place that tells the kinds apart.

use std::fmt;

use super::multivariate::{Multivariate, MultivariateLaw, MultivariateMixture, Product, Space};
use super::{Family, Law, Mixture, Univariate};

/// A distribution of some kind.
#[derive(Clone, Debug, PartialEq)]
pub enum Distribution {
    /// A univariate law of the catalogue.
    Law(Law),
    /// A mixture of univariate laws.
    Mixture(Mixture),
    /// A law of several variables.
    Multivariate(MultivariateLaw),
    /// A mixture of laws of several variables.
    MultivariateMixture(MultivariateMixture),
    /// Independent parts.
    Product(Product),
}

impl Distribution {
    /// The distribution as one of a single real or integer variable, if it is.
    pub fn as_univariate(&self) -> Option<&dyn Univariate> {
        match self {
            Self::Law(law) => Some(law),
            Self::Mixture(mixture) => Some(mixture),
            Self::Multivariate(_) | Self::MultivariateMixture(_) | Self::Product(_) => None,
        }
    }

    /// The distribution as one of several variables, if it is.
    pub fn as_multivariate(&self) -> Option<&dyn Multivariate> {
        match self {
            Self::Law(_) | Self::Mixture(_) => None,
            Self::Multivariate(law) => Some(law),
            Self::MultivariateMixture(mixture) => Some(mixture),
            Self::Product(product) => Some(product),
        }
    }

    /// Where it lives; atoms or the line for one variable.
    pub(crate) fn space(&self) -> Space {
        match (self.as_multivariate(), self.as_univariate()) {
            (Some(law), _) => law.space(),
            (None, Some(law)) if law.support().is_discrete() => Space::Atom,
            _ => Space::Reals(1),
        }
    }

    /// ln of the density at a point, given by its coordinates.
    pub(crate) fn log_density_at(&self, x: &[f64]) -> f64 {
        match (self.as_multivariate(), self.as_univariate(), x) {
            (Some(law), _, x) => law.log_density(x),
            (None, Some(law), &[x]) => law.log_density(x),
            _ => f64::NEG_INFINITY,
        }
    }

    /// One draw, by its coordinates.
    pub(crate) fn draw(&self, rng: &mut kullback_math::random::Stream) -> Vec<f64> {
        match (self.as_multivariate(), self.as_univariate()) {
            (Some(law), _) => law.sample(rng),
            (None, Some(law)) => vec![law.sample(rng)],
            (None, None) => Vec::new(),
        }
    }

    /// The univariate laws it is made of: itself, or its components of positive weight.
    pub fn univariate_parts(&self) -> Vec<&Law> {
        match self {
            Self::Law(law) => vec![law],
            Self::Mixture(mixture) => mixture.parts().map(|(_, law)| law).collect(),
            Self::Multivariate(_) | Self::MultivariateMixture(_) | Self::Product(_) => Vec::new(),
        }
    }
}

/// As it is written.
impl fmt::Display for Distribution {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Law(law) => law.fmt(f),
            Self::Mixture(mixture) => mixture.fmt(f),
            Self::Multivariate(law) => law.fmt(f),
            Self::MultivariateMixture(mixture) => mixture.fmt(f),
            Self::Product(product) => product.fmt(f),
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

impl ToDistribution for MultivariateMixture {
    fn to_distribution(&self) -> Distribution {
        Distribution::MultivariateMixture(self.clone())
    }
}

impl ToDistribution for Product {
    fn to_distribution(&self) -> Distribution {
        Distribution::Product(self.clone())
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
