//! Functions that make one number, or an array of the same size, out of a whole container.

use crate::diagnostic::Span;
use crate::lower::tracer::Tracer;
use crate::lower::value::{Elements, Lowered, Shape, Stop, Value};
use kullback_graph::{Binary, CumulativeSum, Dot, Kernel, ReductionKind, Softmax, Unary};

/// Calls a reduction, if `name` is one.
pub(super) fn call(
    tracer: &mut Tracer<'_>,
    name: &str,
    arguments: &[Value],
    span: Span,
) -> Option<Lowered<Value>> {
    Some(match (name, arguments) {
        ("sum" | "max" | "min" | "prod", [x]) if x.is_int() => integers(tracer, name, x, span),
        ("max" | "min", [x, y]) if x.is_int() && y.is_int() => larger(tracer, name, x, y),
        ("sum", [x]) => tracer.reduce(ReductionKind::Sum, x, span),
        ("prod", [x]) => tracer.reduce(ReductionKind::Product, x, span),
        ("max", [x]) => tracer.reduce(ReductionKind::Maximum, x, span),
        ("min", [x]) => tracer.reduce(ReductionKind::Minimum, x, span),
        ("log_sum_exp", [x]) => tracer.reduce(ReductionKind::LogSumExp, x, span),
        ("log_sum_exp", [x, y]) => tracer.binary(Binary::LogSumExp, x, y, span),
        ("mean", [x]) => mean(tracer, x, span),
        ("variance", [x]) => variance(tracer, x, span),
        ("sd", [x]) => variance(tracer, x, span).and_then(|v| tracer.unary(Unary::Sqrt, &v, span)),
        ("norm1", [x]) => tracer
            .unary(Unary::Absolute, x, span)
            .and_then(|x| tracer.reduce(ReductionKind::Sum, &x, span)),
        ("norm2", [x]) => {
            dot(tracer, x, x, span).and_then(|sum| tracer.unary(Unary::Sqrt, &sum, span))
        }
        ("dot_product", [x, y]) => dot(tracer, x, y, span),
        ("dot_self", [x]) => dot(tracer, x, x, span),
        ("squared_distance", [x, y]) => squared_distance(tracer, x, y, span),
        ("distance", [x, y]) => squared_distance(tracer, x, y, span)
            .and_then(|sum| tracer.unary(Unary::Sqrt, &sum, span)),
        ("softmax", [x]) => softmax(tracer, x, false, span),
        ("log_softmax", [x]) => softmax(tracer, x, true, span),
        ("cumulative_sum", [x]) => match &x.elements {
            Elements::Ints(_) => running_integers(x),
            Elements::Reals(_) => {
                let (level, segments, arrays) = tracer.align(&[x], span).ok()?;
                let kernel = Kernel::CumulativeSum(CumulativeSum { segments });
                let array = tracer.emit(kernel, &arrays, span);
                array.map(|array| Value::reals(x.shape.clone(), level, array))
            }
        },
        ("log_mix", [weights, densities]) => mixture(tracer, weights, densities, span),
        ("rows_dot_product" | "columns_dot_product", [x, y]) => {
            lines_dot(tracer, x, y, name.starts_with("rows"), span)
        }
        ("rows_dot_self" | "columns_dot_self", [x]) => {
            lines_dot(tracer, x, x, name.starts_with("rows"), span)
        }
        _ => return None,
    })
}

fn integers(tracer: &Tracer<'_>, name: &str, x: &Value, span: Span) -> Lowered<Value> {
    let ints = tracer.integers(x, span)?;
    let size = x.shape.size();
    let count = tracer.levels.count(x.level);
    let mut out = Vec::with_capacity(count);
    for i in 0..count {
        let chunk = &ints[i * size..(i + 1) * size];
        let value = match name {
            "sum" => Some(chunk.iter().sum()),
            "prod" => Some(chunk.iter().product()),
            "max" => chunk.iter().max().copied(),
            _ => chunk.iter().min().copied(),
        };
        out.push(
            value.ok_or_else(|| {
                Stop::error("KS0613", span, format!("`{name}` of an empty array"))
            })?,
        );
    }
    Ok(Value::ints(Shape::SCALAR, x.level, out))
}

fn larger(tracer: &Tracer<'_>, name: &str, x: &Value, y: &Value) -> Lowered<Value> {
    let level = x.level.max(y.level);
    let (a, b) = (
        tracer.levels.ancestors(level, x.level),
        tracer.levels.ancestors(level, y.level),
    );
    let (Some(p), Some(q)) = (x.as_ints(), y.as_ints()) else {
        return Err(Stop::Entangled("expected integers"));
    };
    let out = a
        .iter()
        .zip(&b)
        .map(|(&a, &b)| {
            let (p, q) = (p[a as usize], q[b as usize]);
            if name == "max" { p.max(q) } else { p.min(q) }
        })
        .collect();
    Ok(Value::ints(Shape::SCALAR, level, out))
}

fn running_integers(x: &Value) -> Lowered<Value> {
    let size = x.shape.size().max(1);
    let mut out = x.as_ints().map(<[i64]>::to_vec).unwrap_or_default();
    for chunk in out.chunks_mut(size) {
        for e in 1..chunk.len() {
            chunk[e] += chunk[e - 1];
        }
    }
    Ok(Value::ints(x.shape.clone(), x.level, out))
}

