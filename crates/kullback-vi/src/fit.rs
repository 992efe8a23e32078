//! The whole recipe: initialise, fit both families, correct, certify, judge.

use kullback_math::LogDensity;

use crate::assess::assess;
use crate::evaluator::Evaluator;
use crate::families::Gaussian;
use crate::initialise::{PathApproximation, PathReport, Paths, find_starts, pathfinder};
use crate::linear_response::{LinearResponse, NoLinearResponse};
use crate::mean_field::MeanField;
use crate::modes::{Mode, find_modes};
use crate::progress::{Observer, Progress, Stage, report};
use crate::result::FitResult;
use crate::{FitError, FitOptions};

/// Fits Gaussians to `target` by D_KL(Q‖P) and judges them.
///
/// `observer` receives the progress and may cancel. The result depends on the target and on
/// `options` alone, to the last bit, whatever the number of threads.
///
/// # Errors
/// [`FitError`] when no fit can be made at all. A fit that should not be used is a result whose
/// [`Verdict`](crate::Verdict) says so.
pub fn fit<T: LogDensity>(
    target: &T,
    options: &FitOptions,
    observer: &mut Observer<'_>,
) -> Result<FitResult, FitError> {
    options.check()?;
    if target.dimension() == 0 {
        return Err(FitError::NoParameters);
    }
    let mut evaluator = Evaluator::new(target, options.threads)?;
    let begun = initialise(options, &mut evaluator, observer)?;
    let fits = fit_families(begun, options, &mut evaluator, observer)?;
    assess(fits, options, &mut evaluator, observer)
}

/// The paths and what Pathfinder chose on them.
struct Begun {
    tried: usize,
    reports: Vec<PathReport>,
    approximations: Vec<Option<PathApproximation>>,
}

fn initialise<T: LogDensity>(
    options: &FitOptions,
    evaluator: &mut Evaluator<'_, T>,
    observer: &mut Observer<'_>,
) -> Result<Begun, FitError> {
    let found = find_starts(evaluator, options.starts, options.seed)?;
    let mut paths = Paths::new(&found.starts, options.path_iterations);
    let mut step = 0;
    while paths.step(evaluator) {
        step += 1;
        report(
            observer,
            Progress {
                stage: Stage::Optimise,
                step,
                free_energy: -paths.best_log_density(),
                standard_error: None,
                evaluations: evaluator.count().total(),
            },
        )?;
    }
    let mut reports = paths.reports();
    let approximations = pathfinder(&paths, evaluator, options.seed);
    let mut best = f64::NEG_INFINITY;
    for (report, approximation) in reports.iter_mut().zip(&approximations) {
        report.elbo = approximation.as_ref().map(|a| a.elbo);
        best = best.max(report.elbo.unwrap_or(best));
    }
    report(
        observer,
        Progress {
            stage: Stage::Pathfinder,
            step: reports.len(),
            free_energy: -best,
            standard_error: None,
            evaluations: evaluator.count().total(),
        },
    )?;
    Ok(Begun {
        tried: found.tried,
        reports,
        approximations,
    })
}

/// The fits of both families.
pub(crate) struct Fits {
    pub tried: usize,
    pub reports: Vec<PathReport>,
    /// The best first; none in too many dimensions for a full-rank fit.
    pub modes: Vec<Mode>,
    pub mean_field: Option<MeanField>,
    pub response: LinearResponse,
}

fn fit_families<T: LogDensity>(
    begun: Begun,
    options: &FitOptions,
    evaluator: &mut Evaluator<'_, T>,
    observer: &mut Observer<'_>,
) -> Result<Fits, FitError> {
    let Begun {
        tried,
        mut reports,
        approximations,
    } = begun;
    let dense = evaluator.dimension() <= options.largest_dense_dimension;
    let (modes, shape) = if dense {
        let modes = find_modes(&approximations, &mut reports, options, evaluator, observer)?;
        let shape = modes[0].fit.gaussian.clone();
        (modes, shape)
    } else {
        let best = approximations
            .iter()
            .flatten()
            .max_by(|a, b| a.elbo.total_cmp(&b.elbo))
            .ok_or(FitError::NoFiniteApproximation {
                paths: reports.len(),
            })?;
        let shape = Gaussian::independent(best.mean.clone(), &best.sd());
        (Vec::new(), shape)
    };
    let mean_field = MeanField::fit(&shape, options, evaluator, observer)?;
    let response = match &mean_field {
        Some(fit) => LinearResponse::at(fit, options, evaluator, observer)?,
        None => LinearResponse::NotAvailable {
            why: NoLinearResponse::NoMeanField,
        },
    };
    Ok(Fits {
        tried,
        reports,
        modes,
        mean_field,
        response,
    })
}
