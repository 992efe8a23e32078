//! Sizes, constructors, and functions that only move elements.

use crate::diagnostic::Span;
use crate::lower::tracer::Tracer;
use crate::lower::value::{Container, Elements, Lowered, Shape, Stop, Value};

/// Calls a function that asks for or changes a shape, if `name` is one.
pub(super) fn call(
    tracer: &mut Tracer<'_>,
    name: &str,
    arguments: &[Value],
    span: Span,
) -> Option<Lowered<Value>> {
    Some(match (name, arguments) {
        ("num_elements", [x]) => Ok(Value::int(x.shape.size() as i64)),
        ("size", [x]) => Ok(Value::int(match x.shape.container {
            _ if x.shape.arrays() > 0 => x.shape.dims[0] as i64,
            _ => x.shape.size() as i64,
        })),
        ("rows", [x]) => Ok(Value::int(x.shape.rows_columns().0 as i64)),
        ("cols", [x]) => Ok(Value::int(x.shape.rows_columns().1 as i64)),
        ("dims", [x]) => {
            let dims: Vec<i64> = x.shape.dims.iter().map(|&d| d as i64).collect();
            Ok(Value::ints(Shape::array(dims.len()), 0, dims))
        }
        ("rep_vector", [x, n]) => repeated(tracer, x, &[n], Container::Vector, span),
        ("rep_row_vector", [x, n]) => repeated(tracer, x, &[n], Container::RowVector, span),
        ("rep_matrix", [x, m, n]) => repeated(tracer, x, &[m, n], Container::Matrix, span),
        ("rep_matrix", [x, n]) => repeated_lines(tracer, x, n, span),
        ("rep_array", [x, dims @ ..]) => repeated_array(tracer, x, dims, span),
        ("zeros_vector", [n]) => filled(tracer, n, 0.0, Container::Vector, span),
        ("zeros_row_vector", [n]) => filled(tracer, n, 0.0, Container::RowVector, span),
        ("ones_vector", [n]) => filled(tracer, n, 1.0, Container::Vector, span),
        ("ones_row_vector", [n]) => filled(tracer, n, 1.0, Container::RowVector, span),
        ("zeros_array", [n]) => filled(tracer, n, 0.0, Container::Scalar, span),
        ("ones_array", [n]) => filled(tracer, n, 1.0, Container::Scalar, span),
        ("zeros_int_array" | "ones_int_array", [n]) => tracer.size(n, span).map(|n| {
            let value = i64::from(name.starts_with("ones"));
            Value::ints(Shape::array(n), 0, vec![value; n])
        }),
        ("linspaced_vector" | "linspaced_row_vector" | "linspaced_array", [n, a, b]) => {
            linspaced(tracer, name, n, a, b, span)
        }
        ("one_hot_vector" | "one_hot_row_vector", [n, k]) => one_hot(tracer, name, n, k, span),
        ("identity_matrix", [n]) => identity(tracer, n, span),
        ("to_vector", [x]) => {
            let x = tracer.promoted(x);
            Ok(tracer.reshaped(&x, Shape::vector(x.shape.size())))
        }
        ("to_row_vector", [x]) => {
            let x = tracer.promoted(x);
            Ok(tracer.reshaped(&x, Shape::row_vector(x.shape.size())))
        }
        ("to_array_1d", [x]) => Ok(tracer.reshaped(x, Shape::array(x.shape.size()))),
        ("to_array_2d", [x]) => to_array_2d(tracer, x, span),
        ("to_matrix", [x, rest @ ..]) => to_matrix(tracer, x, rest, span),
        ("append_row", [x, y]) => append_rows(tracer, x, y, span),
        ("append_col", [x, y]) => append_columns(tracer, x, y, span),
        ("append_array", [x, y]) => {
            let mut shape = x.shape.clone();
            shape.dims[0] += y.shape.dims[0];
            tracer.join(&[x.clone(), y.clone()], shape, !x.is_int(), span)
        }
        ("head", [x, n]) => tracer
            .size(n, span)
            .and_then(|n| part(tracer, x, 0, n, span)),
        ("tail", [x, n]) => tracer.size(n, span).and_then(|n| {
            let length = x.shape.dims[0];
            let start = length
                .checked_sub(n)
                .ok_or_else(|| too_long(span, n, length))?;
            part(tracer, x, start, n, span)
        }),
        ("segment", [x, i, n]) => segment(tracer, x, i, n, span),
        ("reverse", [x]) => {
            let places: Vec<usize> = (0..x.shape.dims[0]).rev().collect();
            outer(tracer, x, &places, span)
        }
        ("row", [x, i]) => line(tracer, x, i, None, span, true),
        ("col", [x, j]) => line(tracer, x, j, None, span, false),
        ("sub_row", [x, i, j, n]) => sub(tracer, x, [i, j], n, true, span),
        ("sub_col", [x, i, j, n]) => sub(tracer, x, [i, j], n, false, span),
        ("block", [x, i, j, m, n]) => block(tracer, x, [i, j], [m, n], span),
        ("diagonal", [x]) => {
            let (rows, columns) = x.shape.rows_columns();
            let n = rows.min(columns);
            let places: Vec<u32> = (0..n).map(|k| (k + k * rows) as u32).collect();
            tracer.pick(x, Shape::vector(n), &places, span)
        }
        ("transpose", [x]) => tracer.transposed(x, span),
        ("sort_asc" | "sort_desc", [x]) => sorted(tracer, x, name == "sort_desc", span),
        ("sort_indices_asc" | "sort_indices_desc", [x]) => {
            order(tracer, x, name == "sort_indices_desc", span).map(|order| {
                let ints = order.iter().map(|&k| i64::from(k) + 1).collect();
                Value::ints(Shape::array(order.len()), 0, ints)
            })
        }
        _ => return None,
    })
}

