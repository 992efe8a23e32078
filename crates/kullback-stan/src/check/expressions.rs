//! Expressions.

use super::promotion::{common, promote};
use super::{Checker, FunctionKind, Stage};
use crate::ast::{self, ExpressionKind as Syntax};
use crate::diagnostic::{Diagnostic, Span};
use crate::hir::{Expression, ExpressionKind};
use crate::types::Type;

/// The largest `int` of Stan.
const LARGEST_INTEGER: i64 = i32::MAX as i64;

impl<'s> Checker<'_, 's> {
    /// An expression that has a value.
    pub(super) fn expression(&mut self, expression: &ast::Expression<'s>) -> Expression {
        let span = expression.span;
        match &expression.kind {
            Syntax::Int(text) => self.int_literal(text, span),
            Syntax::Real(text) => {
                let value = text.replace('_', "").parse().unwrap_or(f64::NAN);
                typed(ExpressionKind::Real(value), Type::Real, span)
            }
            Syntax::Imaginary => self.unsupported("KS0902", "complex numbers", span),
            Syntax::Variable(name) => self.variable(name, span),
            Syntax::Call {
                name,
                arguments,
                bar,
            } => self.value_call(*name, arguments, *bar, span),
            Syntax::Target => self.target(span),
            Syntax::Indexed { base, indexes } => self.indexed_expression(base, indexes, span),
            Syntax::Component { base } => {
                let base = self.expression(base);
                if base.ty == Type::Unknown {
                    return unknown(span);
                }
                self.report(
                    Diagnostic::error("KS0404", span, "only tuples have components")
                        .label(format!("of type `{}`", base.ty)),
                );
                unknown(span)
            }
            Syntax::Unary { operator, operand } => self.unary(*operator, operand, span),
            Syntax::Binary { .. } => self.binary_chain(expression),
            Syntax::Conditional {
                condition,
                then,
                otherwise,
            } => self.conditional(condition, then, otherwise, span),
            Syntax::Array(elements) => self.array(elements, span),
            Syntax::Row(elements) => self.row(elements, span),
            Syntax::Tuple(components) => {
                for component in components {
                    self.expression(component);
                }
                self.unsupported("KS0901", "tuples", span)
            }
        }
    }

    /// Reports something that Stan has and kullback cannot run yet.
    pub(super) fn unsupported(&mut self, code: &'static str, what: &str, span: Span) -> Expression {
        self.report(
            Diagnostic::error(code, span, format!("{what} are not supported yet"))
                .label("kullback cannot run this yet"),
        );
        unknown(span)
    }

    fn int_literal(&mut self, text: &str, span: Span) -> Expression {
        match text.replace('_', "").parse::<i64>() {
            Ok(value) if value <= LARGEST_INTEGER => {
                typed(ExpressionKind::Int(value), Type::Int, span)
            }
            _ => {
                self.report(
                    Diagnostic::error("KS0417", span, "this integer is too large")
                        .label(format!("the largest `int` is {LARGEST_INTEGER}"))
                        .help(format!("write `{text}.0` for a `real`")),
                );
                unknown(span)
            }
        }
    }

    fn target(&mut self, span: Span) -> Expression {
        let allowed = matches!(
            self.place.stage,
            Stage::Model | Stage::TransformedParameters
        ) || self.place.in_function(FunctionKind::LogProbability);
        if !allowed {
            self.report(
                Diagnostic::error("KS0503", span, "`target()` cannot be read here")
                    .label("only in `model` and in functions whose name ends in `_lp`"),
            );
        }
        typed(ExpressionKind::Target, Type::Real, span)
    }

    fn conditional(
        &mut self,
        condition: &ast::Expression<'s>,
        then: &ast::Expression<'s>,
        otherwise: &ast::Expression<'s>,
        span: Span,
    ) -> Expression {
        let condition = self.integer(condition, "the condition of `?:`");
        let then = self.expression(then);
        let otherwise = self.expression(otherwise);
        let ty = match common(&then.ty, &otherwise.ty) {
            Some(ty) => ty,
            None => {
                self.report(
                    Diagnostic::error(
                        "KS0409",
                        span,
                        format!(
                            "the two values of `?:` have different types, `{}` and `{}`",
                            then.ty, otherwise.ty
                        ),
                    )
                    .label("no common type")
                    .related(then.span, format!("of type `{}`", then.ty))
                    .related(otherwise.span, format!("of type `{}`", otherwise.ty)),
                );
                Type::Unknown
            }
        };
        let kind = ExpressionKind::Conditional {
            condition: Box::new(condition),
            then: Box::new(then),
            otherwise: Box::new(otherwise),
        };
        typed(kind, ty, span)
    }

    /// `{a, b}`: the elements have a common type.
    fn array(&mut self, elements: &[ast::Expression<'s>], span: Span) -> Expression {
        let elements: Vec<Expression> = elements.iter().map(|e| self.expression(e)).collect();
        let mut ty = elements.first().map_or(Type::Unknown, |e| e.ty.clone());
        for element in &elements {
            match common(&ty, &element.ty) {
                Some(common) => ty = common,
                None => {
                    self.report(
                        Diagnostic::error(
                            "KS0408",
                            element.span,
                            format!(
                                "the elements of an array must have one type, found `{ty}` and `{}`",
                                element.ty
                            ),
                        )
                        .label(format!("of type `{}`", element.ty)),
                    );
                    ty = Type::Unknown;
                    break;
                }
            }
        }
        let ty = match ty {
            Type::Unknown | Type::Void => Type::Unknown,
            ty => Type::array(ty, 1),
        };
        typed(ExpressionKind::Array(elements), ty, span)
    }

    /// `[a, b]`: scalars make a row vector, row vectors a matrix.
    fn row(&mut self, elements: &[ast::Expression<'s>], span: Span) -> Expression {
        let elements: Vec<Expression> = elements.iter().map(|e| self.expression(e)).collect();
        let rows = elements.first().is_some_and(|e| e.ty == Type::RowVector);
        let (wanted, ty) = if rows {
            (Type::RowVector, Type::Matrix)
        } else {
            (Type::Real, Type::RowVector)
        };
        let mut uncertain = false;
        for element in &elements {
            uncertain |= element.ty == Type::Unknown;
            if promote(&wanted, &element.ty).is_none() {
                let (message, help) = if rows {
                    ("the rows of a matrix must all be row vectors", None)
                } else {
                    (
                        "`[…]` holds numbers, or row vectors for a matrix",
                        Some("an array is written `{…}`"),
                    )
                };
                let mut diagnostic = Diagnostic::error(
                    "KS0408",
                    element.span,
                    format!("{message}; found `{}`", element.ty),
                )
                .label(format!("of type `{}`", element.ty));
                if let Some(help) = help {
                    diagnostic = diagnostic.help(help);
                }
                self.report(diagnostic);
                uncertain = true;
                break;
            }
        }
        let ty = if uncertain { Type::Unknown } else { ty };
        typed(ExpressionKind::Row(elements), ty, span)
    }
}

pub(super) fn typed(kind: ExpressionKind, ty: Type, span: Span) -> Expression {
    Expression { kind, ty, span }
}

/// What stands for an expression with a mistake in it.
pub(super) fn unknown(span: Span) -> Expression {
    typed(ExpressionKind::Int(0), Type::Unknown, span)
}
