//! The logistic distribution.

use kullback_math::random::{Stream, uniform};
use kullback_math::special::{exp, inv_logit, ln, log1p, logit, tanh};

use crate::distributions::family::family;
use crate::distributions::formulas::around;
use crate::distributions::{Adjoint, Support, Tail, Tails, Univariate};

family! {
    /// Logistic with mean μ and scale σ.
    "logistic" Logistic {
        /// Mean, median and mode.
        mu: finite,
        /// Scale; the standard deviation is πσ/√3.
        sigma: positive,
    }
}

impl Univariate for Logistic {
    fn support(&self) -> Support {
        Support::Interval {
            low: f64::NEG_INFINITY,
            high: f64::INFINITY,
        }
    }

    fn log_density(&self, x: f64) -> f64 {
        let size = ((x - self.mu) / self.sigma).abs();
        -size - 2.0 * log1p(exp(-size)) - ln(self.sigma)
    }

    fn adjoint(&self, x: f64) -> Adjoint {
        let z = (x - self.mu) / self.sigma;
        let slope = tanh(0.5 * z);
        Adjoint {
            by_x: -slope / self.sigma,
            by_parameters: vec![slope / self.sigma, (z * slope - 1.0) / self.sigma],
        }
    }

    fn sample(&self, rng: &mut Stream) -> f64 {
        // The middle of a cell of the generator, never 0 or 1.
        self.mu + self.sigma * logit(uniform(rng) + f64::EPSILON / 4.0)
    }

    fn entropy(&self) -> Option<f64> {
        Some(2.0 + ln(self.sigma))
    }

    fn cdf(&self, x: f64) -> Option<f64> {
        Some(inv_logit((x - self.mu) / self.sigma))
    }

    fn survival(&self, x: f64) -> Option<f64> {
        Some(inv_logit((self.mu - x) / self.sigma))
    }

    fn breakpoints(&self) -> Vec<f64> {
        around(self.mu, self.sigma, f64::NEG_INFINITY, f64::INFINITY)
    }

    fn tails(&self) -> Tails {
        Tails::both(Tail::exponential(1.0, 1.0 / self.sigma, 0.0))
    }
}
