//! Expressions: operators, literals, conditionals and calls.

use super::builtins;
use super::levels::Kind;
use super::pieces::Piece;
use super::tracer::{Mode, Tracer};
use super::value::{Container, Elements, Lowered, Shape, Stop, Value};
use crate::diagnostic::Span;
use crate::hir::{BinaryOperator, Expression, ExpressionKind, UnaryOperator};
use crate::signatures;
use kullback_graph::{Binary, Kernel, MatrixProduct, Unary};

impl Tracer<'_> {
    /// The value of an expression in every iteration of the current level.
    pub(crate) fn evaluate(&mut self, expression: &Expression) -> Lowered<Value> {
        let span = expression.span;
        match &expression.kind {
            ExpressionKind::Int(value) => Ok(Value::int(*value)),
            ExpressionKind::Real(value) => Ok(self.real(*value)),
            ExpressionKind::Variable(variable) => {
                let value = self.read(*variable, span)?;
                self.active(value, span)
            }
            ExpressionKind::Unary { operator, operand } => {
                let x = self.evaluate(operand)?;
                self.at(span);
                self.prefix(*operator, &x, span)
            }
            ExpressionKind::Binary {
                operator,
                left,
                right,
            } => {
                if matches!(operator, BinaryOperator::And | BinaryOperator::Or) {
                    return self.logical(*operator, left, right);
                }
                let x = self.evaluate(left)?;
                let y = self.evaluate(right)?;
                self.at(span);
                self.infix(*operator, &x, &y, span)
            }
            ExpressionKind::Conditional {
                condition,
                then,
                otherwise,
            } => self.conditional(condition, then, otherwise, span),
            ExpressionKind::Indexed { base, indexes } => {
                self.at(span);
                let value = self.indexed(base, indexes, span)?;
                self.active(value, span)
            }
            ExpressionKind::Builtin {
                function,
                arguments,
            } => {
                let name = signatures::name(*function);
                let mut values = Vec::with_capacity(arguments.len());
                for argument in arguments {
                    values.push(self.evaluate(argument)?);
                }
                self.at(span);
                builtins::call(self, name, &values, span)
            }
            ExpressionKind::User {
                function,
                arguments,
            } => {
                let mut values = Vec::with_capacity(arguments.len());
                for argument in arguments {
                    values.push(self.evaluate(argument)?);
                }
                let value = self.call_user(*function, values, span)?;
                value.ok_or_else(|| Stop::unsupported(span, "a function without a value here"))
            }
            ExpressionKind::Array(elements) => {
                let values = self.evaluate_all(elements)?;
                let real = !expression.ty.is_integer();
                self.stack(&values, real, span)
            }
            ExpressionKind::Row(elements) => {
                let values = self.evaluate_all(elements)?;
                let stacked = self.stack(&values, true, span)?;
                if values.first().is_some_and(|v| v.shape.is_scalar()) || values.is_empty() {
                    Ok(self.reshaped(&stacked, Shape::row_vector(values.len())))
                } else {
                    // Rows end to end: the matrix is the transpose of columns end to end.
                    let columns = values[0].shape.size();
                    let flipped = self.reshaped(&stacked, Shape::matrix(columns, values.len()));
                    self.transposed(&flipped, span)
                }
            }
            ExpressionKind::Target => {
                if self.levels.current() > 0 {
                    return Err(Stop::Entangled("`target()` is read in the loop"));
                }
                let prior = self.target_part(false, span)?;
                let likelihood = self.target_part(true, span)?;
                let a = Value::reals(Shape::SCALAR, 0, super::value::Array::outer(prior));
                let b = Value::reals(Shape::SCALAR, 0, super::value::Array::outer(likelihood));
                self.binary(Binary::Add, &a, &b, span)
            }
        }
    }

    fn evaluate_all(&mut self, expressions: &[Expression]) -> Lowered<Vec<Value>> {
        expressions.iter().map(|e| self.evaluate(e)).collect()
    }

    /// Values of one shape as the elements of an array.
    pub(crate) fn stack(&mut self, values: &[Value], real: bool, span: Span) -> Lowered<Value> {
        let Some(first) = values.first() else {
            return Ok(Value::ints(Shape::array(0), 0, Vec::new()));
        };
        let shape = &first.shape;
        if let Some(other) = values.iter().find(|v| v.shape != *shape) {
            return Err(self.size_mismatch(shape, &other.shape, span));
        }
        let mut dims = vec![values.len()];
        dims.extend(&shape.dims);
        let shape = Shape {
            container: shape.container,
            dims,
        };
        self.join(values, shape, real, span)
    }

    /// The elements of values end to end, instance by instance.
    pub(crate) fn join(
        &mut self,
        values: &[Value],
        shape: Shape,
        real: bool,
        span: Span,
    ) -> Lowered<Value> {
        let reads_data = values.iter().any(|v| v.reads_data);
        if !real && values.iter().all(Value::is_int) {
            let level = values.iter().map(|v| v.level).max().unwrap_or(0);
            let mut ints = Vec::new();
            for i in 0..self.levels.count(level) {
                for value in values {
                    let size = value.shape.size();
                    let row = self.levels.ancestor(level, i, value.level) * size;
                    if let Some(all) = value.as_ints() {
                        ints.extend_from_slice(&all[row..row + size]);
                    }
                }
            }
            return Ok(Value::ints(shape, level, ints).reading(reads_data));
        }
        let references: Vec<&Value> = values.iter().collect();
        let (level, instances, arrays) = self.align(&references, span)?;
        let sizes: Vec<usize> = values.iter().map(|v| v.shape.size()).collect();
        let mut places = Vec::with_capacity(instances * shape.size());
        for i in 0..instances {
            for (k, (&size, array)) in sizes.iter().zip(&arrays).enumerate() {
                for e in 0..size {
                    let place = if array.len() == 1 { 0 } else { i * size + e };
                    places.push((k as u32, place as u32));
                }
            }
        }
        let array = self.emit(
            Kernel::Collect(kullback_graph::Collect {
                places: places.into(),
            }),
            &arrays,
            span,
        )?;
        Ok(Value::reals(shape, level, array).reading(reads_data))
    }

    fn prefix(&mut self, operator: UnaryOperator, x: &Value, span: Span) -> Lowered<Value> {
        match (operator, &x.elements) {
            (UnaryOperator::Plus, _) => Ok(x.clone()),
            (UnaryOperator::Minus, Elements::Ints(ints)) => Ok(Value {
                elements: Elements::Ints(ints.iter().map(|i| i.wrapping_neg()).collect()),
                ..x.clone()
            }),
            (UnaryOperator::Minus, Elements::Reals(_)) => self.unary(Unary::Negate, x, span),
            (UnaryOperator::Not, _) => {
                let truth = self.truth(x, span)?;
                let ints = truth.iter().map(|&t| i64::from(!t)).collect();
                Ok(Value::ints(x.shape.clone(), x.level, ints).reading(x.reads_data))
            }
            (UnaryOperator::Transpose, _) => self.transposed(x, span),
        }
    }

    /// Two operands and an operator other than `&&` and `||`.
    pub(crate) fn infix(
        &mut self,
        operator: BinaryOperator,
        x: &Value,
        y: &Value,
        span: Span,
    ) -> Lowered<Value> {
        use BinaryOperator as Op;
        if let (Elements::Ints(a), Elements::Ints(b)) = (&x.elements, &y.elements)
            && x.shape.is_scalar()
            && y.shape.is_scalar()
            && !matches!(operator, Op::Power | Op::ElementPower)
        {
            return self.integer_infix(operator, x, y, (a, b), span);
        }
        match operator {
            Op::Add => self.binary(Binary::Add, x, y, span),
            Op::Subtract => self.binary(Binary::Subtract, x, y, span),
            Op::ElementMultiply => self.binary(Binary::Multiply, x, y, span),
            Op::ElementDivide => self.binary(Binary::Divide, x, y, span),
            Op::Power | Op::ElementPower => {
                // Small whole powers have cheaper and exact forms.
                match self.known_reals(y).as_deref() {
                    Some([2.0]) if y.level == 0 => self.unary(Unary::Square, x, span),
                    Some([0.5]) if y.level == 0 => self.unary(Unary::Sqrt, x, span),
                    Some([-1.0]) if y.level == 0 => self.unary(Unary::Inverse, x, span),
                    _ => self.binary(Binary::Power, x, y, span),
                }
            }
            Op::Multiply => {
                if x.shape.is_scalar() || y.shape.is_scalar() {
                    self.binary(Binary::Multiply, x, y, span)
                } else {
                    self.matrix_product(x, y, span)
                }
            }
            Op::Divide => {
                if y.shape.is_scalar() {
                    self.binary(Binary::Divide, x, y, span)
                } else if y.shape.container == Container::Matrix {
                    builtins::call(self, "mdivide_right", &[x.clone(), y.clone()], span)
                } else {
                    self.binary(Binary::Divide, x, y, span)
                }
            }
            Op::LeftDivide => builtins::call(self, "mdivide_left", &[x.clone(), y.clone()], span),
            Op::Equal
            | Op::NotEqual
            | Op::Less
            | Op::LessEqual
            | Op::Greater
            | Op::GreaterEqual => self.compare(operator, x, y, span),
            Op::IntegerDivide | Op::Modulo | Op::And | Op::Or => {
                Err(Stop::unsupported(span, "this operator on these operands"))
            }
        }
    }

    fn integer_infix(
        &mut self,
        operator: BinaryOperator,
        x: &Value,
        y: &Value,
        (a, b): (&[i64], &[i64]),
        span: Span,
    ) -> Lowered<Value> {
        use BinaryOperator as Op;
        let level = x.level.max(y.level);
        let left = self.levels.ancestors(level, x.level);
        let right = self.levels.ancestors(level, y.level);
        let mut ints = Vec::with_capacity(left.len());
        for (&l, &r) in left.iter().zip(&right) {
            let (p, q) = (a[l as usize], b[r as usize]);
            let overflow =
                || Stop::error("KS0607", span, format!("integer overflow in {p} and {q}"));
            let by_zero = || Stop::error("KS0608", span, "integer division by zero");
            ints.push(match operator {
                Op::Add => p.checked_add(q).ok_or_else(overflow)?,
                Op::Subtract => p.checked_sub(q).ok_or_else(overflow)?,
                Op::Multiply | Op::ElementMultiply => p.checked_mul(q).ok_or_else(overflow)?,
                Op::Divide | Op::IntegerDivide | Op::ElementDivide => {
                    p.checked_div(q).ok_or_else(by_zero)?
                }
                Op::Modulo => p.checked_rem(q).ok_or_else(by_zero)?,
                Op::Equal => i64::from(p == q),
                Op::NotEqual => i64::from(p != q),
                Op::Less => i64::from(p < q),
                Op::LessEqual => i64::from(p <= q),
                Op::Greater => i64::from(p > q),
                Op::GreaterEqual => i64::from(p >= q),
                Op::LeftDivide => q.checked_div(p).ok_or_else(by_zero)?,
                Op::Power | Op::ElementPower | Op::And | Op::Or => {
                    return Err(Stop::unsupported(span, "this operator on integers"));
                }
            });
        }
        Ok(Value::ints(Shape::SCALAR, level, ints).reading(x.reads_data || y.reads_data))
    }

    fn compare(
        &mut self,
        operator: BinaryOperator,
        x: &Value,
        y: &Value,
        span: Span,
    ) -> Lowered<Value> {
        let (a, b) = match (self.known_reals(x), self.known_reals(y)) {
            (Some(a), Some(b)) => (a, b),
            _ => return Err(self.unknown_control(span)),
        };
        let level = x.level.max(y.level);
        let left = self.levels.ancestors(level, x.level);
        let right = self.levels.ancestors(level, y.level);
        let mut ints = Vec::with_capacity(left.len());
        for (&l, &r) in left.iter().zip(&right) {
            let (p, q) = (a[l as usize], b[r as usize]);
            ints.push(i64::from(match operator {
                BinaryOperator::Equal => p == q,
                BinaryOperator::NotEqual => p != q,
                BinaryOperator::Less => p < q,
                BinaryOperator::LessEqual => p <= q,
                BinaryOperator::Greater => p > q,
                _ => p >= q,
            }));
        }
        Ok(Value::ints(Shape::SCALAR, level, ints).reading(x.reads_data || y.reads_data))
    }

    /// Control flow on a value that is not known while lowering.
    pub(crate) fn unknown_control(&self, span: Span) -> Stop {
        match self.mode {
            Mode::Graph => Stop::ParameterBranch(span),
            Mode::Sequential => {
                Stop::unsupported(span, "control flow on a value that is not known")
            }
        }
    }

    /// The truth of a scalar in each iteration of its level.
    pub(crate) fn truth(&mut self, x: &Value, span: Span) -> Lowered<Vec<bool>> {
        match self.known_reals(x) {
            Some(reals) => Ok(reals.iter().map(|&r| r != 0.0).collect()),
            None => Err(self.unknown_control(span)),
        }
    }

    fn logical(
        &mut self,
        operator: BinaryOperator,
        left: &Expression,
        right: &Expression,
    ) -> Lowered<Value> {
        let x = self.evaluate(left)?;
        let current = self.levels.current();
        let truth = self.truth(&x, left.span)?;
        let here: Vec<bool> = self
            .levels
            .ancestors(current, x.level)
            .iter()
            .map(|&i| truth[i as usize])
            .collect();
        // `&&` needs the right side where the left is true, `||` where it is false.
        let wanted = operator == BinaryOperator::And;
        let open: Vec<u32> = (0..here.len() as u32)
            .filter(|&i| here[i as usize] == wanted)
            .collect();
        let mut result: Vec<i64> = here.iter().map(|&t| i64::from(t)).collect();
        let mut reads_data = x.reads_data;
        if !open.is_empty() {
            self.push_level(Kind::Subset, open.clone())?;
            let subset = self.levels.current();
            let outcome = self.evaluate(right).and_then(|y| {
                let truth = self.truth(&y, right.span)?;
                Ok((y.level, y.reads_data, truth))
            });
            let outcome = outcome.map(|(level, reads, truth)| {
                let map = self.levels.ancestors(subset, level.min(subset));
                (map, reads, truth)
            });
            self.levels.truncate(current);
            let (map, reads, truth) = outcome?;
            reads_data |= reads;
            for (place, &i) in map.iter().zip(&open) {
                result[i as usize] = i64::from(truth[*place as usize]);
            }
        }
        Ok(Value::ints(Shape::SCALAR, current, result).reading(reads_data))
    }

    fn conditional(
        &mut self,
        condition: &Expression,
        then: &Expression,
        otherwise: &Expression,
        span: Span,
    ) -> Lowered<Value> {
        let x = self.evaluate(condition)?;
        let truth = self.truth(&x, condition.span)?;
        if truth.iter().all(|&t| t) {
            return self.evaluate(then);
        }
        if truth.iter().all(|&t| !t) {
            return self.evaluate(otherwise);
        }
        let current = self.levels.current();
        let here: Vec<bool> = self
            .levels
            .ancestors(current, x.level)
            .iter()
            .map(|&i| truth[i as usize])
            .collect();
        let mut pieces: Vec<Vec<Piece>> = vec![Vec::new(); here.len()];
        let mut shape = Shape::SCALAR;
        let mut integer = true;
        let mut reads_data = x.reads_data;
        for (wanted, branch) in [(true, then), (false, otherwise)] {
            let subset: Vec<u32> = (0..here.len() as u32)
                .filter(|&i| here[i as usize] == wanted)
                .collect();
            let level = self.push_level(Kind::Subset, subset.clone())?;
            let value = self.evaluate(branch);
            let value = match value {
                Ok(value) => value,
                Err(stop) => {
                    self.levels.truncate(current);
                    return Err(stop);
                }
            };
            reads_data |= value.reads_data;
            integer &= value.is_int();
            let array = if value.is_int() {
                None
            } else {
                Some(self.reals(&value))
            };
            shape = value.shape.clone();
            for (row, &i) in subset.iter().enumerate() {
                pieces[i as usize] = (0..shape.size())
                    .map(|e| self.piece_of(&value, array, level, row, e))
                    .collect();
            }
            self.levels.truncate(current);
        }
        if integer {
            let ints = pieces
                .iter()
                .flatten()
                .map(|p| match p {
                    Piece::Int(i) => *i,
                    _ => 0,
                })
                .collect();
            return Ok(Value::ints(shape, current, ints).reading(reads_data));
        }
        if pieces.iter().any(|row| row.len() != shape.size()) {
            return Err(Stop::Entangled("the branches differ in shape"));
        }
        let flat: Vec<Piece> = pieces.into_iter().flatten().collect();
        let array = self.collect(&flat, span)?;
        Ok(Value::reals(shape, current, array).reading(reads_data))
    }

    /// The matrix product of two containers.
    pub(crate) fn matrix_product(&mut self, x: &Value, y: &Value, span: Span) -> Lowered<Value> {
        let (rows, inner) = x.shape.rows_columns();
        let (other, columns) = y.shape.rows_columns();
        if inner != other {
            return Err(self.size_mismatch(&x.shape, &y.shape, span));
        }
        let shape = match (x.shape.container, y.shape.container) {
            (Container::RowVector, Container::Vector) => Shape::SCALAR,
            (Container::RowVector, Container::Matrix) => Shape::row_vector(columns),
            (Container::Matrix, Container::Vector) => Shape::vector(rows),
            _ => Shape::matrix(rows, columns),
        };
        let (level, copies, arrays) = self.align(&[x, y], span)?;
        let kernel = Kernel::MatrixProduct(MatrixProduct {
            rows,
            inner,
            columns,
            copies,
        });
        let array = self.emit(kernel, &arrays, span)?;
        Ok(Value::reals(shape, level, array).reading(x.reads_data || y.reads_data))
    }
}
