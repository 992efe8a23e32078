//! The normal distribution.

use kullback_math::random::{Stream, standard_normal};
use kullback_math::special::{ln, normal_cdf};

use crate::distributions::family::family;
use crate::distributions::formulas::{HALF_LN_2_PI, around};
use crate::distributions::{Adjoint, Support, Tail, Tails, Univariate};

family! {
    /// Normal with mean μ and standard deviation σ.
    "normal" Normal {
        /// Mean.
        mu: finite,
        /// Standard deviation.
        sigma: positive,
    }
}

impl Univariate for Normal {
    fn support(&self) -> Support {
        Support::Interval {
            low: f64::NEG_INFINITY,
            high: f64::INFINITY,
        }
    }

    fn log_density(&self, x: f64) -> f64 {
        let z = (x - self.mu) / self.sigma;
        -0.5 * z * z - HALF_LN_2_PI - ln(self.sigma)
    }

    fn adjoint(&self, x: f64) -> Adjoint {
        let z = (x - self.mu) / self.sigma;
        Adjoint {
            by_x: -z / self.sigma,
            by_parameters: vec![z / self.sigma, (z - 1.0) * (z + 1.0) / self.sigma],
        }
    }

    fn sample(&self, rng: &mut Stream) -> f64 {
        self.mu + self.sigma * standard_normal(rng)
    }

    fn entropy(&self) -> Option<f64> {
        Some(0.5 + HALF_LN_2_PI + ln(self.sigma))
    }

    fn cdf(&self, x: f64) -> Option<f64> {
        Some(normal_cdf((x - self.mu) / self.sigma))
    }

    fn survival(&self, x: f64) -> Option<f64> {
        Some(normal_cdf((self.mu - x) / self.sigma))
    }

    fn breakpoints(&self) -> Vec<f64> {
        around(self.mu, self.sigma, f64::NEG_INFINITY, f64::INFINITY)
    }

    fn tails(&self) -> Tails {
        let rate = 0.5 / self.sigma / self.sigma;
        Tails::both(Tail::exponential(2.0, rate, 0.0))
    }
}
