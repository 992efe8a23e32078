//! Simulation-based calibration of a program's fits: parameters from the prior, data from the
//! program's own generated quantities, a fit to each, and where the parameters lie in the fits.

mod report;
mod simulate;

pub use report::{CalibrationReport, Decisions, Quantity, SCHEMA};

use std::ops::ControlFlow;
use std::sync::mpsc;

use kullback_math::random::{Rng, Stream};
use kullback_stan::{Data, DataError, Model, ModelError, compile, declared_data};
use kullback_vi as vi;
use kullback_vi::calibration::{Calibration, position};
use kullback_vi::reference::NotConverged;
use rayon::prelude::*;

use crate::load::LoadError;
use crate::marginals::as_points;
use simulate::{Prior, Twin, draw_prior, twins};

/// The stream of the seeds of the fits.
const STREAM: u64 = 0x6361_6c69;
/// The probability that a calibrated program is called miscalibrated in some quantity.
const FALSE_ALARM: f64 = 0.05;
/// Draws of each fit: its Sobol draws place the truth to better than a hundredth.
const DRAWS: usize = 1024;
/// The least number of simulations.
const LEAST: usize = 20;

/// What a caller can choose.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CalibrateOptions {
    /// Seed of all randomness: the same seed gives the same bytes.
    pub seed: u64,
    /// Threads; the result does not depend on it.
    pub threads: usize,
    /// Data sets to simulate and fit. At least 20.
    pub simulations: usize,
    /// Accept values that the program does not declare; else they are an error.
    pub ignore_extra_data: bool,
}

impl Default for CalibrateOptions {
    fn default() -> Self {
        Self {
            seed: 1,
            threads: 1,
            simulations: 100,
            ignore_extra_data: false,
        }
    }
}

/// Why a program cannot be calibrated.
#[derive(Debug, thiserror::Error)]
pub enum CalibrateError {
    /// The program or its data cannot be read.
    #[error(transparent)]
    Load(#[from] LoadError),
    /// Too few simulations.
    #[error("{simulations} simulations were asked for; at least {LEAST} are needed")]
    TooFewSimulations {
        /// As asked for.
        simulations: usize,
    },
    /// No generated quantity simulates data.
    #[error(
        "no generated quantity simulates the data: for each data variable that the model observes \
         ({}) declare one of its type and size named with `_rep`, `_sim` or `_tilde`",
        names.join(", ")
    )]
    NothingSimulated {
        /// The data variables.
        names: Vec<String>,
    },
    /// A generated quantity has the name, and not the type, of simulated data.
    #[error("`{simulated}` is {found}, but to simulate `{data}` it must be {expected}")]
    Type {
        /// The data variable.
        data: String,
        /// The generated quantity.
        simulated: String,
        /// The type of the data.
        expected: String,
        /// That of the generated quantity.
        found: String,
    },
    /// The prior has no finite mass, so there is nothing to simulate from.
    #[error(
        "the prior is improper: nothing but the data informs `{coordinate}` (its log prior is a \
         straight line), so it cannot be simulated from; give it a proper prior"
    )]
    ImproperPrior {
        /// The unconstrained coordinate.
        coordinate: String,
    },
    /// The prior could not be sampled.
    #[error("the prior could not be sampled, so nothing was simulated: {why}")]
    PriorNotSampled {
        /// In words.
        why: String,
        /// What speaks against the draws.
        failures: Vec<NotConverged>,
    },
    /// Simulated data do not fit the program.
    #[error("simulation {simulation}: the data that the program generated do not fit it: {source}")]
    Simulated {
        /// From 1.
        simulation: usize,
        /// What is wrong with them.
        source: ModelError,
    },
    /// A value that a generated quantity left undefined.
    #[error("simulation {simulation}: `{name}` is not a number")]
    NotANumber {
        /// From 1.
        simulation: usize,
        /// The element.
        name: String,
    },
    /// Nearly all fits failed.
    #[error("{failed} of {simulations} fits could not be made, the first because: {first}")]
    FitsFailed {
        /// How many.
        failed: usize,
        /// Of how many.
        simulations: usize,
        /// The first error.
        first: String,
    },
    /// The prior or the threads failed before anything was simulated, or the caller cancelled.
    #[error(transparent)]
    Fit(#[from] vi::FitError),
}

