//! The Gumbel distribution of maxima.

use kullback_math::random::Stream;
use kullback_math::special::{exp, expm1, ln};

use crate::distributions::family::family;
use crate::distributions::formulas::{EULER, around, uniform_above_zero};
use crate::distributions::{Adjoint, Support, Tail, Tails, Univariate};

family! {
    /// Gumbel with mode μ and scale β: P(X ≤ x) = exp(−e^(−(x − μ)/β)).
    "gumbel" Gumbel {
        /// Mode.
        mu: finite,
        /// Scale.
        beta: positive,
    }
}

impl Univariate for Gumbel {
    fn support(&self) -> Support {
        Support::Interval {
            low: f64::NEG_INFINITY,
            high: f64::INFINITY,
        }
    }

    fn log_density(&self, x: f64) -> f64 {
        let z = (x - self.mu) / self.beta;
        if z == f64::NEG_INFINITY {
            return z;
        }
        -z - exp(-z) - ln(self.beta)
    }

    fn adjoint(&self, x: f64) -> Adjoint {
        let z = (x - self.mu) / self.beta;
        let excess = expm1(-z);
        Adjoint {
            by_x: excess / self.beta,
            by_parameters: vec![-excess / self.beta, (-z * excess - 1.0) / self.beta],
        }
    }

    fn sample(&self, rng: &mut Stream) -> f64 {
        // −ln of an exponential draw, which the open end keeps from 0.
        let unit = -ln(uniform_above_zero(rng));
        self.mu - self.beta * ln(unit.max(f64::MIN_POSITIVE))
    }

    fn entropy(&self) -> Option<f64> {
        Some(ln(self.beta) + EULER + 1.0)
    }

    fn cdf(&self, x: f64) -> Option<f64> {
        Some(exp(-exp((self.mu - x) / self.beta)))
    }

    fn survival(&self, x: f64) -> Option<f64> {
        Some(-expm1(-exp((self.mu - x) / self.beta)))
    }

    fn breakpoints(&self) -> Vec<f64> {
        around(self.mu, self.beta, f64::NEG_INFINITY, f64::INFINITY)
    }

    fn tails(&self) -> Tails {
        let rate = 1.0 / self.beta;
        Tails {
            low: Tail::DoubleExponential { rate },
            high: Tail::exponential(1.0, rate, 0.0),
        }
    }
}
