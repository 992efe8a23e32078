//! Limited-memory BFGS that keeps every iterate and its inverse-Hessian factors.
//!
//! The minimiser asks for one point at a time ([`Lbfgs::trial`]) and is told what it found there
//! ([`Lbfgs::advance`]), so that several paths can be evaluated in one batch. Initial inverse
//! Hessian: the diagonal of Gilbert & Lemaréchal (1989) as in Pathfinder (Zhang, Carpenter, Gelman
//! & Vehtari, JMLR 23, 2022, algorithm 3). Line search: bracketing and cubic interpolation to the
//! strong Wolfe conditions (Nocedal & Wright 2006, §3.5), or the approximate ones of Hager & Zhang
//! (2005) where rounding hides the decrease.

mod history;
mod line_search;

use history::History;
pub use history::InverseHessian;
use line_search::{LineSearch, Verdict};

use crate::linalg::dot;

/// When an [`Lbfgs`] stops and how much it remembers.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LbfgsOptions {
    /// Pairs (s, y) kept.
    pub history: usize,
    /// Iterations after which it gives up.
    pub iterations: usize,
    /// Converged when the decrease still predicted is below this (units of f): ½ gᵀH g, and
    /// ½ max(α) gᵀg with α the diagonal estimate.
    pub decrement: f64,
    /// A coordinate beyond this in absolute value counts as running away.
    pub largest_coordinate: f64,
}

impl Default for LbfgsOptions {
    fn default() -> Self {
        Self {
            history: 8,
            iterations: 500,
            decrement: 1e-9,
            largest_coordinate: 1e10,
        }
    }
}

/// What the last call of [`Lbfgs::advance`] led to.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Status {
    /// The line search goes on.
    Searching,
    /// A new iterate was accepted and the next search has begun.
    Moved,
    /// The predicted decrease is below the tolerance, or below what rounding leaves visible.
    Converged,
    /// The number of iterations is used up.
    IterationLimit,
    /// No acceptable step was found along the gradient itself.
    LineSearchFailed,
    /// A coordinate grew beyond the limit while f was still falling.
    RanAway {
        /// The coordinate.
        coordinate: usize,
    },
}

impl Status {
    /// Whether there is nothing more to do.
    pub fn is_final(self) -> bool {
        !matches!(self, Self::Searching | Self::Moved)
    }
}

/// An accepted point.
#[derive(Clone, Debug)]
pub struct Iterate {
    /// The point, D values.
    pub point: Vec<f64>,
    /// f at the point.
    pub value: f64,
    /// The gradient of f at the point, D values.
    pub gradient: Vec<f64>,
    diagonal: Vec<f64>,
    pairs: std::ops::Range<usize>,
}

/// One minimisation.
#[derive(Debug)]
pub struct Lbfgs {
    options: LbfgsOptions,
    iterates: Vec<Iterate>,
    history: History,
    direction: Vec<f64>,
    search: LineSearch,
    trial: Vec<f64>,
    status: Status,
    evaluations: usize,
    unchanged: usize,
}

impl Lbfgs {
    /// Starts at `point`, where f is `value` and its gradient `gradient`; all must be finite.
    pub fn new(point: &[f64], value: f64, gradient: &[f64], options: LbfgsOptions) -> Self {
        let first = Iterate {
            point: point.to_vec(),
            value,
            gradient: gradient.to_vec(),
            diagonal: vec![1.0; point.len()],
            pairs: 0..0,
        };
        let mut minimiser = Self {
            options,
            iterates: vec![first],
            history: History::new(point.len()),
            direction: vec![0.0; point.len()],
            search: LineSearch::default(),
            trial: point.to_vec(),
            status: Status::Moved,
            evaluations: 1,
            unchanged: 0,
        };
        minimiser.begin_search();
        minimiser
    }

    /// The point to evaluate next.
    pub fn trial(&self) -> &[f64] {
        &self.trial
    }

    /// How it stands.
    pub fn status(&self) -> Status {
        self.status
    }

    /// Every accepted point, the start first.
    pub fn iterates(&self) -> &[Iterate] {
        &self.iterates
    }

    /// The last accepted point.
    pub fn best(&self) -> &Iterate {
        // There is always the start.
        &self.iterates[self.iterates.len() - 1]
    }

    /// Evaluations so far, the start included.
    pub fn evaluations(&self) -> usize {
        self.evaluations
    }

