//! Tests of the Stan crate against stored numbers and diagnostics.
#![allow(
    clippy::print_stdout,
    reason = "a test that skips what is not here says so"
)]

mod frontend;
mod gradients;
mod loops;
mod robustness;
mod split;
