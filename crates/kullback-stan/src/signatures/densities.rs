//! Log densities, log masses and cumulative distribution functions. The variate comes first.

use super::rule::Rule::{self, Density};
use super::{Function, function};

/// A row per suffix, all over the same arguments.
macro_rules! densities {
    ($($name:literal: $arguments:literal as $($suffix:ident)+;)*) => {
        &[$($(
            function(
                concat!($name, "_", stringify!($suffix)),
                &[Density($arguments)],
            ),
        )+)*]
    };
}

#[rustfmt::skip]
pub(super) const TABLE: &[Function] = densities! {
    "bernoulli": "ints, reals" as lpmf lupmf cdf lcdf lccdf;
    "bernoulli_logit": "ints, reals" as lpmf lupmf;
    "bernoulli_logit_glm": "ints, matrix|row_vector, real|vector, vector" as lpmf lupmf;
    "beta": "reals, reals, reals" as lpdf lupdf cdf lcdf lccdf;
    "beta_binomial": "ints, ints, reals, reals" as lpmf lupmf cdf lcdf lccdf;
    "beta_neg_binomial": "ints, reals, reals, reals" as lpmf lupmf cdf lcdf lccdf;
    "beta_proportion": "reals, reals, reals" as lpdf lupdf lcdf lccdf;
    "binomial": "ints, ints, reals" as lpmf lupmf cdf lcdf lccdf;
    "binomial_logit": "ints, ints, reals" as lpmf lupmf;
    "binomial_logit_glm": "ints, ints, matrix|row_vector, real|vector, vector" as lpmf lupmf;
    "categorical": "ints, vector" as lpmf lupmf;
    "categorical_logit": "ints, vector" as lpmf lupmf;
    "categorical_logit_glm": "ints, matrix|row_vector, vector, matrix" as lpmf lupmf;
    "cauchy": "reals, reals, reals" as lpdf lupdf cdf lcdf lccdf;
    "chi_square": "reals, reals" as lpdf lupdf cdf lcdf lccdf;
    "dirichlet": "vectors, vectors" as lpdf lupdf;
    "dirichlet_multinomial": "array[] int, vector" as lpmf lupmf;
    "discrete_range": "ints, ints, ints" as lpmf lupmf cdf lcdf lccdf;
    "double_exponential": "reals, reals, reals" as lpdf lupdf cdf lcdf lccdf;
    "exp_mod_normal": "reals, reals, reals, reals" as lpdf lupdf cdf lcdf lccdf;
    "exponential": "reals, reals" as lpdf lupdf cdf lcdf lccdf;
    "frechet": "reals, reals, reals" as lpdf lupdf cdf lcdf lccdf;
    "gamma": "reals, reals, reals" as lpdf lupdf cdf lcdf lccdf;
    "gaussian_dlm_obs": "matrix, matrix, matrix, vector|matrix, matrix, vector, matrix" as lpdf lupdf;
    "gumbel": "reals, reals, reals" as lpdf lupdf cdf lcdf lccdf;
    "hypergeometric": "int, int, int, int" as lpmf lupmf;
    "inv_chi_square": "reals, reals" as lpdf lupdf cdf lcdf lccdf;
    "inv_gamma": "reals, reals, reals" as lpdf lupdf cdf lcdf lccdf;
    "inv_wishart": "matrix, real, matrix" as lpdf lupdf;
    "inv_wishart_cholesky": "matrix, real, matrix" as lpdf lupdf;
    "lkj_corr": "matrix, real" as lpdf lupdf;
    "lkj_corr_cholesky": "matrix, real" as lpdf lupdf;
    "lkj_cov": "matrix, vector, vector, real" as lpdf lupdf;
    "logistic": "reals, reals, reals" as lpdf lupdf cdf lcdf lccdf;
    "loglogistic": "reals, reals, reals" as lpdf lupdf cdf;
    "lognormal": "reals, reals, reals" as lpdf lupdf cdf lcdf lccdf;
    "multi_gp": "matrix, matrix, vector" as lpdf lupdf;
    "multi_gp_cholesky": "matrix, matrix, vector" as lpdf lupdf;
    "multi_normal": "vectors, vectors, matrix" as lpdf lupdf;
    "multi_normal_cholesky": "vectors, vectors, matrix" as lpdf lupdf;
    "multi_normal_prec": "vectors, vectors, matrix" as lpdf lupdf;
    "multi_student_t": "vectors, real, vectors, matrix" as lpdf lupdf;
    "multi_student_t_cholesky": "vectors, real, vectors, matrix" as lpdf lupdf;
    "multinomial": "array[] int, vector" as lpmf lupmf;
    "multinomial_logit": "array[] int, vector" as lpmf lupmf;
    "neg_binomial": "ints, reals, reals" as lpmf lupmf cdf lcdf lccdf;
    "neg_binomial_2": "ints, reals, reals" as lpmf lupmf cdf lcdf lccdf;
    "neg_binomial_2_log": "ints, reals, reals" as lpmf lupmf;
    "neg_binomial_2_log_glm": "ints, matrix|row_vector, real|vector, vector, real" as lpmf lupmf;
    "normal": "reals, reals, reals" as lpdf lupdf cdf lcdf lccdf;
    "normal_id_glm": "real|vector, matrix|row_vector, real|vector, vector, real|vector" as lpdf lupdf;
    "ordered_logistic": "ints, real|vector, vector|array[] vector" as lpmf lupmf;
    "ordered_logistic_glm": "ints, matrix|row_vector, vector, vector" as lpmf lupmf;
    "ordered_probit": "ints, real|vector, vector|array[] vector" as lpmf lupmf;
    "pareto": "reals, reals, reals" as lpdf lupdf cdf lcdf lccdf;
    "pareto_type_2": "reals, reals, reals, reals" as lpdf lupdf cdf lcdf lccdf;
    "poisson": "ints, reals" as lpmf lupmf cdf lcdf lccdf;
    "poisson_log": "ints, reals" as lpmf lupmf;
    "poisson_log_glm": "ints, matrix|row_vector, real|vector, vector" as lpmf lupmf;
    "rayleigh": "reals, reals" as lpdf lupdf cdf lcdf lccdf;
    "scaled_inv_chi_square": "reals, reals, reals" as lpdf lupdf cdf lcdf lccdf;
    "skew_double_exponential": "reals, reals, reals, reals" as lpdf lupdf cdf lcdf lccdf;
    "skew_normal": "reals, reals, reals, reals" as lpdf lupdf cdf lcdf lccdf;
    "std_normal": "reals" as lpdf lupdf cdf lcdf lccdf;
    "student_t": "reals, reals, reals, reals" as lpdf lupdf cdf lcdf lccdf;
    "uniform": "reals, reals, reals" as lpdf lupdf cdf lcdf lccdf;
    "von_mises": "reals, reals, reals" as lpdf lupdf cdf lcdf lccdf;
    "weibull": "reals, reals, reals" as lpdf lupdf cdf lcdf lccdf;
    "wishart": "matrix, real, matrix" as lpdf lupdf;
    "wishart_cholesky": "matrix, real, matrix" as lpdf lupdf;
    "yule_simon": "ints, reals" as lpmf lupmf cdf lcdf lccdf;
};

