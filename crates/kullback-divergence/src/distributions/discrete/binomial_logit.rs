//! The binomial distribution by its log odds.

use kullback_math::random::{Stream, binomial};
use kullback_math::special::inv_logit;

use super::binomial::{above, below, log_mass};
use crate::distributions::family::family;
use crate::distributions::formulas::{is_whole_between, whole_around};
use crate::distributions::{Adjoint, Support, Tail, Tails, Univariate};

family! {
    /// Binomial: successes in n trials of probability 1/(1 + e^−α).
    "binomial_logit" BinomialLogit {
        /// Trials.
        n: count,
        /// Log odds of success.
        alpha: logarithm,
    }
}

impl BinomialLogit {
    /// The probabilities of success and failure.
    pub fn odds(&self) -> (f64, f64) {
        (inv_logit(self.alpha), inv_logit(-self.alpha))
    }
}

impl Univariate for BinomialLogit {
    fn support(&self) -> Support {
        Support::Integers {
            low: 0.0,
            high: self.n,
        }
    }

    fn log_density(&self, x: f64) -> f64 {
        if !is_whole_between(x, 0.0, self.n) {
            return f64::NEG_INFINITY;
        }
        let (p, q) = self.odds();
        log_mass(self.n, x, p, q)
    }

    fn adjoint(&self, x: f64) -> Adjoint {
        let (p, q) = self.odds();
        Adjoint {
            by_x: 0.0,
            by_parameters: vec![0.0, x * q - (self.n - x) * p],
        }
    }

    fn sample(&self, rng: &mut Stream) -> f64 {
        let (p, _) = self.odds();
        binomial(rng, self.n as u64, p).map_or(f64::NAN, |count| count as f64)
    }

    fn entropy(&self) -> Option<f64> {
        (self.n == 0.0).then_some(0.0)
    }

    fn cdf(&self, x: f64) -> Option<f64> {
        let (p, q) = self.odds();
        Some(below(self.n, x.floor(), p, q))
    }

    fn survival(&self, x: f64) -> Option<f64> {
        let (p, q) = self.odds();
        Some(above(self.n, x.floor(), p, q))
    }

    fn breakpoints(&self) -> Vec<f64> {
        let (p, q) = self.odds();
        whole_around(self.n * p, (self.n * p * q).sqrt(), 0.0, self.n)
    }

    fn tails(&self) -> Tails {
        Tails::both(Tail::positive())
    }
}