    /// The inverse-Hessian estimate that belongs to an iterate of this minimisation.
    pub fn inverse_hessian<'a>(&'a self, iterate: &'a Iterate) -> InverseHessian<'a> {
        self.history.inverse_hessian(iterate)
    }

    /// Takes the value and the gradient at [`Lbfgs::trial`]. A value or slope that is not finite
    /// shortens the step. Does nothing once the status is final.
    pub fn advance(&mut self, value: f64, gradient: &[f64]) -> Status {
        if self.status.is_final() {
            return self.status;
        }
        self.evaluations += 1;
        let slope = dot(gradient, &self.direction);
        match self.search.update(value, slope) {
            Verdict::Accept => self.accept(value, gradient),
            Verdict::Continue => {
                self.place_trial();
                self.status = Status::Searching;
            }
            Verdict::GiveUp => self.recover(),
        }
        self.status
    }

    fn accept(&mut self, value: f64, gradient: &[f64]) {
        let last = self.best();
        let change = last.value - value;
        let step: Vec<f64> = difference(&self.trial, &last.point);
        let yield_: Vec<f64> = difference(gradient, &last.gradient);
        let mut diagonal = last.diagonal.clone();
        self.history.push(step, yield_, &mut diagonal);
        let end = self.history.len();
        let start = end
            .saturating_sub(self.options.history)
            .max(self.history.oldest());
        self.iterates.push(Iterate {
            point: self.trial.clone(),
            value,
            gradient: gradient.to_vec(),
            diagonal,
            pairs: start..end,
        });
        // Rounding leaves about this much of a value visible.
        let visible = 4.0 * f64::EPSILON * value.abs();
        self.unchanged = if change.abs() <= visible {
            self.unchanged + 1
        } else {
            0
        };
        self.status = Status::Moved;
        if let Some(coordinate) = self
            .trial
            .iter()
            .position(|x| x.abs() > self.options.largest_coordinate)
        {
            self.status = Status::RanAway { coordinate };
        } else if self.unchanged >= 3 {
            self.status = Status::Converged;
        } else if self.iterates.len() > self.options.iterations {
            self.status = Status::IterationLimit;
        } else {
            self.begin_search();
        }
    }

    /// Chooses the direction −H g and the first step along it.
    fn begin_search(&mut self) {
        let last = &self.iterates[self.iterates.len() - 1];
        let known = self.history.is_usable();
        let mut direction: Vec<f64> = last.gradient.iter().map(|g| -g).collect();
        if known {
            self.history.inverse_hessian(last).apply(&mut direction);
        }
        let slope = dot(&direction, &last.gradient);
        let flat = last.gradient.iter().all(|&g| g == 0.0);
        // H knows nothing of a direction it has hardly moved in and may be far too small there, so
        // the largest scale it has seen anywhere must find the gradient small as well.
        let widest = last.diagonal.iter().copied().fold(0.0, f64::max);
        let small = |decrement: f64| 0.5 * decrement <= self.options.decrement;
        let settled = small(-slope) && small(widest * dot(&last.gradient, &last.gradient));
        if flat || (known && settled) {
            self.status = Status::Converged;
            return;
        }
        // Nothing is known of the curvature at first: move by at most 1.
        let first_step = if known {
            1.0
        } else {
            (1.0 / dot(&direction, &direction).sqrt()).min(1.0)
        };
        self.search = LineSearch::new(last.value, slope, first_step);
        self.direction = direction;
        self.place_trial();
    }

    /// Forgets the curvature and searches along the gradient; stops if that was the direction.
    fn recover(&mut self) {
        // A step that rounding makes invisible is convergence, not failure.
        if self.search.is_below_rounding() {
            self.status = Status::Converged;
        } else if self.history.is_usable() {
            self.history.forget();
            self.status = Status::Searching;
            self.begin_search();
        } else {
            self.status = Status::LineSearchFailed;
        }
    }

    fn place_trial(&mut self) {
        let last = &self.iterates[self.iterates.len() - 1];
        let step = self.search.step();
        for ((trial, x), d) in self.trial.iter_mut().zip(&last.point).zip(&self.direction) {
            *trial = x + step * d;
        }
    }
}

fn difference(a: &[f64], b: &[f64]) -> Vec<f64> {
    a.iter().zip(b).map(|(a, b)| a - b).collect()
}

#[cfg(test)]
mod tests;
