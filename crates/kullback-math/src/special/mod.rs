//! Special functions on doubles, each tested against multiple-precision tables.
//!
//! `exp`, `ln` and the functions built on them are branch-free, so that a loop over a slice becomes
//! vector code. Their bits do not depend on the machine: nothing here uses the system's
//! mathematical library or a fused multiply–add.

mod exponential;
mod log_sum;
mod logarithm;
mod logistic;

#[cfg(test)]
mod goldens;

pub use exponential::{exp, expm1};
pub use log_sum::{log_add_exp, log_diff_exp, log_sum_exp};
pub use logarithm::{ln, log1p};
pub use logistic::{inv_logit, log_inv_logit, log1m_exp, log1p_exp, logit, tanh};
