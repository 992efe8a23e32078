//! The whole full-rank fit: natural-gradient steps over draws that are doubled until the answer no
//! longer moves.

use kullback_math::LogDensity;
use kullback_math::lbfgs::Status;
use kullback_math::linalg::Cholesky;
use kullback_math::random::Stream;

use super::{NaturalGradient, StepOutcome, Tangent};
use crate::batch_and_match;
use crate::draws::matched_points;
use crate::evaluator::Evaluator;
use crate::families::Gaussian;
use crate::free_energy::FreeEnergy;
use crate::progress::{Observer, Progress, Stage, report, unless_cancelled};
use crate::{FitError, FitOptions, streams};

/// Remaining change at which natural-gradient steps hand over to the tangent search.
const HANDOVER: f64 = 0.3;
/// Remaining change at which the fit over the first draws stops.
const LOOSE: f64 = 0.05;
/// Remaining change at which the fits over more draws stop.
const TIGHT: f64 = 5e-3;
/// Halvings of a start around which the target is not finite.
const SHRINKS: i32 = 30;

/// A full-rank fit and how it was reached.
#[derive(Clone, Debug)]
pub struct FullRank {
    /// The approximation.
    pub gaussian: Gaussian,
    /// F over the last set of draws, in nats.
    pub free_energy: f64,
    /// Natural-gradient steps over all sets of draws.
    pub steps: usize,
    /// Draws of the last objective.
    pub draws: usize,
    /// Largest change left when the last objective was done: mean in sds, sd relatively.
    pub residual: f64,
    /// Largest move of a mean, in sds, when the draws were last doubled.
    pub mean_noise: f64,
    /// Largest relative move of an sd when the draws were last doubled.
    pub sd_noise: f64,
    /// Whether the last objective was solved.
    pub solved: bool,
    /// Whether the last objective was solved and the noise is below the option.
    pub converged: bool,
    /// Where the caller stopped it, if so.
    pub interrupted: Option<Stage>,
}

/// The number of draws an objective begins with: at least `per_coordinate` D.
pub(crate) fn first_draws(dimension: usize, per_coordinate: usize) -> usize {
    (per_coordinate * dimension).next_multiple_of(32).max(64)
}

impl FullRank {
    /// An approximation as it was found, for a fit that was interrupted at `stage`.
    pub(crate) fn unfitted(gaussian: Gaussian, free_energy: f64, stage: Stage) -> Self {
        Self {
            gaussian,
            free_energy,
            steps: 0,
            draws: 0,
            residual: f64::INFINITY,
            mean_noise: f64::INFINITY,
            sd_noise: f64::INFINITY,
            solved: false,
            converged: false,
            interrupted: Some(stage),
        }
    }

    /// Finds out where `initial` leads, over the fewest draws; `stream_step` numbers the fits under
    /// one seed. None where the target is not finite around it.
    pub(crate) fn explore<T: LogDensity>(
        initial: &Gaussian,
        stream_step: u64,
        options: &FitOptions,
        evaluator: &mut Evaluator<'_, T>,
        observer: &mut Observer<'_>,
    ) -> Result<Option<Self>, FitError> {
        let draws = first_draws(initial.dimension(), 4);
        let stream = stream_step << 8;
        let before = Progress {
            fit: stream_step as usize,
            ..Progress::at(Stage::FullRank, 0)
        };
        let matched = batch_and_match::closest(initial, options.seed, stream, evaluator);
        fit_over(
            &matched, draws, stream, LOOSE, before, options, evaluator, observer,
        )
    }

    /// Doubles the draws until the answer no longer moves.
    pub(crate) fn refine<T: LogDensity>(
        mut self,
        stream_step: u64,
        options: &FitOptions,
        evaluator: &mut Evaluator<'_, T>,
        observer: &mut Observer<'_>,
    ) -> Result<Self, FitError> {
        let dimension = self.gaussian.dimension();
        // Beyond this the noise falls too slowly for what the draws cost.
        let largest = options.largest_objective.min((16 * dimension).max(2048));
        for level in 1.. {
            let draws = 2 * self.draws;
            if draws > largest {
                break;
            }
            let stream = (stream_step << 8) + level;
            let before = Progress {
                fit: stream_step as usize,
                ..Progress::at(Stage::FullRank, self.steps)
            };
            let fitted = fit_over(
                &self.gaussian,
                draws,
                stream,
                TIGHT,
                before,
                options,
                evaluator,
                observer,
            )?;
            let Some(mut next) = fitted else { break };
            (next.mean_noise, next.sd_noise) = distance(&self.gaussian, &next.gaussian);
            next.steps += self.steps;
            let quiet = next.mean_noise < options.draw_noise && next.sd_noise < options.draw_noise;
            next.converged = next.solved && quiet;
            self = next;
            // More draws do not help a fit that is not solved over the ones it has.
            if quiet || !self.solved || self.interrupted.is_some() {
                break;
            }
        }
        Ok(self)
    }
}