fn too_long(span: Span, n: usize, length: usize) -> Stop {
    Stop::error(
        "KS0614",
        span,
        format!("asked for {n} elements of a container of {length}"),
    )
}

fn repeated(
    tracer: &mut Tracer<'_>,
    x: &Value,
    sizes: &[&Value],
    container: Container,
    span: Span,
) -> Lowered<Value> {
    let mut dims = Vec::new();
    for size in sizes {
        dims.push(tracer.size(size, span)?);
    }
    let x = tracer.promoted(x);
    tracer.repeat(&x, Shape { container, dims }, span)
}

/// `rep_matrix(vector, n)` repeats columns, `rep_matrix(row_vector, m)` rows.
fn repeated_lines(tracer: &mut Tracer<'_>, x: &Value, n: &Value, span: Span) -> Lowered<Value> {
    let n = tracer.size(n, span)?;
    let k = x.shape.size();
    if x.shape.container == Container::Vector {
        let places: Vec<u32> = (0..n).flat_map(|_| 0..k as u32).collect();
        tracer.pick(x, Shape::matrix(k, n), &places, span)
    } else {
        let places: Vec<u32> = (0..k as u32)
            .flat_map(|c| std::iter::repeat_n(c, n))
            .collect();
        tracer.pick(x, Shape::matrix(n, k), &places, span)
    }
}

fn repeated_array(
    tracer: &mut Tracer<'_>,
    x: &Value,
    sizes: &[Value],
    span: Span,
) -> Lowered<Value> {
    let mut dims = Vec::new();
    for size in sizes {
        dims.push(tracer.size(size, span)?);
    }
    let copies: usize = dims.iter().product();
    let places: Vec<u32> = (0..copies).flat_map(|_| 0..x.shape.size() as u32).collect();
    dims.extend(&x.shape.dims);
    let shape = Shape {
        container: x.shape.container,
        dims,
    };
    tracer.pick(x, shape, &places, span)
}

