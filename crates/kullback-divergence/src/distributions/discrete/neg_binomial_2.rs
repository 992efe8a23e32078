//! The negative binomial distribution by its mean and precision.

use kullback_math::random::Stream;
use kullback_math::special::log1p_minus;

use super::NegBinomial;
use crate::distributions::family::family;
use crate::distributions::formulas::digamma_remainder_difference;
use crate::distributions::rules::require;
use crate::distributions::{Adjoint, InvalidParameter, Support, Tails, Univariate};

family! {
    /// Negative binomial with mean μ and precision φ: variance μ + μ²/φ.
    "neg_binomial_2" NegBinomial2 {
        /// Mean.
        mu: positive,
        /// Precision; the Poisson as φ → ∞.
        phi: positive,
    }
    also check
}

impl NegBinomial2 {
    fn check(&self) -> Result<(), InvalidParameter> {
        let rate = self.neg_binomial().beta;
        require(
            rate > 0.0 && rate.is_finite(),
            "neg_binomial_2",
            "phi",
            self.phi,
            "such that its ratio to the mean is in the range of a double",
        )
    }

    /// The same law by shape and inverse scale.
    pub fn neg_binomial(&self) -> NegBinomial {
        NegBinomial {
            alpha: self.phi,
            beta: self.phi / self.mu,
        }
    }
}

impl Univariate for NegBinomial2 {
    fn support(&self) -> Support {
        self.neg_binomial().support()
    }

    fn log_density(&self, x: f64) -> f64 {
        self.neg_binomial().log_density(x)
    }

    fn adjoint(&self, x: f64) -> Adjoint {
        let Self { mu, phi } = *self;
        let sum = mu + phi;
        // ψ(x + φ) − ψ(φ) − ln(1 + μ/φ) + (μ − x)/(μ + φ): the first-order terms cancel.
        let by_phi = log1p_minus((x - mu) / sum, (x + phi) / sum) + digamma_remainder_difference(phi, x);
        Adjoint {
            by_x: 0.0,
            by_parameters: vec![(x - mu) / mu * (phi / sum), by_phi],
        }
    }

    fn sample(&self, rng: &mut Stream) -> f64 {
        self.neg_binomial().sample(rng)
    }

    fn entropy(&self) -> Option<f64> {
        None
    }

    fn cdf(&self, x: f64) -> Option<f64> {
        self.neg_binomial().cdf(x)
    }

    fn survival(&self, x: f64) -> Option<f64> {
        self.neg_binomial().survival(x)
    }

    fn breakpoints(&self) -> Vec<f64> {
        self.neg_binomial().breakpoints()
    }

    fn tails(&self) -> Tails {
        self.neg_binomial().tails()
    }
}
