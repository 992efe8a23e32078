//! Several L-BFGS minimisations of −log p in step, one batch of evaluations for all.

use kullback_math::lbfgs::{Lbfgs, LbfgsOptions, Status};
use kullback_math::linalg::Matrix;
use kullback_math::{LogDensity, Order};
use serde::Serialize;

use super::starts::Start;
use crate::evaluator::Evaluator;

/// How a path ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum PathOutcome {
    /// At an optimum.
    Converged,
    /// After the most iterations allowed.
    IterationLimit,
    /// Because no step along the gradient raised the log density.
    LineSearchFailed,
    /// Because this coordinate grew beyond 1e10 while the log density was still rising.
    RanAway {
        /// The coordinate, from 0.
        coordinate: usize,
    },
}

/// One path, for the report.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PathReport {
    /// How it ended.
    pub outcome: PathOutcome,
    /// Iterations.
    pub iterations: usize,
    /// Gradient evaluations.
    pub evaluations: usize,
    /// Log density at the start, in nats.
    pub start_log_density: f64,
    /// The highest log density found, in nats.
    pub log_density: f64,
    /// The evidence lower bound of Pathfinder's choice along the path, in nats.
    pub elbo: Option<f64>,
    /// The mode of the final fits that this path leads to; none when its own fit failed or was
    /// not made.
    pub mode: Option<usize>,
}

/// The minimisations, advanced together.
pub struct Paths {
    minimisers: Vec<Lbfgs>,
}

impl Paths {
    pub(crate) fn new(starts: &[Start], iterations: usize) -> Self {
        let options = LbfgsOptions {
            iterations,
            ..LbfgsOptions::default()
        };
        let minimisers = starts
            .iter()
            .map(|start| {
                let gradient: Vec<f64> = start.gradient.iter().map(|g| -g).collect();
                Lbfgs::new(&start.point, -start.log_density, &gradient, options)
            })
            .collect();
        Self { minimisers }
    }

    /// Evaluates the next point of every path that is not done. Returns false when all are.
    pub fn step<T: LogDensity>(&mut self, evaluator: &mut Evaluator<'_, T>) -> bool {
        let active: Vec<usize> = (0..self.minimisers.len())
            .filter(|&i| !self.minimisers[i].status().is_final())
            .collect();
        if active.is_empty() {
            return false;
        }
        let dimension = evaluator.dimension();
        let points = Matrix::from_fn(active.len(), dimension, |k, d| {
            self.minimisers[active[k]].trial()[d]
        });
        let evaluated = evaluator.evaluate(&points, Order::Gradient);
        for (k, &i) in active.iter().enumerate() {
            let gradient: Vec<f64> = evaluated.gradient.row(k).iter().map(|g| -g).collect();
            self.minimisers[i].advance(-evaluated.log_density[k], &gradient);
        }
        true
    }

    /// The highest log density of any path, in nats.
    pub fn best_log_density(&self) -> f64 {
        self.minimisers
            .iter()
            .map(|m| -m.best().value)
            .fold(f64::NEG_INFINITY, f64::max)
    }

    /// The minimisations of −log p.
    pub fn minimisers(&self) -> &[Lbfgs] {
        &self.minimisers
    }

    pub(crate) fn reports(&self) -> Vec<PathReport> {
        self.minimisers
            .iter()
            .map(|m| PathReport {
                outcome: match m.status() {
                    Status::Converged => PathOutcome::Converged,
                    Status::LineSearchFailed => PathOutcome::LineSearchFailed,
                    Status::RanAway { coordinate } => PathOutcome::RanAway { coordinate },
                    Status::IterationLimit | Status::Searching | Status::Moved => {
                        PathOutcome::IterationLimit
                    }
                },
                iterations: m.iterates().len() - 1,
                evaluations: m.evaluations(),
                start_log_density: -m.iterates()[0].value,
                log_density: -m.best().value,
                elbo: None,
                mode: None,
            })
            .collect()
    }
}
