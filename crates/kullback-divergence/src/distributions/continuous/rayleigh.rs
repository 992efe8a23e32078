//! The Rayleigh distribution.

use std::f64::consts::LN_2;

use kullback_math::random::{Stream, exponential};
use kullback_math::special::{exp, expm1, ln};

use crate::distributions::family::family;
use crate::distributions::formulas::{EULER, around_log, log_quotient};
use crate::distributions::{Adjoint, Support, Tail, Tails, Univariate};

family! {
    /// Rayleigh: the length of a vector of two normals(0, σ).
    "rayleigh" Rayleigh {
        /// Mode.
        sigma: positive,
    }
}

impl Univariate for Rayleigh {
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
        let z = x / self.sigma;
        log_quotient(x, self.sigma) - 0.5 * z * z - ln(self.sigma)
    }

    fn adjoint(&self, x: f64) -> Adjoint {
        let z = x / self.sigma;
        Adjoint {
            by_x: (1.0 - z) * (1.0 + z) / x,
            by_parameters: vec![(z * z - 2.0) / self.sigma],
        }
    }

    fn sample(&self, rng: &mut Stream) -> f64 {
        self.sigma * (2.0 * exponential(rng, 1.0).unwrap_or(f64::NAN)).sqrt()
    }

    fn entropy(&self) -> Option<f64> {
        Some(1.0 + ln(self.sigma) - 0.5 * LN_2 + 0.5 * EULER)
    }

    fn cdf(&self, x: f64) -> Option<f64> {
        let z = x.max(0.0) / self.sigma;
        Some(-expm1(-0.5 * z * z))
    }

    fn survival(&self, x: f64) -> Option<f64> {
        let z = x.max(0.0) / self.sigma;
        Some(exp(-0.5 * z * z))
    }

    fn breakpoints(&self) -> Vec<f64> {
        around_log(ln(self.sigma), 0.5, f64::INFINITY)
    }

    fn tails(&self) -> Tails {
        Tails {
            low: Tail::algebraic(-1.0),
            high: Tail::exponential(2.0, 0.5 / self.sigma / self.sigma, 1.0),
        }
    }
}
