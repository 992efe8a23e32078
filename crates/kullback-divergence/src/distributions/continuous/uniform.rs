//! The uniform distribution on an interval.

use kullback_math::random::{Stream, uniform};
use kullback_math::special::ln;

use crate::distributions::family::family;
use crate::distributions::rules::require;
use crate::distributions::{Adjoint, InvalidParameter, Support, Tail, Tails, Univariate};

family! {
    /// Uniform on \[α, β\].
    "uniform" Uniform {
        /// Lower end.
        alpha: finite,
        /// Upper end.
        beta: finite,
    }
    also check
}

impl Uniform {
    fn check(&self) -> Result<(), InvalidParameter> {
        let Self { alpha, beta } = *self;
        require(alpha < beta, "uniform", "beta", beta, "above alpha")?;
        require((beta - alpha).is_finite(), "uniform", "beta", beta, "at a finite distance from alpha")
    }
}

impl Univariate for Uniform {
    fn support(&self) -> Support {
        Support::Interval {
            low: self.alpha,
            high: self.beta,
        }
    }

    fn log_density(&self, x: f64) -> f64 {
        if (self.alpha..=self.beta).contains(&x) {
            -ln(self.beta - self.alpha)
        } else {
            f64::NEG_INFINITY
        }
    }

    fn adjoint(&self, _x: f64) -> Adjoint {
        let density = 1.0 / (self.beta - self.alpha);
        Adjoint {
            by_x: 0.0,
            by_parameters: vec![density, -density],
        }
    }

    fn sample(&self, rng: &mut Stream) -> f64 {
        (self.alpha + (self.beta - self.alpha) * uniform(rng)).min(self.beta)
    }

    fn entropy(&self) -> Option<f64> {
        Some(ln(self.beta - self.alpha))
    }

    fn cdf(&self, x: f64) -> Option<f64> {
        Some(((x - self.alpha) / (self.beta - self.alpha)).clamp(0.0, 1.0))
    }

    fn survival(&self, x: f64) -> Option<f64> {
        Some(((self.beta - x) / (self.beta - self.alpha)).clamp(0.0, 1.0))
    }

    fn breakpoints(&self) -> Vec<f64> {
        vec![self.alpha + 0.5 * (self.beta - self.alpha)]
    }

    fn tails(&self) -> Tails {
        Tails::both(Tail::positive())
    }
}
