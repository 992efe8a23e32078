//! The gamma distribution.

use kullback_math::random::{Stream, gamma};
use kullback_math::special::{
    gamma_kernel_log_slope, gamma_p, gamma_q, ln, log_gamma_kernel,
};

use crate::distributions::family::family;
use crate::distributions::formulas::{around, around_log, gamma_entropy};
use crate::distributions::{Adjoint, Support, Tail, Tails, Univariate};

family! {
    /// Gamma with shape α and rate β, mean α/β.
    "gamma" Gamma {
        /// Shape.
        alpha: positive,
        /// Rate, the inverse of the scale.
        beta: positive,
    }
}

impl Univariate for Gamma {
    fn support(&self) -> Support {
        Support::Interval {
            low: 0.0,
            high: f64::INFINITY,
        }
    }

    fn log_density(&self, x: f64) -> f64 {
        let Self { alpha, beta } = *self;
        if x < 0.0 || x == f64::INFINITY {
            f64::NEG_INFINITY
        } else if x == 0.0 {
            // x^(α − 1) at its end.
            if alpha == 1.0 { ln(beta) } else { (1.0 - alpha) * f64::INFINITY }
        } else if alpha < 1.0 {
            // (α − 1) ln x in one term, for x near the least double.
            let u = beta * x;
            (alpha - 1.0) * ln(u) - u - kullback_math::special::lgamma1p(alpha) + ln(alpha) + ln(beta)
        } else {
            log_gamma_kernel(alpha, beta * x) + ln(alpha) - ln(x)
        }
    }

    fn adjoint(&self, x: f64) -> Adjoint {
        let Self { alpha, beta } = *self;
        Adjoint {
            by_x: (alpha - 1.0) / x - beta,
            by_parameters: vec![
                gamma_kernel_log_slope(alpha, beta * x) + 1.0 / alpha,
                alpha / beta - x,
            ],
        }
    }

    fn sample(&self, rng: &mut Stream) -> f64 {
        gamma(rng, self.alpha, self.beta).unwrap_or(f64::NAN)
    }

    fn entropy(&self) -> Option<f64> {
        Some(gamma_entropy(self.alpha) - ln(self.beta))
    }

    fn cdf(&self, x: f64) -> Option<f64> {
        Some(gamma_p(self.alpha, self.beta * x.max(0.0)))
    }

    fn survival(&self, x: f64) -> Option<f64> {
        Some(gamma_q(self.alpha, self.beta * x.max(0.0)))
    }

    fn breakpoints(&self) -> Vec<f64> {
        let Self { alpha, beta } = *self;
        if alpha < 4.0 {
            // ln x has standard deviation near 1/α for a small shape.
            return around_log(ln(alpha) - ln(beta), 1.0 / alpha.min(1.0), f64::INFINITY);
        }
        around((alpha - 1.0) / beta, alpha.sqrt() / beta, 0.0, f64::INFINITY)
    }

    fn tails(&self) -> Tails {
        Tails {
            low: Tail::algebraic(1.0 - self.alpha),
            high: Tail::exponential(1.0, self.beta, self.alpha - 1.0),
        }
    }
}
