//! The whole mean-field fit: fixed draws, doubled until the answer no longer moves.

use kullback_math::LogDensity;
use kullback_math::lbfgs::Status;
use kullback_math::random::Stream;

use super::{Factors, FixedDraws};
use crate::draws::{largest_draws, matched_points};
use crate::evaluator::Evaluator;
use crate::families::Gaussian;
use crate::full_rank::first_draws;
use crate::progress::{Observer, Progress, Stage, report};
use crate::{FitError, FitOptions, streams};

/// A mean-field fit and how it was reached.
#[derive(Clone, Debug)]
pub struct MeanField {
    /// The approximation.
    pub factors: Factors,
    /// F over the last set of draws, in nats.
    pub free_energy: f64,
    /// Iterations over all sets of draws.
    pub iterations: usize,
    /// Draws of the last objective.
    pub draws: usize,
    /// Largest move of a mean, in sds of the full-rank fit, when the draws were last doubled.
    pub mean_noise: f64,
    /// Largest relative move of an sd when the draws were last doubled.
    pub sd_noise: f64,
    /// Whether the last objective was solved and the noise is below the option.
    pub converged: bool,
}

impl MeanField {
    /// Fits from the optimum for a Gaussian of shape `shape`: its mean, and as sds the inverse
    /// roots of the diagonal of its precision.
    pub(crate) fn fit<T: LogDensity>(
        shape: &Gaussian,
        options: &FitOptions,
        evaluator: &mut Evaluator<'_, T>,
        observer: &mut Observer<'_>,
    ) -> Result<Option<Self>, FitError> {
        let precision = shape.precision_diagonal();
        let mut current = Factors {
            mean: shape.mean().to_vec(),
            log_sd: precision.iter().map(|p| -0.5 * p.ln()).collect(),
        };
        let largest = options
            .largest_objective
            .min((8 * shape.dimension()).max(1024))
            .min(largest_draws(shape.dimension()));
        let mut draws = first_draws(shape.dimension(), 1).min(largest);
        let mut iterations = 0;
        let mut result: Option<Self> = None;
        for level in 0.. {
            let last_level = 2 * draws > largest;
            let mut rng = Stream::new(options.seed, streams::MEAN_FIELD, level);
            let points = matched_points(draws, shape.dimension(), &mut rng);
            let mut started = None;
            for _ in 0..30 {
                started = FixedDraws::new(
                    current.clone(),
                    shape,
                    points.clone(),
                    options.mean_field_iterations,
                    evaluator,
                );
                if started.is_some() {
                    break;
                }
                // Points where the target is not finite: a narrower start avoids them.
                for l in &mut current.log_sd {
                    *l -= std::f64::consts::LN_2;
                }
            }
            let Some(mut fit) = started else {
                return Ok(result);
            };
            let status = loop {
                let status = fit.step(evaluator);
                report(
                    observer,
                    Progress {
                        stage: Stage::MeanField,
                        step: iterations + fit.iterations(),
                        free_energy: fit.free_energy(),
                        standard_error: None,
                        evaluations: evaluator.count().total(),
                    },
                )?;
                if status.is_final() {
                    break status;
                }
            };
            iterations += fit.iterations();
            let factors = fit.factors();
            let (mean_noise, sd_noise) = if level == 0 {
                (f64::INFINITY, f64::INFINITY)
            } else {
                moved(&current, &factors, &shape.sd())
            };
            let quiet = mean_noise < options.draw_noise && sd_noise < options.draw_noise;
            let solved = status == Status::Converged;
            result = Some(Self {
                factors: factors.clone(),
                free_energy: fit.free_energy(),
                iterations,
                draws,
                mean_noise,
                sd_noise,
                converged: solved && quiet,
            });
            if quiet || last_level || !solved {
                break;
            }
            current = factors;
            draws *= 2;
        }
        Ok(result)
    }
}

/// The largest move over the coordinates: of a mean in posterior sds, of an sd relatively.
fn moved(from: &Factors, to: &Factors, posterior_sd: &[f64]) -> (f64, f64) {
    let mut mean = 0.0_f64;
    let mut sd = 0.0_f64;
    for d in 0..from.mean.len() {
        mean = mean.max((from.mean[d] - to.mean[d]).abs() / posterior_sd[d]);
        sd = sd.max((from.log_sd[d] - to.log_sd[d]).exp_m1().abs());
    }
    (mean, sd)
}
