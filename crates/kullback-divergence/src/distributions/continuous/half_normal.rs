//! The half-normal distribution.

use std::f64::consts::LN_2;

use kullback_math::random::{Stream, standard_normal};
use kullback_math::special::{erf, ln, normal_cdf};

use crate::distributions::family::family;
use crate::distributions::formulas::{HALF_LN_2_PI, around};
use crate::distributions::{Adjoint, Support, Tail, Tails, Univariate};

family! {
    /// Half-normal: the size of a normal(0, σ).
    "half_normal" HalfNormal {
        /// Standard deviation of the whole normal.
        sigma: positive,
    }
}

impl Univariate for HalfNormal {
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
        let z = x / self.sigma;
        LN_2 - HALF_LN_2_PI - ln(self.sigma) - 0.5 * z * z
    }

    fn adjoint(&self, x: f64) -> Adjoint {
        let z = x / self.sigma;
        Adjoint {
            by_x: -z / self.sigma,
            by_parameters: vec![(z - 1.0) * (z + 1.0) / self.sigma],
        }
    }

    fn sample(&self, rng: &mut Stream) -> f64 {
        self.sigma * standard_normal(rng).abs()
    }

    fn entropy(&self) -> Option<f64> {
        Some(0.5 + HALF_LN_2_PI - LN_2 + ln(self.sigma))
    }

    fn cdf(&self, x: f64) -> Option<f64> {
        Some(erf(x.max(0.0) / self.sigma * std::f64::consts::FRAC_1_SQRT_2))
    }

    fn survival(&self, x: f64) -> Option<f64> {
        Some(2.0 * normal_cdf(-x.max(0.0) / self.sigma))
    }

    fn breakpoints(&self) -> Vec<f64> {
        around(0.0, self.sigma, 0.0, f64::INFINITY)
    }

    fn tails(&self) -> Tails {
        Tails {
            low: Tail::positive(),
            high: Tail::exponential(2.0, 0.5 / self.sigma / self.sigma, 0.0),
        }
    }
}
