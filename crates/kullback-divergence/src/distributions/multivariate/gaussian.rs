//! A normal law of several variables, however its covariance was given.

use std::sync::Arc;

use kullback_math::linalg::Matrix;
use kullback_math::random::Stream;

use super::covariance::Covariance;
use super::{InvalidArray, rules};
use crate::distributions::formulas::HALF_LN_2_PI;

/// Mean and covariance, shared by the copies of a law.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Gaussian(Arc<Parts>);

#[derive(Debug, PartialEq)]
struct Parts {
    mu: Vec<f64>,
    covariance: Covariance,
}

impl Gaussian {
    /// Checks that the mean is finite and as long as the covariance has rows.
    pub(super) fn new(
        law: &'static str,
        mu: Vec<f64>,
        matrix: &'static str,
        covariance: Covariance,
    ) -> Result<Self, InvalidArray> {
        rules::finite(law, "mu", &mu)?;
        let rows = covariance.dimension();
        if mu.len() != rows {
            return Err(InvalidArray::Shape {
                law,
                parameter: "mu",
                rows: mu.len(),
                columns: 1,
                expected: format!("{rows} × 1, as {matrix} has {rows} rows"),
            });
        }
        Ok(Self(Arc::new(Parts { mu, covariance })))
    }

    /// Independent variables with these means and standard deviations, which must be valid.
    pub(crate) fn independent(mu: Vec<f64>, sd: Vec<f64>) -> Self {
        let covariance = Covariance::Diagonal(sd);
        Self(Arc::new(Parts { mu, covariance }))
    }

    /// The mean.
    pub(crate) fn mu(&self) -> &[f64] {
        &self.0.mu
    }

    /// The covariance.
    pub(crate) fn covariance(&self) -> &Covariance {
        &self.0.covariance
    }

    /// The number of variables.
    pub(crate) fn dimension(&self) -> usize {
        self.0.mu.len()
    }

    /// x − μ, None where the lengths differ.
    pub(super) fn centred(&self, x: &[f64]) -> Option<Vec<f64>> {
        (x.len() == self.0.mu.len()).then(|| x.iter().zip(&self.0.mu).map(|(x, m)| x - m).collect())
    }

    /// ln p(x).
    pub(crate) fn log_density(&self, x: &[f64]) -> f64 {
        self.centred(x).map_or(f64::NEG_INFINITY, |delta| {
            let covariance = self.covariance();
            -0.5 * covariance.quadratic(&delta)
                - 0.5 * covariance.log_determinant()
                - self.dimension() as f64 * HALF_LN_2_PI
        })
    }

    /// Σ⁻¹ (x − μ), the derivative by μ and minus the one by x; NaN where the lengths differ.
    pub(super) fn score(&self, x: &[f64]) -> Vec<f64> {
        self.centred(x).map_or(vec![f64::NAN; x.len()], |delta| {
            self.covariance().solve(&delta)
        })
    }

    /// The derivative by Σ, ½ (w wᵀ − Σ⁻¹) with w = Σ⁻¹ (x − μ).
    pub(super) fn by_sigma(&self, w: &[f64]) -> Matrix {
        let inverse = self.covariance().inverse();
        Matrix::from_fn(w.len(), w.len(), |i, j| {
            0.5 * (w[i] * w[j] - inverse[(i, j)])
        })
    }

    /// One draw.
    pub(crate) fn sample(&self, rng: &mut Stream) -> Vec<f64> {
        let mut x = self.covariance().draw(rng);
        for (x, m) in x.iter_mut().zip(self.mu()) {
            *x += m;
        }
        x
    }

    /// n (½ + ½ ln 2π) + ½ ln det Σ.
    pub(crate) fn entropy(&self) -> f64 {
        self.dimension() as f64 * (0.5 + HALF_LN_2_PI) + 0.5 * self.covariance().log_determinant()
    }
}

/// Everything of a normal law but the derivatives by the parameters of its covariance, which are
/// made from the law, x and w = Σ⁻¹ (x − μ).
macro_rules! normal_law {
    ($law:ident, by covariance |$this:ident, $x:ident, $w:ident| $by:expr) => {
        impl $law {
            /// The mean and covariance.
            pub(crate) fn gaussian(&self) -> &$crate::distributions::multivariate::Gaussian {
                &self.gaussian
            }

            /// The mean.
            pub fn mu(&self) -> &[f64] {
                self.gaussian.mu()
            }
        }

        impl $crate::distributions::multivariate::Multivariate for $law {
            fn space(&self) -> $crate::distributions::multivariate::Space {
                $crate::distributions::multivariate::Space::Reals(self.gaussian.dimension())
            }

            fn log_density(&self, x: &[f64]) -> f64 {
                self.gaussian.log_density(x)
            }

            fn adjoint(&self, $x: &[f64]) -> $crate::distributions::multivariate::Gradient {
                let score = self.gaussian.score($x);
                let ($this, $w) = (self, score.as_slice());
                let mut by_parameters: Vec<Vec<f64>> = $by;
                by_parameters.insert(0, score.clone());
                $crate::distributions::multivariate::Gradient {
                    by_x: score.iter().map(|w| -w).collect(),
                    by_parameters,
                }
            }

            fn sample(&self, rng: &mut kullback_math::random::Stream) -> Vec<f64> {
                self.gaussian.sample(rng)
            }

            fn entropy(&self) -> Option<f64> {
                Some(self.gaussian.entropy())
            }
        }
    };
}

pub(super) use normal_law;

/// Names a law and its parameters, and makes it from arguments.
macro_rules! named {
    ($name:literal $law:ident($($parameter:literal $field:ident: $shape:ident),*), |$this:ident| $values:expr) => {
        impl $crate::distributions::Named for $law {
            fn name(&self) -> &'static str {
                $name
            }

            fn parameters(&self) -> Vec<(&'static str, $crate::distributions::Argument)> {
                let $this = self;
                let values: Vec<$crate::distributions::Argument> = $values;
                Self::PARAMETERS.iter().copied().zip(values).collect()
            }
        }

        impl $law {
            /// The name it is written with.
            pub const NAME: &'static str = $name;
            /// Its parameters in order.
            pub const PARAMETERS: &'static [&'static str] = &[$($parameter),*];

            /// A member from arguments in the order of [`Self::PARAMETERS`].
            ///
            /// # Errors
            /// Where the number, the shape or the value of the arguments is wrong.
            pub fn from_arguments(
                arguments: &[$crate::distributions::Argument],
            ) -> Result<Self, $crate::distributions::LawError> {
                let [$($field),*] = $crate::distributions::argument::exactly(
                    $name,
                    &[$($parameter),*],
                    arguments,
                )?;
                Ok(Self::new($(
                    $crate::distributions::argument::$shape($name, $parameter, $field)?
                ),*)?)
            }
        }
    };
}

pub(super) use named;
