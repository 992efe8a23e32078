//! The Cauchy distribution.

use std::f64::consts::PI;

use kullback_math::random::{Stream, cauchy};
use kullback_math::special::ln;

use crate::distributions::family::family;
use crate::distributions::formulas::{around, log1p_square};
use crate::distributions::{Adjoint, Support, Tail, Tails, Univariate};

family! {
    /// Cauchy with median μ and scale σ.
    "cauchy" Cauchy {
        /// Median and mode.
        mu: finite,
        /// Half the distance of the quartiles.
        sigma: positive,
    }
}

impl Univariate for Cauchy {
    fn support(&self) -> Support {
        Support::Interval {
            low: f64::NEG_INFINITY,
            high: f64::INFINITY,
        }
    }

    fn log_density(&self, x: f64) -> f64 {
        let z = (x - self.mu) / self.sigma;
        -ln(PI) - ln(self.sigma) - log1p_square(z)
    }

    fn adjoint(&self, x: f64) -> Adjoint {
        let z = (x - self.mu) / self.sigma;
        // 2z/(1 + z²) and (z² − 1)/(1 + z²)
        let (slope, excess) = if z.abs() < 1.0 {
            let square = 1.0 + z * z;
            (2.0 * z / square, (z - 1.0) * (z + 1.0) / square)
        } else {
            let inverse = 1.0 / z;
            let square = 1.0 + inverse * inverse;
            (2.0 * inverse / square, (1.0 - inverse) * (1.0 + inverse) / square)
        };
        Adjoint {
            by_x: -slope / self.sigma,
            by_parameters: vec![slope / self.sigma, excess / self.sigma],
        }
    }

    fn sample(&self, rng: &mut Stream) -> f64 {
        cauchy(rng, self.mu, self.sigma).unwrap_or(f64::NAN)
    }

    fn entropy(&self) -> Option<f64> {
        Some(ln(4.0 * PI) + ln(self.sigma))
    }

    fn cdf(&self, x: f64) -> Option<f64> {
        Some(lower(self.sigma, x - self.mu))
    }

    fn survival(&self, x: f64) -> Option<f64> {
        Some(lower(self.sigma, self.mu - x))
    }

    fn breakpoints(&self) -> Vec<f64> {
        around(self.mu, self.sigma, f64::NEG_INFINITY, f64::INFINITY)
    }

    fn tails(&self) -> Tails {
        Tails::both(Tail::algebraic(-2.0))
    }
}

/// The mass below a distance from the median, with relative accuracy in the lower tail.
fn lower(sigma: f64, distance: f64) -> f64 {
    sigma.atan2(-distance) / PI
}
