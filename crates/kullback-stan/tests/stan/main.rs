//! Tests of the Stan crate against stored numbers and diagnostics.

mod frontend;
mod gradients;
mod loops;
mod robustness;
mod split;
