//! Variational inference over any [`LogDensity`](kullback_math::LogDensity): Gaussians that
//! minimise D_KL(Q‖P) and D_KL(P‖Q), the evidence, both divergences with their errors, and a verdict.
//!
//! The crate knows no modelling language and does no input or output. [`fit()`] runs the whole
//! recipe; the engines behind it ([`initialise`], [`full_rank`], [`mean_field`], [`pq`], [`mixture`],
//! [`linear_response`], [`evidence`], [`mod@reference`]) can be stepped one by one. Energies are in
//! nats, coordinates are the target's unconstrained ones, and all randomness is (seed, stream, step).

mod account;
mod assess;
pub mod batch_and_match;
pub mod calibration;
pub mod diagnostics;
mod draws;
mod error;
mod evaluator;
pub mod evidence;
pub mod families;
mod fit;
mod free_energy;
pub mod full_rank;
pub mod initialise;
pub mod linear_response;
pub mod low_rank;
pub mod mean_field;
pub mod mixture;
mod modes;
mod options;
mod parts;
pub mod pq;
mod progress;
mod reasons;
pub mod reference;
mod resample;
mod result;
mod streams;
mod verdict;

pub use error::{FitError, Grew};
pub use evaluator::{Evaluated, EvaluationCount, Evaluator};
pub use fit::fit;
pub use options::{FamilyChoice, FitOptions, Minimise};
pub use progress::{Observer, Progress, Stage};
pub use resample::resample;
pub use result::{
    Assessment, Chosen, Direction, DrawSource, Draws, FitResult, FullRankResult, Initialisation,
    LinearResponseResult, LowRankResult, MeanFieldResult, MixtureComponent, MixtureResult,
    Mixtures, ModeReport, PqResult,
};
pub use verdict::{Reason, Recommendation, Verdict};
