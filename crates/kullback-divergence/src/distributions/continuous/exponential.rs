//! The exponential distribution.

use kullback_math::random::{Stream, exponential};
use kullback_math::special::{exp, expm1, ln};

use crate::distributions::family::family;
use crate::distributions::formulas::around_log;
use crate::distributions::{Adjoint, Support, Tail, Tails, Univariate};

family! {
    /// Exponential with rate β, mean 1/β.
    "exponential" Exponential {
        /// Rate.
        beta: positive,
    }
}

impl Univariate for Exponential {
    fn support(&self) -> Support {
        Support::Interval {
            low: 0.0,
            high: f64::INFINITY,
        }
    }

    fn log_density(&self, x: f64) -> f64 {
        if x < 0.0 {
            return f64::NEG_INFINITY;
        }
        ln(self.beta) - self.beta * x
    }

    fn adjoint(&self, x: f64) -> Adjoint {
        Adjoint {
            by_x: -self.beta,
            by_parameters: vec![1.0 / self.beta - x],
        }
    }

    fn sample(&self, rng: &mut Stream) -> f64 {
        exponential(rng, self.beta).unwrap_or(f64::NAN)
    }

    fn entropy(&self) -> Option<f64> {
        Some(1.0 - ln(self.beta))
    }

    fn cdf(&self, x: f64) -> Option<f64> {
        Some(-expm1(-self.beta * x.max(0.0)))
    }

    fn survival(&self, x: f64) -> Option<f64> {
        Some(exp(-self.beta * x.max(0.0)))
    }

    fn breakpoints(&self) -> Vec<f64> {
        around_log(-ln(self.beta), 1.0, f64::INFINITY)
    }

    fn tails(&self) -> Tails {
        Tails {
            low: Tail::positive(),
            high: Tail::exponential(1.0, self.beta, 0.0),
        }
    }
}
