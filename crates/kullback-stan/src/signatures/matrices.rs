//! Linear algebra, covariance functions, sparse matrices and hidden Markov models.

use super::rule::Rule::{Density, List};
use super::{Function, function};

/// The covariance functions with a magnitude and a length scale.
const COVARIANCE: &str = "array[] real|array[] vector, real, real => matrix; \
    array[] vector, real, array[] real => matrix; \
    array[] real, array[] real, real, real => matrix; \
    array[] vector, array[] vector, real, real => matrix; \
    array[] vector, array[] vector, real, array[] real => matrix";

#[rustfmt::skip]
pub(super) const TABLE: &[Function] = &[
    function("add_diag", &[List("matrix, real|vector|row_vector => matrix")]),
    function("chol2inv", &[List("matrix => matrix")]),
    function("cholesky_decompose", &[List("matrix => matrix")]),
    function("crossprod", &[List("matrix => matrix")]),
    function("csr_extract_u", &[List("matrix => array[] int")]),
    function("csr_extract_v", &[List("matrix => array[] int")]),
    function("csr_extract_w", &[List("matrix => vector")]),
    function("csr_matrix_times_vector", &[List("int, int, vector, array[] int, array[] int, vector => vector")]),
    function("csr_to_dense_matrix", &[List("int, int, vector, array[] int, array[] int => matrix")]),
    function("determinant", &[List("matrix => real")]),
    function("diag_matrix", &[List("vector => matrix")]),
    function("diag_post_multiply", &[List("matrix, vector|row_vector => matrix")]),
    function("diag_pre_multiply", &[List("vector|row_vector, matrix => matrix")]),
    function("diagonal", &[List("matrix => vector")]),
    function("eigenvalues_sym", &[List("matrix => vector")]),
    function("eigenvectors_sym", &[List("matrix => matrix")]),
    function("generalized_inverse", &[List("matrix => matrix")]),
    function("gp_dot_prod_cov", &[List("array[] real|array[] vector, real => matrix; \
        array[] real, array[] real, real => matrix; array[] vector, array[] vector, real => matrix")]),
    function("gp_exp_quad_cov", &[List(COVARIANCE)]),
    function("gp_exponential_cov", &[List(COVARIANCE)]),
    function("gp_matern32_cov", &[List(COVARIANCE)]),
    function("gp_matern52_cov", &[List(COVARIANCE)]),
    function("gp_periodic_cov", &[List("array[] real|array[] vector, real, real, real => matrix; \
        array[] real, array[] real, real, real, real => matrix; \
        array[] vector, array[] vector, real, real, real => matrix")]),
    function("hmm_hidden_state_prob", &[List("matrix, matrix, vector => matrix")]),
    function("hmm_marginal", &[List("matrix, matrix, vector => real")]),
    function("identity_matrix", &[List("int => matrix")]),
    function("inverse", &[List("matrix => matrix")]),
    function("inverse_spd", &[List("matrix => matrix")]),
    function("log_determinant", &[List("matrix => real")]),
    function("log_determinant_spd", &[List("matrix => real")]),
    function("matrix_exp", &[List("matrix => matrix")]),
    function("matrix_exp_multiply", &[List("matrix, matrix => matrix")]),
    function("matrix_power", &[List("matrix, int => matrix")]),
    function("mdivide_left", &[List("matrix, vector => vector; matrix, matrix => matrix")]),
    function("mdivide_left_spd", &[List("matrix, vector => vector; matrix, matrix => matrix")]),
    function("mdivide_left_tri_low", &[List("matrix, vector => vector; matrix, matrix => matrix")]),
    function("mdivide_right", &[List("row_vector, matrix => row_vector; matrix, matrix => matrix")]),
    function("mdivide_right_spd", &[List("row_vector, matrix => row_vector; matrix, matrix => matrix")]),
    function("mdivide_right_tri_low", &[List("row_vector, matrix => row_vector; matrix, matrix => matrix")]),
    function("multiply_lower_tri_self_transpose", &[List("matrix => matrix")]),
    function("qr_Q", &[List("matrix => matrix")]),
    function("qr_R", &[List("matrix => matrix")]),
    function("qr_thin_Q", &[List("matrix => matrix")]),
    function("qr_thin_R", &[List("matrix => matrix")]),
    function("quad_form", &[List("matrix, vector => real; matrix, matrix => matrix")]),
    function("quad_form_diag", &[List("matrix, vector|row_vector => matrix")]),
    function("quad_form_sym", &[List("matrix, vector => real; matrix, matrix => matrix")]),
    function("scale_matrix_exp_multiply", &[List("real, matrix, matrix => matrix")]),
    function("singular_values", &[List("matrix => vector")]),
    function("svd_U", &[List("matrix => matrix")]),
    function("svd_V", &[List("matrix => matrix")]),
    function("symmetrize_from_lower_tri", &[List("matrix => matrix")]),
    function("tcrossprod", &[List("matrix => matrix")]),
    function("trace", &[List("matrix => real")]),
    function("trace_dot", &[List("matrix, matrix => real")]),
    function("trace_gen_quad_form", &[List("matrix, matrix, matrix => real")]),
    function("trace_quad_form", &[Density("matrix, vector|matrix")]),
];