fn filled(
    tracer: &mut Tracer<'_>,
    n: &Value,
    value: f64,
    container: Container,
    span: Span,
) -> Lowered<Value> {
    let n = tracer.size(n, span)?;
    let array = tracer.constant(&vec![value; n]);
    let dims = vec![n];
    Ok(Value::reals(Shape { container, dims }, 0, array))
}

fn linspaced(
    tracer: &mut Tracer<'_>,
    name: &str,
    n: &Value,
    a: &Value,
    b: &Value,
    span: Span,
) -> Lowered<Value> {
    let n = tracer.size(n, span)?;
    let (Some(a), Some(b)) = (tracer.known_reals(a), tracer.known_reals(b)) else {
        return Err(Stop::unsupported(span, format!("`{name}` of parameters")));
    };
    let (a, b) = (a[0], b[0]);
    let step = if n > 1 { (b - a) / (n - 1) as f64 } else { 0.0 };
    // The last element is exactly b, as in Stan; a single element is b too.
    let values: Vec<f64> = (0..n)
        .map(|k| if k + 1 == n { b } else { a + step * k as f64 })
        .collect();
    let array = tracer.constant(&values);
    let shape = match name {
        "linspaced_vector" => Shape::vector(n),
        "linspaced_row_vector" => Shape::row_vector(n),
        _ => Shape::array(n),
    };
    Ok(Value::reals(shape, 0, array))
}

fn one_hot(
    tracer: &mut Tracer<'_>,
    name: &str,
    n: &Value,
    k: &Value,
    span: Span,
) -> Lowered<Value> {
    let (n, k) = (tracer.size(n, span)?, tracer.size(k, span)?);
    if k == 0 || k > n {
        return Err(too_long(span, k, n));
    }
    let mut values = vec![0.0; n];
    values[k - 1] = 1.0;
    let array = tracer.constant(&values);
    let shape = match name {
        "one_hot_vector" => Shape::vector(n),
        _ => Shape::row_vector(n),
    };
    Ok(Value::reals(shape, 0, array))
}

fn identity(tracer: &mut Tracer<'_>, n: &Value, span: Span) -> Lowered<Value> {
    let n = tracer.size(n, span)?;
    let mut values = vec![0.0; n * n];
    for k in 0..n {
        values[k + k * n] = 1.0;
    }
    let array = tracer.constant(&values);
    Ok(Value::reals(Shape::matrix(n, n), 0, array))
}

fn to_array_2d(tracer: &mut Tracer<'_>, x: &Value, span: Span) -> Lowered<Value> {
    let (rows, columns) = x.shape.rows_columns();
    let flipped = tracer.transposed(x, span)?;
    Ok(tracer.reshaped(
        &flipped,
        Shape {
            container: Container::Scalar,
            dims: vec![rows, columns],
        },
    ))
}

fn to_matrix(tracer: &mut Tracer<'_>, x: &Value, rest: &[Value], span: Span) -> Lowered<Value> {
    let x = &tracer.promoted(x);
    let size = x.shape.size();
    match rest {
        [] if x.shape.arrays() > 0 => {
            // An array of rows: row by row.
            let (rows, columns) = (x.shape.dims[0], size / x.shape.dims[0].max(1));
            let flipped = tracer.reshaped(x, Shape::matrix(columns, rows));
            tracer.transposed(&flipped, span)
        }
        [] => {
            let (rows, columns) = x.shape.rows_columns();
            Ok(tracer.reshaped(x, Shape::matrix(rows, columns)))
        }
        [m, n, order @ ..] => {
            let (m, n) = (tracer.size(m, span)?, tracer.size(n, span)?);
            if m * n != size {
                return Err(tracer.size_mismatch(&x.shape, &Shape::matrix(m, n), span));
            }
            let by_column = match order {
                [flag] => tracer.integer(flag, span)? != 0,
                _ => true,
            };
            // A two-dimensional array is walked row by row.
            if by_column {
                Ok(tracer.reshaped(x, Shape::matrix(m, n)))
            } else {
                let flipped = tracer.reshaped(x, Shape::matrix(n, m));
                tracer.transposed(&flipped, span)
            }
        }
        _ => Err(Stop::unsupported(span, "this form of `to_matrix`")),
    }
}

