//! The choices a caller can make, echoed in the result.

use serde::Serialize;

use crate::FitError;
use crate::draws::largest_draws;
use crate::reference::ReferenceOptions;

/// Which divergence is minimised.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Minimise {
    /// D_KL(Q‖P).
    Qp,
    /// D_KL(P‖Q): the draws, the chosen approximation and the verdict are about that fit.
    Pq,
    /// Both, side by side; the draws and the verdict are about the fit by D_KL(Q‖P).
    Both,
}

/// Which family the chosen approximation comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum FamilyChoice {
    /// The mixture where it is certified to be closer, else the full-rank Gaussian, else the mean
    /// field.
    Auto,
    /// The full-rank Gaussian, where there is one.
    FullRank,
    /// The mean-field Gaussian.
    MeanField,
    /// The mixture over the modes found, where there are several.
    Mixture,
}

/// Options of a fit. [`FitOptions::default`] suits posteriors of up to a few hundred coordinates.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct FitOptions {
    /// Seed of every random number; the same seed gives the same bytes at any thread count.
    pub seed: u64,
    /// Threads that evaluate the target.
    pub threads: usize,
    /// Starts: the origin and draws from U(−2, 2)^D. At least 1; multiples of 8 are fastest.
    pub starts: usize,
    /// Which divergence is minimised.
    pub minimise: Minimise,
    /// Which family the chosen approximation comes from.
    pub family: FamilyChoice,
    /// Draws kept of the approximation, and draws of the certifier. A multiple of 8, at least 256.
    pub draws: usize,
    /// Iterations of each L-BFGS path.
    pub path_iterations: usize,
    /// Iterations of the full-rank fit at one number of draws.
    pub full_rank_iterations: usize,
    /// Iterations of the mean-field fit at one number of draws.
    pub mean_field_iterations: usize,
    /// The draws of an objective are doubled until the answer moves by less than this: means in
    /// units of the posterior sd, sds relatively.
    pub draw_noise: f64,
    /// The most draws of an objective.
    pub largest_objective: usize,
    /// Above this many coordinates there is no full-rank fit and no linear response.
    pub largest_dense_dimension: usize,
    /// Sample a reference beside the fit, with the seed above; none for none.
    pub reference: Option<ReferenceOptions>,
}

impl Default for FitOptions {
    fn default() -> Self {
        Self {
            seed: 1,
            threads: 1,
            starts: 8,
            minimise: Minimise::Both,
            family: FamilyChoice::Auto,
            draws: 4096,
            path_iterations: 500,
            full_rank_iterations: 60,
            mean_field_iterations: 100,
            draw_noise: 0.02,
            largest_objective: 8192,
            largest_dense_dimension: 400,
            reference: None,
        }
    }
}

impl FitOptions {
    /// The defaults, with as many draws as fit in 64 MiB, though at least 1,024, in many coordinates.
    pub fn for_dimension(dimension: usize) -> Self {
        let defaults = Self::default();
        Self {
            draws: defaults.draws.min(largest_draws(dimension).max(1024)),
            ..defaults
        }
    }

    pub(crate) fn check(&self) -> Result<(), FitError> {
        let invalid = |option, value, expected| {
            Err(FitError::InvalidOption {
                option,
                value,
                expected,
            })
        };
        if self.starts == 0 {
            return invalid("starts", 0.0, "at least 1");
        }
        if self.draws < 256 || !self.draws.is_multiple_of(8) {
            return invalid("draws", self.draws as f64, "a multiple of 8, at least 256");
        }
        if !(self.draw_noise > 0.0 && self.draw_noise < 1.0) {
            return invalid("draw_noise", self.draw_noise, "between 0 and 1");
        }
        self.reference
            .as_ref()
            .map_or(Ok(()), ReferenceOptions::check)
    }
}
