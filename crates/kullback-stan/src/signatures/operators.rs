//! The functions behind the operators; programs may call them by name too.

use super::rule::Rule::{List, UnaryOfEither};
use super::{Function, function};

/// Elementwise with scalars on either side.
const SUM: &str = "int, int => int; real, real => real; \
    vector, vector => vector; row_vector, row_vector => row_vector; matrix, matrix => matrix; \
    real, vector => vector; real, row_vector => row_vector; real, matrix => matrix; \
    vector, real => vector; row_vector, real => row_vector; matrix, real => matrix";

const COMPARISON: &str = "real, real => int";

#[rustfmt::skip]
pub(super) const TABLE: &[Function] = &[
    function("add", &[List(SUM)]),
    function("divide", &[List("int, int => int; real, real => real; \
        real, vector => vector; real, row_vector => row_vector; real, matrix => matrix; \
        vector, real => vector; row_vector, real => row_vector; matrix, real => matrix")]),
    function("elt_divide", &[List(SUM)]),
    function("elt_multiply", &[List(SUM)]),
    function("logical_and", &[List("int, int => int")]),
    function("logical_eq", &[List(COMPARISON)]),
    function("logical_gt", &[List(COMPARISON)]),
    function("logical_gte", &[List(COMPARISON)]),
    function("logical_lt", &[List(COMPARISON)]),
    function("logical_lte", &[List(COMPARISON)]),
    function("logical_negation", &[List("int => int")]),
    function("logical_neq", &[List(COMPARISON)]),
    function("logical_or", &[List("int, int => int")]),
    function("minus", &[UnaryOfEither]),
    function("modulus", &[List("int, int => int")]),
    function("multiply", &[List("int, int => int; real, real => real; \
        real, vector => vector; real, row_vector => row_vector; real, matrix => matrix; \
        vector, real => vector; row_vector, real => row_vector; matrix, real => matrix; \
        row_vector, vector => real; vector, row_vector => matrix; matrix, vector => vector; \
        row_vector, matrix => row_vector; matrix, matrix => matrix")]),
    function("plus", &[List("int => int; real => real; vector => vector; \
        row_vector => row_vector; matrix => matrix")]),
    function("subtract", &[List(SUM)]),
    function("transpose", &[List("vector => row_vector; row_vector => vector; matrix => matrix")]),
];
