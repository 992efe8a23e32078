//! Constraints: from unconstrained coordinates to declared parameters, with the log Jacobian.
//!
//! The transforms are those of the Stan reference manual (version 2.37 and later: the simplex is the
//! softmax of an isometric log-ratio).

use super::matrix_constraints::Order;
use super::tracer::Tracer;
use super::value::{Array, Lowered, Shape, Stop, Value};
use crate::diagnostic::Span;
use crate::hir::{Constraint, Declaration, Expression};
use kullback_graph::{Binary, CumulativeSum, Kernel, MatrixProduct, ReductionKind, Softmax, Unary};

/// Number of unconstrained coordinates of one container of `dims` sizes.
fn free_in_container(constraint: &Constraint, shape: &Shape, span: Span) -> Lowered<usize> {
    let inner = shape.inner();
    let size: usize = inner.iter().product();
    let simplex = |what: &str| match size {
        0 => Err(Stop::error(
            "KS0616",
            span,
            format!("a {what} needs at least one element"),
        )),
        n => Ok(n - 1),
    };
    match constraint {
        Constraint::None
        | Constraint::Bounds { .. }
        | Constraint::Affine { .. }
        | Constraint::Ordered
        | Constraint::PositiveOrdered
        | Constraint::UnitVector => Ok(size),
        Constraint::Simplex => simplex("simplex"),
        Constraint::SumToZero => simplex("sum_to_zero_vector"),
        Constraint::CholeskyFactorCorr | Constraint::CorrMatrix => {
            Ok(inner[0] * inner[0].saturating_sub(1) / 2)
        }
        Constraint::CovMatrix => Ok(inner[0] * (inner[0] + 1) / 2),
        Constraint::CholeskyFactorCov => {
            let (rows, columns) = (inner[0], inner[1]);
            if columns > rows {
                return Err(Stop::error(
                    "KS0616",
                    span,
                    format!(
                        "a cholesky_factor_cov needs at least as many rows as columns, but it has \
                         {rows} and {columns}"
                    ),
                ));
            }
            Ok(columns * (columns + 1) / 2 + (rows - columns) * columns)
        }
    }
}

/// Number of containers in a shape: the product of its array dimensions.
fn containers(shape: &Shape) -> usize {
    shape.dims[..shape.arrays()].iter().product()
}

/// Number of unconstrained coordinates of a parameter.
pub(crate) fn free_count(declaration: &Declaration, shape: &Shape) -> Lowered<usize> {
    let each = free_in_container(&declaration.constraint, shape, declaration.span)?;
    Ok(containers(shape) * each)
}