/// `x` above `y`.
fn append_rows(tracer: &mut Tracer<'_>, x: &Value, y: &Value, span: Span) -> Lowered<Value> {
    let column = |v: &Value| matches!(v.shape.container, Container::Vector) || v.shape.is_scalar();
    if column(x) && column(y) {
        let n = x.shape.size() + y.shape.size();
        return tracer.join(&[x.clone(), y.clone()], Shape::vector(n), true, span);
    }
    let (m, columns) = x.shape.rows_columns();
    let (n, others) = y.shape.rows_columns();
    if columns != others {
        return Err(tracer.size_mismatch(&x.shape, &y.shape, span));
    }
    let joined = tracer.join(
        &[x.clone(), y.clone()],
        Shape::vector((m + n) * columns),
        true,
        span,
    )?;
    let places: Vec<u32> = (0..columns)
        .flat_map(|c| {
            (0..m)
                .map(move |r| r + c * m)
                .chain((0..n).map(move |r| m * columns + r + c * n))
        })
        .map(|place| place as u32)
        .collect();
    tracer.pick(&joined, Shape::matrix(m + n, columns), &places, span)
}

/// `x` to the left of `y`.
fn append_columns(tracer: &mut Tracer<'_>, x: &Value, y: &Value, span: Span) -> Lowered<Value> {
    let row = |v: &Value| matches!(v.shape.container, Container::RowVector) || v.shape.is_scalar();
    let size = x.shape.size() + y.shape.size();
    if row(x) && row(y) {
        return tracer.join(&[x.clone(), y.clone()], Shape::row_vector(size), true, span);
    }
    let (rows, m) = x.shape.rows_columns();
    let (others, n) = y.shape.rows_columns();
    if rows != others {
        return Err(tracer.size_mismatch(&x.shape, &y.shape, span));
    }
    tracer.join(
        &[x.clone(), y.clone()],
        Shape::matrix(rows, m + n),
        true,
        span,
    )
}

/// Elements of the outermost dimension.
fn outer(tracer: &mut Tracer<'_>, x: &Value, indexes: &[usize], span: Span) -> Lowered<Value> {
    let mut shape = x.shape.clone();
    let inner = x.shape.size() / x.shape.dims[0].max(1);
    shape.dims[0] = indexes.len();
    let places: Vec<u32> = indexes
        .iter()
        .flat_map(|&k| k * inner..(k + 1) * inner)
        .map(|place| place as u32)
        .collect();
    tracer.pick(x, shape, &places, span)
}

fn part(tracer: &mut Tracer<'_>, x: &Value, start: usize, n: usize, span: Span) -> Lowered<Value> {
    let length = x.shape.dims[0];
    if start + n > length {
        return Err(too_long(span, n, length));
    }
    let indexes: Vec<usize> = (start..start + n).collect();
    outer(tracer, x, &indexes, span)
}

/// `segment(x, i, n)`, where the start may differ between iterations.
fn segment(tracer: &mut Tracer<'_>, x: &Value, i: &Value, n: &Value, span: Span) -> Lowered<Value> {
    let n = tracer.size(n, span)?;
    let length = x.shape.dims[0];
    let inner = x.shape.size() / length.max(1);
    let starts = tracer.integers(i, span)?.to_vec();
    let mut places = Vec::with_capacity(starts.len() * n * inner);
    for start in starts {
        if n > 0 && (start < 1 || start as usize - 1 + n > length) {
            return Err(too_long(span, n, length));
        }
        let first = (start.max(1) as usize - 1) * inner;
        places.extend((first..first + n * inner).map(|place| place as u32));
    }
    let mut shape = x.shape.clone();
    shape.dims[0] = n;
    tracer.select(x, shape, i.level, &places, span)
}