impl From<DataError> for CalibrateError {
    fn from(error: DataError) -> Self {
        Self::Load(error.into())
    }
}

impl From<ModelError> for CalibrateError {
    fn from(error: ModelError) -> Self {
        Self::Load(error.into())
    }
}

/// How far a calibration has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fitted {
    /// Data sets fitted.
    pub done: usize,
    /// Of how many.
    pub of: usize,
}

/// Calibrates the fits of `source` with data like `data`, text in the JSON format of CmdStan: the
/// data variables that generated quantities simulate are replaced, all others kept. `observer`
/// hears of the progress and may cancel.
///
/// # Errors
/// Each kind of [`CalibrateError`].
pub fn calibrate(
    source: &str,
    data: &str,
    options: &CalibrateOptions,
    observer: &mut dyn FnMut(Fitted) -> ControlFlow<()>,
) -> Result<CalibrationReport, CalibrateError> {
    if options.simulations < LEAST {
        return Err(CalibrateError::TooFewSimulations {
            simulations: options.simulations,
        });
    }
    let checked = compile(source);
    if !checked.is_ok() {
        return Err(LoadError::Program {
            diagnostics: checked.diagnostics,
        }
        .into());
    }
    let mut data = Data::from_json(data)?;
    if options.ignore_extra_data {
        data.retain(|name| declared_data(&checked.program).any(|declared| declared == name));
    }
    let model = Model::new(&checked.program, &data, options.seed)?;
    let twins = twins(&checked.program)?;
    let Prior { points, rows } = draw_prior(&model, options)?;
    let width = model.columns().len();
    let job = Job {
        program: &checked.program,
        data: &data,
        twins: &twins,
        model: &model,
        seed: options.seed,
    };
    let truths: Vec<&[f64]> = rows.chunks_exact(width).collect();
    debug_assert_eq!(truths.len(), points.rows());
    let outcomes = run(&job, &truths, options.threads, observer)?;

    let failed: Vec<&vi::FitError> = outcomes
        .iter()
        .filter_map(|outcome| match outcome {
            Outcome::Failed(error) => Some(error),
            Outcome::Fitted { .. } => None,
        })
        .collect();
    if let Some(first) = failed.first()
        && 2 * failed.len() > outcomes.len()
    {
        return Err(CalibrateError::FitsFailed {
            failed: failed.len(),
            simulations: outcomes.len(),
            first: first.to_string(),
        });
    }
    Ok(summarise(&model, &twins, &outcomes, options))
}

/// What is the same for all simulations.
struct Job<'a> {
    program: &'a kullback_stan::hir::Program,
    data: &'a Data,
    twins: &'a [Twin],
    model: &'a Model,
    seed: u64,
}

/// What one simulation came to.
enum Outcome {
    Fitted {
        decision: vi::Recommendation,
        /// Where each parameter's truth lies in the fit; none where that is not defined.
        positions: Vec<Option<f64>>,
    },
    Failed(vi::FitError),
}

/// Fits every simulation, on as many threads as asked for; the outcomes are in order.
fn run(
    job: &Job<'_>,
    truths: &[&[f64]],
    threads: usize,
    observer: &mut dyn FnMut(Fitted) -> ControlFlow<()>,
) -> Result<Vec<Outcome>, CalibrateError> {
    let threads = threads.max(1);
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(threads)
        .build()
        .map_err(|error| vi::FitError::Threads {
            threads,
            message: error.to_string(),
        })?;
    let of = truths.len();
    let stop = std::sync::atomic::AtomicBool::new(false);
    let stop = &stop;
    let (sender, receiver) = mpsc::channel::<()>();
    let mut outcomes = Vec::new();
    let place = &mut outcomes;
    pool.in_place_scope(|scope| {
        scope.spawn(move |_| {
            *place = truths
                .par_iter()
                .enumerate()
                .map_with(sender, |sender, (k, truth)| {
                    if stop.load(std::sync::atomic::Ordering::Relaxed) {
                        return Err(cancelled().into());
                    }
                    let outcome = job.simulate(k, truth);
                    // Nobody listens only once the calibration is over.
                    let _ = sender.send(());
                    outcome
                })
                .collect::<Vec<Result<Outcome, CalibrateError>>>();
        });
        for done in 1..=of {
            if receiver.recv().is_err() {
                break;
            }
            if observer(Fitted { done, of }).is_break() {
                stop.store(true, std::sync::atomic::Ordering::Relaxed);
            }
        }
    });
    if stop.load(std::sync::atomic::Ordering::Relaxed) {
        return Err(cancelled().into());
    }
    outcomes.into_iter().collect()
}

