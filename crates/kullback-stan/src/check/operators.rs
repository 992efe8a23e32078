//! The types of operators.

use super::Checker;
use super::promotion::promote;
use crate::ast;
use crate::diagnostic::{Diagnostic, Span};
use crate::hir::{BinaryOperator, Expression, ExpressionKind, UnaryOperator};
use crate::signatures;
use crate::types::Type;

/// The functions of the library whose signatures an operator has; the first that fits counts.
fn functions(operator: BinaryOperator) -> &'static [&'static str] {
    match operator {
        BinaryOperator::Add => &["add"],
        BinaryOperator::Subtract => &["subtract"],
        BinaryOperator::Multiply => &["multiply"],
        BinaryOperator::Divide => &["mdivide_right", "divide"],
        BinaryOperator::LeftDivide => &["mdivide_left"],
        BinaryOperator::Modulo | BinaryOperator::IntegerDivide => &["modulus"],
        BinaryOperator::ElementMultiply => &["elt_multiply"],
        BinaryOperator::ElementDivide => &["elt_divide"],
        BinaryOperator::Power | BinaryOperator::ElementPower => &["pow"],
        BinaryOperator::Or => &["logical_or"],
        BinaryOperator::And => &["logical_and"],
        BinaryOperator::Equal => &["logical_eq"],
        BinaryOperator::NotEqual => &["logical_neq"],
        BinaryOperator::Less => &["logical_lt"],
        BinaryOperator::LessEqual => &["logical_lte"],
        BinaryOperator::Greater => &["logical_gt"],
        BinaryOperator::GreaterEqual => &["logical_gte"],
    }
}

/// How the operator is written.
pub(super) fn symbol(operator: BinaryOperator) -> &'static str {
    match operator {
        BinaryOperator::Add => "+",
        BinaryOperator::Subtract => "-",
        BinaryOperator::Multiply => "*",
        BinaryOperator::Divide => "/",
        BinaryOperator::LeftDivide => "\\",
        BinaryOperator::Modulo => "%",
        BinaryOperator::IntegerDivide => "%/%",
        BinaryOperator::ElementMultiply => ".*",
        BinaryOperator::ElementDivide => "./",
        BinaryOperator::Power => "^",
        BinaryOperator::ElementPower => ".^",
        BinaryOperator::Or => "||",
        BinaryOperator::And => "&&",
        BinaryOperator::Equal => "==",
        BinaryOperator::NotEqual => "!=",
        BinaryOperator::Less => "<",
        BinaryOperator::LessEqual => "<=",
        BinaryOperator::Greater => ">",
        BinaryOperator::GreaterEqual => ">=",
    }
}

/// The type of `left operator right`, if there is one.
fn result(operator: BinaryOperator, left: &Type, right: &Type) -> Option<Type> {
    functions(operator).iter().find_map(|name| {
        let id = signatures::find(name)?;
        Some(signatures::resolve(id, &[left, right])?.result)
    })
}

/// The type of `place operator= value`: that of the place, or nothing when the two do not fit.
pub(super) fn compound(operator: BinaryOperator, place: &Type, value: &Type) -> Option<Type> {
    let elementwise = matches!(
        operator,
        BinaryOperator::ElementMultiply | BinaryOperator::ElementDivide
    );
    let scalar = matches!(place, Type::Int | Type::Real);
    if elementwise && scalar {
        return None;
    }
    let result = match operator {
        BinaryOperator::Divide => {
            let id = signatures::find("divide")?;
            signatures::resolve(id, &[place, value])?.result
        }
        _ => result(operator, place, value)?,
    };
    let unknown = *place == Type::Unknown || result == Type::Unknown;
    (unknown || result == *place).then_some(result)
}

