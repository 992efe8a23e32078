//! The negative binomial distribution.

use kullback_math::random::{Stream, gamma};
use kullback_math::special::{beta_inc_split, ln, log_beta_kernel, log_beta_kernel_slopes, log1p};

use super::poisson::draw;
use crate::distributions::family::family;
use crate::distributions::formulas::{is_whole_between, whole_around};
use crate::distributions::{Adjoint, Support, Tail, Tails, Univariate};

family! {
    /// Negative binomial with shape α and inverse scale β: a Poisson with a gamma(α, β) mean.
    "neg_binomial" NegBinomial {
        /// Shape.
        alpha: positive,
        /// Inverse scale; the mean is α/β.
        beta: positive,
    }
}

impl NegBinomial {
    /// The probabilities β/(1 + β) and 1/(1 + β).
    fn odds(&self) -> (f64, f64) {
        (self.beta / (1.0 + self.beta), 1.0 / (1.0 + self.beta))
    }
}

impl Univariate for NegBinomial {
    fn support(&self) -> Support {
        Support::Integers {
            low: 0.0,
            high: f64::INFINITY,
        }
    }

    fn log_density(&self, x: f64) -> f64 {
        if !is_whole_between(x, 0.0, f64::INFINITY) {
            return f64::NEG_INFINITY;
        }
        if x == 0.0 {
            return -self.alpha * log1p(1.0 / self.beta);
        }
        let (p, q) = self.odds();
        log_beta_kernel(self.alpha, x, p, q) - ln(x)
    }

    fn adjoint(&self, x: f64) -> Adjoint {
        let Self { alpha, beta } = *self;
        let (p, q) = self.odds();
        let by_alpha = if x == 0.0 {
            -log1p(1.0 / beta)
        } else {
            log_beta_kernel_slopes(alpha, x, p, q)[0]
        };
        Adjoint {
            by_x: 0.0,
            by_parameters: vec![by_alpha, (alpha - beta * x) / beta * q],
        }
    }

    fn sample(&self, rng: &mut Stream) -> f64 {
        let mean = gamma(rng, self.alpha, self.beta).unwrap_or(f64::NAN);
        draw(rng, mean)
    }

    fn entropy(&self) -> Option<f64> {
        None
    }

    fn cdf(&self, x: f64) -> Option<f64> {
        let (p, q) = self.odds();
        Some(if x < 0.0 {
            0.0
        } else if x == f64::INFINITY {
            1.0
        } else { beta_inc_split(self.alpha, x.floor() + 1.0, p, q) })
    }

    fn survival(&self, x: f64) -> Option<f64> {
        let (p, q) = self.odds();
        Some(if x < 0.0 {
            1.0
        } else if x == f64::INFINITY {
            0.0
        } else { beta_inc_split(x.floor() + 1.0, self.alpha, q, p) })
    }

    fn breakpoints(&self) -> Vec<f64> {
        let mean = self.alpha / self.beta;
        let variance = mean * (1.0 + 1.0 / self.beta);
        whole_around(mean, variance.sqrt().max(1.0), 0.0, f64::INFINITY)
    }

    fn tails(&self) -> Tails {
        Tails {
            low: Tail::positive(),
            high: Tail::exponential(1.0, log1p(self.beta), self.alpha - 1.0),
        }
    }
}
