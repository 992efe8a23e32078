//! The inverse gamma distribution.

use kullback_math::random::{Stream, gamma};
use kullback_math::special::{
    digamma, gamma_kernel_log_slope, gamma_p, gamma_q, ln, log_gamma_kernel,
};

use crate::distributions::family::family;
use crate::distributions::formulas::{around, around_log, gamma_entropy};
use crate::distributions::{Adjoint, Support, Tail, Tails, Univariate};

family! {
    /// Inverse gamma with shape α and scale β: 1/x is gamma(α, β).
    "inv_gamma" InvGamma {
        /// Shape.
        alpha: positive,
        /// Scale.
        beta: positive,
    }
}

impl Univariate for InvGamma {
    fn support(&self) -> Support {
        Support::Interval {
            low: 0.0,
            high: f64::INFINITY,
        }
    }

    fn log_density(&self, x: f64) -> f64 {
        if x <= 0.0 || x == f64::INFINITY {
            return f64::NEG_INFINITY;
        }
        log_gamma_kernel(self.alpha, self.beta / x) + ln(self.alpha) - ln(x)
    }

    fn adjoint(&self, x: f64) -> Adjoint {
        let Self { alpha, beta } = *self;
        Adjoint {
            by_x: (beta / x - (alpha + 1.0)) / x,
            by_parameters: vec![
                gamma_kernel_log_slope(alpha, beta / x) + 1.0 / alpha,
                alpha / beta - 1.0 / x,
            ],
        }
    }

    fn sample(&self, rng: &mut Stream) -> f64 {
        1.0 / gamma(rng, self.alpha, self.beta).unwrap_or(f64::NAN)
    }

    fn entropy(&self) -> Option<f64> {
        Some(gamma_entropy(self.alpha) + ln(self.beta) - 2.0 * digamma(self.alpha))
    }

    fn cdf(&self, x: f64) -> Option<f64> {
        Some(if x <= 0.0 { 0.0 } else { gamma_q(self.alpha, self.beta / x) })
    }

    fn survival(&self, x: f64) -> Option<f64> {
        Some(if x <= 0.0 { 1.0 } else { gamma_p(self.alpha, self.beta / x) })
    }

    fn breakpoints(&self) -> Vec<f64> {
        let Self { alpha, beta } = *self;
        if alpha < 4.0 {
            return around_log(ln(beta) - ln(alpha), 1.0 / alpha.min(1.0), f64::INFINITY);
        }
        let mode = beta / (alpha + 1.0);
        around(mode, mode / alpha.sqrt(), 0.0, f64::INFINITY)
    }

    fn tails(&self) -> Tails {
        Tails {
            low: Tail::exponential(1.0, self.beta, self.alpha + 1.0),
            high: Tail::algebraic(-(self.alpha + 1.0)),
        }
    }
}
