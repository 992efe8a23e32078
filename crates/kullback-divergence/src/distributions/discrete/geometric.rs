//! The geometric distribution.

use kullback_math::random::{Stream, exponential};
use kullback_math::special::{exp, expm1, ln, log1p};

use crate::distributions::family::family;
use crate::distributions::formulas::{is_whole_between, surprise, whole_around};
use crate::distributions::{Adjoint, Support, Tail, Tails, Univariate};

family! {
    /// Geometric: failures before the first success, each trial of probability θ. It starts at 0.
    "geometric" Geometric {
        /// Probability of success.
        theta: positive_probability,
    }
}

impl Univariate for Geometric {
    fn support(&self) -> Support {
        Support::Integers {
            low: 0.0,
            high: if self.theta < 1.0 { f64::INFINITY } else { 0.0 },
        }
    }

    fn log_density(&self, x: f64) -> f64 {
        if !is_whole_between(x, 0.0, f64::INFINITY) {
            f64::NEG_INFINITY
        } else if x == 0.0 {
            ln(self.theta)
        } else {
            ln(self.theta) + x * log1p(-self.theta)
        }
    }

    fn adjoint(&self, x: f64) -> Adjoint {
        let failures = if x == 0.0 { 0.0 } else { x / (1.0 - self.theta) };
        Adjoint {
            by_x: 0.0,
            by_parameters: vec![1.0 / self.theta - failures],
        }
    }

    fn sample(&self, rng: &mut Stream) -> f64 {
        // An exponential draw rounded down; a rate of ∞ gives 0.
        let unit = exponential(rng, 1.0).unwrap_or(f64::NAN);
        (unit / -log1p(-self.theta)).floor()
    }

    fn entropy(&self) -> Option<f64> {
        let theta = self.theta;
        if theta == 1.0 {
            return Some(0.0);
        }
        Some((surprise(theta) - (1.0 - theta) * log1p(-theta)) / theta)
    }

    fn cdf(&self, x: f64) -> Option<f64> {
        let trials = (x.floor() + 1.0).max(0.0);
        Some(if trials == 0.0 { 0.0 } else { -expm1(trials * log1p(-self.theta)) })
    }

    fn survival(&self, x: f64) -> Option<f64> {
        let trials = (x.floor() + 1.0).max(0.0);
        Some(if trials == 0.0 { 1.0 } else { exp(trials * log1p(-self.theta)) })
    }

    fn breakpoints(&self) -> Vec<f64> {
        whole_around(0.0, 1.0 / self.theta, 0.0, self.support().ends().1)
    }

    fn tails(&self) -> Tails {
        Tails {
            low: Tail::positive(),
            high: if self.theta < 1.0 {
                Tail::exponential(1.0, -log1p(-self.theta), 0.0)
            } else {
                Tail::positive()
            },
        }
    }
}
