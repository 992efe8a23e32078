//! Reference draws of the posterior: chains of the No-U-Turn sampler, and whether they converged.

mod chain;
mod convergence;
mod options;
mod result;
mod sample;

pub use convergence::{Convergence, e_bfmi, effective_sample_size};
pub use options::ReferenceOptions;
pub use result::{NotConverged, Reference, ReferenceReport};
pub use sample::sample;
