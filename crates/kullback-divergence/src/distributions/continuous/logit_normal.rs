//! The logit-normal distribution.

use kullback_math::random::{Stream, standard_normal};
use kullback_math::special::{inv_logit, ln, log1p, logit, normal_cdf};

use crate::distributions::family::family;
use crate::distributions::formulas::{HALF_LN_2_PI, around, inside};
use crate::distributions::{Adjoint, End, Support, Tail, Tails, Univariate};

family! {
    /// Logit-normal on (0, 1): logit x is normal(μ, σ).
    "logit_normal" LogitNormal {
        /// Mean of logit x.
        mu: finite,
        /// Standard deviation of logit x.
        sigma: positive,
    }
}

impl LogitNormal {
    /// ln p given ln x and ln(1 − x).
    fn log_density_at(&self, log_x: f64, log_y: f64) -> f64 {
        if log_x == f64::NEG_INFINITY || log_y == f64::NEG_INFINITY {
            return f64::NEG_INFINITY;
        }
        let z = (log_x - log_y - self.mu) / self.sigma;
        -0.5 * z * z - HALF_LN_2_PI - ln(self.sigma) - log_x - log_y
    }

    fn standardised(&self, x: f64) -> f64 {
        (logit(x) - self.mu) / self.sigma
    }
}

impl Univariate for LogitNormal {
    fn support(&self) -> Support {
        Support::Interval { low: 0.0, high: 1.0 }
    }

    fn log_density(&self, x: f64) -> f64 {
        if !(x > 0.0 && x < 1.0) {
            return f64::NEG_INFINITY;
        }
        let z = self.standardised(x);
        -0.5 * z * z - HALF_LN_2_PI - ln(self.sigma) - ln(x) - log1p(-x)
    }

    fn log_density_beside(&self, end: End, distance: f64) -> f64 {
        let (near, far) = (ln(distance), log1p(-distance));
        match end {
            End::Low => self.log_density_at(near, far),
            End::High => self.log_density_at(far, near),
        }
    }

    fn adjoint(&self, x: f64) -> Adjoint {
        let z = self.standardised(x);
        let y = 1.0 - x;
        Adjoint {
            by_x: (x - y - z / self.sigma) / x / y,
            by_parameters: vec![z / self.sigma, (z - 1.0) * (z + 1.0) / self.sigma],
        }
    }

    fn sample(&self, rng: &mut Stream) -> f64 {
        inv_logit(self.mu + self.sigma * standard_normal(rng))
    }

    fn entropy(&self) -> Option<f64> {
        None
    }

    fn cdf(&self, x: f64) -> Option<f64> {
        Some(normal_cdf(self.standardised(x.clamp(0.0, 1.0))))
    }

    fn survival(&self, x: f64) -> Option<f64> {
        Some(normal_cdf(-self.standardised(x.clamp(0.0, 1.0))))
    }

    fn breakpoints(&self) -> Vec<f64> {
        let (low, high) = (f64::NEG_INFINITY, f64::INFINITY);
        let places = around(self.mu, self.sigma, low, high);
        inside(places.into_iter().map(inv_logit).chain([0.5]), 0.0, 1.0)
    }

    fn tails(&self) -> Tails {
        Tails::both(Tail::LogSquared {
            rate: 0.5 / self.sigma / self.sigma,
        })
    }
}
