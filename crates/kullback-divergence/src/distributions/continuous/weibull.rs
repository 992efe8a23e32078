//! The Weibull distribution.

use kullback_math::random::{Stream, exponential};
use kullback_math::special::{exp, expm1, ln};

use crate::distributions::family::family;
use crate::distributions::formulas::{EULER, around_log, log_quotient};
use crate::distributions::{Adjoint, Support, Tail, Tails, Univariate};

family! {
    /// Weibull with shape α and scale σ: P(X > x) = exp(−(x/σ)^α).
    "weibull" Weibull {
        /// Shape.
        alpha: positive,
        /// Scale.
        sigma: positive,
    }
}

impl Weibull {
    /// ln (x/σ)^α
    fn log_hazard(&self, x: f64) -> f64 {
        self.alpha * log_quotient(x.max(0.0), self.sigma)
    }
}

impl Univariate for Weibull {
    fn support(&self) -> Support {
        Support::Interval {
            low: 0.0,
            high: f64::INFINITY,
        }
    }

    fn log_density(&self, x: f64) -> f64 {
        let Self { alpha, sigma } = *self;
        if x < 0.0 || x == f64::INFINITY {
            return f64::NEG_INFINITY;
        }
        let front = ln(alpha) - ln(sigma);
        if x == 0.0 {
            return if alpha == 1.0 { front } else { (1.0 - alpha) * f64::INFINITY };
        }
        let log = log_quotient(x, sigma);
        front + (alpha - 1.0) * log - exp(alpha * log)
    }

    fn adjoint(&self, x: f64) -> Adjoint {
        let Self { alpha, sigma } = *self;
        let log = log_quotient(x, sigma);
        let excess = expm1(alpha * log);
        Adjoint {
            by_x: -(1.0 + alpha * excess) / x,
            by_parameters: vec![1.0 / alpha - log * excess, alpha / sigma * excess],
        }
    }

    fn sample(&self, rng: &mut Stream) -> f64 {
        let unit = exponential(rng, 1.0).unwrap_or(f64::NAN);
        self.sigma * exp(ln(unit) / self.alpha)
    }

    fn entropy(&self) -> Option<f64> {
        Some(EULER * (1.0 - 1.0 / self.alpha) + ln(self.sigma) - ln(self.alpha) + 1.0)
    }

    fn cdf(&self, x: f64) -> Option<f64> {
        Some(-expm1(-exp(self.log_hazard(x))))
    }

    fn survival(&self, x: f64) -> Option<f64> {
        Some(exp(-exp(self.log_hazard(x))))
    }

    fn breakpoints(&self) -> Vec<f64> {
        around_log(ln(self.sigma), 1.0 / self.alpha, f64::INFINITY)
    }

    fn tails(&self) -> Tails {
        let Self { alpha, sigma } = *self;
        Tails {
            low: Tail::algebraic(1.0 - alpha),
            high: Tail::exponential(alpha, exp(-alpha * ln(sigma)), alpha - 1.0),
        }
    }
}
