//! The point mass.

use kullback_math::random::Stream;

use crate::distributions::family::family;
use crate::distributions::{Adjoint, Support, Tail, Tails, Univariate};

family! {
    /// All mass at one point, which need not be whole.
    "delta" Delta {
        /// The point.
        mu: finite,
    }
}

impl Univariate for Delta {
    fn support(&self) -> Support {
        Support::Points(vec![self.mu])
    }

    fn log_density(&self, x: f64) -> f64 {
        if x == self.mu { 0.0 } else { f64::NEG_INFINITY }
    }

    /// A step has no derivative by its place.
    fn adjoint(&self, _x: f64) -> Adjoint {
        Adjoint {
            by_x: 0.0,
            by_parameters: vec![0.0],
        }
    }

    fn sample(&self, _rng: &mut Stream) -> f64 {
        self.mu
    }

    fn entropy(&self) -> Option<f64> {
        Some(0.0)
    }

    fn cdf(&self, x: f64) -> Option<f64> {
        Some(if x >= self.mu { 1.0 } else { 0.0 })
    }

    fn breakpoints(&self) -> Vec<f64> {
        vec![self.mu]
    }

    fn tails(&self) -> Tails {
        Tails::both(Tail::positive())
    }
}
