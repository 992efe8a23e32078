//! Where a fit begins: L-BFGS from several starts, all paths evaluated together, Pathfinder's choice
//! along each path, and draws of all choices together.

mod gradient_check;
mod multi_path;
mod pathfinder;
mod paths;
mod starts;

use gradient_check::check_gradient;
pub use multi_path::MultiPath;
pub use pathfinder::{PathApproximation, pathfinder};
pub use paths::{PathOutcome, PathReport, Paths};
use starts::find_starts;

use kullback_math::LogDensity;

use crate::evaluator::Evaluator;
use crate::progress::{Observer, Progress, Stage, report, unless_cancelled};
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
    /// Where the caller cancelled, if so: the paths are then those until that moment.
    pub interrupted: Option<Stage>,
}

impl Search {
    /// Runs all paths to their ends and Pathfinder along each.
    ///
    /// # Errors
    /// [`FitError::NoFiniteStart`], [`FitError::GradientDisagrees`].
    pub fn run<T: LogDensity>(
        options: &FitOptions,
        evaluator: &mut Evaluator<'_, T>,
        observer: &mut Observer<'_>,
    ) -> Result<Self, FitError> {
        let found = find_starts(evaluator, options.starts, options.seed)?;
        check_gradient(&found.starts, evaluator, options.seed)?;
        let mut paths = Paths::new(&found.starts, options.path_iterations);
        let mut step = 0;
        let mut interrupted = None;
        while interrupted.is_none() && paths.step(evaluator) {
            step += 1;
            let progress = Progress {
                free_energy: -paths.best_log_density(),
                evaluations: evaluator.count().total(),
                ..Progress::at(Stage::Optimise, step)
            };
            unless_cancelled(report(observer, progress), &mut interrupted)?;
        }
        let mut reports = paths.reports();
        let mut told = Ok(());
        let before = evaluator.count().total();
        let mut heard = |path: usize, approximation: &PathApproximation| {
            if told.is_ok() {
                told = report(observer, approximation.progress(path, before));
            }
        };
        let approximations = pathfinder(&paths, evaluator, options.seed, &mut heard);
        unless_cancelled(told, &mut interrupted)?;
        for (report, approximation) in reports.iter_mut().zip(&approximations) {
            report.elbo = approximation.as_ref().map(|a| a.elbo);
        }
        Ok(Self {
            tried: found.tried,
            reports,
            approximations,
            interrupted,
        })
    }
}
