//! Reference draws of the posterior: chains of the No-U-Turn sampler, and whether they converged.

mod chain;
mod consult;
mod convergence;
mod options;
mod result;
mod sample;

pub use consult::ReferenceResult;
pub(crate) use consult::consult;
pub use convergence::{Convergence, e_bfmi, effective_sample_size};
pub use options::ReferenceOptions;
pub use result::{NotConverged, Reference, ReferenceReport};
pub use sample::sample;
