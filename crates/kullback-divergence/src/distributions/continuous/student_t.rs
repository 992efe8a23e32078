//! Student's t distribution.

use std::f64::consts::PI;

use kullback_math::random::{Stream, student_t};
use kullback_math::special::{
    digamma, ln, log_gamma_ratio, log1p_minus, student_t_cdf,
};

use crate::distributions::family::family;
use crate::distributions::formulas::{
    around, digamma_difference, digamma_remainder_difference, log1p_square,
};
use crate::distributions::{Adjoint, Support, Tail, Tails, Univariate};

family! {
    /// Student's t with ν degrees of freedom, location μ and scale σ.
    "student_t" StudentT {
        /// Degrees of freedom.
        nu: positive,
        /// Location.
        mu: finite,
        /// Scale; the standard deviation is larger by √(ν/(ν−2)).
        sigma: positive,
    }
}

impl Univariate for StudentT {
    fn support(&self) -> Support {
        Support::Interval {
            low: f64::NEG_INFINITY,
            high: f64::INFINITY,
        }
    }

    fn log_density(&self, x: f64) -> f64 {
        let z = (x - self.mu) / self.sigma;
        let half = 0.5 * self.nu;
        // Γ((ν+1)/2) / (Γ(ν/2) √(ν/2)) is near 1 for a large ν.
        let front = log_gamma_ratio(half, 0.5) - 0.5 * ln(half);
        front - 0.5 * ln(2.0 * PI) - ln(self.sigma)
            - 0.5 * (self.nu + 1.0) * log1p_square(z / self.nu.sqrt())
    }

    fn adjoint(&self, x: f64) -> Adjoint {
        let z = (x - self.mu) / self.sigma;
        let scaled = z / self.nu.sqrt();
        // z²/(ν + z²) and z/(ν + z²), also where the square overflows.
        let (share, slope) = if scaled.abs() < 1.0 {
            let below = self.nu + z * z;
            (z * z / below, z / below)
        } else {
            let above = 1.0 + self.nu / z / z;
            (1.0 / above, 1.0 / (z * above))
        };
        let by_x = -(self.nu + 1.0) * slope / self.sigma;
        Adjoint {
            by_x,
            by_parameters: vec![
                by_nu(self.nu, scaled, share),
                -by_x,
                ((self.nu + 1.0) * share - 1.0) / self.sigma,
            ],
        }
    }

    fn sample(&self, rng: &mut Stream) -> f64 {
        student_t(rng, self.nu, self.mu, self.sigma).unwrap_or(f64::NAN)
    }

    fn entropy(&self) -> Option<f64> {
        let half = 0.5 * self.nu;
        let log_beta = 0.5 * ln(PI) - log_gamma_ratio(half, 0.5);
        Some(
            0.5 * (self.nu + 1.0) * digamma_difference(half, 0.5)
                + 0.5 * ln(self.nu)
                + log_beta
                + ln(self.sigma),
        )
    }

    fn cdf(&self, x: f64) -> Option<f64> {
        Some(student_t_cdf((x - self.mu) / self.sigma, self.nu))
    }

    fn survival(&self, x: f64) -> Option<f64> {
        Some(student_t_cdf((self.mu - x) / self.sigma, self.nu))
    }

    fn breakpoints(&self) -> Vec<f64> {
        around(self.mu, self.sigma, f64::NEG_INFINITY, f64::INFINITY)
    }

    fn tails(&self) -> Tails {
        Tails::both(Tail::algebraic(-(self.nu + 1.0)))
    }
}

/// ∂ ln p/∂ν given z/√ν and z²/(ν + z²).
fn by_nu(nu: f64, scaled: f64, share: f64) -> f64 {
    let u = 1.0 / nu;
    let half = 0.5 * nu;
    if nu < 20.0 {
        let difference = digamma(half + 0.5) - digamma(half);
        return 0.5 * (difference - u - log1p_square(scaled) + (1.0 + u) * share);
    }
    let gammas = log1p_minus(u, 1.0 + u) + digamma_remainder_difference(half, 0.5);
    let square = scaled * scaled;
    let kernel = if square < 1e16 {
        -log1p_minus(square, 1.0 + square) + (u - square) * share
    } else {
        -log1p_square(scaled) + (1.0 + u) * share
    };
    0.5 * (gammas + kernel)
}
