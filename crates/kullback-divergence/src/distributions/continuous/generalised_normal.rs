//! The generalised normal (exponential power) distribution.

use std::f64::consts::LN_2;

use kullback_math::random::{Stream, uniform};
use kullback_math::special::{digamma, exp, gamma_q, lgamma1p, ln};

use super::ExpGamma;
use crate::distributions::family::family;
use crate::distributions::formulas::around;
use crate::distributions::{Adjoint, Support, Tail, Tails, Univariate};

family! {
    /// Generalised normal: density proportional to exp(−|x − μ|^β/α^β).
    "generalised_normal" GeneralisedNormal {
        /// Mean, median and mode.
        mu: finite,
        /// Scale.
        alpha: positive,
        /// Power: 1 is double exponential, 2 is normal.
        beta: positive,
    }
}

impl GeneralisedNormal {
    /// |z| and |z|^β
    fn raised(&self, x: f64) -> (f64, f64) {
        let size = ((x - self.mu) / self.alpha).abs();
        (size, exp(self.beta * ln(size)))
    }
}

impl Univariate for GeneralisedNormal {
    fn support(&self) -> Support {
        Support::Interval {
            low: f64::NEG_INFINITY,
            high: f64::INFINITY,
        }
    }

    fn log_density(&self, x: f64) -> f64 {
        let (_, raised) = self.raised(x);
        -raised - LN_2 - ln(self.alpha) - lgamma1p(1.0 / self.beta)
    }

    fn adjoint(&self, x: f64) -> Adjoint {
        let Self { mu, alpha, beta } = *self;
        let (size, raised) = self.raised(x);
        // At the centre, the middle of the slopes.
        let by_x = if size == 0.0 { 0.0 } else { -beta * raised / (x - mu) };
        let logged = if size == 0.0 { 0.0 } else { raised * ln(size) };
        let inverse = 1.0 / beta;
        Adjoint {
            by_x,
            by_parameters: vec![
                -by_x,
                (beta * raised - 1.0) / alpha,
                digamma(1.0 + inverse) * inverse * inverse - logged,
            ],
        }
    }

    fn sample(&self, rng: &mut Stream) -> f64 {
        let inner = ExpGamma {
            alpha: 1.0 / self.beta,
            beta: 1.0,
        };
        let distance = self.alpha * exp(inner.sample(rng) / self.beta);
        self.mu + if uniform(rng) < 0.5 { distance } else { -distance }
    }

    fn entropy(&self) -> Option<f64> {
        let inverse = 1.0 / self.beta;
        Some(inverse + LN_2 + ln(self.alpha) + lgamma1p(inverse))
    }

    fn cdf(&self, x: f64) -> Option<f64> {
        let (_, raised) = self.raised(x);
        let tail = 0.5 * gamma_q(1.0 / self.beta, raised);
        Some(if x > self.mu { 1.0 - tail } else { tail })
    }

    fn survival(&self, x: f64) -> Option<f64> {
        self.cdf(2.0 * self.mu - x)
    }

    fn breakpoints(&self) -> Vec<f64> {
        let scale = self.alpha * exp(lgamma1p(1.0 / self.beta)).min(1e3);
        around(self.mu, scale, f64::NEG_INFINITY, f64::INFINITY)
    }

    fn tails(&self) -> Tails {
        let rate = exp(-self.beta * ln(self.alpha));
        Tails::both(Tail::exponential(self.beta, rate, 0.0))
    }
}
