//! The logarithm of an inverse gamma variable.

use kullback_math::random::Stream;

use super::ExpGamma;
use crate::distributions::family::family;
use crate::distributions::{Adjoint, Support, Tails, Univariate};

family! {
    /// Exp-inverse-gamma: e^x is inverse gamma(α, β), and −x is exp-gamma(α, β).
    "exp_inverse_gamma" ExpInverseGamma {
        /// Shape.
        alpha: positive,
        /// Scale of the inverse gamma.
        beta: positive,
    }
}

impl ExpInverseGamma {
    /// The law of −x.
    pub fn mirrored(&self) -> ExpGamma {
        ExpGamma {
            alpha: self.alpha,
            beta: self.beta,
        }
    }
}

impl Univariate for ExpInverseGamma {
    fn support(&self) -> Support {
        self.mirrored().support()
    }

    fn log_density(&self, x: f64) -> f64 {
        self.mirrored().log_density(-x)
    }

    fn adjoint(&self, x: f64) -> Adjoint {
        let Adjoint { by_x, by_parameters } = self.mirrored().adjoint(-x);
        Adjoint {
            by_x: -by_x,
            by_parameters,
        }
    }

    fn sample(&self, rng: &mut Stream) -> f64 {
        -self.mirrored().sample(rng)
    }

    fn entropy(&self) -> Option<f64> {
        self.mirrored().entropy()
    }

    fn cdf(&self, x: f64) -> Option<f64> {
        self.mirrored().survival(-x)
    }

    fn survival(&self, x: f64) -> Option<f64> {
        self.mirrored().cdf(-x)
    }

    fn breakpoints(&self) -> Vec<f64> {
        let points = self.mirrored().breakpoints();
        points.iter().rev().map(|x| -x).collect()
    }

    fn tails(&self) -> Tails {
        let Tails { low, high } = self.mirrored().tails();
        Tails {
            low: high,
            high: low,
        }
    }
}
