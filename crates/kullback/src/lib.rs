//! Bayesian inference by KL divergence, with the direction named and the gap measured.
//!
//! The facade: what a Rust user adds. It re-exports the crates below it under short names.
pub use kullback_graph as graph;
pub use kullback_math as math;
pub use kullback_stan as stan;
pub use kullback_vi as vi;
