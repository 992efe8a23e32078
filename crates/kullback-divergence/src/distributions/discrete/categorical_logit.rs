//! The categorical distribution by its log odds.

use kullback_math::random::{Stream, uniform};
use kullback_math::special::{exp, log_sum_exp};

use crate::distributions::argument::{exactly, vector};
use crate::distributions::formulas::is_whole_between;
use crate::distributions::rules::finite_vector;
use crate::distributions::{
    Adjoint, Argument, Family, InvalidParameter, LawError, Named, Support, Tail, Tails, Univariate,
};

/// Categorical: k from 1 with probability proportional to e^β\[k\].
#[derive(Clone, Debug, PartialEq)]
pub struct CategoricalLogit {
    pub(crate) beta: Vec<f64>,
    /// ln Σ e^β
    log_total: f64,
}

impl CategoricalLogit {
    /// A law with these unnormalised log probabilities.
    ///
    /// # Errors
    /// Where β is empty or an entry is not finite.
    pub fn new(beta: Vec<f64>) -> Result<Self, InvalidParameter> {
        finite_vector("categorical_logit", "beta", &beta)?;
        let log_total = log_sum_exp(&beta);
        Ok(Self { beta, log_total })
    }

    /// The unnormalised log probabilities of 1, 2, …
    pub fn beta(&self) -> &[f64] {
        &self.beta
    }

    fn probabilities(&self) -> impl Iterator<Item = f64> {
        self.beta.iter().map(|beta| exp(beta - self.log_total))
    }
}

impl Named for CategoricalLogit {
    fn name(&self) -> &'static str {
        Self::NAME
    }

    fn parameters(&self) -> Vec<(&'static str, Argument)> {
        vec![("beta", self.beta.clone().into())]
    }
}

impl Family for CategoricalLogit {
    const NAME: &'static str = "categorical_logit";
    const PARAMETERS: &'static [&'static str] = &["beta"];

    fn from_arguments(arguments: &[Argument]) -> Result<Self, LawError> {
        let [beta] = exactly(Self::NAME, &["beta"], arguments)?;
        Ok(Self::new(vector(Self::NAME, "beta", beta)?)?)
    }
}

impl Univariate for CategoricalLogit {
    fn support(&self) -> Support {
        Support::Integers {
            low: 1.0,
            high: self.beta.len() as f64,
        }
    }

    fn log_density(&self, x: f64) -> f64 {
        if !is_whole_between(x, 1.0, self.beta.len() as f64) {
            return f64::NEG_INFINITY;
        }
        let beta = self.beta.get(x as usize - 1);
        beta.map_or(f64::NEG_INFINITY, |beta| beta - self.log_total)
    }

    fn adjoint(&self, x: f64) -> Adjoint {
        let by = |(k, p): (usize, f64)| {
            if (k + 1) as f64 != x {
                return -p;
            }
            // 1 − p as the sum of the others.
            let others = self.probabilities().enumerate().filter(|(j, _)| *j != k);
            others.map(|(_, p)| p).sum()
        };
        Adjoint {
            by_x: 0.0,
            by_parameters: self.probabilities().enumerate().map(by).collect(),
        }
    }

    fn sample(&self, rng: &mut Stream) -> f64 {
        let mut left = uniform(rng);
        for (k, p) in self.probabilities().enumerate() {
            left -= p;
            if left < 0.0 {
                return (k + 1) as f64;
            }
        }
        self.beta.len() as f64
    }

    fn entropy(&self) -> Option<f64> {
        let terms = self.beta.iter().map(|beta| beta - self.log_total);
        Some(terms.map(|log| -exp(log) * log).sum())
    }

    fn cdf(&self, x: f64) -> Option<f64> {
        let places = self.probabilities().enumerate();
        let below = places.filter(|(k, _)| (k + 1) as f64 <= x);
        Some(below.map(|(_, p)| p).sum::<f64>().min(1.0))
    }

    fn survival(&self, x: f64) -> Option<f64> {
        let places = self.probabilities().enumerate();
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
