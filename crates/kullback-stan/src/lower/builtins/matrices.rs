//! Linear algebra.

use super::reductions::dot;
use crate::diagnostic::Span;
use crate::lower::tracer::Tracer;
use crate::lower::value::{Container, Lowered, Shape, Stop, Value};
use kullback_graph::{
    Binary, Cholesky, Covariance, CovarianceKind, Kernel, LogDeterminant, ReductionKind, Solve,
    TriangularSolve, Unary,
};

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
        ("mdivide_right_tri_low", [b, l]) => from_the_right(tracer, b, l, span, |tracer, l, b| {
            solve_triangular(tracer, l, b, true, span)
        }),
        ("mdivide_left_spd", [a, b]) => solve_definite(tracer, a, b, span),
        ("mdivide_right_spd", [b, a]) => from_the_right(tracer, b, a, span, |tracer, a, b| {
            solve_definite(tracer, a, b, span)
        }),
        ("mdivide_left", [a, b]) => solve(tracer, a, b, span),
        ("mdivide_right", [b, a]) => tracer.transposed(a, span).and_then(|a| {
            from_the_right(tracer, b, &a, span, |tracer, a, b| {
                solve(tracer, a, b, span)
            })
        }),
        ("inverse", [a]) => square(tracer, a, span).and_then(|n| {
            let unit = unit(tracer, n);
            solve(tracer, a, &unit, span)
        }),
        ("inverse_spd", [a]) => square(tracer, a, span).and_then(|n| {
            let unit = unit(tracer, n);
            solve_definite(tracer, a, &unit, span)
        }),
        ("chol2inv", [l]) => square(tracer, l, span).and_then(|n| {
            let unit = unit(tracer, n);
            let half = solve_triangular(tracer, l, &unit, false, span)?;
            solve_triangular(tracer, l, &half, true, span)
        }),
        ("log_determinant" | "log_determinant_spd", [x]) => log_determinant(tracer, x, span),
        ("determinant", [x]) => determinant(tracer, x, span),
        (_, [x, magnitude, scale]) => {
            let kind = covariance_kind(name)?;
            covariance(tracer, kind, x, magnitude, scale, span)
        }
        (_, [x, z, magnitude, scale]) => {
            let kind = covariance_kind(name)?;
            cross_covariance(tracer, kind, [x, z, magnitude, scale], span)
        }
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
pub(super) fn cholesky(tracer: &mut Tracer<'_>, x: &Value, span: Span) -> Lowered<Value> {
    let size = square(tracer, x, span)?;
    let (level, copies, arrays) = tracer.align(&[x], span)?;
    let kernel = Kernel::Cholesky(Cholesky { size, copies });
    let array = tracer.emit(kernel, &arrays, span)?;
    Ok(Value::reals(x.shape.clone(), level, array).reading(x.reads_data))
}

/// Σ ln of the diagonal of a square matrix: ln |L| of a Cholesky factor.
pub(super) fn log_diagonal(tracer: &mut Tracer<'_>, x: &Value, span: Span) -> Lowered<Value> {
    let size = square(tracer, x, span)?;
    let places: Vec<u32> = (0..size).map(|i| (i + i * size) as u32).collect();
    let diagonal = tracer.pick(x, Shape::vector(size), &places, span)?;
    let logs = tracer.unary(Unary::Log, &diagonal, span)?;
    tracer.reduce(ReductionKind::Sum, &logs, span)
}

/// L⁻¹ B for lower triangular L.
pub(super) fn solve_lower(
    tracer: &mut Tracer<'_>,
    l: &Value,
    b: &Value,
    span: Span,
) -> Lowered<Value> {
    solve_triangular(tracer, l, b, false, span)
}

/// L⁻¹ B, or L⁻ᵀ B when `transposed`, for lower triangular L.
fn solve_triangular(
    tracer: &mut Tracer<'_>,
    l: &Value,
    b: &Value,
    transposed: bool,
    span: Span,
) -> Lowered<Value> {
    let size = square(tracer, l, span)?;
    let (rows, columns) = b.shape.rows_columns();
    if rows != size {
        return Err(tracer.size_mismatch(&l.shape, &b.shape, span));
    }
    let (level, copies, arrays) = tracer.align(&[l, b], span)?;
    let kernel = Kernel::TriangularSolve(TriangularSolve {
        size,
        columns,
        copies,
        upper: false,
        transposed,
    });
    let array = tracer.emit(kernel, &arrays, span)?;
    Ok(Value::reals(b.shape.clone(), level, array))
}

/// A⁻¹ B for a positive definite A, by its Cholesky factor.
fn solve_definite(tracer: &mut Tracer<'_>, a: &Value, b: &Value, span: Span) -> Lowered<Value> {
    let factor = cholesky(tracer, a, span)?;
    let half = solve_triangular(tracer, &factor, b, false, span)?;
    solve_triangular(tracer, &factor, &half, true, span)
}

/// A⁻¹ B
fn solve(tracer: &mut Tracer<'_>, a: &Value, b: &Value, span: Span) -> Lowered<Value> {
    let size = square(tracer, a, span)?;
    let (rows, columns) = b.shape.rows_columns();
    if rows != size {
        return Err(tracer.size_mismatch(&a.shape, &b.shape, span));
    }
    let (level, copies, arrays) = tracer.align(&[a, b], span)?;
    let kernel = Kernel::Solve(Solve {
        size,
        columns,
        copies,
    });
    let array = tracer.emit(kernel, &arrays, span)?;
    Ok(Value::reals(b.shape.clone(), level, array))
}

