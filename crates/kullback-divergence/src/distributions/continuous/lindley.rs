//! The Lindley distribution.

use kullback_math::random::{Stream, exponential, uniform};
use kullback_math::special::{exp, expm1, gamma_p, ln, log1p};

use crate::distributions::family::family;
use crate::distributions::formulas::around_log;
use crate::distributions::{Adjoint, Support, Tail, Tails, Univariate};

family! {
    /// Lindley: density θ²/(1 + θ) · (1 + x) e^(−θx), a mixture of exponential(θ) with weight θ/(1 + θ)
    /// and gamma(2, θ).
    "lindley" Lindley {
        /// Rate.
        theta: positive,
    }
}

impl Univariate for Lindley {
    fn support(&self) -> Support {
        Support::Interval {
            low: 0.0,
            high: f64::INFINITY,
        }
    }

    fn log_density(&self, x: f64) -> f64 {
        if x < 0.0 || x == f64::INFINITY {
            return f64::NEG_INFINITY;
        }
        2.0 * ln(self.theta) - log1p(self.theta) + log1p(x) - self.theta * x
    }

    fn adjoint(&self, x: f64) -> Adjoint {
        let theta = self.theta;
        Adjoint {
            by_x: 1.0 / (1.0 + x) - theta,
            by_parameters: vec![2.0 / theta - 1.0 / (1.0 + theta) - x],
        }
    }

    fn sample(&self, rng: &mut Stream) -> f64 {
        let single = uniform(rng) * (1.0 + self.theta) < self.theta;
        let mut unit = || exponential(rng, self.theta).unwrap_or(f64::NAN);
        if single { unit() } else { unit() + unit() }
    }

    fn entropy(&self) -> Option<f64> {
        None
    }

    fn cdf(&self, x: f64) -> Option<f64> {
        let (theta, u) = (self.theta, self.theta * x.max(0.0));
        Some((gamma_p(2.0, u) - theta * expm1(-u)) / (1.0 + theta))
    }

    fn survival(&self, x: f64) -> Option<f64> {
        let (theta, u) = (self.theta, self.theta * x.max(0.0));
        Some(if u > 800.0 { 0.0 } else { exp(-u) * (1.0 + u / (1.0 + theta)) })
    }

    fn breakpoints(&self) -> Vec<f64> {
        around_log(-ln(self.theta), 1.0, f64::INFINITY)
    }

    fn tails(&self) -> Tails {
        Tails {
            low: Tail::positive(),
            high: Tail::exponential(1.0, self.theta, 1.0),
        }
    }
}
