//! The whole mean-field fit: fixed draws, doubled until independent scrambles of them agree.
//!
//! One quiet doubling can be luck. So once the answer hardly moves the objective is solved over
//! [`SCRAMBLES`] more scrambles of as many draws: the answers' average is returned and their spread is its
//! error, of which an upper bound is taken. The usual sandwich error takes the draws for independent, which Sobol points are not.

use kullback_math::LogDensity;
use kullback_math::lbfgs::Status;
use kullback_math::random::Stream;

use super::{Factors, FixedDraws};
use crate::draws::{largest_draws, matched_points};
use crate::evaluator::Evaluator;
use crate::families::Gaussian;
use crate::full_rank::first_draws;
use crate::progress::{Observer, Progress, Stage, report, unless_cancelled};
use crate::{FitError, FitOptions, streams};

/// Scrambles that the answer is checked over, beside the one that it was found over.
const SCRAMBLES: usize = 7;
/// The upper 95 % bound of a standard error from 8 answers, in units of it: √(7/χ²₇(0.05)). Stopping once
/// an error reads low favours low readings.
const UPPER: f64 = 1.797;
/// They are solved once the answer moves by less than this many times the noise allowed.
const NEARLY: f64 = 3.0;

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
    /// Upper bound of the standard error of the noisiest mean, from independent scrambles, in sds of the full-rank fit; where
    /// the fit never came to rest, its largest move when the draws were last doubled.
    pub mean_noise: f64,
    /// The same of the log sds.
    pub sd_noise: f64,
    /// Whether the last objective was solved and the noise is below the option.
    pub converged: bool,
    /// Where the caller stopped it, if so.
    pub interrupted: Option<Stage>,
}

impl MeanField {
    /// The mean and sds of `shape` as they are, for a fit that was interrupted at `stage`.
    pub(crate) fn unfitted(shape: &Gaussian, stage: Stage) -> Self {
        Self {
            factors: Factors {
                mean: shape.mean().to_vec(),
                log_sd: shape.sd().iter().map(|sd| sd.ln()).collect(),
            },
            free_energy: f64::INFINITY,
            iterations: 0,
            draws: 0,
            mean_noise: f64::INFINITY,
            sd_noise: f64::INFINITY,
            converged: false,
            interrupted: Some(stage),
        }
    }

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
        let mut interrupted = None;
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
                let progress = Progress::at(Stage::MeanField, iterations + fit.iterations())
                    .with(fit.parts(), evaluator.count().total());
                unless_cancelled(report(observer, progress), &mut interrupted)?;
                if status.is_final() || interrupted.is_some() {
                    break status;
                }
            };
            iterations += fit.iterations();
            let mut factors = fit.factors();
            let solved = status == Status::Converged;
            let (mut mean_noise, mut sd_noise) = if level == 0 {
                (f64::INFINITY, f64::INFINITY)
            } else {
                moved(&current, &factors, &shape.sd())
            };
            let nearly = NEARLY * options.draw_noise;
            let mut quiet = false;
            if solved && mean_noise < nearly && sd_noise < nearly {
                let more = scrambled(&factors, shape, draws, level, options, evaluator);
                if let Some(answers) = more {
                    (factors, mean_noise, sd_noise) = averaged(factors, answers, &shape.sd());
                    quiet = mean_noise < options.draw_noise && sd_noise < options.draw_noise;
                }
            }
            result = Some(Self {
                factors: factors.clone(),
                free_energy: fit.free_energy(),
                iterations,
                draws,
                mean_noise,
                sd_noise,
                converged: solved && quiet,
                interrupted,
            });
            if quiet || last_level || !solved || interrupted.is_some() {
                break;
            }
            current = factors;
            draws *= 2;
        }
        Ok(result)
    }
}

/// The optima over independent scrambles of as many draws; none where one is not solved.
fn scrambled<T: LogDensity>(
    start: &Factors,
    shape: &Gaussian,
    draws: usize,
    level: u64,
    options: &FitOptions,
    evaluator: &mut Evaluator<'_, T>,
) -> Option<Vec<Factors>> {
    let solve = |scramble| {
        let step = level * SCRAMBLES as u64 + scramble;
        let mut rng = Stream::new(options.seed, streams::MEAN_FIELD_SCRAMBLES, step);
        let points = matched_points(draws, shape.dimension(), &mut rng);
        let iterations = options.mean_field_iterations;
        let mut fit = FixedDraws::new(start.clone(), shape, points, iterations, evaluator)?;
        let status = loop {
            let status = fit.step(evaluator);
            if status.is_final() {
                break status;
            }
        };
        (status == Status::Converged).then(|| fit.factors())
    };
    (0..SCRAMBLES as u64).map(solve).collect()
}

/// The average of all answers, and the standard error of its noisiest mean (in sds) and log sd.
fn averaged(first: Factors, others: Vec<Factors>, sd: &[f64]) -> (Factors, f64, f64) {
    let answers: Vec<Factors> = std::iter::once(first).chain(others).collect();
    let n = answers.len() as f64;
    let of = |part: fn(&Factors) -> &[f64], unit: &dyn Fn(usize) -> f64| {
        let mut worst = 0.0_f64;
        let average: Vec<f64> = (0..sd.len())
            .map(|d| {
                let mean = answers.iter().map(|a| part(a)[d]).sum::<f64>() / n;
                let squares: f64 = answers.iter().map(|a| (part(a)[d] - mean).powi(2)).sum();
                worst = worst.max(UPPER * (squares / (n * (n - 1.0))).sqrt() / unit(d));
                mean
            })
            .collect();
        (average, worst)
    };
    let (mean, mean_noise) = of(|a| &a.mean, &|d| sd[d]);
    let (log_sd, sd_noise) = of(|a| &a.log_sd, &|_| 1.0);
    (Factors { mean, log_sd }, mean_noise, sd_noise)
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
