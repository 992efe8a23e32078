//! Mixtures of univariate laws.

use std::fmt;

use kullback_math::random::{Stream, categorical};
use kullback_math::special::{exp, ln};

use super::argument::{Argument, write_number};
use super::formulas::inside;
use super::rules::simplex;
use super::univariate::{Adjoint, End, Named, Support, Tail, Tails, Univariate};
use super::{InvalidParameter, Law};

/// Σ wᵢ pᵢ, all components densities or all of them atoms.
#[derive(Clone, Debug, PartialEq)]
pub struct Mixture {
    weights: Vec<f64>,
    components: Vec<Law>,
}

/// Why a mixture could not be made.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum MixtureError {
    /// A weight, or their sum.
    #[error(transparent)]
    Weights(#[from] InvalidParameter),
    /// Numbers of weights and components differ.
    #[error("mixture: {weights} weights for {components} components")]
    Count {
        /// Weights.
        weights: usize,
        /// Components.
        components: usize,
    },
    /// A density and atoms in one mixture.
    #[error("mixture: {density} has a density and {atoms} has atoms; all components must be alike")]
    Kinds {
        /// A component with a density.
        density: String,
        /// A component with atoms.
        atoms: String,
    },
}

impl Mixture {
    /// The mixture with these weights, which must sum to 1 to 1e-8; nothing is normalised.
    ///
    /// # Errors
    /// Where the weights are not probabilities, the counts differ, or densities meet atoms.
    pub fn new(weights: Vec<f64>, components: Vec<Law>) -> Result<Self, MixtureError> {
        simplex("mixture", "weight", "sum of weights", &weights)?;
        if weights.len() != components.len() {
            return Err(MixtureError::Count {
                weights: weights.len(),
                components: components.len(),
            });
        }
        let of_kind = |discrete: bool| {
            components
                .iter()
                .find(|c| c.support().is_discrete() == discrete)
        };
        if let (Some(density), Some(atoms)) = (of_kind(false), of_kind(true)) {
            return Err(MixtureError::Kinds {
                density: density.to_string(),
                atoms: atoms.to_string(),
            });
        }
        Ok(Self {
            weights,
            components,
        })
    }

    /// The weights.
    pub fn weights(&self) -> &[f64] {
        &self.weights
    }

    /// The components.
    pub fn components(&self) -> &[Law] {
        &self.components
    }

    /// Components of positive weight.
    pub fn parts(&self) -> impl Iterator<Item = (f64, &Law)> {
        self.weights
            .iter()
            .copied()
            .zip(&self.components)
            .filter(|(weight, _)| *weight > 0.0)
    }

    /// ln Σ wᵢ e^fᵢ over the components of positive weight.
    fn log_sum(&self, f: impl Fn(&Law) -> f64) -> f64 {
        let (mut top, mut sum) = (f64::NEG_INFINITY, 0.0);
        for (weight, law) in self.parts() {
            let value = f(law);
            if value > top {
                sum = sum * exp(top - value) + weight;
                top = value;
            } else if value > f64::NEG_INFINITY {
                sum += weight * exp(value - top);
            }
        }
        if top.is_infinite() {
            top
        } else {
            top + ln(sum)
        }
    }

    fn ends(&self) -> (f64, f64) {
        self.parts()
            .fold((f64::INFINITY, f64::NEG_INFINITY), |ends, (_, law)| {
                let (low, high) = law.support().ends();
                (ends.0.min(low), ends.1.max(high))
            })
    }
}

/// As it is written: `mixture(0.3*normal(-2, 1), 0.7*normal(2, 1))`.
impl fmt::Display for Mixture {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("mixture(")?;
        for (k, (weight, law)) in self.weights.iter().zip(&self.components).enumerate() {
            if k > 0 {
                f.write_str(", ")?;
            }
            write_number(f, *weight)?;
            write!(f, "*{law}")?;
        }
        f.write_str(")")
    }
}

impl Named for Mixture {
    fn name(&self) -> &'static str {
        "mixture"
    }

    fn parameters(&self) -> Vec<(&'static str, Argument)> {
        vec![("weights", self.weights.clone().into())]
    }
}

