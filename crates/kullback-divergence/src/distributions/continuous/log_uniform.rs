//! The log-uniform (reciprocal) distribution.

use kullback_math::random::{Stream, uniform};
use kullback_math::special::{exp, ln, log1p};

use crate::distributions::family::family;
use crate::distributions::rules::require;
use crate::distributions::{Adjoint, InvalidParameter, Support, Tail, Tails, Univariate};

family! {
    /// Log-uniform on \[α, β\]: ln x is uniform.
    "log_uniform" LogUniform {
        /// Lower end.
        alpha: positive,
        /// Upper end.
        beta: positive,
    }
    also check
}

impl LogUniform {
    fn check(&self) -> Result<(), InvalidParameter> {
        require(
            self.alpha < self.beta,
            "log_uniform",
            "beta",
            self.beta,
            "above alpha",
        )
    }

    /// ln(β/α)
    fn width(&self) -> f64 {
        log_ratio(self.beta, self.alpha)
    }
}

/// ln(x/y), with relative accuracy where they are near.
fn log_ratio(x: f64, y: f64) -> f64 {
    let excess = (x - y) / y;
    if excess.abs() < 0.5 { log1p(excess) } else { ln(x) - ln(y) }
}

impl Univariate for LogUniform {
    fn support(&self) -> Support {
        Support::Interval {
            low: self.alpha,
            high: self.beta,
        }
    }

    fn log_density(&self, x: f64) -> f64 {
        if (self.alpha..=self.beta).contains(&x) {
            -ln(x) - ln(self.width())
        } else {
            f64::NEG_INFINITY
        }
    }

    fn adjoint(&self, x: f64) -> Adjoint {
        let width = self.width();
        Adjoint {
            by_x: -1.0 / x,
            by_parameters: vec![1.0 / self.alpha / width, -1.0 / self.beta / width],
        }
    }

    fn sample(&self, rng: &mut Stream) -> f64 {
        let x = self.alpha * exp(uniform(rng) * self.width());
        x.clamp(self.alpha, self.beta)
    }

    fn entropy(&self) -> Option<f64> {
        Some(0.5 * (ln(self.alpha) + ln(self.beta)) + ln(self.width()))
    }

    fn cdf(&self, x: f64) -> Option<f64> {
        let x = x.clamp(self.alpha, self.beta);
        Some(log_ratio(x, self.alpha) / self.width())
    }

    fn survival(&self, x: f64) -> Option<f64> {
        let x = x.clamp(self.alpha, self.beta);
        Some(-log_ratio(x, self.beta) / self.width())
    }

    fn breakpoints(&self) -> Vec<f64> {
        let middle = exp(0.5 * (ln(self.alpha) + ln(self.beta)));
        if self.alpha < middle && middle < self.beta { vec![middle] } else { Vec::new() }
    }

    fn tails(&self) -> Tails {
        Tails::both(Tail::positive())
    }
}
