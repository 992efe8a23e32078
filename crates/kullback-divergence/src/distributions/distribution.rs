//! Anything a question can be asked about; the one place that tells the kinds apart.

use std::fmt;

use super::multivariate::{
    Gradient, Histogram, Multivariate, MultivariateLaw, MultivariateMixture, Product, PushForward,
    Space,
};
use super::{Law, Mixture, Univariate};

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
    /// The law of a bijection of a variable.
    PushForward(PushForward),
    /// A density that is constant between edges.
    Histogram(Histogram),
}

impl Distribution {
    /// The distribution as one of a single real or integer variable, if it is.
    pub fn as_univariate(&self) -> Option<&dyn Univariate> {
        match self {
            Self::Law(law) => Some(law),
            Self::Mixture(mixture) => Some(mixture),
            Self::Multivariate(_)
            | Self::MultivariateMixture(_)
            | Self::Product(_)
            | Self::PushForward(_)
            | Self::Histogram(_) => None,
        }
    }

    /// The distribution as one of several variables, if it is.
    pub fn as_multivariate(&self) -> Option<&dyn Multivariate> {
        match self {
            Self::Law(_) | Self::Mixture(_) => None,
            Self::Multivariate(law) => Some(law),
            Self::MultivariateMixture(mixture) => Some(mixture),
            Self::Product(product) => Some(product),
            Self::PushForward(image) => Some(image),
            Self::Histogram(histogram) => Some(histogram),
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

    /// Derivatives of the log density at a point, given by its coordinates.
    pub(crate) fn adjoint_at(&self, x: &[f64]) -> Gradient {
        match (self.as_multivariate(), self.as_univariate(), x) {
            (Some(law), _, x) => law.adjoint(x),
            (None, Some(law), &[x]) => {
                let of_law = law.adjoint(x);
                Gradient {
                    by_x: vec![of_law.by_x],
                    by_parameters: of_law
                        .by_parameters
                        .into_iter()
                        .map(|by| vec![by])
                        .collect(),
                }
            }
            _ => Gradient {
                by_x: vec![f64::NAN; x.len()],
                by_parameters: Vec::new(),
            },
        }
    }

    /// The entropy, where there is a formula.
    pub(crate) fn known_entropy(&self) -> Option<f64> {
        match (self.as_multivariate(), self.as_univariate()) {
            (Some(law), _) => law.entropy(),
            (None, Some(law)) => law.entropy(),
            (None, None) => None,
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
            Self::Multivariate(_)
            | Self::MultivariateMixture(_)
            | Self::Product(_)
            | Self::PushForward(_)
            | Self::Histogram(_) => Vec::new(),
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
            Self::PushForward(image) => image.fmt(f),
            Self::Histogram(histogram) => histogram.fmt(f),
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

impl ToDistribution for MultivariateMixture {
    fn to_distribution(&self) -> Distribution {
        Distribution::MultivariateMixture(self.clone())
    }
}

impl ToDistribution for PushForward {
    fn to_distribution(&self) -> Distribution {
        Distribution::PushForward(self.clone())
    }
}

impl ToDistribution for Histogram {
    fn to_distribution(&self) -> Distribution {
        Distribution::Histogram(self.clone())
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
