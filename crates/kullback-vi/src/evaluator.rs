//! Evaluates a target at many points, on one thread or several, with the same bytes either way.

use kullback_math::linalg::Matrix;
use kullback_math::{Evaluation, LogDensity, Order, Points};
use rayon::ThreadPool;
use rayon::prelude::*;
use serde::Serialize;

use crate::FitError;

/// Lanes that go to the target in one call. Fixed, so that how the work is split between threads
/// cannot be seen in the result.
const BLOCK: usize = 32;

/// Points at which the target was evaluated.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct EvaluationCount {
    /// Points where the log density alone was wanted.
    pub values: u64,
    /// Points where the gradient was wanted too.
    pub gradients: u64,
}

impl EvaluationCount {
    /// All points.
    pub fn total(&self) -> u64 {
        self.values + self.gradients
    }
}

/// The log density, and perhaps the gradient, at a batch of points.
#[derive(Clone, Debug)]
pub struct Evaluated {
    /// Log density of each point; NaN and +∞ have become −∞, as a draw there has no weight.
    pub log_density: Vec<f64>,
    /// The part of the log density that reads data.
    pub log_likelihood: Vec<f64>,
    /// Gradients, points × D; empty when only values were wanted.
    pub gradient: Matrix,
}

impl Evaluated {
    /// Whether every point has a finite log density.
    pub fn all_finite(&self) -> bool {
        self.log_density.iter().all(|v| v.is_finite())
    }
}

struct Worker<T: LogDensity> {
    workspace: T::Workspace,
    points: Vec<f64>,
}

/// A target with the memory and the threads to evaluate it.
pub struct Evaluator<'a, T: LogDensity> {
    target: &'a T,
    workers: Vec<Worker<T>>,
    pool: Option<ThreadPool>,
    blocks: Vec<Evaluation>,
    count: EvaluationCount,
}

impl<'a, T: LogDensity> Evaluator<'a, T> {
    /// Prepares `threads` threads; one means the caller's own, without a pool.
    ///
    /// # Errors
    /// [`FitError::Threads`] when the system refuses.
    pub fn new(target: &'a T, threads: usize) -> Result<Self, FitError> {
        let threads = threads.max(1);
        let pool = if threads == 1 {
            None
        } else {
            let pool = rayon::ThreadPoolBuilder::new()
                .num_threads(threads)
                .build()
                .map_err(|error| FitError::Threads {
                    threads,
                    message: error.to_string(),
                })?;
            Some(pool)
        };
        let workers = (0..threads)
            .map(|_| Worker {
                workspace: target.workspace(),
                points: Vec::new(),
            })
            .collect();
        Ok(Self {
            target,
            workers,
            pool,
            blocks: Vec::new(),
            count: EvaluationCount::default(),
        })
    }

    /// D.
    pub fn dimension(&self) -> usize {
        self.target.dimension()
    }

    /// The target.
    pub(crate) fn target(&self) -> &'a T {
        self.target
    }

    /// The threads, where there is more than the caller's.
    pub(crate) fn pool(&self) -> Option<&ThreadPool> {
        self.pool.as_ref()
    }

    /// Counts gradients that were taken elsewhere.
    pub(crate) fn count_gradients(&mut self, gradients: u64) {
        self.count.gradients += gradients;
    }

    /// Whether prior and likelihood can be told apart.
    pub fn splits_likelihood(&self) -> bool {
        self.target.splits_likelihood()
    }

    /// Points evaluated so far.
    pub fn count(&self) -> EvaluationCount {
        self.count
    }

    /// Evaluates every row of `points` (points × D, so that a column holds one coordinate).
    pub fn evaluate(&mut self, points: &Matrix, order: Order) -> Evaluated {
        let (lanes, dimension) = (points.rows(), points.columns());
        match order {
            Order::Value => self.count.values += lanes as u64,
            Order::Gradient => self.count.gradients += lanes as u64,
        }
        let blocks = lanes.div_ceil(BLOCK);
        if self.blocks.len() < blocks {
            self.blocks.resize_with(blocks, Evaluation::default);
        }
        let target = self.target;
        let run = |worker: &mut Worker<T>, first: usize, outputs: &mut [Evaluation]| {
            for (k, out) in outputs.iter_mut().enumerate() {
                let start = (first + k) * BLOCK;
                let width = BLOCK.min(lanes - start);
                worker.points.clear();
                for d in 0..dimension {
                    let coordinate = points.column(d);
                    worker
                        .points
                        .extend_from_slice(&coordinate[start..start + width]);
                }
                let batch = Points::new(&worker.points, dimension, width);
                target.evaluate(batch, order, out, &mut worker.workspace);
            }
        };
        let outputs = &mut self.blocks[..blocks];
        match (&self.pool, self.workers.as_mut_slice()) {
            (Some(pool), workers) if blocks > 1 => {
                let share = blocks.div_ceil(workers.len());
                pool.install(|| {
                    workers
                        .par_iter_mut()
                        .zip(outputs.par_chunks_mut(share))
                        .enumerate()
                        .for_each(|(w, (worker, outputs))| run(worker, w * share, outputs));
                });
            }
            (_, [worker, ..]) => run(worker, 0, outputs),
            (_, []) => {}
        }
        gather(&self.blocks[..blocks], lanes, dimension, order)
    }
}

fn gather(blocks: &[Evaluation], lanes: usize, dimension: usize, order: Order) -> Evaluated {
    let mut log_density = Vec::with_capacity(lanes);
    let mut log_likelihood = Vec::with_capacity(lanes);
    let mut gradient = match order {
        Order::Value => Matrix::default(),
        Order::Gradient => Matrix::zeros(lanes, dimension),
    };
    for (k, block) in blocks.iter().enumerate() {
        let start = k * BLOCK;
        let width = BLOCK.min(lanes - start);
        log_density.extend(block.log_density[..width].iter().map(|&value| {
            if value.is_finite() {
                value
            } else {
                f64::NEG_INFINITY
            }
        }));
        log_likelihood.extend_from_slice(&block.log_likelihood[..width]);
        if order == Order::Gradient {
            for d in 0..dimension {
                gradient.column_mut(d)[start..start + width]
                    .copy_from_slice(&block.gradient[d * width..(d + 1) * width]);
            }
        }
    }
    Evaluated {
        log_density,
        log_likelihood,
        gradient,
    }
}
