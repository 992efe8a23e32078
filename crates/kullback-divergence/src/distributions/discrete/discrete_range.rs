//! The uniform distribution on whole numbers.

use kullback_math::random::{Stream, uniform};
use kullback_math::special::ln;

use crate::distributions::family::family;
use crate::distributions::formulas::is_whole_between;
use crate::distributions::rules::require;
use crate::distributions::{Adjoint, InvalidParameter, Support, Tail, Tails, Univariate};

family! {
    /// Uniform on the whole numbers from `lower` to `upper`, both included.
    "discrete_range" DiscreteRange {
        /// Smallest.
        lower: integer,
        /// Largest.
        upper: integer,
    }
    also check
}

impl DiscreteRange {
    fn check(&self) -> Result<(), InvalidParameter> {
        require(
            self.lower <= self.upper,
            "discrete_range",
            "upper",
            self.upper,
            "at least lower",
        )
    }

    fn size(&self) -> f64 {
        self.upper - self.lower + 1.0
    }
}

impl Univariate for DiscreteRange {
    fn support(&self) -> Support {
        Support::Integers {
            low: self.lower,
            high: self.upper,
        }
    }

    fn log_density(&self, x: f64) -> f64 {
        if is_whole_between(x, self.lower, self.upper) {
            -ln(self.size())
        } else {
            f64::NEG_INFINITY
        }
    }

    fn adjoint(&self, _x: f64) -> Adjoint {
        Adjoint {
            by_x: 0.0,
            by_parameters: vec![0.0, 0.0],
        }
    }

    fn sample(&self, rng: &mut Stream) -> f64 {
        (self.lower + (self.size() * uniform(rng)).floor()).min(self.upper)
    }

    fn entropy(&self) -> Option<f64> {
        Some(ln(self.size()))
    }

    fn cdf(&self, x: f64) -> Option<f64> {
        Some(((x.floor() - self.lower + 1.0) / self.size()).clamp(0.0, 1.0))
    }

    fn survival(&self, x: f64) -> Option<f64> {
        Some(((self.upper - x.floor()) / self.size()).clamp(0.0, 1.0))
    }

    fn breakpoints(&self) -> Vec<f64> {
        Vec::new()
    }

    fn tails(&self) -> Tails {
        Tails::both(Tail::positive())
    }
}
