//! What a running fit reports, and how it is cancelled.

use std::ops::ControlFlow;

use serde::Serialize;

use crate::FitError;
use crate::free_energy::FreeEnergy;

/// A part of the fit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// L-BFGS from several starts.
    Optimise,
    /// The evidence lower bound along the paths.
    Pathfinder,
    /// The full-rank Gaussian.
    FullRank,
    /// The Gaussian with a covariance that is diagonal plus low rank.
    LowRank,
    /// The mean-field Gaussian.
    MeanField,
    /// Hessian and linear response.
    LinearResponse,
    /// Draws from the approximations.
    Draws,
    /// The certifier.
    Evidence,
    /// Reference draws by Markov chains.
    Reference,
    /// The moments of the posterior, where the certifier does not have them.
    Moments,
}

impl std::fmt::Display for Stage {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Optimise => "optimisation",
            Self::Pathfinder => "pathfinder",
            Self::FullRank => "the full-rank fit",
            Self::LowRank => "the low-rank fit",
            Self::MeanField => "the mean-field fit",
            Self::LinearResponse => "linear response",
            Self::Draws => "drawing",
            Self::Evidence => "the evidence",
            Self::Reference => "the reference",
            Self::Moments => "the moments",
        })
    }
}

/// One report from a running fit.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Progress {
    /// The part of the fit.
    pub stage: Stage,
    /// Which start, mode or fit of this part, from 0.
    pub fit: usize,
    /// Steps of this part so far.
    pub step: usize,
    /// F = −ELBO at this step, in nats; during optimisation, minus the best log density, and in the
    /// chains of a reference, minus the latest.
    pub free_energy: f64,
    /// The standard error of F, in nats, where there is one. While a fit runs it is that of as many
    /// independent draws: Sobol points do better.
    pub standard_error: Option<f64>,
    /// The entropy of Q, in nats, where Q is known: F = energy − entropy.
    pub entropy: Option<f64>,
    /// E_Q[ln p(x|z)], in nats, where the target tells it apart: F = complexity − accuracy.
    pub accuracy: Option<f64>,
    /// Points at which the target has been evaluated so far.
    pub evaluations: u64,
}

impl Progress {
    /// The beginning of a part whose first `step` steps are done.
    pub(crate) fn at(stage: Stage, step: usize) -> Self {
        Self {
            stage,
            fit: 0,
            step,
            free_energy: f64::INFINITY,
            standard_error: None,
            entropy: None,
            accuracy: None,
            evaluations: 0,
        }
    }

    /// The same step with the free energy `f` after `evaluations` evaluations.
    pub(crate) fn with(self, f: &FreeEnergy, evaluations: u64) -> Self {
        Self {
            free_energy: f.value,
            standard_error: f.standard_error,
            entropy: Some(f.entropy),
            accuracy: f.accuracy,
            evaluations,
            ..self
        }
    }
}

/// Receives the progress and says whether to go on; `Break` cancels the fit.
pub type Observer<'a> = dyn FnMut(&Progress) -> ControlFlow<()> + 'a;

/// What a part of the fit came to, none when the caller cancelled it; `interrupted` then says where.
///
/// # Errors
/// Any other error of that part.
pub(crate) fn unless_cancelled<T>(
    outcome: Result<T, FitError>,
    interrupted: &mut Option<Stage>,
) -> Result<Option<T>, FitError> {
    match outcome {
        Ok(value) => Ok(Some(value)),
        Err(FitError::Cancelled { stage }) => {
            interrupted.get_or_insert(stage);
            Ok(None)
        }
        Err(error) => Err(error),
    }
}

pub(crate) fn report(observer: &mut Observer<'_>, progress: Progress) -> Result<(), FitError> {
    match observer(&progress) {
        ControlFlow::Continue(()) => Ok(()),
        ControlFlow::Break(()) => Err(FitError::Cancelled {
            stage: progress.stage,
        }),
    }
}
