//! Linear algebra.

use super::reductions::dot;
use crate::diagnostic::Span;
use crate::lower::tracer::Tracer;
use crate::lower::value::{Container, Lowered, Shape, Stop, Value};
use kullback_graph::{Binary, ReductionKind};

/// Calls a matrix function, if `name` is one.
pub(super) fn call(
    tracer: &mut Tracer<'_>,
    name: &str,
    arguments: &[Value],
    span: Span,
) -> Option<Lowered<Value>> {
    Some(match (name, arguments) {
        ("crossprod", [x]) => tracer
            .transposed(x, span)
            .and_then(|t| tracer.matrix_product(&t, x, span)),
        ("tcrossprod", [x]) => tracer
            .transposed(x, span)
            .and_then(|t| tracer.matrix_product(x, &t, span)),
        ("multiply_lower_tri_self_transpose", [x]) => {
            lower_triangle(tracer, x, span).and_then(|l| {
                let t = tracer.transposed(&l, span)?;
                tracer.matrix_product(&l, &t, span)
            })
        }
        ("quad_form" | "quad_form_sym", [a, b]) => quad_form(tracer, a, b, span),
        ("trace_quad_form", [a, b]) => {
            quad_form(tracer, a, b, span).and_then(|q| trace(tracer, &q, span))
        }
        ("quad_form_diag", [a, b]) => diagonal_product(tracer, a, b, true, span)
            .and_then(|x| diagonal_product(tracer, &x, b, false, span)),
        ("diag_pre_multiply", [d, x]) => diagonal_product(tracer, x, d, true, span),
        ("diag_post_multiply", [x, d]) => diagonal_product(tracer, x, d, false, span),
        ("diag_matrix", [d]) => diagonal_matrix(tracer, d, span),
        ("add_diag", [x, d]) => add_diagonal(tracer, x, d, span),
        ("trace", [x]) => trace(tracer, x, span),
        ("cholesky_decompose", [x]) => cholesky(tracer, x, span),
        ("mdivide_left_tri_low", [l, b]) => solve_lower(tracer, l, b, span),
        _ => return None,
    })
}

/// The lower triangle, with zeros above.
fn lower_triangle(tracer: &mut Tracer<'_>, x: &Value, span: Span) -> Lowered<Value> {
    let (rows, columns) = x.shape.rows_columns();
    let mut mask = vec![0.0; rows * columns];
    for c in 0..columns {
        for r in c..rows {
            mask[r + c * rows] = 1.0;
        }
    }
    let mask = tracer.constant(&mask);
    let mask = Value::reals(x.shape.clone(), 0, mask);
    tracer.binary(Binary::Multiply, x, &mask, span)
}

/// Bᵀ A B
fn quad_form(tracer: &mut Tracer<'_>, a: &Value, b: &Value, span: Span) -> Lowered<Value> {
    let product = tracer.matrix_product(a, b, span)?;
    if b.shape.container == Container::Vector {
        return dot(tracer, b, &product, span);
    }
    let t = tracer.transposed(b, span)?;
    tracer.matrix_product(&t, &product, span)
}

fn trace(tracer: &mut Tracer<'_>, x: &Value, span: Span) -> Lowered<Value> {
    if x.shape.is_scalar() {
        return Ok(x.clone());
    }
    let (rows, columns) = x.shape.rows_columns();
    let n = rows.min(columns);
    let places: Vec<u32> = (0..n).map(|k| (k + k * rows) as u32).collect();
    let diagonal = tracer.pick(x, Shape::vector(n), &places, span)?;
    tracer.reduce(ReductionKind::Sum, &diagonal, span)
}

/// diag(d) X when `before`, X diag(d) otherwise.
fn diagonal_product(
    tracer: &mut Tracer<'_>,
    x: &Value,
    d: &Value,
    before: bool,
    span: Span,
) -> Lowered<Value> {
    let (rows, columns) = x.shape.rows_columns();
    if d.shape.size() != if before { rows } else { columns } {
        return Err(tracer.size_mismatch(&x.shape, &d.shape, span));
    }
    let places: Vec<u32> = (0..columns)
        .flat_map(|c| (0..rows).map(move |r| if before { r } else { c } as u32))
        .collect();
    let spread = tracer.pick(d, Shape::matrix(rows, columns), &places, span)?;
    tracer.binary(Binary::Multiply, x, &spread, span)
}

fn diagonal_matrix(tracer: &mut Tracer<'_>, d: &Value, span: Span) -> Lowered<Value> {
    let n = d.shape.size();
    let zero = tracer.real(0.0);
    let joined = tracer.join(&[d.clone(), zero], Shape::vector(n + 1), true, span)?;
    let places: Vec<u32> = (0..n)
        .flat_map(|c| (0..n).map(move |r| if r == c { c as u32 } else { n as u32 }))
        .collect();
    tracer.pick(&joined, Shape::matrix(n, n), &places, span)
}

/// X + diag(d), d a scalar or a vector.
fn add_diagonal(tracer: &mut Tracer<'_>, x: &Value, d: &Value, span: Span) -> Lowered<Value> {
    let (rows, columns) = x.shape.rows_columns();
    let n = rows.min(columns);
    let d = if d.shape.is_scalar() {
        let d = tracer.promoted(d);
        tracer.repeat(&d, Shape::vector(n), span)?
    } else {
        d.clone()
    };
    if d.shape.size() != n {
        return Err(tracer.size_mismatch(&x.shape, &d.shape, span));
    }
    let zero = tracer.real(0.0);
    let joined = tracer.join(&[d, zero], Shape::vector(n + 1), true, span)?;
    let places: Vec<u32> = (0..columns)
        .flat_map(|c| (0..rows).map(move |r| if r == c { c as u32 } else { n as u32 }))
        .collect();
    let spread = tracer.pick(&joined, Shape::matrix(rows, columns), &places, span)?;
    tracer.binary(Binary::Add, x, &spread, span)
}

/// The lower Cholesky factor.
pub(super) fn cholesky(_tracer: &mut Tracer<'_>, _x: &Value, span: Span) -> Lowered<Value> {
    Err(Stop::unsupported(span, "cholesky_decompose"))
}

/// L⁻¹ B for lower triangular L.
pub(super) fn solve_lower(
    _tracer: &mut Tracer<'_>,
    _l: &Value,
    _b: &Value,
    span: Span,
) -> Lowered<Value> {
    Err(Stop::unsupported(span, "mdivide_left_tri_low"))
}
