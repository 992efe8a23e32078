//! The skew normal distribution.

use std::f64::consts::LN_2;

use kullback_math::random::{Stream, standard_normal};
use kullback_math::special::{ln, normal_cdf, normal_log_cdf, owens_t};

use crate::distributions::family::family;
use crate::distributions::formulas::{HALF_LN_2_PI, around, inside, normal_hazard};
use crate::distributions::{Adjoint, Support, Tail, Tails, Univariate};

family! {
    /// Skew normal with location ξ, scale ω and shape α: density 2 φ(z) Φ(αz)/ω.
    "skew_normal" SkewNormal {
        /// Location.
        xi: finite,
        /// Scale.
        omega: positive,
        /// Shape; 0 is the normal.
        alpha: finite,
    }
}

impl SkewNormal {
    fn standardised(&self, x: f64) -> f64 {
        (x - self.xi) / self.omega
    }
}

impl Univariate for SkewNormal {
    fn support(&self) -> Support {
        Support::Interval {
            low: f64::NEG_INFINITY,
            high: f64::INFINITY,
        }
    }

    fn log_density(&self, x: f64) -> f64 {
        let z = self.standardised(x);
        if z.is_infinite() {
            return f64::NEG_INFINITY;
        }
        LN_2 - HALF_LN_2_PI - ln(self.omega) - 0.5 * z * z + normal_log_cdf(self.alpha * z)
    }

    fn adjoint(&self, x: f64) -> Adjoint {
        let z = self.standardised(x);
        let hazard = normal_hazard(-self.alpha * z);
        let by_z = -z + self.alpha * hazard;
        Adjoint {
            by_x: by_z / self.omega,
            by_parameters: vec![
                -by_z / self.omega,
                (-z * by_z - 1.0) / self.omega,
                z * hazard,
            ],
        }
    }

    /// Azzalini's representation δ|Z₀| + √(1 − δ²) Z₁.
    fn sample(&self, rng: &mut Stream) -> f64 {
        let length = 1.0_f64.hypot(self.alpha);
        let (skewed, free) = (standard_normal(rng).abs(), standard_normal(rng));
        self.xi + self.omega * (self.alpha / length * skewed + free / length)
    }

    fn entropy(&self) -> Option<f64> {
        None
    }

    /// Loses relative accuracy in the shorter tail.
    fn cdf(&self, x: f64) -> Option<f64> {
        let z = self.standardised(x);
        Some((normal_cdf(z) - 2.0 * owens_t(z, self.alpha)).max(0.0))
    }

    fn survival(&self, x: f64) -> Option<f64> {
        let z = self.standardised(x);
        Some((normal_cdf(-z) + 2.0 * owens_t(z, self.alpha)).max(0.0))
    }

    fn breakpoints(&self) -> Vec<f64> {
        let (low, high) = (f64::NEG_INFINITY, f64::INFINITY);
        let bend = self.omega / 1.0_f64.hypot(self.alpha);
        let near = around(self.xi, bend, low, high);
        inside(near.into_iter().chain(around(self.xi, self.omega, low, high)), low, high)
    }

    fn tails(&self) -> Tails {
        let rate = 0.5 / self.omega / self.omega;
        let long = Tail::exponential(2.0, rate, 0.0);
        let short = Tail::exponential(2.0, rate * (1.0 + self.alpha * self.alpha), -1.0);
        if self.alpha > 0.0 {
            Tails { low: short, high: long }
        } else if self.alpha < 0.0 {
            Tails { low: long, high: short }
        } else {
            Tails::both(long)
        }
    }
}
