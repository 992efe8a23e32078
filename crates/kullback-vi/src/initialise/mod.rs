//! Where a fit begins: L-BFGS from several starts, all paths evaluated together, Pathfinder's choice
//! along each path, and draws of all choices together.

mod multi_path;
mod pathfinder;
mod paths;
mod starts;

pub use multi_path::MultiPath;
pub use pathfinder::{PathApproximation, pathfinder};
pub use paths::{PathOutcome, PathReport, Paths};
use starts::find_starts;

use kullback_math::LogDensity;

use crate::evaluator::Evaluator;
use crate::progress::{Observer, Progress, Stage, report};
use crate::{FitError, FitOptions};

/// The paths and what Pathfinder chose on them.
#[derive(Clone, Debug)]
pub struct Search {
    /// Points tried for a start.
    pub tried: usize,
    /// One report a path.
    pub reports: Vec<PathReport>,
    /// Pathfinder's choice along every path; none for a path without a finite one.
    pub approximations: Vec<Option<PathApproximation>>,
}

impl Search {
    /// Runs all paths to their ends and Pathfinder along each.
    ///
    /// # Errors
    /// [`FitError::NoFiniteStart`], [`FitError::Cancelled`].
    pub fn run<T: LogDensity>(
        options: &FitOptions,
        evaluator: &mut Evaluator<'_, T>,
        observer: &mut Observer<'_>,
    ) -> Result<Self, FitError> {
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
        Ok(Self {
            tried: found.tried,
            reports,
            approximations,
        })
    }
}
