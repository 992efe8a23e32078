//! Special functions on doubles, each tested against multiple-precision tables.
//!
//! `exp`, `ln` and the functions built on them are branch-free, so that a loop over a slice becomes
//! vector code. Their bits do not depend on the machine: nothing here uses the system's
//! mathematical library or a fused multiply–add.

mod bessel;
mod beta_quadrature;
mod bregman;
mod digamma;
mod dual;
mod error_function;
mod exponential;
mod gamma;
mod incomplete_beta;
mod incomplete_gamma;
mod inverse;
mod legendre;
mod log_sum;
mod logarithm;
mod logistic;
mod normal;
mod owens_t;
mod saddle_point;
mod student_t;
mod temme;

#[cfg(test)]
mod goldens;

pub use bessel::{
    bessel_i0_scaled, bessel_i1_over_i0, bessel_i1_scaled, log_bessel_i0, log_bessel_i1,
};
pub use bregman::{
    bregman_lgamma, bregman_lgamma_step, bregman_stirling, bregman_stirling_step, bregman_x_ln_x,
    expm1mx, log1pmx, log1pmx_ratio, polygamma,
};
pub use digamma::{digamma, digamma_remainder, trigamma};
pub use error_function::{erf, erfc, erfcx};
pub use exponential::{exp, expm1};
pub use gamma::{
    lbeta, lchoose, lgamma, lgamma1p, log_falling_factorial, log_gamma_ratio, log_rising_factorial,
    stirling_remainder,
};
pub use incomplete_beta::{beta_inc, beta_inc_partials, beta_inc_split, log_beta_inc};
pub use incomplete_gamma::{gamma_p, gamma_p_partials, gamma_q, log_gamma_p, log_gamma_q};
pub use inverse::{beta_inc_inverse, gamma_p_inverse, gamma_q_inverse};
pub use log_sum::{log_add_exp, log_diff_exp, log_sum_exp};
pub use logarithm::{lmultiply, ln, log1p};
pub use logistic::{inv_logit, log_inv_logit, log1m_exp, log1p_exp, logit, tanh};
pub use normal::{normal_cdf, normal_log_cdf, normal_quantile};
pub use owens_t::owens_t;
pub use saddle_point::{
    gamma_kernel_log_slope, log_beta_kernel, log_beta_kernel_slopes, log_gamma_kernel, log1p_minus,
};
pub use student_t::{student_t_cdf, student_t_log_cdf};
