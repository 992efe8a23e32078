//! The Bernoulli distribution by its log odds.

use kullback_math::random::{Stream, uniform};
use kullback_math::special::{inv_logit, log_inv_logit};

use crate::distributions::family::family;
use crate::distributions::{Adjoint, Support, Tail, Tails, Univariate};

family! {
    /// Bernoulli with probability 1/(1 + e^−α).
    "bernoulli_logit" BernoulliLogit {
        /// Log odds of 1.
        alpha: logarithm,
    }
}

impl Univariate for BernoulliLogit {
    fn support(&self) -> Support {
        Support::Integers {
            low: 0.0,
            high: 1.0,
        }
    }

    fn log_density(&self, x: f64) -> f64 {
        if x == 1.0 {
            log_inv_logit(self.alpha)
        } else if x == 0.0 {
            log_inv_logit(-self.alpha)
        } else {
            f64::NEG_INFINITY
        }
    }

    fn adjoint(&self, x: f64) -> Adjoint {
        Adjoint {
            by_x: 0.0,
            by_parameters: vec![if x == 1.0 {
                inv_logit(-self.alpha)
            } else {
                -inv_logit(self.alpha)
            }],
        }
    }

    fn sample(&self, rng: &mut Stream) -> f64 {
        f64::from(u8::from(uniform(rng) < inv_logit(self.alpha)))
    }

    fn entropy(&self) -> Option<f64> {
        let part = |alpha: f64| -inv_logit(alpha) * log_inv_logit(alpha);
        Some(part(self.alpha) + part(-self.alpha))
    }

    fn cdf(&self, x: f64) -> Option<f64> {
        Some(if x < 0.0 {
            0.0
        } else if x < 1.0 {
            inv_logit(-self.alpha)
        } else {
            1.0
        })
    }

    fn survival(&self, x: f64) -> Option<f64> {
        Some(if x < 0.0 {
            1.0
        } else if x < 1.0 {
            inv_logit(self.alpha)
        } else {
            0.0
        })
    }

    fn breakpoints(&self) -> Vec<f64> {
        Vec::new()
    }

    fn tails(&self) -> Tails {
        Tails::both(Tail::positive())
    }
}
