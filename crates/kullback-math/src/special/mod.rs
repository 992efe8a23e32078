//! Special functions on doubles, each tested against multiple-precision tables.
//!
//! `exp`, `ln` and the functions built on them are branch-free, so that a loop over a slice becomes
//! vector code. Their bits do not depend on the machine: nothing here uses the system's
//! mathematical library or a fused multiply–add.

mod digamma;
mod error_function;
mod exponential;
mod gamma;
mod log_sum;
mod logarithm;
mod logistic;
mod normal;

#[cfg(test)]
mod goldens;

pub use digamma::{digamma, trigamma};
pub use error_function::{erf, erfc, erfcx};
pub use exponential::{exp, expm1};
pub use gamma::{
    lbeta, lchoose, lgamma, log_falling_factorial, log_gamma_ratio, log_rising_factorial,
    stirling_remainder,
};
pub use log_sum::{log_add_exp, log_diff_exp, log_sum_exp};
pub use logarithm::{lmultiply, ln, log1p};
pub use logistic::{inv_logit, log_inv_logit, log1m_exp, log1p_exp, logit, tanh};
pub use normal::{normal_cdf, normal_log_cdf, normal_quantile};