/// One fit over `draws` points, its noise not known yet.
#[allow(clippy::too_many_arguments)]
fn fit_over<T: LogDensity>(
    initial: &Gaussian,
    draws: usize,
    stream: u64,
    tolerance: f64,
    before: Progress,
    options: &FitOptions,
    evaluator: &mut Evaluator<'_, T>,
    observer: &mut Observer<'_>,
) -> Result<Option<FullRank>, FitError> {
    let mut rng = Stream::new(options.seed, streams::FULL_RANK, stream);
    let points = matched_points(draws, initial.dimension(), &mut rng);
    let mut fit = NaturalGradient::new(initial, points, HANDOVER, evaluator);
    for halving in 1..=SHRINKS {
        if fit.free_energy().is_finite() {
            break;
        }
        // Points where the target is not finite: a narrower start avoids them.
        let narrow = initial.widened(0.5_f64.powi(halving));
        fit = NaturalGradient::new(&narrow, fit.standard().clone(), HANDOVER, evaluator);
    }
    if !fit.free_energy().is_finite() {
        return Ok(None);
    }
    let mut interrupted = None;
    let solved = unless_cancelled(
        solve(&mut fit, tolerance, before, options, evaluator, observer),
        &mut interrupted,
    )?;
    let (mean, covariance) = fit.moments();
    Ok(Cholesky::new(&covariance).ok().map(|cholesky| FullRank {
        gaussian: Gaussian::new(mean, cholesky),
        free_energy: fit.free_energy(),
        steps: fit.steps(),
        draws,
        residual: fit.residual(),
        mean_noise: f64::INFINITY,
        sd_noise: f64::INFINITY,
        solved: solved.unwrap_or(false),
        converged: false,
        interrupted,
    }))
}

/// Solves one objective: natural-gradient steps while far away, then the tangent search, and again
/// if that leaves its neighbourhood. False when it stops before the tolerance.
fn solve<T: LogDensity>(
    fit: &mut NaturalGradient,
    tolerance: f64,
    before: Progress,
    options: &FitOptions,
    evaluator: &mut Evaluator<'_, T>,
    observer: &mut Observer<'_>,
) -> Result<bool, FitError> {
    let mut tell = |steps, free_energy: &FreeEnergy, evaluations| {
        let progress = Progress {
            step: before.step + steps,
            ..before
        };
        report(observer, progress.with(free_energy, evaluations))
    };
    while fit.steps() < options.full_rank_iterations {
        let outcome = fit.step(evaluator);
        tell(fit.steps(), fit.parts(), evaluator.count().total())?;
        match outcome {
            StepOutcome::Moved => continue,
            StepOutcome::Converged => {}
            StepOutcome::Stuck if fit.residual() < 1.0 => {}
            StepOutcome::Stuck => return Ok(false),
            StepOutcome::RanAway {
                coordinate,
                quantity,
                value,
            } => {
                return Err(FitError::RanAway {
                    coordinate,
                    quantity,
                    value,
                    elbo: -fit.free_energy(),
                });
            }
        }
        let left = options.full_rank_iterations - fit.steps();
        let mut tangent = Tangent::new(fit, 0.5 * tolerance * tolerance, left);
        let mut status = Status::Moved;
        let mut told = Ok(());
        while !status.is_final() && told.is_ok() {
            status = tangent.step(evaluator);
            let steps = fit.steps() + tangent.iterations();
            told = tell(steps, tangent.parts(), evaluator.count().total());
        }
        let (best, steps) = (tangent.best(), tangent.iterations());
        let (residual, parts) = (tangent.residual(), *tangent.parts());
        fit.relocate(best, parts, steps.max(1), residual);
        told?;
        match status {
            Status::Converged => return Ok(true),
            Status::LineSearchFailed => return Ok(residual < LOOSE),
            Status::IterationLimit => return Ok(false),
            // The base was too far off; begin again from where the search ended.
            Status::RanAway { .. } | Status::Searching | Status::Moved => fit.refresh(evaluator),
        }
    }
    Ok(false)
}

/// The largest difference of two Gaussians over the coordinates: means in sds of the second, sds
/// relatively.
pub(crate) fn distance(a: &Gaussian, b: &Gaussian) -> (f64, f64) {
    let (sd_a, sd_b) = (a.sd(), b.sd());
    let mut mean = 0.0_f64;
    let mut sd = 0.0_f64;
    for d in 0..a.dimension() {
        mean = mean.max((a.mean()[d] - b.mean()[d]).abs() / sd_b[d]);
        sd = sd.max((sd_a[d] / sd_b[d] - 1.0).abs());
    }
    (mean, sd)
}
