//! How a reference is sampled.

use serde::Serialize;

use crate::FitError;

/// Options of a reference. The defaults are those of Stan, with a smaller step.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ReferenceOptions {
    /// Seed of every random number; the same seed gives the same bytes at any thread count.
    pub seed: u64,
    /// Chains. At least 2, so that they can disagree.
    pub chains: usize,
    /// Iterations of each chain that adapt the step and the scales, and are thrown away.
    pub warmup: usize,
    /// Draws kept of each chain. At least 4.
    pub draws: usize,
    /// The acceptance rate that the step is adapted to: nearer to 1 is a smaller step, and fewer
    /// divergences.
    pub target_accept: f64,
    /// The most doublings of a trajectory.
    pub largest_depth: u64,
}

impl Default for ReferenceOptions {
    fn default() -> Self {
        Self {
            seed: 1,
            chains: 4,
            warmup: 1000,
            draws: 1000,
            target_accept: 0.9,
            largest_depth: 10,
        }
    }
}

impl ReferenceOptions {
    pub(crate) fn check(&self) -> Result<(), FitError> {
        let invalid = |option, value, expected| {
            Err(FitError::InvalidOption {
                option,
                value,
                expected,
            })
        };
        if self.chains < 2 {
            return invalid("reference.chains", self.chains as f64, "at least 2");
        }
        if self.draws < 4 {
            return invalid("reference.draws", self.draws as f64, "at least 4");
        }
        if self.warmup < 20 {
            return invalid("reference.warmup", self.warmup as f64, "at least 20");
        }
        if !(self.target_accept > 0.0 && self.target_accept < 1.0) {
            return invalid(
                "reference.target_accept",
                self.target_accept,
                "between 0 and 1",
            );
        }
        if !(1..=20).contains(&self.largest_depth) {
            return invalid(
                "reference.largest_depth",
                self.largest_depth as f64,
                "from 1 to 20",
            );
        }
        Ok(())
    }
}