impl<'s> Checker<'_, 's> {
    /// A chain of infix operators, from the left; the chain is walked without recursion.
    pub(super) fn binary_chain(&mut self, expression: &ast::Expression<'s>) -> Expression {
        let mut steps = Vec::new();
        let mut leftmost = expression;
        while let ast::ExpressionKind::Binary {
            operator,
            left,
            right,
        } = &leftmost.kind
        {
            steps.push((*operator, right.as_ref(), leftmost.span));
            leftmost = left;
        }
        let mut left = self.expression(leftmost);
        for (operator, right, span) in steps.into_iter().rev() {
            let right = self.expression(right);
            left = self.binary(operator, left, right, span);
        }
        left
    }

    fn binary(
        &mut self,
        operator: BinaryOperator,
        left: Expression,
        right: Expression,
        span: Span,
    ) -> Expression {
        let ty = match result(operator, &left.ty, &right.ty) {
            Some(ty) => ty,
            None => {
                self.report_operands(operator, &left, &right, span);
                Type::Unknown
            }
        };
        self.warn_about(operator, &left, &right, span);
        Expression {
            kind: ExpressionKind::Binary {
                operator,
                left: Box::new(left),
                right: Box::new(right),
            },
            ty,
            span,
        }
    }

    fn report_operands(
        &mut self,
        operator: BinaryOperator,
        left: &Expression,
        right: &Expression,
        span: Span,
    ) {
        let (a, b) = (&left.ty, &right.ty);
        if *a == Type::Void || *b == Type::Void {
            return;
        }
        let symbol = symbol(operator);
        let mut diagnostic = Diagnostic::error(
            "KS0402",
            span,
            format!("the operator `{symbol}` does not take `{a}` and `{b}`"),
        )
        .label(format!("`{a}` {symbol} `{b}`"));
        if let Some(help) = advice(operator, a, b) {
            diagnostic = diagnostic.help(help);
        }
        self.report(diagnostic);
    }

    fn warn_about(
        &mut self,
        operator: BinaryOperator,
        left: &Expression,
        right: &Expression,
        span: Span,
    ) {
        match (operator, &left.ty, &right.ty) {
            (BinaryOperator::Divide, Type::Int, Type::Int) => {
                let (a, b) = (self.text(left.span), self.text(right.span));
                let real = match (&left.kind, &right.kind) {
                    (ExpressionKind::Int(n), _) => format!("{n}.0 / {b}"),
                    (_, ExpressionKind::Int(n)) => format!("{a} / {n}.0"),
                    _ => format!("{a} * 1.0 / {b}"),
                };
                self.report(
                    Diagnostic::warning("KS0418", span, "`int / int` rounds towards zero")
                        .label("the remainder is lost")
                        .help(format!(
                            "write `{real}` for a real quotient, or `{a} %/% {b}` if rounding is meant"
                        )),
                );
            }
            (BinaryOperator::Power, Type::Matrix, Type::Int | Type::Real) => {
                let (a, b) = (self.text(left.span), self.text(right.span));
                self.report(
                    Diagnostic::warning(
                        "KS0419",
                        span,
                        "`matrix ^ number` works element by element",
                    )
                    .label("not a matrix power")
                    .help(format!(
                        "write `matrix_power({a}, {b})` for the matrix power, or `{a} .^ {b}` if \
                             elementwise is meant"
                    )),
                );
            }
            _ => {}
        }
    }

    /// `-x`, `+x`, `!x` or `x'`.
    pub(super) fn unary(
        &mut self,
        operator: UnaryOperator,
        operand: &ast::Expression<'s>,
        span: Span,
    ) -> Expression {
        let operand = self.expression(operand);
        let (function, symbol) = match operator {
            UnaryOperator::Minus => ("minus", "-"),
            UnaryOperator::Plus => ("plus", "+"),
            UnaryOperator::Not => ("logical_negation", "!"),
            UnaryOperator::Transpose => ("transpose", "'"),
        };
        let found = signatures::find(function)
            .and_then(|id| signatures::resolve(id, &[&operand.ty]))
            .map(|found| found.result);
        let ty = found.unwrap_or_else(|| {
            if operand.ty != Type::Void {
                self.report(
                    Diagnostic::error(
                        "KS0402",
                        span,
                        format!("the operator `{symbol}` does not take `{}`", operand.ty),
                    )
                    .label(format!("of type `{}`", operand.ty)),
                );
            }
            Type::Unknown
        });
        Expression {
            kind: ExpressionKind::Unary {
                operator,
                operand: Box::new(operand),
            },
            ty,
            span,
        }
    }
}

/// What is usually meant by operands that do not fit.
fn advice(operator: BinaryOperator, a: &Type, b: &Type) -> Option<String> {
    use BinaryOperator::{
        Add, And, Divide, ElementDivide, ElementMultiply, IntegerDivide, Modulo, Multiply, Or,
        Subtract,
    };
    let is_array = |ty: &Type| ty.array_dimensions() > 0;
    match operator {
        Multiply if a == b && matches!(a, Type::Vector | Type::RowVector) => Some(
            "use `.*` for the elementwise product, or `dot_product` for the inner product"
                .to_owned(),
        ),
        Divide if a == b && matches!(a, Type::Vector | Type::RowVector) => {
            Some("use `./` for the elementwise quotient".to_owned())
        }
        Modulo | IntegerDivide if promote(&Type::Real, a).is_some() => {
            Some("this operator is for `int` only; see `fmod` for reals".to_owned())
        }
        And | Or if *a == Type::Real || *b == Type::Real => {
            Some("compare with a number first, as in `x != 0`".to_owned())
        }
        Add | Subtract if mixed_directions(a, b) => {
            Some("transpose one of them with `'`".to_owned())
        }
        Add | Subtract | Multiply | Divide | ElementMultiply | ElementDivide
            if is_array(a) || is_array(b) =>
        {
            Some("arrays have no arithmetic; `to_vector` makes a vector of an array".to_owned())
        }
        _ => None,
    }
}

fn mixed_directions(a: &Type, b: &Type) -> bool {
    matches!(
        (a, b),
        (Type::Vector, Type::RowVector) | (Type::RowVector, Type::Vector)
    )
}
