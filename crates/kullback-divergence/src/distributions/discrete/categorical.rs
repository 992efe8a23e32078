//! The categorical distribution.

use kullback_math::random::{Stream, categorical};
use kullback_math::special::ln;

use crate::distributions::argument::{exactly, vector};
use crate::distributions::formulas::surprise;
use crate::distributions::rules::simplex;
use crate::distributions::{
    Adjoint, Argument, Family, InvalidParameter, LawError, Named, Support, Tail, Tails, Univariate,
};

/// Categorical: k with probability θ\[k\], k from 1 to the length of θ.
#[derive(Clone, Debug, PartialEq)]
pub struct Categorical {
    pub(crate) theta: Vec<f64>,
}

impl Categorical {
    /// A law with these probabilities.
    ///
    /// # Errors
    /// Where θ is empty, an entry is not a probability, or the sum is not 1 to 1e-8; nothing is
    /// normalised.
    pub fn new(theta: Vec<f64>) -> Result<Self, InvalidParameter> {
        simplex("categorical", "theta", "sum of theta", &theta)?;
        Ok(Self { theta })
    }

    /// The probabilities of 1, 2, …
    pub fn theta(&self) -> &[f64] {
        &self.theta
    }

    /// The probability of x, 0 outside the support.
    fn probability(&self, x: f64) -> f64 {
        let inside = x >= 1.0 && x.trunc() == x && x <= self.theta.len() as f64;
        let place = if inside { x as usize - 1 } else { usize::MAX };
        self.theta.get(place).copied().unwrap_or(0.0)
    }
}

impl Named for Categorical {
    fn name(&self) -> &'static str {
        Self::NAME
    }

    fn parameters(&self) -> Vec<(&'static str, Argument)> {
        vec![("theta", self.theta.clone().into())]
    }
}

impl Family for Categorical {
    const NAME: &'static str = "categorical";
    const PARAMETERS: &'static [&'static str] = &["theta"];

    fn from_arguments(arguments: &[Argument]) -> Result<Self, LawError> {
        let [theta] = exactly(Self::NAME, &["theta"], arguments)?;
        Ok(Self::new(vector(Self::NAME, "theta", theta)?)?)
    }
}

impl Univariate for Categorical {
    fn support(&self) -> Support {
        let places = self.theta.iter().enumerate();
        Support::Points(
            places
                .filter(|(_, p)| **p > 0.0)
                .map(|(k, _)| (k + 1) as f64)
                .collect(),
        )
    }

    fn log_density(&self, x: f64) -> f64 {
        ln(self.probability(x))
    }

    /// By each θ as a free number, without the constraint on their sum.
    fn adjoint(&self, x: f64) -> Adjoint {
        let by = |(k, p): (usize, &f64)| if (k + 1) as f64 == x { 1.0 / p } else { 0.0 };
        Adjoint {
            by_x: 0.0,
            by_parameters: self.theta.iter().enumerate().map(by).collect(),
        }
    }

    fn sample(&self, rng: &mut Stream) -> f64 {
        categorical(rng, &self.theta).map_or(f64::NAN, |k| (k + 1) as f64)
    }

    fn entropy(&self) -> Option<f64> {
        Some(self.theta.iter().map(|&p| surprise(p)).sum())
    }

    fn cdf(&self, x: f64) -> Option<f64> {
        let places = self.theta.iter().enumerate();
        let below = places.filter(|(k, _)| (k + 1) as f64 <= x);
        Some(below.map(|(_, p)| p).sum::<f64>().min(1.0))
    }

    fn survival(&self, x: f64) -> Option<f64> {
        let places = self.theta.iter().enumerate();
        let above = places.filter(|(k, _)| (k + 1) as f64 > x);
        Some(above.map(|(_, p)| p).sum::<f64>().min(1.0))
    }

    fn breakpoints(&self) -> Vec<f64> {
        Vec::new()
    }

    fn tails(&self) -> Tails {
        Tails::both(Tail::positive())
    }
}
