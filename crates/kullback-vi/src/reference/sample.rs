//! Runs the chains, one after another or on the threads of the evaluator, with the same bytes.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::mpsc;

use kullback_math::linalg::Matrix;
use kullback_math::{LogDensity, Order};

use super::chain::Chain;
use super::result::SAMPLER;
use super::{Convergence, Reference, ReferenceOptions, ReferenceReport, e_bfmi};
use crate::FitError;
use crate::evaluator::Evaluator;
use crate::families::Gaussian;
use crate::progress::{Observer, Progress, Stage, report};

/// Iterations of a chain between two reports.
const REPORT_EVERY: usize = 50;

/// Samples the target by the No-U-Turn sampler.
///
/// Chain c starts around `starts[c mod n]`, twice as wide; all chains move in the coordinates of
/// the first start, which scale them. The draws depend on the target, the starts and the options
/// alone, to the last bit, whatever the number of threads.
///
/// # Errors
/// [`FitError::InvalidOption`], [`FitError::NoFiniteStart`] when the density is not finite around a
/// start, [`FitError::Cancelled`] when the observer says so. Chains that did not converge are no
/// error: [`ReferenceReport::failures`] says so.
pub fn sample<T: LogDensity>(
    evaluator: &mut Evaluator<'_, T>,
    starts: &[Gaussian],
    options: &ReferenceOptions,
    observer: &mut Observer<'_>,
) -> Result<Reference, FitError> {
    options.check()?;
    if evaluator.dimension() == 0 {
        return Err(FitError::NoParameters);
    }
    let Some(coordinates) = starts.first() else {
        return Err(FitError::InvalidOption {
            option: "reference.starts",
            value: 0.0,
            expected: "at least 1",
        });
    };
    let target = evaluator.target();
    let job = |number: usize| Job {
        target,
        coordinates,
        start: &starts[number % starts.len()],
        number,
        options,
    };
    let before = evaluator.count().total();
    let mut traces: Vec<Result<Trace, FitError>> = Vec::with_capacity(options.chains);
    match evaluator.pool() {
        None => {
            let mut done = 0;
            let mut gradients = before;
            for number in 0..options.chains {
                traces.push(job(number).run(&mut |heard: Heard| {
                    done += heard.iterations;
                    gradients += heard.gradients;
                    report(observer, heard.progress(done, gradients))
                }));
            }
        }
        Some(pool) => {
            let stop = AtomicBool::new(false);
            let (sender, receiver) = mpsc::channel::<Heard>();
            traces.resize_with(options.chains, || Err(cancelled()));
            let (stop, total) = (&stop, &AtomicU64::new(before));
            pool.in_place_scope(|scope| {
                for (number, trace) in traces.iter_mut().enumerate() {
                    let sender = sender.clone();
                    let job = job(number);
                    scope.spawn(move |_| {
                        *trace = job.run(&mut |heard: Heard| {
                            total.fetch_add(heard.gradients, Ordering::Relaxed);
                            // Nobody listens any more only when the fit is being cancelled.
                            let _ = sender.send(heard);
                            if stop.load(Ordering::Relaxed) {
                                Err(cancelled())
                            } else {
                                Ok(())
                            }
                        });
                    });
                }
                drop(sender);
                let mut done = 0;
                for heard in receiver {
                    done += heard.iterations;
                    let progress = heard.progress(done, total.load(Ordering::Relaxed));
                    if report(observer, progress).is_err() {
                        stop.store(true, Ordering::Relaxed);
                    }
                }
            });
        }
    }
    let traces: Vec<Trace> = traces.into_iter().collect::<Result<_, _>>()?;
    Ok(gather(&traces, options, evaluator))
}

fn cancelled() -> FitError {
    FitError::Cancelled {
        stage: Stage::Reference,
    }
}

/// What a chain tells while it runs.
struct Heard {
    iterations: usize,
    gradients: u64,
    log_density: f64,
}

impl Heard {
    /// `done` iterations of all chains together.
    fn progress(&self, done: usize, evaluations: u64) -> Progress {
        Progress {
            free_energy: -self.log_density,
            evaluations,
            ..Progress::at(Stage::Reference, done)
        }
    }
}

/// One chain to run.
struct Job<'a, T: LogDensity> {
    target: &'a T,
    coordinates: &'a Gaussian,
    start: &'a Gaussian,
    number: usize,
    options: &'a ReferenceOptions,
}

/// What a chain leaves.
struct Trace {
    /// Draw after draw.
    points: Vec<f64>,
    energy: Vec<f64>,
    divergences: usize,
    depth_hits: usize,
    gradients: u64,
    step_size: f64,
}

impl<T: LogDensity> Job<'_, T> {
    fn run(&self, tell: &mut dyn FnMut(Heard) -> Result<(), FitError>) -> Result<Trace, FitError> {
        let options = self.options;
        let mut chain = Chain::new(
            self.target,
            self.coordinates,
            self.start,
            self.number,
            options,
        )?;
        let mut trace = Trace {
            points: Vec::with_capacity(options.draws * self.target.dimension()),
            energy: Vec::with_capacity(options.draws),
            divergences: 0,
            depth_hits: 0,
            gradients: 0,
            step_size: f64::NAN,
        };
        let mut told = (0, 0);
        for iteration in 1..=options.warmup + options.draws {
            let step = chain.step()?;
            trace.gradients += step.gradients;
            if iteration > options.warmup {
                trace.points.extend_from_slice(&chain.point);
                trace.energy.push(step.energy);
                trace.divergences += usize::from(step.diverged);
                trace.depth_hits += usize::from(step.cut);
                trace.step_size = step.step_size;
            }
            if iteration % REPORT_EVERY == 0 || iteration == options.warmup + options.draws {
                tell(Heard {
                    iterations: iteration - told.0,
                    gradients: trace.gradients - told.1,
                    log_density: step.log_density,
                })?;
                told = (iteration, trace.gradients);
            }
        }
        Ok(trace)
    }
}

/// Puts the chains together and judges them.
fn gather<T: LogDensity>(
    traces: &[Trace],
    options: &ReferenceOptions,
    evaluator: &mut Evaluator<'_, T>,
) -> Reference {
    let dimension = evaluator.dimension();
    let gradients = traces.iter().map(|t| t.gradients).sum();
    evaluator.count_gradients(gradients);
    let points = Matrix::from_fn(options.chains * options.draws, dimension, |i, d| {
        traces[i / options.draws].points[i % options.draws * dimension + d]
    });
    let evaluated = evaluator.evaluate(&points, Order::Value);
    let of = |values: &[f64]| {
        let chains: Vec<&[f64]> = values.chunks_exact(options.draws).collect();
        Convergence::of(&chains)
    };
    let report = ReferenceReport {
        sampler: SAMPLER,
        options: options.clone(),
        divergences: traces.iter().map(|t| t.divergences).sum(),
        depth_hits: traces.iter().map(|t| t.depth_hits).sum(),
        e_bfmi: traces.iter().map(|t| e_bfmi(&t.energy)).collect(),
        step_size: traces.iter().map(|t| t.step_size).collect(),
        gradients,
        log_density: of(&evaluated.log_density),
        coordinates: (0..dimension).map(|d| of(points.column(d))).collect(),
        r_hat: f64::NAN,
        ess_bulk: f64::NAN,
        ess_tail: f64::NAN,
        failures: Vec::new(),
    };
    Reference {
        log_likelihood: evaluator
            .splits_likelihood()
            .then_some(evaluated.log_likelihood),
        log_density: evaluated.log_density,
        points,
        report: report.judged(),
    }
}