fn cancelled() -> vi::FitError {
    vi::FitError::Cancelled {
        stage: vi::Stage::Draws,
    }
}

impl Job<'_> {
    /// Fits the data of simulation `k` and places its parameters.
    fn simulate(&self, k: usize, truth: &[f64]) -> Result<Outcome, CalibrateError> {
        let mut data = self.data.clone();
        for twin in self.twins {
            let value = twin.value(self.model.columns(), truth).map_err(|name| {
                CalibrateError::NotANumber {
                    simulation: k + 1,
                    name,
                }
            })?;
            data.set(&twin.data, value);
        }
        let simulated = |source| CalibrateError::Simulated {
            simulation: k + 1,
            source,
        };
        let model = Model::new(self.program, &data, self.seed).map_err(simulated)?;
        let options = vi::FitOptions {
            seed: Stream::new(self.seed, STREAM, k as u64).next_u64(),
            draws: DRAWS,
            ..vi::FitOptions::default()
        };
        let result = match vi::fit(&model, &options, &mut |_| ControlFlow::Continue(())) {
            Ok(result) => result,
            Err(error) => return Ok(Outcome::Failed(error)),
        };
        let points = result.draws.selected();
        let rows = model
            .write_parameters(as_points(&points))
            .map_err(simulated)?;
        let columns = model.parameter_columns();
        let positions = (0..columns)
            .map(|c| position(truth[c], rows.iter().skip(c).step_by(columns).copied()))
            .collect();
        Ok(Outcome::Fitted {
            decision: result.verdict.recommendation,
            positions,
        })
    }
}

fn summarise(
    model: &Model,
    twins: &[Twin],
    outcomes: &[Outcome],
    options: &CalibrateOptions,
) -> CalibrationReport {
    let fitted: Vec<&Vec<Option<f64>>> = outcomes
        .iter()
        .filter_map(|outcome| match outcome {
            Outcome::Fitted { positions, .. } => Some(positions),
            Outcome::Failed(_) => None,
        })
        .collect();
    let mut decisions = Decisions::default();
    for outcome in outcomes {
        decisions.count(match outcome {
            Outcome::Fitted { decision, .. } => Some(*decision),
            Outcome::Failed(_) => None,
        });
    }
    let columns = &model.columns()[..model.parameter_columns()];
    // What is the same in every draw has nothing to be placed.
    let calibrations: Vec<(usize, Calibration)> = (0..columns.len())
        .filter_map(|c| {
            let u: Vec<f64> = fitted.iter().filter_map(|p| p[c]).collect();
            let constant = u.iter().all(|&x| (x - 0.5).abs() < 1e-12);
            let calibration = Calibration::of(&u).filter(|_| !constant);
            calibration.map(|calibration| (c, calibration))
        })
        .collect();
    let level = FALSE_ALARM / calibrations.len().max(1) as f64;
    let quantities: Vec<Quantity> = calibrations
        .into_iter()
        .map(|(c, calibration)| Quantity::new(&columns[c].name, calibration, level))
        .collect();
    CalibrationReport {
        schema: SCHEMA,
        version: env!("CARGO_PKG_VERSION"),
        model: String::new(),
        data: None,
        seed: options.seed,
        simulations: outcomes.len(),
        simulated: twins.iter().map(|twin| twin.data.clone()).collect(),
        decisions,
        false_alarm: FALSE_ALARM,
        calibrated: quantities.iter().all(Quantity::calibrated),
        quantities,
    }
}
