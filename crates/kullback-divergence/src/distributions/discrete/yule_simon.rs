//! The Yule–Simon distribution.

use kullback_math::random::{Stream, exponential};
use kullback_math::special::{exp, lbeta, ln, log1m_exp, log1p};

use crate::distributions::family::family;
use crate::distributions::formulas::{digamma_difference, is_whole_between, uniform_above_zero, whole_around};
use crate::distributions::{Adjoint, Support, Tail, Tails, Univariate};

family! {
    /// Yule–Simon: k ≥ 1 with probability α B(k, α + 1).
    "yule_simon" YuleSimon {
        /// Shape.
        alpha: positive,
    }
}

impl Univariate for YuleSimon {
    fn support(&self) -> Support {
        Support::Integers {
            low: 1.0,
            high: f64::INFINITY,
        }
    }

    fn log_density(&self, x: f64) -> f64 {
        if !is_whole_between(x, 1.0, f64::INFINITY) {
            f64::NEG_INFINITY
        } else if x == 1.0 {
            -log1p(1.0 / self.alpha)
        } else {
            ln(self.alpha) + lbeta(x, self.alpha + 1.0)
        }
    }

    fn adjoint(&self, x: f64) -> Adjoint {
        let alpha = self.alpha;
        let by_alpha = if x == 1.0 {
            1.0 / alpha / (1.0 + alpha)
        } else {
            1.0 / alpha - digamma_difference(alpha + 1.0, x)
        };
        Adjoint {
            by_x: 0.0,
            by_parameters: vec![by_alpha],
        }
    }

    /// A geometric whose probability is e^−W, W exponential(α).
    fn sample(&self, rng: &mut Stream) -> f64 {
        let wait = exponential(rng, self.alpha).unwrap_or(f64::NAN);
        let failures = ln(uniform_above_zero(rng)) / log1m_exp(-wait);
        1.0 + failures.floor()
    }

    fn entropy(&self) -> Option<f64> {
        None
    }

    fn cdf(&self, x: f64) -> Option<f64> {
        self.survival(x).map(|p| 1.0 - p)
    }

    fn survival(&self, x: f64) -> Option<f64> {
        let k = x.floor();
        Some(if k < 1.0 {
            1.0
        } else if k == f64::INFINITY {
            0.0
        } else { exp(ln(k) + lbeta(k, self.alpha + 1.0)) })
    }

    fn breakpoints(&self) -> Vec<f64> {
        whole_around(1.0, 1.0 + 1.0 / self.alpha, 1.0, f64::INFINITY)
    }

    fn tails(&self) -> Tails {
        Tails {
            low: Tail::positive(),
            high: Tail::algebraic(-(self.alpha + 1.0)),
        }
    }
}