impl Univariate for Mixture {
    /// The smallest interval that holds the components' supports; the density vanishes in gaps.
    fn support(&self) -> Support {
        let (low, high) = self.ends();
        let mut points = Vec::new();
        let mut discrete = false;
        for (_, law) in self.parts() {
            match law.support() {
                Support::Interval { .. } => return Support::Interval { low, high },
                Support::Integers { .. } => discrete = true,
                Support::Points(list) => points.extend(list),
            }
        }
        if discrete {
            return Support::Integers { low, high };
        }
        points.sort_by(f64::total_cmp);
        points.dedup();
        Support::Points(points)
    }

    fn log_density(&self, x: f64) -> f64 {
        self.log_sum(|law| law.log_density(x))
    }

    fn log_density_beside(&self, end: End, distance: f64) -> f64 {
        let (low, high) = self.ends();
        self.log_sum(|law| {
            let own = law.support().ends();
            match end {
                End::Low if own.0 == low => law.log_density_beside(end, distance),
                End::High if own.1 == high => law.log_density_beside(end, distance),
                End::Low => law.log_density(low + distance),
                End::High => law.log_density(high - distance),
            }
        })
    }

    /// By the weights as free numbers, then by the parameters of each component.
    fn adjoint(&self, x: f64) -> Adjoint {
        let total = self.log_density(x);
        let mut by_x = 0.0;
        let mut by_weights = Vec::new();
        let mut by_components = Vec::new();
        for (weight, law) in self.weights.iter().zip(&self.components) {
            let ratio = (law.log_density(x) - total).exp();
            let adjoint = law.adjoint(x);
            let share = weight * ratio;
            let scaled = |slope: f64| if share == 0.0 { 0.0 } else { share * slope };
            by_x += scaled(adjoint.by_x);
            by_weights.push(ratio);
            by_components.extend(adjoint.by_parameters.into_iter().map(scaled));
        }
        by_weights.extend(by_components);
        Adjoint {
            by_x,
            by_parameters: by_weights,
        }
    }

    fn sample(&self, rng: &mut Stream) -> f64 {
        let component = categorical(rng, &self.weights).ok();
        component
            .and_then(|k| self.components.get(k))
            .map_or(f64::NAN, |law| law.sample(rng))
    }

    fn entropy(&self) -> Option<f64> {
        None
    }

    fn cdf(&self, x: f64) -> Option<f64> {
        let terms = self.parts().map(|(w, law)| law.cdf(x).map(|p| w * p));
        terms.sum()
    }

    fn survival(&self, x: f64) -> Option<f64> {
        let terms = self.parts().map(|(w, law)| law.survival(x).map(|p| w * p));
        terms.sum()
    }

    fn breakpoints(&self) -> Vec<f64> {
        let (low, high) = self.ends();
        let discrete = self.support().is_discrete();
        let points = self.parts().flat_map(|(_, law)| {
            let (low, high) = law.support().ends();
            law.breakpoints().into_iter().chain([low, high])
        });
        if discrete {
            let mut points: Vec<f64> = points.filter(|x| x.is_finite()).collect();
            points.sort_by(f64::total_cmp);
            points.dedup();
            return points;
        }
        inside(points, low, high)
    }

    /// The heaviest tail of the components that reach an end.
    fn tails(&self) -> Tails {
        let (low, high) = self.ends();
        let heaviest = |end: f64, pick: fn(&Tails) -> Tail, at: fn((f64, f64)) -> f64| {
            self.parts()
                .filter(|(_, law)| at(law.support().ends()) == end)
                .map(|(_, law)| pick(&law.tails()))
                .reduce(|a, b| if a.is_lighter_than(b) { b } else { a })
                .unwrap_or(Tail::positive())
        };
        Tails {
            low: heaviest(low, |t| t.low, |ends| ends.0),
            high: heaviest(high, |t| t.high, |ends| ends.1),
        }
    }

    fn inner_ends(&self) -> Vec<f64> {
        let (low, high) = self.ends();
        let ends = self.parts().flat_map(|(_, law)| {
            let (a, b) = law.support().ends();
            [a, b]
        });
        inside(ends, low, high)
    }
}
