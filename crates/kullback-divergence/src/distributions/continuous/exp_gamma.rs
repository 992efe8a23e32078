//! The logarithm of a gamma variable.

use kullback_math::random::{Stream, gamma};
use kullback_math::special::{
    digamma, exp, expm1, gamma_kernel_log_slope, gamma_p, gamma_q, lgamma, lgamma1p, ln, log_gamma_kernel,
};

use crate::distributions::family::family;
use crate::distributions::formulas::{around, gamma_entropy, inside, uniform_above_zero};
use crate::distributions::{Adjoint, Support, Tail, Tails, Univariate};

/// Below this e^x may have lost its digits.
const TINY: f64 = 1e-290;

family! {
    /// Exp-gamma: e^x is gamma(α, β).
    "exp_gamma" ExpGamma {
        /// Shape.
        alpha: positive,
        /// Rate.
        beta: positive,
    }
}

impl ExpGamma {
    /// ln of the first term of the distribution function's series, which is all of it far down.
    fn log_first_term(&self, x: f64) -> f64 {
        self.alpha * (ln(self.beta) + x) - lgamma1p(self.alpha)
    }
}

impl Univariate for ExpGamma {
    fn support(&self) -> Support {
        Support::Interval {
            low: f64::NEG_INFINITY,
            high: f64::INFINITY,
        }
    }

    fn log_density(&self, x: f64) -> f64 {
        let Self { alpha, beta } = *self;
        if x.is_infinite() {
            return f64::NEG_INFINITY;
        }
        let u = beta * exp(x);
        if alpha < 1.0 {
            alpha * (ln(beta) + x) - u - lgamma1p(alpha) + ln(alpha)
        } else if u < TINY {
            alpha * (ln(beta) + x) - u - lgamma(alpha)
        } else {
            log_gamma_kernel(alpha, u) + ln(alpha)
        }
    }

    fn adjoint(&self, x: f64) -> Adjoint {
        let Self { alpha, beta } = *self;
        let e = exp(x);
        let by_alpha = if beta * e < TINY {
            ln(beta) + x - digamma(alpha)
        } else {
            gamma_kernel_log_slope(alpha, beta * e) + 1.0 / alpha
        };
        Adjoint {
            by_x: alpha - beta * e,
            by_parameters: vec![by_alpha, alpha / beta - e],
        }
    }

    /// ln G(α) = ln G(α + 1) + ln(U)/α: a small shape does not underflow.
    fn sample(&self, rng: &mut Stream) -> f64 {
        let larger = gamma(rng, self.alpha + 1.0, 1.0).unwrap_or(f64::NAN);
        ln(larger) + ln(uniform_above_zero(rng)) / self.alpha - ln(self.beta)
    }

    fn entropy(&self) -> Option<f64> {
        Some(gamma_entropy(self.alpha) - digamma(self.alpha))
    }

    fn cdf(&self, x: f64) -> Option<f64> {
        let u = self.beta * exp(x);
        Some(if u < TINY { exp(self.log_first_term(x)) } else { gamma_p(self.alpha, u) })
    }

    fn survival(&self, x: f64) -> Option<f64> {
        let u = self.beta * exp(x);
        Some(if u < TINY { -expm1(self.log_first_term(x)) } else { gamma_q(self.alpha, u) })
    }

    fn breakpoints(&self) -> Vec<f64> {
        let (low, high) = (f64::NEG_INFINITY, f64::INFINITY);
        let mode = ln(self.alpha) - ln(self.beta);
        let scale = 1.0 / self.alpha.sqrt();
        let late = [1.0, 3.0, 8.0, 30.0].map(|step| mode - step / self.alpha);
        inside(around(mode, scale, low, high).into_iter().chain(late), low, high)
    }

    fn tails(&self) -> Tails {
        Tails {
            low: Tail::exponential(1.0, self.alpha, 0.0),
            high: Tail::DoubleExponential { rate: 1.0 },
        }
    }
}
