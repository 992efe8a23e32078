//! Functions that reduce, build, sort, slice and reshape containers.

use super::rule::Rule::{Density, List};
use super::{Function, function};

#[rustfmt::skip]
pub(super) const TABLE: &[Function] = &[
    function("append_array", &[List("array[] T, array[] T => array[] T")]),
    function("append_col", &[List("matrix|vector, matrix|vector => matrix; \
        row_vector|real, row_vector => row_vector; row_vector, real => row_vector")]),
    function("append_row", &[List("matrix|row_vector, matrix|row_vector => matrix; \
        vector|real, vector => vector; vector, real => vector")]),
    function("block", &[List("matrix, int, int, int, int => matrix")]),
    function("col", &[List("matrix, int => vector")]),
    function("cols", &[List("vector|row_vector|matrix => int")]),
    function("columns_dot_product", &[List("vector, vector => row_vector; \
        row_vector, row_vector => row_vector; matrix, matrix => row_vector")]),
    function("columns_dot_self", &[List("vector|row_vector|matrix => row_vector")]),
    function("cumulative_sum", &[List("vector => vector; row_vector => row_vector; \
        array[] int => array[] int; array[] real => array[] real")]),
    function("dims", &[List("T => array[] int")]),
    function("distance", &[Density("vector|row_vector, vector|row_vector")]),
    function("dot_product", &[Density("vector|row_vector, vector|row_vector"),
        Density("array[] real, array[] real")]),
    function("dot_self", &[Density("vector|row_vector")]),
    function("head", &[List("vector, int => vector; row_vector, int => row_vector; \
        array[] T, int => array[] T")]),
    function("linspaced_array", &[List("int, real, real => array[] real")]),
    function("linspaced_int_array", &[List("int, int, int => array[] int")]),
    function("linspaced_row_vector", &[List("int, real, real => row_vector")]),
    function("linspaced_vector", &[List("int, real, real => vector")]),
    function("log_softmax", &[List("vector => vector")]),
    function("max", &[List("int, int => int; array[] int => int"), Density("lists|matrix")]),
    function("mean", &[Density("lists|matrix")]),
    function("min", &[List("int, int => int; array[] int => int"), Density("lists|matrix")]),
    function("norm1", &[Density("lists")]),
    function("norm2", &[Density("lists")]),
    function("num_elements", &[List("vector|row_vector|matrix => int; array[] T => int")]),
    function("one_hot_array", &[List("int, int => array[] real")]),
    function("one_hot_int_array", &[List("int, int => array[] int")]),
    function("one_hot_row_vector", &[List("int, int => row_vector")]),
    function("one_hot_vector", &[List("int, int => vector")]),
    function("ones_array", &[List("int => array[] real")]),
    function("ones_int_array", &[List("int => array[] int")]),
    function("ones_row_vector", &[List("int => row_vector")]),
    function("ones_vector", &[List("int => vector")]),
    function("prod", &[List("array[] int => int"), Density("lists|matrix")]),
    function("quantile", &[List("lists, real => real; lists, array[] real => array[] real")]),
    function("rank", &[List("lists, int => int")]),
    function("rep_array", &[List("T, int => array[] T; T, int, int => array[,] T; \
        T, int, int, int => array[,,] T")]),
    function("rep_matrix", &[List("real, int, int => matrix; vector|row_vector, int => matrix")]),
    function("rep_row_vector", &[List("real, int => row_vector")]),
    function("rep_vector", &[List("real, int => vector")]),
    function("reverse", &[List("vector => vector; row_vector => row_vector; \
        array[] T => array[] T")]),
    function("row", &[List("matrix, int => row_vector")]),
    function("rows", &[List("vector|row_vector|matrix => int")]),
    function("rows_dot_product", &[List("vector, vector => vector; \
        row_vector, row_vector => vector; matrix, matrix => vector")]),
    function("rows_dot_self", &[List("vector|row_vector|matrix => vector")]),
    function("sd", &[Density("lists|matrix")]),
    function("segment", &[List("vector, int, int => vector; row_vector, int, int => row_vector; \
        array[] T, int, int => array[] T")]),
    function("size", &[List("T => int")]),
    function("softmax", &[List("vector => vector")]),
    function("sort_asc", &[List("vector => vector; row_vector => row_vector; \
        array[] int => array[] int; array[] real => array[] real")]),
    function("sort_desc", &[List("vector => vector; row_vector => row_vector; \
        array[] int => array[] int; array[] real => array[] real")]),
    function("sort_indices_asc", &[List("lists => array[] int")]),
    function("sort_indices_desc", &[List("lists => array[] int")]),
    function("squared_distance", &[Density("real, real"),
        Density("vector|row_vector, vector|row_vector")]),
    function("sub_col", &[List("matrix, int, int, int => vector")]),
    function("sub_row", &[List("matrix, int, int, int => row_vector")]),
    function("sum", &[List("array[] int => int"), Density("lists|matrix")]),
    function("tail", &[List("vector, int => vector; row_vector, int => row_vector; \
        array[] T, int => array[] T")]),
    function("to_array_1d", &[List("vector|row_vector|matrix => array[] real; \
        array[] int* => array[] int; array[] real* => array[] real")]),
    function("to_array_2d", &[List("matrix => array[,] real")]),
    function("to_matrix", &[List("vector|row_vector|matrix => matrix; \
        array[] row_vector|array[,] real => matrix; \
        lists|matrix, int, int => matrix; lists|matrix, int, int, int => matrix")]),
    function("to_row_vector", &[List("lists|matrix => row_vector")]),
    function("to_vector", &[List("lists|matrix => vector")]),
    function("uniform_simplex", &[List("int => vector")]),
    function("variance", &[Density("lists|matrix")]),
    function("zeros_array", &[List("int => array[] real")]),
    function("zeros_int_array", &[List("int => array[] int")]),
    function("zeros_row_vector", &[List("int => row_vector")]),
    function("zeros_vector", &[List("int => vector")]),
];
