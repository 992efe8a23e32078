//! The log-logistic distribution.

use kullback_math::random::{Stream, uniform};
use kullback_math::special::{exp, inv_logit, ln, log1p_exp, logit, tanh};

use crate::distributions::family::family;
use crate::distributions::formulas::{around_log, log_quotient};
use crate::distributions::{Adjoint, Support, Tail, Tails, Univariate};

family! {
    /// Log-logistic with scale α and shape β: ln x is logistic(ln α, 1/β).
    "loglogistic" LogLogistic {
        /// Scale and median.
        alpha: positive,
        /// Shape.
        beta: positive,
    }
}

impl LogLogistic {
    /// β ln(x/α), the log odds of being below x.
    fn log_odds(&self, x: f64) -> f64 {
        self.beta * log_quotient(x.max(0.0), self.alpha)
    }
}

impl Univariate for LogLogistic {
    fn support(&self) -> Support {
        Support::Interval {
            low: 0.0,
            high: f64::INFINITY,
        }
    }

    fn log_density(&self, x: f64) -> f64 {
        let Self { alpha, beta } = *self;
        if x < 0.0 || x == f64::INFINITY {
            return f64::NEG_INFINITY;
        }
        if x == 0.0 {
            return if beta == 1.0 { -ln(alpha) } else { (1.0 - beta) * f64::INFINITY };
        }
        let l = self.log_odds(x);
        ln(beta) - ln(x) + l - 2.0 * log1p_exp(l)
    }

    fn adjoint(&self, x: f64) -> Adjoint {
        let Self { alpha, beta } = *self;
        let l = self.log_odds(x);
        let slope = tanh(0.5 * l);
        Adjoint {
            by_x: (-1.0 - beta * slope) / x,
            by_parameters: vec![beta / alpha * slope, (1.0 - l * slope) / beta],
        }
    }

    fn sample(&self, rng: &mut Stream) -> f64 {
        let l = logit(uniform(rng) + f64::EPSILON / 4.0);
        self.alpha * exp(l / self.beta)
    }

    fn entropy(&self) -> Option<f64> {
        Some(2.0 + ln(self.alpha) - ln(self.beta))
    }

    fn cdf(&self, x: f64) -> Option<f64> {
        Some(inv_logit(self.log_odds(x)))
    }

    fn survival(&self, x: f64) -> Option<f64> {
        Some(inv_logit(-self.log_odds(x)))
    }

    fn breakpoints(&self) -> Vec<f64> {
        around_log(ln(self.alpha), 1.0 / self.beta, f64::INFINITY)
    }

    fn tails(&self) -> Tails {
        Tails {
            low: Tail::algebraic(1.0 - self.beta),
            high: Tail::algebraic(-(self.beta + 1.0)),
        }
    }
}
