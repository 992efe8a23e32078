//! Distributions, one file each, in the order support, log density, adjoint, sample, entropy.

mod univariate;

pub use univariate::{Adjoint, Support, Tail, Tails, Univariate};
