//! The beta distribution by its mean and precision.

use kullback_math::random::Stream;
use kullback_math::special::{digamma_remainder, log1p_minus};

use super::Beta;
use crate::distributions::family::family;
use crate::distributions::rules::require;
use crate::distributions::{Adjoint, End, InvalidParameter, Support, Tails, Univariate};

family! {
    /// Beta with mean μ and precision κ: beta(μκ, (1 − μ)κ).
    "beta_proportion" BetaProportion {
        /// Mean.
        mu: inner_probability,
        /// Precision, the sum of the shapes.
        kappa: positive,
    }
    also check
}

impl BetaProportion {
    fn check(&self) -> Result<(), InvalidParameter> {
        let Beta { alpha, beta } = self.beta();
        require(
            alpha > 0.0 && beta > 0.0,
            "beta_proportion",
            "kappa",
            self.kappa,
            "such that mu kappa and (1 - mu) kappa are in the range of a double",
        )
    }

    /// The beta it is.
    pub fn beta(&self) -> Beta {
        Beta {
            alpha: self.mu * self.kappa,
            beta: (1.0 - self.mu) * self.kappa,
        }
    }
}

impl Univariate for BetaProportion {
    fn support(&self) -> Support {
        self.beta().support()
    }

    fn log_density(&self, x: f64) -> f64 {
        self.beta().log_density(x)
    }

    fn log_density_beside(&self, end: End, distance: f64) -> f64 {
        self.beta().log_density_beside(end, distance)
    }

    fn adjoint(&self, x: f64) -> Adjoint {
        let Self { mu, kappa } = *self;
        let Beta { alpha, beta } = self.beta();
        let inner = self.beta().adjoint(x);
        let by = &inner.by_parameters;
        // μ ln(x/μ) + (1 − μ) ln((1 − x)/(1 − μ)): the first-order terms cancel.
        let excess = x - mu;
        let rest = 1.0 - mu;
        let by_kappa = mu * (log1p_minus(excess / mu, x / mu) - digamma_remainder(alpha))
            + rest * (log1p_minus(-excess / rest, (1.0 - x) / rest) - digamma_remainder(beta))
            + digamma_remainder(kappa);
        Adjoint {
            by_x: inner.by_x,
            by_parameters: vec![kappa * (by[0] - by[1]), by_kappa],
        }
    }

    fn sample(&self, rng: &mut Stream) -> f64 {
        self.beta().sample(rng)
    }

    fn entropy(&self) -> Option<f64> {
        self.beta().entropy()
    }

    fn cdf(&self, x: f64) -> Option<f64> {
        self.beta().cdf(x)
    }

    fn survival(&self, x: f64) -> Option<f64> {
        self.beta().survival(x)
    }

    fn breakpoints(&self) -> Vec<f64> {
        self.beta().breakpoints()
    }

    fn tails(&self) -> Tails {
        self.beta().tails()
    }
}
