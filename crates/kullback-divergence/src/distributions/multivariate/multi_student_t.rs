//! Student's t distribution of several variables.

use kullback_math::linalg::Matrix;
use kullback_math::random::{Stream, chi_square};
use kullback_math::special::{ln, log_gamma_ratio};

use super::covariance::Covariance;
use super::gaussian::named;
use super::{Gaussian, Gradient, InvalidArray, Multivariate, Space, rules};
use crate::distributions::formulas::digamma_difference;

/// Student's t with ν degrees of freedom, location μ and shape Σ, which the covariance exceeds by
/// the factor ν/(ν − 2).
#[derive(Clone, Debug, PartialEq)]
pub struct MultiStudentT {
    nu: f64,
    /// Location and shape as the mean and covariance of the normal it tends to.
    gaussian: Gaussian,
}

impl MultiStudentT {
    /// A law with ν degrees of freedom, location μ (n values) and shape Σ (n × n).
    ///
    /// # Errors
    /// Where ν is not positive, an entry is not finite, the shapes do not fit, or Σ is not symmetric
    /// (to 1e-8) and positive definite.
    pub fn new(nu: f64, mu: Vec<f64>, sigma: Matrix) -> Result<Self, InvalidArray> {
        crate::distributions::rules::positive(Self::NAME, "nu", nu)?;
        let (sigma, factor) = rules::positive_definite(Self::NAME, "Sigma", sigma)?;
        let covariance = Covariance::Dense { sigma, factor };
        Ok(Self {
            nu,
            gaussian: Gaussian::new(Self::NAME, mu, "Sigma", covariance)?,
        })
    }

    /// Degrees of freedom.
    pub fn nu(&self) -> f64 {
        self.nu
    }

    /// The location.
    pub fn mu(&self) -> &[f64] {
        self.gaussian.mu()
    }

    /// Location and shape.
    pub(crate) fn gaussian(&self) -> &Gaussian {
        &self.gaussian
    }

    /// ln p at the location.
    pub(crate) fn log_peak(&self) -> f64 {
        let n = self.gaussian.dimension() as f64;
        let half = 0.5 * self.nu;
        log_gamma_ratio(half, 0.5 * n)
            - 0.5 * n * (ln(self.nu) + ln(std::f64::consts::PI))
            - 0.5 * self.gaussian.covariance().log_determinant()
    }
}

named!(
    "multi_student_t" MultiStudentT("nu" nu: number, "mu" mu: vector, "Sigma" sigma: matrix),
    |law| vec![
        law.nu.into(),
        law.mu().to_vec().into(),
        law.gaussian.covariance().matrix().into_owned().into(),
    ]
);

impl Multivariate for MultiStudentT {
    fn space(&self) -> Space {
        Space::Reals(self.gaussian.dimension())
    }

    fn log_density(&self, x: &[f64]) -> f64 {
        let n = self.gaussian.dimension() as f64;
        self.gaussian.centred(x).map_or(f64::NEG_INFINITY, |delta| {
            let square = self.gaussian.covariance().quadratic(&delta);
            self.log_peak() - 0.5 * (self.nu + n) * (square / self.nu).ln_1p()
        })
    }

    fn adjoint(&self, x: &[f64]) -> Gradient {
        let n = self.gaussian.dimension() as f64;
        let w = self.gaussian.score(x);
        let delta = self.gaussian.centred(x).unwrap_or_default();
        let square: f64 = w.iter().zip(&delta).map(|(w, d)| w * d).sum();
        // The normal's score, less in the tails.
        let weight = (self.nu + n) / (self.nu + square);
        let by_nu = 0.5
            * (digamma_difference(0.5 * self.nu, 0.5 * n)
                - n / self.nu
                - (square / self.nu).ln_1p()
                + weight * square / self.nu);
        let inverse = self.gaussian.covariance().inverse();
        let by_sigma = Matrix::from_fn(w.len(), w.len(), |i, j| {
            0.5 * (weight * w[i] * w[j] - inverse[(i, j)])
        });
        Gradient {
            by_x: w.iter().map(|w| -weight * w).collect(),
            by_parameters: vec![
                vec![by_nu],
                w.iter().map(|w| weight * w).collect(),
                by_sigma.into_values(),
            ],
        }
    }

    fn sample(&self, rng: &mut Stream) -> Vec<f64> {
        let scale = chi_square(rng, self.nu).map_or(f64::NAN, |w| (self.nu / w).sqrt());
        let z = self.gaussian.covariance().draw(rng);
        z.iter()
            .zip(self.mu())
            .map(|(z, m)| m + scale * z)
            .collect()
    }

    fn entropy(&self) -> Option<f64> {
        let n = self.gaussian.dimension() as f64;
        let mean_log = digamma_difference(0.5 * self.nu, 0.5 * n);
        Some(0.5 * (self.nu + n) * mean_log - self.log_peak())
    }
}