/// B A⁻¹ = (A⁻ᵀ Bᵀ)ᵀ, with `solve` for the inner solution.
fn from_the_right(
    tracer: &mut Tracer<'_>,
    b: &Value,
    a: &Value,
    span: Span,
    solve: impl FnOnce(&mut Tracer<'_>, &Value, &Value) -> Lowered<Value>,
) -> Lowered<Value> {
    let flipped = tracer.transposed(b, span)?;
    let solution = solve(tracer, a, &flipped)?;
    tracer.transposed(&solution, span)
}

/// The size of a square matrix.
pub(super) fn square(tracer: &Tracer<'_>, x: &Value, span: Span) -> Lowered<usize> {
    match x.shape.rows_columns() {
        (rows, columns) if rows == columns => Ok(rows),
        (rows, columns) => {
            let (found, wanted) = (Shape::matrix(rows, columns), Shape::matrix(rows, rows));
            Err(tracer.size_mismatch(&wanted, &found, span))
        }
    }
}

fn unit(tracer: &mut Tracer<'_>, size: usize) -> Value {
    let mut values = vec![0.0; size * size];
    for k in 0..size {
        values[k + k * size] = 1.0;
    }
    let array = tracer.constant(&values);
    Value::reals(Shape::matrix(size, size), 0, array)
}

fn log_determinant(tracer: &mut Tracer<'_>, x: &Value, span: Span) -> Lowered<Value> {
    let size = square(tracer, x, span)?;
    let (level, copies, arrays) = tracer.align(&[x], span)?;
    let kernel = Kernel::LogDeterminant(LogDeterminant { size, copies });
    let array = tracer.emit(kernel, &arrays, span)?;
    Ok(Value::reals(Shape::SCALAR, level, array))
}

/// The largest matrix whose determinant is expanded along its first column.
const LARGEST_EXPANSION: usize = 4;

fn determinant(tracer: &mut Tracer<'_>, x: &Value, span: Span) -> Lowered<Value> {
    let size = square(tracer, x, span)?;
    match size {
        0 => return Ok(tracer.real(1.0)),
        1 => return tracer.pick(x, Shape::SCALAR, &[0], span),
        n if n > LARGEST_EXPANSION => {
            let what = format!("`determinant` of more than {LARGEST_EXPANSION} rows");
            return Err(Stop::unsupported(span, what));
        }
        _ => {}
    }
    let mut sum: Option<Value> = None;
    for row in 0..size {
        let entry = tracer.pick(x, Shape::SCALAR, &[row as u32], span)?;
        let places: Vec<u32> = (1..size)
            .flat_map(|c| {
                (0..size)
                    .filter(move |&r| r != row)
                    .map(move |r| r + c * size)
            })
            .map(|place| place as u32)
            .collect();
        let minor = tracer.pick(x, Shape::matrix(size - 1, size - 1), &places, span)?;
        let minor = determinant(tracer, &minor, span)?;
        let term = tracer.binary(Binary::Multiply, &entry, &minor, span)?;
        let sign = if row % 2 == 0 {
            Binary::Add
        } else {
            Binary::Subtract
        };
        sum = Some(match sum {
            None => term,
            Some(sum) => tracer.binary(sign, &sum, &term, span)?,
        });
    }
    Ok(sum.unwrap_or_else(|| tracer.real(0.0)))
}

/// The covariance matrix of a Gaussian process at points `x`: real numbers or vectors.
fn covariance(
    tracer: &mut Tracer<'_>,
    kind: CovarianceKind,
    x: &Value,
    magnitude: &Value,
    scale: &Value,
    span: Span,
) -> Lowered<Value> {
    if [x, magnitude, scale].iter().any(|v| v.level > 0) {
        return Err(Stop::Entangled("a covariance matrix within a loop"));
    }
    let points = x.shape.dims.first().copied().unwrap_or(1);
    let dimension = x.shape.size() / points.max(1);
    if !scale.shape.is_scalar() && scale.shape.size() != dimension {
        return Err(tracer.size_mismatch(&x.shape, &scale.shape, span));
    }
    let arrays = [x, magnitude, scale].map(|v| tracer.reals(v));
    let kernel = Kernel::Covariance(Covariance {
        kind,
        points,
        dimension,
    });
    let array = tracer.emit(kernel, &arrays, span)?;
    Ok(Value::reals(Shape::matrix(points, points), 0, array))
}

/// The covariances between two sets of points: a block of the matrix of both together.
fn cross_covariance(
    tracer: &mut Tracer<'_>,
    kind: CovarianceKind,
    [x, z, magnitude, scale]: [&Value; 4],
    span: Span,
) -> Lowered<Value> {
    let (n, m) = (x.shape.dims[0], z.shape.dims[0]);
    let mut shape = x.shape.clone();
    shape.dims[0] = n + m;
    let both = tracer.join(&[x.clone(), z.clone()], shape, true, span)?;
    let all = covariance(tracer, kind, &both, magnitude, scale, span)?;
    let places: Vec<u32> = (n..n + m)
        .flat_map(|c| (0..n).map(move |r| (r + c * (n + m)) as u32))
        .collect();
    tracer.pick(&all, Shape::matrix(n, m), &places, span)
}

fn covariance_kind(name: &str) -> Option<CovarianceKind> {
    Some(match name {
        "gp_exp_quad_cov" => CovarianceKind::ExponentiatedQuadratic,
        "gp_exponential_cov" => CovarianceKind::Exponential,
        "gp_matern32_cov" => CovarianceKind::Matern32,
        "gp_matern52_cov" => CovarianceKind::Matern52,
        _ => return None,
    })
}
