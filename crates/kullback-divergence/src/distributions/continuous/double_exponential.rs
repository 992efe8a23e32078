//! The double exponential (Laplace) distribution.

use std::f64::consts::LN_2;

use kullback_math::random::Stream;
use kullback_math::special::{exp, ln};

use crate::distributions::family::family;
use crate::distributions::formulas::{around, uniform_above_zero};
use crate::distributions::{Adjoint, Support, Tail, Tails, Univariate};

family! {
    /// Double exponential with mean μ and scale σ: density e^(−|x − μ|/σ) / 2σ.
    "double_exponential" DoubleExponential {
        /// Mean, median and mode.
        mu: finite,
        /// Mean distance from μ.
        sigma: positive,
    }
}

impl Univariate for DoubleExponential {
    fn support(&self) -> Support {
        Support::Interval {
            low: f64::NEG_INFINITY,
            high: f64::INFINITY,
        }
    }

    fn log_density(&self, x: f64) -> f64 {
        -((x - self.mu) / self.sigma).abs() - ln(self.sigma) - LN_2
    }

    fn adjoint(&self, x: f64) -> Adjoint {
        let z = (x - self.mu) / self.sigma;
        // The middle of the two slopes at the kink.
        let sign = if z == 0.0 { 0.0 } else { z.signum() };
        Adjoint {
            by_x: -sign / self.sigma,
            by_parameters: vec![sign / self.sigma, (z.abs() - 1.0) / self.sigma],
        }
    }

    fn sample(&self, rng: &mut Stream) -> f64 {
        let upper = uniform_above_zero(rng) > 0.5;
        let distance = -self.sigma * ln(uniform_above_zero(rng));
        self.mu + if upper { distance } else { -distance }
    }

    fn entropy(&self) -> Option<f64> {
        Some(1.0 + LN_2 + ln(self.sigma))
    }

    fn cdf(&self, x: f64) -> Option<f64> {
        Some(lower((x - self.mu) / self.sigma))
    }

    fn survival(&self, x: f64) -> Option<f64> {
        Some(lower((self.mu - x) / self.sigma))
    }

    fn breakpoints(&self) -> Vec<f64> {
        around(self.mu, self.sigma, f64::NEG_INFINITY, f64::INFINITY)
    }

    fn tails(&self) -> Tails {
        Tails::both(Tail::exponential(1.0, 1.0 / self.sigma, 0.0))
    }
}

fn lower(z: f64) -> f64 {
    let tail = 0.5 * exp(-z.abs());
    if z > 0.0 { 1.0 - tail } else { tail }
}