/// A zero-based position that must lie below `extent`.
fn position(tracer: &Tracer<'_>, i: &Value, extent: usize, span: Span) -> Lowered<usize> {
    let i = tracer.integer(i, span)?;
    if i < 1 || i > extent as i64 {
        let message = format!("index {i} is out of range: expected 1 to {extent}");
        return Err(Stop::error("KS0606", span, message));
    }
    Ok(i as usize - 1)
}

fn line(
    tracer: &mut Tracer<'_>,
    x: &Value,
    k: &Value,
    range: Option<(usize, usize)>,
    span: Span,
    is_row: bool,
) -> Lowered<Value> {
    let (rows, columns) = x.shape.rows_columns();
    let k = position(tracer, k, if is_row { rows } else { columns }, span)?;
    let extent = if is_row { columns } else { rows };
    let (start, n) = range.unwrap_or((0, extent));
    if start + n > extent {
        return Err(too_long(span, n, extent));
    }
    let places: Vec<u32> = (start..start + n)
        .map(|e| {
            if is_row {
                (k + e * rows) as u32
            } else {
                (e + k * rows) as u32
            }
        })
        .collect();
    let shape = if is_row {
        Shape::row_vector(n)
    } else {
        Shape::vector(n)
    };
    tracer.pick(x, shape, &places, span)
}

/// `sub_row(x, i, j, n)` and `sub_col(x, i, j, n)`: n elements from row i, column j on.
fn sub(
    tracer: &mut Tracer<'_>,
    x: &Value,
    [i, j]: [&Value; 2],
    n: &Value,
    is_row: bool,
    span: Span,
) -> Lowered<Value> {
    let (rows, columns) = x.shape.rows_columns();
    let n = tracer.size(n, span)?;
    let (line_index, start) = if is_row {
        (i, position(tracer, j, columns, span)?)
    } else {
        (j, position(tracer, i, rows, span)?)
    };
    line(tracer, x, line_index, Some((start, n)), span, is_row)
}

fn block(
    tracer: &mut Tracer<'_>,
    x: &Value,
    [i, j]: [&Value; 2],
    [m, n]: [&Value; 2],
    span: Span,
) -> Lowered<Value> {
    let (rows, columns) = x.shape.rows_columns();
    let (i, j) = (
        position(tracer, i, rows, span)?,
        position(tracer, j, columns, span)?,
    );
    let (m, n) = (tracer.size(m, span)?, tracer.size(n, span)?);
    if i + m > rows || j + n > columns {
        return Err(too_long(span, m * n, rows * columns));
    }
    let places: Vec<u32> = (j..j + n)
        .flat_map(|c| (i..i + m).map(move |r| (r + c * rows) as u32))
        .collect();
    tracer.pick(x, Shape::matrix(m, n), &places, span)
}

/// The order that sorts a container whose elements are known.
fn order(tracer: &Tracer<'_>, x: &Value, descending: bool, span: Span) -> Lowered<Vec<u32>> {
    if x.level > 0 {
        return Err(Stop::Entangled("sorting within a loop"));
    }
    let Some(values) = tracer.known_reals(x) else {
        return Err(tracer.unknown_control(span));
    };
    let mut order: Vec<u32> = (0..values.len() as u32).collect();
    order.sort_by(|&a, &b| {
        let ordering = values[a as usize].total_cmp(&values[b as usize]);
        if descending {
            ordering.reverse()
        } else {
            ordering
        }
    });
    Ok(order)
}

fn sorted(tracer: &mut Tracer<'_>, x: &Value, descending: bool, span: Span) -> Lowered<Value> {
    let order = order(tracer, x, descending, span)?;
    match &x.elements {
        Elements::Ints(ints) => {
            let sorted = order.iter().map(|&k| ints[k as usize]).collect();
            Ok(Value::ints(x.shape.clone(), 0, sorted))
        }
        Elements::Reals(_) => tracer.pick(x, x.shape.clone(), &order, span),
    }
}
