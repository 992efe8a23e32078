//! The beta negative binomial distribution.

use kullback_math::random::{Stream, gamma};
use kullback_math::special::{exp, ln, log_beta_kernel, log1p};

use super::poisson::draw;
use crate::distributions::family::family;
use crate::distributions::formulas::{
    digamma_difference, is_whole_between, sum_of_masses, uniform_above_zero, whole_around,
};
use crate::distributions::{Adjoint, Support, Tail, Tails, Univariate};

family! {
    /// Beta negative binomial: failures before the r-th success, of a probability drawn from
    /// beta(α, β).
    "beta_neg_binomial" BetaNegBinomial {
        /// Successes to wait for.
        r: positive,
        /// Prior successes.
        alpha: positive,
        /// Prior failures.
        beta: positive,
    }
}

impl Univariate for BetaNegBinomial {
    fn support(&self) -> Support {
        Support::Integers {
            low: 0.0,
            high: f64::INFINITY,
        }
    }

    /// Γ(x + r)/(x! Γ(r)) · B(α + r, β + x)/B(α, β), each kernel taken at the pooled proportion.
    fn log_density(&self, x: f64) -> f64 {
        let Self { r, alpha, beta } = *self;
        if !is_whole_between(x, 0.0, f64::INFINITY) {
            return f64::NEG_INFINITY;
        }
        let (successes, failures) = (alpha + r, beta + x);
        let total = successes + failures;
        // Any point would do but for rounding, so one inside the interval.
        let inner = |share: f64| share.max(f64::MIN_POSITIVE);
        let (p, q) = (inner(successes / total), inner(failures / total));
        let trials = if x == 0.0 {
            r * if p < q { ln(p) } else { log1p(-q) }
        } else {
            log_beta_kernel(r, x, p, q) - ln(x)
        };
        trials + log_beta_kernel(alpha, beta, p, q) - log_beta_kernel(successes, failures, p, q)
    }

    fn adjoint(&self, x: f64) -> Adjoint {
        let Self { r, alpha, beta } = *self;
        let total = digamma_difference(alpha + beta, x + r);
        Adjoint {
            by_x: 0.0,
            by_parameters: vec![
                digamma_difference(r, x) - digamma_difference(alpha + r, beta + x),
                digamma_difference(alpha, r) - total,
                digamma_difference(beta, x) - total,
            ],
        }
    }

    /// A Poisson of gamma(r) times the odds of failure; the odds are a ratio of gammas, drawn as
    /// logarithms so that small shapes do not underflow.
    fn sample(&self, rng: &mut Stream) -> f64 {
        let mut log_gamma = |shape: f64| {
            let larger = gamma(rng, shape + 1.0, 1.0).unwrap_or(f64::NAN);
            ln(larger) + ln(uniform_above_zero(rng)) / shape
        };
        let log_rate = log_gamma(self.r) + log_gamma(self.beta) - log_gamma(self.alpha);
        draw(rng, exp(log_rate.min(700.0)))
    }

    fn entropy(&self) -> Option<f64> {
        None
    }

    fn cdf(&self, x: f64) -> Option<f64> {
        sum_of_masses(self, 0.0, x.floor())
    }

    fn breakpoints(&self) -> Vec<f64> {
        let centre = self.r * self.beta / self.alpha;
        whole_around(centre, centre.max(1.0), 0.0, f64::INFINITY)
    }

    fn tails(&self) -> Tails {
        Tails {
            low: Tail::positive(),
            high: Tail::algebraic(-(self.alpha + 1.0)),
        }
    }
}
