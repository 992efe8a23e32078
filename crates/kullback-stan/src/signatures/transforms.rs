//! The transforms between constrained and unconstrained values.

use super::rule::Rule::List;
use super::{Function, function};

const SAME_VECTOR: &str = "vector* => vector*";
const SAME_MATRIX: &str = "matrix* => matrix*";
const VECTOR_TO_SQUARE: &str = "vector*, int => matrix*";
const MATRIX_TO_VECTOR: &str = "matrix* => vector*";

const ONE_BOUND: &str = "real*, real => real*; real*, real* => real*; \
    vector*, real => vector*; vector*, vector* => vector*; \
    row_vector*, real => row_vector*; row_vector*, row_vector* => row_vector*; \
    matrix*, real => matrix*; matrix*, matrix* => matrix*";

const TWO_BOUNDS: &str = "real*, real|real*, real|real* => real*; \
    vector*, real|vector*, real|vector* => vector*; \
    row_vector*, real|row_vector*, real|row_vector* => row_vector*; \
    matrix*, real|matrix*, real|matrix* => matrix*";

/// Rows for the constraining transform, the same with the Jacobian adjustment, and the inverse.
macro_rules! transforms {
    ($($name:literal: $constrain:expr, $unconstrain:expr;)*) => {
        &[$(
            function(concat!($name, "_constrain"), &[List($constrain)]),
            function(concat!($name, "_jacobian"), &[List($constrain)]),
            function(concat!($name, "_unconstrain"), &[List($unconstrain)]),
        )*]
    };
}

pub(super) const TABLE: &[Function] = transforms! {
    "cholesky_factor_corr": VECTOR_TO_SQUARE, MATRIX_TO_VECTOR;
    "cholesky_factor_cov": "vector*, int, int => matrix*", MATRIX_TO_VECTOR;
    "corr_matrix": VECTOR_TO_SQUARE, MATRIX_TO_VECTOR;
    "cov_matrix": VECTOR_TO_SQUARE, MATRIX_TO_VECTOR;
    "lower_bound": ONE_BOUND, ONE_BOUND;
    "lower_upper_bound": TWO_BOUNDS, TWO_BOUNDS;
    "offset_multiplier": TWO_BOUNDS, TWO_BOUNDS;
    "ordered": SAME_VECTOR, SAME_VECTOR;
    "positive_ordered": SAME_VECTOR, SAME_VECTOR;
    "simplex": SAME_VECTOR, SAME_VECTOR;
    "stochastic_column": SAME_MATRIX, SAME_MATRIX;
    "stochastic_row": SAME_MATRIX, SAME_MATRIX;
    "sum_to_zero": "vector* => vector*; matrix* => matrix*", "vector* => vector*; matrix* => matrix*";
    "unit_vector": SAME_VECTOR, SAME_VECTOR;
    "upper_bound": ONE_BOUND, ONE_BOUND;
};
