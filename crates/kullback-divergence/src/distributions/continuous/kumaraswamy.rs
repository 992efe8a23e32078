//! The Kumaraswamy distribution.

use kullback_math::random::Stream;
use kullback_math::special::{digamma, exp, expm1, ln, log1m_exp, log1p};

use crate::distributions::family::family;
use crate::distributions::formulas::{EULER, inside, uniform_above_zero};
use crate::distributions::{Adjoint, End, Support, Tail, Tails, Univariate};

family! {
    /// Kumaraswamy on (0, 1): P(X ≤ x) = 1 − (1 − x^α)^β.
    "kumaraswamy" Kumaraswamy {
        /// Shape at 0.
        alpha: positive,
        /// Shape at 1.
        beta: positive,
    }
}

impl Kumaraswamy {
    /// ln p given ln x < 0.
    fn log_density_at(&self, log_x: f64) -> f64 {
        let Self { alpha, beta } = *self;
        if log_x == f64::NEG_INFINITY {
            return if alpha == 1.0 { ln(beta) } else { (1.0 - alpha) * f64::INFINITY };
        }
        if log_x == 0.0 {
            return if beta == 1.0 { ln(alpha) } else { (1.0 - beta) * f64::INFINITY };
        }
        ln(alpha) + ln(beta) + (alpha - 1.0) * log_x + (beta - 1.0) * log1m_exp(alpha * log_x)
    }

    /// ln(1 − x^α)
    fn log_rest(&self, x: f64) -> f64 {
        log1m_exp(self.alpha * log_below_one(x.clamp(0.0, 1.0)))
    }
}

/// ln x for x ≤ 1, with relative accuracy near 1.
fn log_below_one(x: f64) -> f64 {
    if x > 0.5 { log1p(x - 1.0) } else { ln(x) }
}

impl Univariate for Kumaraswamy {
    fn support(&self) -> Support {
        Support::Interval { low: 0.0, high: 1.0 }
    }

    fn log_density(&self, x: f64) -> f64 {
        if !(0.0..=1.0).contains(&x) {
            return f64::NEG_INFINITY;
        }
        self.log_density_at(log_below_one(x))
    }

    fn log_density_beside(&self, end: End, distance: f64) -> f64 {
        self.log_density_at(match end {
            End::Low => log_below_one(distance),
            End::High => log1p(-distance),
        })
    }

    fn adjoint(&self, x: f64) -> Adjoint {
        let Self { alpha, beta } = *self;
        let log = log_below_one(x);
        // x^α/(1 − x^α)
        let odds = 1.0 / expm1(-alpha * log);
        Adjoint {
            by_x: (alpha - 1.0 - (beta - 1.0) * alpha * odds) / x,
            by_parameters: vec![
                1.0 / alpha + log - (beta - 1.0) * log * odds,
                1.0 / beta + self.log_rest(x),
            ],
        }
    }

    fn sample(&self, rng: &mut Stream) -> f64 {
        let rest = ln(uniform_above_zero(rng)) / self.beta;
        exp(log1m_exp(rest) / self.alpha)
    }

    fn entropy(&self) -> Option<f64> {
        let Self { alpha, beta } = *self;
        let harmonic = digamma(beta + 1.0) + EULER;
        Some(1.0 - 1.0 / beta + (1.0 - 1.0 / alpha) * harmonic - ln(alpha) - ln(beta))
    }

    fn cdf(&self, x: f64) -> Option<f64> {
        Some(-expm1(self.beta * self.log_rest(x)))
    }

    fn survival(&self, x: f64) -> Option<f64> {
        Some(exp(self.beta * self.log_rest(x)))
    }

    fn breakpoints(&self) -> Vec<f64> {
        // Quantiles, by the inverse of the distribution function.
        let levels = [1e-12, 1e-6, 1e-3, 0.05, 0.2, 0.5, 0.8, 0.95, 0.999, 1.0 - 1e-6];
        let quantile = |p: f64| exp(log1m_exp(log1p(-p) / self.beta) / self.alpha);
        inside(levels.into_iter().map(quantile), 0.0, 1.0)
    }

    fn tails(&self) -> Tails {
        Tails {
            low: Tail::algebraic(1.0 - self.alpha),
            high: Tail::algebraic(1.0 - self.beta),
        }
    }
}
