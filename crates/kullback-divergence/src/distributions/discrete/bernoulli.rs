//! The Bernoulli distribution.

use kullback_math::random::{Stream, uniform};
use kullback_math::special::{ln, log1p};

use crate::distributions::family::family;
use crate::distributions::formulas::surprise;
use crate::distributions::{Adjoint, Support, Tail, Tails, Univariate};

family! {
    /// Bernoulli: 1 with probability θ, else 0.
    "bernoulli" Bernoulli {
        /// Probability of 1.
        theta: probability,
    }
}

impl Univariate for Bernoulli {
    fn support(&self) -> Support {
        Support::Integers {
            low: if self.theta < 1.0 { 0.0 } else { 1.0 },
            high: if self.theta > 0.0 { 1.0 } else { 0.0 },
        }
    }

    fn log_density(&self, x: f64) -> f64 {
        if x == 1.0 {
            ln(self.theta)
        } else if x == 0.0 {
            log1p(-self.theta)
        } else {
            f64::NEG_INFINITY
        }
    }

    fn adjoint(&self, x: f64) -> Adjoint {
        let by_theta = if x == 1.0 {
            1.0 / self.theta
        } else {
            -1.0 / (1.0 - self.theta)
        };
        Adjoint {
            by_x: 0.0,
            by_parameters: vec![by_theta],
        }
    }

    fn sample(&self, rng: &mut Stream) -> f64 {
        f64::from(u8::from(uniform(rng) < self.theta))
    }

    fn entropy(&self) -> Option<f64> {
        let failure = if self.theta < 1.0 {
            -(1.0 - self.theta) * log1p(-self.theta)
        } else {
            0.0
        };
        Some(surprise(self.theta) + failure)
    }

    fn cdf(&self, x: f64) -> Option<f64> {
        Some(if x < 0.0 {
            0.0
        } else if x < 1.0 {
            1.0 - self.theta
        } else {
            1.0
        })
    }

    fn survival(&self, x: f64) -> Option<f64> {
        Some(if x < 0.0 {
            1.0
        } else if x < 1.0 {
            self.theta
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