fn mean(tracer: &mut Tracer<'_>, x: &Value, span: Span) -> Lowered<Value> {
    let n = x.shape.size();
    if n == 0 {
        return Err(Stop::error(
            "KS0613",
            span,
            "the mean of an empty container",
        ));
    }
    let sum = tracer.reduce(ReductionKind::Sum, x, span)?;
    let n = tracer.real(n as f64);
    tracer.binary(Binary::Divide, &sum, &n, span)
}

/// Divisor n − 1; zero for a single element.
fn variance(tracer: &mut Tracer<'_>, x: &Value, span: Span) -> Lowered<Value> {
    let n = x.shape.size();
    if n == 0 {
        return Err(Stop::error(
            "KS0613",
            span,
            "the variance of an empty container",
        ));
    }
    if n == 1 {
        return Ok(tracer.real(0.0));
    }
    let centre = mean(tracer, x, span)?;
    let deviations = tracer.binary(Binary::Subtract, x, &centre, span)?;
    let sum = dot(tracer, &deviations, &deviations, span)?;
    let divisor = tracer.real((n - 1) as f64);
    tracer.binary(Binary::Divide, &sum, &divisor, span)
}

/// Σ x y
pub(super) fn dot(tracer: &mut Tracer<'_>, x: &Value, y: &Value, span: Span) -> Lowered<Value> {
    if x.shape.size() != y.shape.size() {
        return Err(tracer.size_mismatch(&x.shape, &y.shape, span));
    }
    let (level, segments, arrays) = tracer.align(&[x, y], span)?;
    if x.shape.is_scalar() {
        return tracer.binary(Binary::Multiply, x, y, span);
    }
    let array = tracer.emit(Kernel::Dot(Dot { segments }), &arrays, span)?;
    Ok(Value::reals(Shape::SCALAR, level, array))
}

/// softmax(x), or its logarithm.
pub(super) fn softmax(tracer: &mut Tracer<'_>, x: &Value, log: bool, span: Span) -> Lowered<Value> {
    if x.shape.size() == 0 {
        return Ok(x.clone());
    }
    let (level, segments, arrays) = tracer.align(&[x], span)?;
    let kernel = Kernel::Softmax(Softmax { log, segments });
    let array = tracer.emit(kernel, &arrays, span)?;
    Ok(Value::reals(x.shape.clone(), level, array))
}

fn squared_distance(tracer: &mut Tracer<'_>, x: &Value, y: &Value, span: Span) -> Lowered<Value> {
    if x.shape.size() != y.shape.size() {
        return Err(tracer.size_mismatch(&x.shape, &y.shape, span));
    }
    let y = tracer.reshaped(y, x.shape.clone());
    let difference = tracer.binary(Binary::Subtract, x, &y, span)?;
    dot(tracer, &difference, &difference, span)
}

/// ln Σ_k θ_k exp(l_k); of an array of vectors, the sum over the array.
fn mixture(
    tracer: &mut Tracer<'_>,
    weights: &Value,
    densities: &Value,
    span: Span,
) -> Lowered<Value> {
    let log_weights = tracer.unary(Unary::Log, weights, span)?;
    let rows = match densities.shape.dims[..] {
        [rows, k] if k == weights.shape.size() => rows,
        [k] if k == weights.shape.size() => 1,
        _ => return Err(tracer.size_mismatch(&weights.shape, &densities.shape, span)),
    };
    let k = weights.shape.size();
    let places: Vec<u32> = (0..rows).flat_map(|_| 0..k as u32).collect();
    let repeated = tracer.pick(&log_weights, densities.shape.clone(), &places, span)?;
    let terms = tracer.binary(Binary::Add, &repeated, densities, span)?;
    let mut total = None;
    for row in 0..rows {
        let places: Vec<u32> = (0..k).map(|e| (row * k + e) as u32).collect();
        let one = tracer.pick(&terms, Shape::vector(k), &places, span)?;
        let value = tracer.reduce(ReductionKind::LogSumExp, &one, span)?;
        total = Some(match total {
            None => value,
            Some(total) => tracer.binary(Binary::Add, &total, &value, span)?,
        });
    }
    match total {
        Some(total) => Ok(total),
        None => Ok(tracer.real(0.0)),
    }
}

/// Dot products of the rows, or of the columns, of two matrices.
fn lines_dot(
    tracer: &mut Tracer<'_>,
    x: &Value,
    y: &Value,
    by_row: bool,
    span: Span,
) -> Lowered<Value> {
    if x.shape.dims != y.shape.dims {
        return Err(tracer.size_mismatch(&x.shape, &y.shape, span));
    }
    let product = tracer.binary(Binary::Multiply, x, y, span)?;
    let (rows, columns) = x.shape.rows_columns();
    let ordered = if by_row {
        tracer.transposed(
            &tracer.reshaped(&product, Shape::matrix(rows, columns)),
            span,
        )?
    } else {
        product
    };
    let (shape, lines) = if by_row {
        (Shape::vector(rows), rows)
    } else {
        (Shape::row_vector(columns), columns)
    };
    let (level, instances, arrays) = tracer.align(&[&ordered], span)?;
    let kernel = Kernel::Reduction(kullback_graph::Reduction {
        kind: ReductionKind::Sum,
        segments: instances * lines,
    });
    let array = tracer.emit(kernel, &arrays, span)?;
    Ok(Value::reals(shape, level, array))
}
