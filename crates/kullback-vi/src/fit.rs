//! The whole recipe: initialise, fit both families, correct, certify, judge.

use kullback_math::LogDensity;

use crate::assess::assess;
use crate::evaluator::Evaluator;
use crate::families::Gaussian;
use crate::full_rank::FullRank;
use crate::initialise::{PathApproximation, PathReport, Search};
use crate::linear_response::{LinearResponse, NoLinearResponse};
use crate::low_rank::LowRankFit;
use crate::mean_field::MeanField;
use crate::modes::{Mode, covering_fit, find_modes};
use crate::progress::{Observer, Stage, unless_cancelled};
use crate::result::FitResult;
use crate::{FitError, FitOptions};

/// Fits Gaussians to `target` by D_KL(Q‖P) and judges them.
///
/// `observer` receives the progress and may cancel: the result is then the best approximation so
/// far, judged by few draws, and its verdict is *do not use*. The observer still hears of the little
/// that is left to do. An uncancelled result depends on the target and on `options` alone, to the last
/// bit, whatever the number of threads.
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
    let search = Search::run(options, &mut evaluator, observer)?;
    let fits = fit_families(search, options, &mut evaluator, observer)?;
    assess(fits, options, &mut evaluator, observer)
}

/// The fits of both families.
pub(crate) struct Fits {
    pub tried: usize,
    pub reports: Vec<PathReport>,
    /// Pathfinder's choice along every path.
    pub paths: Vec<Option<PathApproximation>>,
    /// The best first; none in too many dimensions for a full-rank fit.
    pub modes: Vec<Mode>,
    /// The optimum that covers several modes, where it is better than any of theirs.
    pub covering: Option<FullRank>,
    pub mean_field: Option<MeanField>,
    /// Where there are too many coordinates for a full-rank fit.
    pub low_rank: Option<LowRankFit>,
    pub response: LinearResponse,
    /// Where the caller cancelled, if so.
    pub interrupted: Option<Stage>,
}

impl Fits {
    /// The full-rank fit.
    pub fn full_rank(&self) -> Option<&FullRank> {
        let best = self.modes.first().map(|mode| &mode.fit);
        self.covering.as_ref().or(best)
    }
}

fn fit_families<T: LogDensity>(
    search: Search,
    options: &FitOptions,
    evaluator: &mut Evaluator<'_, T>,
    observer: &mut Observer<'_>,
) -> Result<Fits, FitError> {
    let Search {
        tried,
        mut reports,
        approximations,
        mut interrupted,
    } = search;
    let dense = evaluator.dimension() <= options.largest_dense_dimension;
    let (modes, covering, shape) = if dense {
        let modes = find_modes(
            &approximations,
            &mut reports,
            options,
            evaluator,
            observer,
            &mut interrupted,
        )?;
        let covering = match interrupted {
            None => covering_fit(&modes, options, evaluator, observer)?,
            Some(_) => None,
        };
        interrupted = interrupted.or(covering.as_ref().and_then(|fit| fit.interrupted));
        let best = covering.as_ref().unwrap_or(&modes[0].fit);
        let shape = best.gaussian.clone();
        (modes, covering, shape)
    } else {
        let best = approximations
            .iter()
            .flatten()
            .max_by(|a, b| a.elbo.total_cmp(&b.elbo))
            .ok_or(FitError::NoFiniteApproximation {
                paths: reports.len(),
            })?;
        let shape = best
            .low_rank()
            .unwrap_or_else(|| Gaussian::independent(best.mean.clone(), &best.sd()));
        (Vec::new(), None, shape)
    };
    let mean_field = match interrupted {
        None => MeanField::fit(&shape, options, evaluator, observer)?,
        // The diagonal Gaussian of the best path, where there is nothing else to return.
        Some(stage) => modes.is_empty().then(|| MeanField::unfitted(&shape, stage)),
    };
    interrupted = interrupted.or(mean_field.as_ref().and_then(|fit| fit.interrupted));
    let low_rank = match &mean_field {
        Some(fit) if !dense && interrupted.is_none() => {
            let fit = LowRankFit::fit(&fit.factors.gaussian(), options, evaluator, observer);
            unless_cancelled(fit, &mut interrupted)?.flatten()
        }
        Some(_) | None => None,
    };
    let response = match &mean_field {
        Some(fit) if interrupted.is_none() => {
            let response = LinearResponse::at(fit, options, evaluator, observer);
            unless_cancelled(response, &mut interrupted)?
        }
        Some(_) => None,
        None if interrupted.is_some() => None,
        None => Some(LinearResponse::NotAvailable {
            why: NoLinearResponse::NoMeanField,
        }),
    };
    let response = response.unwrap_or(LinearResponse::NotAvailable {
        why: NoLinearResponse::Interrupted,
    });
    Ok(Fits {
        tried,
        reports,
        paths: approximations,
        modes,
        covering,
        mean_field,
        low_rank,
        response,
        interrupted,
    })
}
