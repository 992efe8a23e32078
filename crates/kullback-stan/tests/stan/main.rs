//! Tests of the Stan crate against stored numbers and diagnostics.

mod gradients;
