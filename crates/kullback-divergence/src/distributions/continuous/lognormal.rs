//! The lognormal distribution.

use kullback_math::random::{Stream, standard_normal};
use kullback_math::special::{exp, ln, normal_cdf};

use crate::distributions::family::family;
use crate::distributions::formulas::{HALF_LN_2_PI, around_log};
use crate::distributions::{Adjoint, Support, Tail, Tails, Univariate};

family! {
    /// Lognormal: ln x is normal(μ, σ).
    "lognormal" LogNormal {
        /// Mean of ln x.
        mu: finite,
        /// Standard deviation of ln x.
        sigma: positive,
    }
}

impl LogNormal {
    fn standardised(&self, x: f64) -> f64 {
        (ln(x.max(0.0)) - self.mu) / self.sigma
    }
}

impl Univariate for LogNormal {
    fn support(&self) -> Support {
        Support::Interval {
            low: 0.0,
            high: f64::INFINITY,
        }
    }

    fn log_density(&self, x: f64) -> f64 {
        if x <= 0.0 || x == f64::INFINITY {
            return f64::NEG_INFINITY;
        }
        let z = self.standardised(x);
        -0.5 * z * z - HALF_LN_2_PI - ln(self.sigma) - ln(x)
    }

    fn adjoint(&self, x: f64) -> Adjoint {
        let z = self.standardised(x);
        Adjoint {
            by_x: -(1.0 + z / self.sigma) / x,
            by_parameters: vec![z / self.sigma, (z - 1.0) * (z + 1.0) / self.sigma],
        }
    }

    fn sample(&self, rng: &mut Stream) -> f64 {
        exp(self.mu + self.sigma * standard_normal(rng))
    }

    fn entropy(&self) -> Option<f64> {
        Some(0.5 + HALF_LN_2_PI + ln(self.sigma) + self.mu)
    }

    fn cdf(&self, x: f64) -> Option<f64> {
        Some(normal_cdf(self.standardised(x)))
    }

    fn survival(&self, x: f64) -> Option<f64> {
        Some(normal_cdf(-self.standardised(x)))
    }

    fn breakpoints(&self) -> Vec<f64> {
        around_log(self.mu, self.sigma, f64::INFINITY)
    }

    fn tails(&self) -> Tails {
        Tails::both(Tail::LogSquared {
            rate: 0.5 / self.sigma / self.sigma,
        })
    }
}