/// The first-passage time density, whose longer forms let drift, bias and onset vary between
/// trials and set the precision.
#[rustfmt::skip]
pub(super) const WIENER: &[Function] = &[
    function("wiener_lpdf", WIENER_RULES),
    function("wiener_lupdf", WIENER_RULES),
    function("wiener_lcdf_unnorm", WIENER_CDF_RULES),
    function("wiener_lccdf_unnorm", WIENER_CDF_RULES),
];

#[rustfmt::skip]
const WIENER_RULES: &[Rule] = &[
    Density("reals, reals, reals, reals, reals"),
    Density("real, real, real, real, real, real"),
    Density("real, real, real, real, real, real, real"),
    Density("real, real, real, real, real, real, real, real"),
    Density("real, real, real, real, real, real, real, real, real"),
    Density("vector, vector, vector, vector, vector, vector"),
    Density("vector, vector, vector, vector, vector, vector, real"),
    Density("vector, vector, vector, vector, vector, vector, vector, vector"),
    Density("vector, vector, vector, vector, vector, vector, vector, vector, real"),
];

#[rustfmt::skip]
const WIENER_CDF_RULES: &[Rule] = &[
    Density("real, real, real, real, real"),
    Density("real, real, real, real, real, real"),
    Density("real, real, real, real, real, real, real, real"),
    Density("real, real, real, real, real, real, real, real, real"),
    Density("vector, vector, vector, vector, vector"),
    Density("vector, vector, vector, vector, vector, real"),
    Density("vector, vector, vector, vector, vector, vector, vector, vector"),
    Density("vector, vector, vector, vector, vector, vector, vector, vector, real"),
];
