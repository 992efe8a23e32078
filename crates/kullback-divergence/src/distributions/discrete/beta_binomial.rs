//! The beta-binomial distribution.

use kullback_math::random::{Stream, beta, binomial};
use kullback_math::special::{ln, log_beta_kernel, log1p};

use crate::distributions::family::family;
use crate::distributions::formulas::{
    digamma_difference, is_whole_between, sum_of_masses, whole_around,
};
use crate::distributions::{Adjoint, Support, Tail, Tails, Univariate};

family! {
    /// Beta-binomial: n trials whose probability is drawn from beta(α, β).
    "beta_binomial" BetaBinomial {
        /// Trials.
        n: count,
        /// Prior successes.
        alpha: positive,
        /// Prior failures.
        beta: positive,
    }
}

impl Univariate for BetaBinomial {
    fn support(&self) -> Support {
        Support::Integers {
            low: 0.0,
            high: self.n,
        }
    }

    /// C(n, k) B(k + α, n − k + β) / B(α, β), each kernel taken at the pooled proportion, where none is
    /// large.
    fn log_density(&self, x: f64) -> f64 {
        let Self { n, alpha, beta } = *self;
        if !is_whole_between(x, 0.0, n) {
            return f64::NEG_INFINITY;
        }
        if n == 0.0 {
            return 0.0;
        }
        let left = n - x;
        let (successes, failures) = (x + alpha, left + beta);
        let total = n + (alpha + beta);
        // Any point would do but for rounding, so one inside the interval.
        let inner = |share: f64| share.max(f64::MIN_POSITIVE);
        let (p, q) = (inner(successes / total), inner(failures / total));
        let log = |p: f64, q: f64| if p < q { ln(p) } else { log1p(-q) };
        let trials = if x == 0.0 {
            n * log(q, p)
        } else if left == 0.0 {
            n * log(p, q)
        } else {
            log_beta_kernel(x, left, p, q) + ln(n / x / left)
        };
        trials + log_beta_kernel(alpha, beta, p, q) - log_beta_kernel(successes, failures, p, q)
    }

    fn adjoint(&self, x: f64) -> Adjoint {
        let Self { n, alpha, beta } = *self;
        let total = digamma_difference(alpha + beta, n);
        Adjoint {
            by_x: 0.0,
            by_parameters: vec![
                0.0,
                digamma_difference(alpha, x) - total,
                digamma_difference(beta, n - x) - total,
            ],
        }
    }

    fn sample(&self, rng: &mut Stream) -> f64 {
        let theta = beta(rng, self.alpha, self.beta).unwrap_or(f64::NAN);
        binomial(rng, self.n as u64, theta).map_or(f64::NAN, |count| count as f64)
    }

    fn entropy(&self) -> Option<f64> {
        (self.n == 0.0).then_some(0.0)
    }

    fn cdf(&self, x: f64) -> Option<f64> {
        sum_of_masses(self, 0.0, x.floor().min(self.n))
    }

    fn survival(&self, x: f64) -> Option<f64> {
        sum_of_masses(self, (x.floor() + 1.0).max(0.0), self.n)
    }

    fn breakpoints(&self) -> Vec<f64> {
        let Self { n, alpha, beta } = *self;
        let total = alpha + beta;
        let (p, q) = (alpha / total, beta / total);
        let scale = (n * p * q * ((total + n) / (total + 1.0))).sqrt();
        whole_around(n * p, scale.max(1.0), 0.0, n)
    }

    fn tails(&self) -> Tails {
        Tails::both(Tail::positive())
    }
}
