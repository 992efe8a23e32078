//! What vectors and matrices may be. Each rule names the law, the parameter, the place and itself.

use kullback_math::linalg::{Cholesky, Matrix};

use super::InvalidArray;

/// How far a sum of probabilities may be from 1, and mirrored entries from each other relative to
/// their variances; Stan's tolerance.
const TOLERANCE: f64 = 1e-8;

/// A vector of at least `least` values, each of which the rule holds for.
pub(super) fn entries(
    law: &'static str,
    parameter: &'static str,
    values: &[f64],
    least: usize,
    holds: impl Fn(f64) -> bool,
    expected: &'static str,
) -> Result<(), InvalidArray> {
    if values.len() < least {
        return Err(InvalidArray::TooFew {
            law,
            parameter,
            least,
        });
    }
    match values.iter().position(|&x| !holds(x)) {
        Some(at) => Err(InvalidArray::Entry {
            law,
            parameter,
            place: at + 1,
            value: values[at],
            expected,
        }),
        None => Ok(()),
    }
}

/// Locations.
pub(super) fn finite(
    law: &'static str,
    parameter: &'static str,
    values: &[f64],
) -> Result<(), InvalidArray> {
    entries(law, parameter, values, 1, f64::is_finite, "finite")
}

/// Scales and concentrations.
pub(super) fn positive(
    law: &'static str,
    parameter: &'static str,
    values: &[f64],
    least: usize,
) -> Result<(), InvalidArray> {
    let holds = |x: f64| x > 0.0 && x.is_finite();
    entries(law, parameter, values, least, holds, "positive and finite")
}

/// Probabilities that sum to 1 to 1e-8; nothing is normalised.
pub(crate) fn simplex(
    law: &'static str,
    parameter: &'static str,
    what: &'static str,
    theta: &[f64],
) -> Result<(), InvalidArray> {
    let holds = |x: f64| (0.0..=1.0).contains(&x);
    entries(law, parameter, theta, 1, holds, "between 0 and 1")?;
    unit(law, what, theta.iter().sum())
}

/// A sum or a length that must be 1.
pub(super) fn unit(law: &'static str, what: &'static str, value: f64) -> Result<(), InvalidArray> {
    if (value - 1.0).abs() <= TOLERANCE {
        Ok(())
    } else {
        Err(InvalidArray::NotNormalised { law, what, value })
    }
}

/// A matrix of this shape with finite entries. `like` says where the shape comes from.
pub(crate) fn shaped(
    law: &'static str,
    parameter: &'static str,
    values: &Matrix,
    (rows, columns): (usize, usize),
    like: &str,
) -> Result<(), InvalidArray> {
    if (values.rows(), values.columns()) != (rows, columns) {
        return Err(InvalidArray::Shape {
            law,
            parameter,
            rows: values.rows(),
            columns: values.columns(),
            expected: format!("{rows} × {columns}{like}"),
        });
    }
    finite_elements(law, parameter, values)
}

/// No NaN and no infinity.
pub(super) fn finite_elements(
    law: &'static str,
    parameter: &'static str,
    values: &Matrix,
) -> Result<(), InvalidArray> {
    match values.values().iter().position(|x| !x.is_finite()) {
        Some(at) => Err(InvalidArray::Element {
            law,
            parameter,
            row: at % values.rows() + 1,
            column: at / values.rows() + 1,
            value: values.values()[at],
            expected: "finite",
        }),
        None => Ok(()),
    }
}

/// A square matrix of at least one row.
pub(super) fn square(
    law: &'static str,
    parameter: &'static str,
    values: &Matrix,
) -> Result<(), InvalidArray> {
    if values.rows() == 0 {
        return Err(InvalidArray::TooFew {
            law,
            parameter,
            least: 1,
        });
    }
    let n = values.rows();
    shaped(law, parameter, values, (n, n), ", square")
}

/// A symmetric positive definite matrix: itself, made symmetric to the last bit, and its factor.
pub(super) fn positive_definite(
    law: &'static str,
    parameter: &'static str,
    mut values: Matrix,
) -> Result<(Matrix, Cholesky), InvalidArray> {
    square(law, parameter, &values)?;
    let mut exact = true;
    for column in 0..values.columns() {
        for row in column + 1..values.rows() {
            let (value, mirrored) = (values[(row, column)], values[(column, row)]);
            if value == mirrored {
                continue;
            }
            exact = false;
            let size = (values[(row, row)] * values[(column, column)]).abs().sqrt();
            if (value - mirrored).abs() > TOLERANCE * size {
                return Err(InvalidArray::Asymmetric {
                    law,
                    parameter,
                    row: row + 1,
                    column: column + 1,
                    value,
                    mirrored,
                });
            }
        }
    }
    if !exact {
        values.symmetrise();
    }
    match Cholesky::new(&values) {
        Ok(factor) => Ok((values, factor)),
        Err(failure) => Err(InvalidArray::NotPositiveDefinite {
            law,
            parameter,
            pivot: failure.pivot + 1,
        }),
    }
}

/// A lower triangular matrix with a positive diagonal.
pub(super) fn lower_triangular(
    law: &'static str,
    parameter: &'static str,
    values: Matrix,
) -> Result<Cholesky, InvalidArray> {
    square(law, parameter, &values)?;
    for column in 0..values.columns() {
        for row in 0..=column {
            let value = values[(row, column)];
            let expected = if row < column {
                "0 above the diagonal"
            } else {
                "positive on the diagonal"
            };
            if (row < column && value != 0.0) || (row == column && value <= 0.0) {
                return Err(InvalidArray::Element {
                    law,
                    parameter,
                    row: row + 1,
                    column: column + 1,
                    value,
                    expected,
                });
            }
        }
    }
    Ok(Cholesky::from_lower(values))
}
