//! Mixtures of laws of several variables.

use std::fmt;

use kullback_math::random::{Stream, categorical};
use kullback_math::special::{ln, log_sum_exp};

use super::{Gradient, InvalidArray, Multivariate, MultivariateLaw, Space, rules};
use crate::distributions::{Argument, Named};

/// Σ wᵢ pᵢ over laws of one space.
#[derive(Clone, Debug, PartialEq)]
pub struct MultivariateMixture {
    weights: Vec<f64>,
    components: Vec<MultivariateLaw>,
}

impl MultivariateMixture {
    /// The name it is written with.
    pub const NAME: &'static str = "mixture";

    /// The mixture with these weights, which must sum to 1 to 1e-8; nothing is normalised.
    ///
    /// # Errors
    /// Where the weights are not probabilities, the counts differ, or the components live on
    /// different spaces.
    pub fn new(weights: Vec<f64>, components: Vec<MultivariateLaw>) -> Result<Self, InvalidArray> {
        rules::simplex(Self::NAME, "weights", "sum of weights", &weights)?;
        if weights.len() != components.len() {
            return Err(InvalidArray::Shape {
                law: Self::NAME,
                parameter: "weights",
                rows: weights.len(),
                columns: 1,
                expected: format!("{} × 1, one for each component", components.len()),
            });
        }
        let space = components.first().map(Multivariate::space);
        for component in &components {
            let other = component.space();
            if let Some(first) = &space
                && first.measure() != other.measure()
            {
                return Err(InvalidArray::Spaces {
                    law: Self::NAME,
                    first: first.clone(),
                    other,
                });
            }
        }
        Ok(Self {
            weights,
            components,
        })
    }

    /// The components of positive weight with their weights.
    pub fn parts(&self) -> impl Iterator<Item = (f64, &MultivariateLaw)> {
        let all = self.weights.iter().copied().zip(&self.components);
        all.filter(|(weight, _)| *weight > 0.0)
    }

    /// ln wᵢ + ln pᵢ(x), component by component.
    fn logs(&self, x: &[f64]) -> Vec<f64> {
        let one = |(weight, law): (f64, &MultivariateLaw)| ln(weight) + law.log_density(x);
        self.parts().map(one).collect()
    }
}

impl Named for MultivariateMixture {
    fn name(&self) -> &'static str {
        Self::NAME
    }

    fn parameters(&self) -> Vec<(&'static str, Argument)> {
        vec![("weights", self.weights.clone().into())]
    }
}

/// `mixture(0.3*multi_normal(…), 0.7*multi_normal(…))`.
impl fmt::Display for MultivariateMixture {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}(", Self::NAME)?;
        for (k, (weight, law)) in self.weights.iter().zip(&self.components).enumerate() {
            if k > 0 {
                f.write_str(", ")?;
            }
            write!(f, "{}*{law}", Argument::Number(*weight))?;
        }
        f.write_str(")")
    }
}

impl Multivariate for MultivariateMixture {
    fn space(&self) -> Space {
        self.components
            .first()
            .map_or(Space::Reals(0), Multivariate::space)
    }

    fn log_density(&self, x: &[f64]) -> f64 {
        log_sum_exp(&self.logs(x))
    }

    /// By the coordinates, and by the weights as free numbers.
    fn adjoint(&self, x: &[f64]) -> Gradient {
        let logs = self.logs(x);
        let total = log_sum_exp(&logs);
        let mut by_x = vec![0.0; x.len()];
        for ((_, law), log) in self.parts().zip(&logs) {
            let share = (log - total).exp();
            for (sum, by) in by_x.iter_mut().zip(law.adjoint(x).by_x) {
                *sum += share * by;
            }
        }
        let by_weight = |law: &MultivariateLaw| (law.log_density(x) - total).exp();
        Gradient {
            by_x,
            by_parameters: vec![self.components.iter().map(by_weight).collect()],
        }
    }

    fn sample(&self, rng: &mut Stream) -> Vec<f64> {
        let place = categorical(rng, &self.weights).unwrap_or(0);
        self.components
            .get(place)
            .map_or_else(Vec::new, |law| law.sample(rng))
    }

    /// There is no formula.
    fn entropy(&self) -> Option<f64> {
        None
    }
}
