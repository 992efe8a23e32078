//! The Pareto distribution.

use kullback_math::random::{Stream, exponential};
use kullback_math::special::{exp, expm1, ln, log1p};

use crate::distributions::family::family;
use crate::distributions::formulas::inside;
use crate::distributions::{Adjoint, Support, Tail, Tails, Univariate};

family! {
    /// Pareto on \[y_min, ∞) with P(X > x) = (y_min/x)^α.
    "pareto" Pareto {
        /// Lower end.
        y_min: positive,
        /// Shape.
        alpha: positive,
    }
}

impl Pareto {
    /// ln(x / y_min), with relative accuracy near the end.
    fn log_ratio(&self, x: f64) -> f64 {
        let excess = (x - self.y_min) / self.y_min;
        if excess < 0.5 { log1p(excess.max(0.0)) } else { ln(x / self.y_min) }
    }
}

impl Univariate for Pareto {
    fn support(&self) -> Support {
        Support::Interval {
            low: self.y_min,
            high: f64::INFINITY,
        }
    }

    fn log_density(&self, x: f64) -> f64 {
        if x < self.y_min || x == f64::INFINITY {
            return f64::NEG_INFINITY;
        }
        ln(self.alpha) - ln(x) - self.alpha * self.log_ratio(x)
    }

    fn adjoint(&self, x: f64) -> Adjoint {
        let Self { y_min, alpha } = *self;
        Adjoint {
            by_x: -(alpha + 1.0) / x,
            by_parameters: vec![alpha / y_min, 1.0 / alpha - self.log_ratio(x)],
        }
    }

    fn sample(&self, rng: &mut Stream) -> f64 {
        let unit = exponential(rng, 1.0).unwrap_or(f64::NAN);
        self.y_min * exp(unit / self.alpha)
    }

    fn entropy(&self) -> Option<f64> {
        Some(ln(self.y_min) - ln(self.alpha) + 1.0 / self.alpha + 1.0)
    }

    fn cdf(&self, x: f64) -> Option<f64> {
        Some(-expm1(-self.alpha * self.log_ratio(x)))
    }

    fn survival(&self, x: f64) -> Option<f64> {
        Some(exp(-self.alpha * self.log_ratio(x)))
    }

    fn breakpoints(&self) -> Vec<f64> {
        let logs = [0.1, 1.0, 3.0, 8.0, 30.0, 100.0];
        let points = logs.iter().map(|step| self.y_min * exp(step / self.alpha));
        inside(points, self.y_min, f64::INFINITY)
    }

    fn tails(&self) -> Tails {
        Tails {
            low: Tail::positive(),
            high: Tail::algebraic(-(self.alpha + 1.0)),
        }
    }
}
