//! The linear-response covariance J H⁻¹ Jᵀ at a mean-field optimum.
//!
//! Giordano, Broderick & Jordan (JMLR 19, 2018): the top left block of the inverse Hessian of F in
//! (m, ℓ) is how the means answer to a tilt of the target, which for the exact posterior is its
//! covariance. Exact for a Gaussian target.

use kullback_math::linalg::{Cholesky, Matrix};
use kullback_math::random::Stream;
use kullback_math::{LogDensity, Order};
use serde::Serialize;

use crate::draws::matched_points;
use crate::evaluator::Evaluator;
use crate::full_rank::first_draws;
use crate::mean_field::MeanField;
use crate::progress::{Observer, Progress, Stage, report};
use crate::{FitError, FitOptions, streams};

/// Step of the difference quotients, in sds of the coordinate.
const STEP: f64 = 1e-5;

/// Gradients that more draws than the least may cost.
const DIFFERENCES: usize = 8192;

/// Why there is no linear-response covariance.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum NoLinearResponse {
    /// There is no mean-field fit.
    NoMeanField,
    /// More coordinates than the option allows.
    TooManyCoordinates,
    /// A second derivative is not finite.
    NotFinite,
    /// The Hessian is not positive definite: this is not a strict minimum of F.
    NotPositiveDefinite,
    /// The fit was interrupted before.
    Interrupted,
}

/// The covariance, or why there is none.
#[derive(Clone, Debug)]
pub enum LinearResponse {
    /// The covariance of the coordinates, D × D.
    Available {
        /// Symmetric and positive definite.
        covariance: Matrix,
    },
    /// There is none.
    NotAvailable {
        /// Why.
        why: NoLinearResponse,
    },
}

impl LinearResponse {
    /// Differences the gradient along every coordinate at fixed draws from the optimum.
    ///
    /// With H_k the Hessian of −log p at draw k, the Hessian of F has the blocks E[H],
    /// E[H_ij σ_j z_j] and E[H_ij σ_i σ_j z_i z_j] − δ_ij E[g_i σ_i z_i], g the gradient of log p.
    pub(crate) fn at<T: LogDensity>(
        fit: &MeanField,
        options: &FitOptions,
        evaluator: &mut Evaluator<'_, T>,
        observer: &mut Observer<'_>,
    ) -> Result<Self, FitError> {
        let optimum = &fit.factors;
        let dimension = optimum.mean.len();
        if dimension > options.largest_dense_dimension {
            return Ok(Self::NotAvailable {
                why: NoLinearResponse::TooManyCoordinates,
            });
        }
        // As many as the fit needed, while the differences stay cheap beside it.
        let draws = first_draws(dimension, 2).max(fit.draws.min(DIFFERENCES / dimension / 32 * 32));
        let mut rng = Stream::new(options.seed, streams::LINEAR_RESPONSE, 0);
        let z = matched_points(draws, dimension, &mut rng);
        let sd = optimum.sd();
        let mut points =
            Matrix::from_fn(draws, dimension, |k, d| optimum.mean[d] + sd[d] * z[(k, d)]);
        let centre = evaluator.evaluate(&points, Order::Gradient).gradient;
        let n = draws as f64;
        let mut hessian = Matrix::zeros(2 * dimension, 2 * dimension);
        for j in 0..dimension {
            report(
                observer,
                Progress {
                    free_energy: fit.free_energy,
                    evaluations: evaluator.count().total(),
                    ..Progress::at(Stage::LinearResponse, j)
                },
            )?;
            let step = STEP * sd[j];
            let unmoved = points.column(j).to_vec();
            for x in points.column_mut(j) {
                *x += step;
            }
            let moved = evaluator.evaluate(&points, Order::Gradient).gradient;
            // What was added, after rounding.
            let steps: Vec<f64> = points
                .column(j)
                .iter()
                .zip(&unmoved)
                .map(|(a, b)| a - b)
                .collect();
            points.column_mut(j).copy_from_slice(&unmoved);
            for i in 0..dimension {
                let (mut plain, mut once, mut other, mut twice) = (0.0, 0.0, 0.0, 0.0);
                for k in 0..draws {
                    let h = (centre[(k, i)] - moved[(k, i)]) / steps[k];
                    plain += h;
                    once += h * sd[j] * z[(k, j)];
                    other += h * sd[i] * z[(k, i)];
                    twice += h * sd[i] * sd[j] * z[(k, i)] * z[(k, j)];
                }
                hessian[(i, j)] = plain / n;
                hessian[(i, dimension + j)] += 0.5 * once / n;
                hessian[(j, dimension + i)] += 0.5 * other / n;
                hessian[(dimension + i, dimension + j)] = twice / n;
            }
            let diagonal: f64 = (0..draws).map(|k| centre[(k, j)] * sd[j] * z[(k, j)]).sum();
            hessian[(dimension + j, dimension + j)] -= diagonal / n;
        }
        for j in 0..dimension {
            for i in 0..dimension {
                hessian[(dimension + j, i)] = hessian[(i, dimension + j)];
            }
        }
        hessian.symmetrise();
        Ok(Self::from_hessian(&hessian, &sd))
    }

    fn from_hessian(hessian: &Matrix, sd: &[f64]) -> Self {
        let dimension = sd.len();
        // In units of the sds, so that badly scaled coordinates do not hide a negative pivot.
        let unit = |i: usize| if i < dimension { sd[i] } else { 1.0 };
        let scaled = Matrix::from_fn(2 * dimension, 2 * dimension, |i, j| {
            hessian[(i, j)] * unit(i) * unit(j)
        });
        if !scaled.is_finite() {
            return Self::NotAvailable {
                why: NoLinearResponse::NotFinite,
            };
        }
        let Ok(factor) = Cholesky::new(&scaled) else {
            return Self::NotAvailable {
                why: NoLinearResponse::NotPositiveDefinite,
            };
        };
        let inverse = factor.inverse();
        Self::Available {
            covariance: Matrix::from_fn(dimension, dimension, |i, j| {
                inverse[(i, j)] * sd[i] * sd[j]
            }),
        }
    }

    /// The standard deviation of each coordinate, where there is a covariance.
    pub fn sd(&self) -> Option<Vec<f64>> {
        match self {
            Self::Available { covariance } => {
                Some(covariance.diagonal().iter().map(|v| v.sqrt()).collect())
            }
            Self::NotAvailable { .. } => None,
        }
    }
}
