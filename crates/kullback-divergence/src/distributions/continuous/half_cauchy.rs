//! The half-Cauchy distribution.

use std::f64::consts::{FRAC_2_PI, PI};

use kullback_math::random::{Stream, cauchy};
use kullback_math::special::ln;

use crate::distributions::family::family;
use crate::distributions::formulas::{around_log, log1p_square};
use crate::distributions::{Adjoint, Support, Tail, Tails, Univariate};

family! {
    /// Half-Cauchy: the size of a cauchy(0, σ).
    "half_cauchy" HalfCauchy {
        /// Scale and median.
        sigma: positive,
    }
}

impl Univariate for HalfCauchy {
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
        ln(FRAC_2_PI) - ln(self.sigma) - log1p_square(x / self.sigma)
    }

    fn adjoint(&self, x: f64) -> Adjoint {
        // 2z/(1 + z²) and (z² − 1)/(1 + z²), by the smaller of z and 1/z.
        let z = x / self.sigma;
        let small = if z < 1.0 { z } else { 1.0 / z };
        let square = 1.0 + small * small;
        let excess = (1.0 - small) * (1.0 + small) / square;
        Adjoint {
            by_x: -2.0 * small / square / self.sigma,
            by_parameters: vec![if z < 1.0 { -excess } else { excess } / self.sigma],
        }
    }

    fn sample(&self, rng: &mut Stream) -> f64 {
        cauchy(rng, 0.0, self.sigma).map_or(f64::NAN, f64::abs)
    }

    fn entropy(&self) -> Option<f64> {
        Some(ln(2.0 * PI) + ln(self.sigma))
    }

    fn cdf(&self, x: f64) -> Option<f64> {
        Some(FRAC_2_PI * (x.max(0.0)).atan2(self.sigma))
    }

    fn survival(&self, x: f64) -> Option<f64> {
        Some(FRAC_2_PI * self.sigma.atan2(x.max(0.0)))
    }

    fn breakpoints(&self) -> Vec<f64> {
        around_log(ln(self.sigma), 1.0, f64::INFINITY)
    }

    fn tails(&self) -> Tails {
        Tails {
            low: Tail::positive(),
            high: Tail::algebraic(-2.0),
        }
    }
}
