//! The Lévy distribution.

use std::f64::consts::PI;

use kullback_math::random::{Stream, standard_normal};
use kullback_math::special::ln;

use super::InvGamma;
use crate::distributions::family::family;
use crate::distributions::formulas::EULER;
use crate::distributions::{Adjoint, End, Support, Tails, Univariate};

family! {
    /// Lévy with lower end μ and scale c: x − μ is inverse gamma(1/2, c/2).
    "levy" Levy {
        /// Lower end.
        mu: finite,
        /// Scale.
        c: positive,
    }
}

impl Levy {
    /// The law of x − μ.
    fn distance(&self) -> InvGamma {
        InvGamma {
            alpha: 0.5,
            beta: 0.5 * self.c,
        }
    }
}

impl Univariate for Levy {
    fn support(&self) -> Support {
        Support::Interval {
            low: self.mu,
            high: f64::INFINITY,
        }
    }

    fn log_density(&self, x: f64) -> f64 {
        self.distance().log_density(x - self.mu)
    }

    fn log_density_beside(&self, end: End, distance: f64) -> f64 {
        match end {
            End::Low => self.distance().log_density(distance),
            End::High => f64::NEG_INFINITY,
        }
    }

    fn adjoint(&self, x: f64) -> Adjoint {
        let inner = self.distance().adjoint(x - self.mu);
        Adjoint {
            by_x: inner.by_x,
            by_parameters: vec![-inner.by_x, 0.5 * inner.by_parameters[1]],
        }
    }

    fn sample(&self, rng: &mut Stream) -> f64 {
        let z = standard_normal(rng);
        self.mu + self.c / (z * z)
    }

    fn entropy(&self) -> Option<f64> {
        Some(0.5 + 1.5 * EULER + 0.5 * ln(16.0 * PI) + ln(self.c))
    }

    fn cdf(&self, x: f64) -> Option<f64> {
        self.distance().cdf(x - self.mu)
    }

    fn survival(&self, x: f64) -> Option<f64> {
        self.distance().survival(x - self.mu)
    }

    fn breakpoints(&self) -> Vec<f64> {
        let mut points = self.distance().breakpoints();
        points.iter_mut().for_each(|x| *x += self.mu);
        points.retain(|x| *x > self.mu);
        points.dedup();
        points
    }

    fn tails(&self) -> Tails {
        self.distance().tails()
    }
}
