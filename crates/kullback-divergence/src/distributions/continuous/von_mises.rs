//! The von Mises distribution of an angle.

use std::f64::consts::PI;

use kullback_math::random::{Stream, standard_normal, uniform};
use kullback_math::special::{bessel_i0_scaled, bessel_i1_over_i0, exp, ln};

use crate::distributions::family::family;
use crate::distributions::formulas::inside;
use crate::distributions::{Adjoint, Support, Tail, Tails, Univariate};

family! {
    /// Von Mises with mean direction μ and concentration κ, as a law of angles in \[−π, π\].
    ///
    /// Every μ has the same support, so that two of them can be compared; μ counts modulo 2π.
    "von_mises" VonMises {
        /// Mean direction.
        mu: finite,
        /// Concentration.
        kappa: positive,
    }
}

impl Univariate for VonMises {
    fn support(&self) -> Support {
        Support::Interval { low: -PI, high: PI }
    }

    fn log_density(&self, x: f64) -> f64 {
        if !(-PI..=PI).contains(&x) {
            return f64::NEG_INFINITY;
        }
        let half = (0.5 * (x - self.mu)).sin();
        -2.0 * self.kappa * half * half - ln(2.0 * PI) - ln(bessel_i0_scaled(self.kappa))
    }

    fn adjoint(&self, x: f64) -> Adjoint {
        let half = (0.5 * (x - self.mu)).sin();
        let by_x = -self.kappa * (x - self.mu).sin();
        Adjoint {
            by_x,
            by_parameters: vec![-by_x, resultant_deficit(self.kappa) - 2.0 * half * half],
        }
    }

    /// Rejection from a normal of standard deviation π/(2√κ), or from the uniform for κ < 1: the
    /// chord sin(θ/2) ≥ θ/π bounds the density.
    fn sample(&self, rng: &mut Stream) -> f64 {
        let scale = 0.5 * PI / self.kappa.sqrt();
        loop {
            let (theta, bound) = if self.kappa < 1.0 {
                (PI * (2.0 * uniform(rng) - 1.0), 0.0)
            } else {
                let theta = scale * standard_normal(rng);
                (theta, theta * theta / (PI * PI))
            };
            let half = (0.5 * theta).sin();
            let accepted = uniform(rng) < exp(-2.0 * self.kappa * (half * half - bound));
            if theta.abs() <= PI && accepted {
                return wrapped(self.mu + theta);
            }
        }
    }

    fn entropy(&self) -> Option<f64> {
        let spread = self.kappa * resultant_deficit(self.kappa);
        Some(ln(2.0 * PI) + ln(bessel_i0_scaled(self.kappa)) + spread)
    }

    fn cdf(&self, x: f64) -> Option<f64> {
        if x <= -PI {
            Some(0.0)
        } else if x >= PI {
            Some(1.0)
        } else {
            None
        }
    }

    fn breakpoints(&self) -> Vec<f64> {
        let scale = 1.0 / self.kappa.sqrt();
        let steps = [-30.0, -8.0, -3.0, -1.0, 0.0, 1.0, 3.0, 8.0, 30.0];
        let near = steps.map(|step| step * scale).into_iter();
        let near = near.filter(|theta| theta.abs() < PI).chain([PI]);
        inside(near.map(|theta| wrapped(self.mu + theta)), -PI, PI)
    }

    fn tails(&self) -> Tails {
        Tails::both(Tail::positive())
    }
}

/// An angle brought into \[−π, π\].
fn wrapped(angle: f64) -> f64 {
    (angle - 2.0 * PI * (angle / (2.0 * PI)).round()).clamp(-PI, PI)
}

/// 1 − I₁(κ)/I₀(κ), by its asymptotic series where the ratio is near 1.
pub(crate) fn resultant_deficit(kappa: f64) -> f64 {
    if kappa < 200.0 {
        return 1.0 - bessel_i1_over_i0(kappa);
    }
    let u = 1.0 / kappa;
    let tail = 25.0 / 128.0 + u * (13.0 / 32.0 + u * (1073.0 / 1024.0));
    u * (0.5 + u * (0.125 + u * (0.125 + u * tail)))
}
