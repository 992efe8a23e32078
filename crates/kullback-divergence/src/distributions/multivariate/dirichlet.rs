//! The Dirichlet distribution.

use kullback_math::random::{Stream, dirichlet};
use kullback_math::special::{digamma, lgamma, ln};

use super::gaussian::named;
use super::{Gradient, InvalidArray, Multivariate, Space, rules};

/// Dirichlet with concentrations α, on probabilities of as many categories.
#[derive(Clone, Debug, PartialEq)]
pub struct Dirichlet {
    alpha: Vec<f64>,
}

impl Dirichlet {
    /// A law with these concentrations, two or more.
    ///
    /// # Errors
    /// Where there are fewer than two, or one is not positive and finite.
    pub fn new(alpha: Vec<f64>) -> Result<Self, InvalidArray> {
        rules::positive(Self::NAME, "alpha", &alpha, 2)?;
        Ok(Self { alpha })
    }

    /// The concentrations.
    pub fn alpha(&self) -> &[f64] {
        &self.alpha
    }

    fn log_normaliser(&self) -> f64 {
        let total: f64 = self.alpha.iter().sum();
        self.alpha.iter().map(|&a| lgamma(a)).sum::<f64>() - lgamma(total)
    }
}

named!("dirichlet" Dirichlet("alpha" alpha: vector), |law| vec![law.alpha.clone().into()]);

impl Multivariate for Dirichlet {
    fn space(&self) -> Space {
        Space::Simplex(self.alpha.len())
    }

    fn log_density(&self, x: &[f64]) -> f64 {
        if x.len() != self.alpha.len() || !on_simplex(x) {
            return f64::NEG_INFINITY;
        }
        let power = |(a, x): (&f64, &f64)| {
            if *a == 1.0 { 0.0 } else { (a - 1.0) * ln(*x) }
        };
        self.alpha.iter().zip(x).map(power).sum::<f64>() - self.log_normaliser()
    }

    fn adjoint(&self, x: &[f64]) -> Gradient {
        let all = digamma(self.alpha.iter().sum());
        Gradient {
            by_x: x
                .iter()
                .zip(&self.alpha)
                .map(|(x, a)| (a - 1.0) / x)
                .collect(),
            by_parameters: vec![
                x.iter()
                    .zip(&self.alpha)
                    .map(|(x, a)| ln(*x) - digamma(*a) + all)
                    .collect(),
            ],
        }
    }

    fn sample(&self, rng: &mut Stream) -> Vec<f64> {
        dirichlet(rng, &self.alpha).unwrap_or_else(|_| vec![f64::NAN; self.alpha.len()])
    }

    fn entropy(&self) -> Option<f64> {
        let total: f64 = self.alpha.iter().sum();
        let means: f64 = self.alpha.iter().map(|&a| (a - 1.0) * digamma(a)).sum();
        Some(self.log_normaliser() + (total - self.alpha.len() as f64) * digamma(total) - means)
    }
}

/// Whether the entries are probabilities that sum to 1 to 1e-8.
pub(super) fn on_simplex(x: &[f64]) -> bool {
    x.iter().all(|x| (0.0..=1.0).contains(x)) && (x.iter().sum::<f64>() - 1.0).abs() <= 1e-8
}