impl Tracer<'_> {
    /// The value of a parameter from its unconstrained coordinates. Its log Jacobian is added to the
    /// prior part of the target.
    pub(crate) fn constrain(
        &mut self,
        declaration: &Declaration,
        shape: Shape,
        free: Array,
    ) -> Lowered<Value> {
        let span = declaration.span;
        self.at(span);
        let copies = containers(&shape);
        let y = Value::reals(shape.clone(), 0, free);
        if shape.size() == 0 {
            return Ok(y);
        }
        match &declaration.constraint {
            Constraint::None => Ok(y),
            Constraint::Bounds { lower, upper } => {
                let lower = self.bound(lower.as_ref(), f64::NEG_INFINITY)?;
                let upper = self.bound(upper.as_ref(), f64::INFINITY)?;
                self.bounded(&y, lower, upper, span)
            }
            Constraint::Affine { offset, multiplier } => {
                let mut x = y;
                if let Some(multiplier) = multiplier {
                    let multiplier = self.evaluate(multiplier)?;
                    let multiplier = self.shaped(&multiplier, &shape, span)?;
                    let log = self.unary(Unary::Log, &multiplier, span)?;
                    self.add_to_target(&log, false, span)?;
                    x = self.binary(Binary::Multiply, &x, &multiplier, span)?;
                }
                if let Some(offset) = offset {
                    let offset = self.evaluate(offset)?;
                    let offset = self.shaped(&offset, &shape, span)?;
                    x = self.binary(Binary::Add, &x, &offset, span)?;
                }
                Ok(x)
            }
            Constraint::Ordered => {
                let size = shape.size() / copies;
                // The first of each vector as it is, the others through exp; then the running sum.
                let later: Vec<u32> = (0..shape.size() as u32)
                    .filter(|e| !(*e as usize).is_multiple_of(size))
                    .collect();
                let steps = self.gather(free, later.clone(), span)?;
                let steps = Value::reals(Shape::array(later.len()), 0, steps);
                self.add_to_target(&steps, false, span)?;
                let grown = self.unary(Unary::Exp, &steps, span)?;
                let mut next = 0;
                let places: Vec<(u32, u32)> = (0..shape.size() as u32)
                    .map(|e| {
                        if (e as usize).is_multiple_of(size) {
                            (0, e)
                        } else {
                            next += 1;
                            (1, next - 1)
                        }
                    })
                    .collect();
                let grown = self.reals(&grown);
                let kernel = Kernel::Collect(kullback_graph::Collect {
                    places: places.into(),
                });
                let parts = self.emit(kernel, &[free, grown], span)?;
                self.running_sum(parts, copies, shape, span)
            }
            Constraint::PositiveOrdered => {
                self.add_to_target(&y, false, span)?;
                let grown = self.unary(Unary::Exp, &y, span)?;
                let grown = self.reals(&grown);
                self.running_sum(grown, copies, shape, span)
            }
            Constraint::Simplex => self.simplex(free, copies, shape, span),
            Constraint::SumToZero => self.sum_to_zero(free, copies, shape, span),
            Constraint::UnitVector => self.unit_vectors(&y, copies, span),
            Constraint::CholeskyFactorCorr => {
                self.correlation_factor(free, copies, shape, Order::Rows, span)
            }
            Constraint::CorrMatrix => {
                let factor = self.correlation_factor(free, copies, shape, Order::Columns, span)?;
                self.squared_factor(&factor, copies, span)
            }
            Constraint::CholeskyFactorCov => {
                self.covariance_factor(free, copies, shape, |_| 1.0, span)
            }
            Constraint::CovMatrix => {
                // |dΣ/dL| = 2ᴷ Π L_kk^(K − k + 1), k from 1, and exp adds one more power.
                let k = shape.rows_columns().0;
                let constant = self.real((copies * k) as f64 * std::f64::consts::LN_2);
                self.add_to_target(&constant, false, span)?;
                let powers = |i: usize| (k - i + 1) as f64;
                let factor = self.covariance_factor(free, copies, shape, powers, span)?;
                self.squared_factor(&factor, copies, span)
            }
        }
    }

    fn bound(&mut self, bound: Option<&Expression>, infinite: f64) -> Lowered<Option<Value>> {
        let Some(expression) = bound else {
            return Ok(None);
        };
        let value = self.evaluate(expression)?;
        // An infinite bound is no bound.
        let known = self.known_reals(&value);
        if known.is_some_and(|b| !b.is_empty() && b.iter().all(|&x| x == infinite)) {
            return Ok(None);
        }
        Ok(Some(value))
    }

    /// A setting of a constraint, repeated to the shape of the parameter.
    fn shaped(&mut self, value: &Value, shape: &Shape, span: Span) -> Lowered<Value> {
        if value.shape.is_scalar() {
            let value = self.promoted(value);
            return self.repeat(&value, shape.clone(), span);
        }
        if value.shape.size() == shape.size() {
            let value = self.promoted(value);
            return Ok(self.reshaped(&value, shape.clone()));
        }
        // One container of settings for every element of an array of containers.
        let copies = containers(shape);
        if value.shape.size() * copies == shape.size() {
            let places: Vec<u32> = (0..copies)
                .flat_map(|_| 0..value.shape.size() as u32)
                .collect();
            let value = self.promoted(value);
            return self.pick(&value, shape.clone(), &places, span);
        }
        Err(self.size_mismatch(shape, &value.shape, span))
    }

    fn bounded(
        &mut self,
        y: &Value,
        lower: Option<Value>,
        upper: Option<Value>,
        span: Span,
    ) -> Lowered<Value> {
        match (lower, upper) {
            (None, None) => Ok(y.clone()),
            (Some(lower), None) => {
                self.add_to_target(y, false, span)?;
                let grown = self.unary(Unary::Exp, y, span)?;
                if self
                    .known_reals(&lower)
                    .is_some_and(|b| b.iter().all(|&x| x == 0.0))
                {
                    return Ok(grown);
                }
                let lower = self.shaped(&lower, &y.shape, span)?;
                self.binary(Binary::Add, &grown, &lower, span)
            }
            (None, Some(upper)) => {
                self.add_to_target(y, false, span)?;
                let grown = self.unary(Unary::Exp, y, span)?;
                let upper = self.shaped(&upper, &y.shape, span)?;
                self.binary(Binary::Subtract, &upper, &grown, span)
            }
            (Some(lower), Some(upper)) => {
                let lower = self.shaped(&lower, &y.shape, span)?;
                let upper = self.shaped(&upper, &y.shape, span)?;
                let width = self.binary(Binary::Subtract, &upper, &lower, span)?;
                if let Some(known) = self.known_reals(&width)
                    && known.iter().any(|&w| !(w > 0.0 && w.is_finite()))
                {
                    return Err(Stop::error(
                        "KS0617",
                        span,
                        "the lower bound must lie below the upper bound, and both must be finite",
                    ));
                }
                let log = self.unary(Unary::Log, &width, span)?;
                self.add_to_target(&log, false, span)?;
                let up = self.unary(Unary::LogInverseLogit, y, span)?;
                self.add_to_target(&up, false, span)?;
                let down = self.unary(Unary::Log1mInverseLogit, y, span)?;
                self.add_to_target(&down, false, span)?;
                let share = self.unary(Unary::InverseLogit, y, span)?;
                let part = self.binary(Binary::Multiply, &width, &share, span)?;
                self.binary(Binary::Add, &lower, &part, span)
            }
        }
    }

    fn running_sum(
        &mut self,
        parts: Array,
        copies: usize,
        shape: Shape,
        span: Span,
    ) -> Lowered<Value> {
        let kernel = Kernel::CumulativeSum(CumulativeSum { segments: copies });
        let array = self.emit(kernel, &[parts], span)?;
        Ok(Value::reals(shape, 0, array))
    }

    /// K values that sum to zero, from K − 1 coordinates, by an orthonormal basis.
    fn sum_to_zero(
        &mut self,
        free: Array,
        copies: usize,
        shape: Shape,
        span: Span,
    ) -> Lowered<Value> {
        let k = shape.size() / copies;
        let basis = self.constant(&isometric_basis(k));
        let kernel = Kernel::MatrixProduct(MatrixProduct {
            rows: k,
            inner: k - 1,
            columns: 1,
            copies,
        });
        if k == 1 {
            let zero = self.constant(&vec![0.0; copies]);
            return Ok(Value::reals(shape, 0, zero));
        }
        let array = self.emit(kernel, &[basis, free], span)?;
        Ok(Value::reals(shape, 0, array))
    }

    /// softmax(z) of z summing to zero; the log Jacobian is −K ln Σ eᶻ + ½ ln K.
    fn simplex(&mut self, free: Array, copies: usize, shape: Shape, span: Span) -> Lowered<Value> {
        let k = shape.size() / copies;
        let z = self.sum_to_zero(free, copies, shape.clone(), span)?;
        let array = self.reals(&z);
        let kernel = Kernel::Reduction(kullback_graph::Reduction {
            kind: ReductionKind::LogSumExp,
            segments: copies,
        });
        let totals = self.emit(kernel, &[array], span)?;
        let totals = Value::reals(Shape::array(copies), 0, totals);
        let times = self.real(-(k as f64));
        let jacobian = self.binary(Binary::Multiply, &totals, &times, span)?;
        self.add_to_target(&jacobian, false, span)?;
        let constant = self.real(0.5 * copies as f64 * (k as f64).ln());
        self.add_to_target(&constant, false, span)?;
        let kernel = Kernel::Softmax(Softmax {
            log: false,
            segments: copies,
        });
        let x = self.emit(kernel, &[array], span)?;
        Ok(Value::reals(shape, 0, x))
    }

    /// y / |y|; the log Jacobian is −½ |y|².
    fn unit_vectors(&mut self, y: &Value, copies: usize, span: Span) -> Lowered<Value> {
        let k = y.shape.size() / copies;
        let squares = self.unary(Unary::Square, y, span)?;
        let squares = self.reals(&squares);
        let kernel = Kernel::Reduction(kullback_graph::Reduction {
            kind: ReductionKind::Sum,
            segments: copies,
        });
        let sums = self.emit(kernel, &[squares], span)?;
        let sums = Value::reals(Shape::array(copies), 0, sums);
        let half = self.real(-0.5);
        let jacobian = self.binary(Binary::Multiply, &sums, &half, span)?;
        self.add_to_target(&jacobian, false, span)?;
        let norms = self.unary(Unary::Sqrt, &sums, span)?;
        let places: Vec<u32> = (0..copies as u32)
            .flat_map(|c| std::iter::repeat_n(c, k))
            .collect();
        let norms = self.pick(&norms, y.shape.clone(), &places, span)?;
        self.binary(Binary::Divide, y, &norms, span)
    }
}

/// The K × (K − 1) basis of the vectors that sum to zero, column by column: column i (from 1) has
/// i entries 1/√(i(i + 1)), then −i/√(i(i + 1)), then zeros.
fn isometric_basis(k: usize) -> Vec<f64> {
    let mut basis = vec![0.0; k * (k - 1)];
    for i in 1..k {
        let scale = 1.0 / ((i * (i + 1)) as f64).sqrt();
        let column = &mut basis[(i - 1) * k..i * k];
        column[..i].fill(scale);
        column[i] = -(i as f64) * scale;
    }
    basis
}
