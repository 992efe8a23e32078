//! Indexes and what indexing does to a type.

use super::Checker;
use crate::ast;
use crate::diagnostic::{Diagnostic, Span};
use crate::hir::{Expression, ExpressionKind, Index};
use crate::types::Type;

/// The type of `x[indexes]` for `x` of type `ty`; `None` when there are too many indexes.
pub(super) fn indexed(ty: &Type, indexes: &[Index]) -> Option<Type> {
    if *ty.innermost() == Type::Unknown {
        return Some(Type::Unknown);
    }
    let keeps = |index: &Index| !matches!(index, Index::One(_));
    let array_dimensions = ty.array_dimensions();
    let into_arrays = indexes.len().min(array_dimensions);
    let (outer, inner) = indexes.split_at(into_arrays);
    let kept = outer.iter().filter(|index| keeps(index)).count() + array_dimensions - into_arrays;
    let element = match (ty.innermost(), inner) {
        (element, []) => element.clone(),
        (Type::Vector | Type::RowVector, [index]) => {
            if keeps(index) {
                ty.innermost().clone()
            } else {
                Type::Real
            }
        }
        (Type::Matrix, [row]) => {
            if keeps(row) {
                Type::Matrix
            } else {
                Type::RowVector
            }
        }
        (Type::Matrix, [row, column]) => match (keeps(row), keeps(column)) {
            (true, true) => Type::Matrix,
            (false, true) => Type::RowVector,
            (true, false) => Type::Vector,
            (false, false) => Type::Real,
        },
        _ => return None,
    };
    Some(Type::array(element, kept))
}

impl<'s> Checker<'_, 's> {
    /// `base[indexes]`, with single indexes of single indexes put into one list.
    pub(super) fn indexed_expression(
        &mut self,
        base: &ast::Expression<'s>,
        indexes: &[ast::Index<'s>],
        span: Span,
    ) -> Expression {
        let base = self.expression(base);
        let indexes = self.indexes(indexes);
        let ty = self.indexed_type(&base.ty, &indexes, base.span, span);
        let kind = match base {
            Expression {
                kind:
                    ExpressionKind::Indexed {
                        base,
                        indexes: mut first,
                    },
                ..
            } if first.iter().all(|index| matches!(index, Index::One(_))) => {
                first.extend(indexes);
                ExpressionKind::Indexed {
                    base,
                    indexes: first,
                }
            }
            base => ExpressionKind::Indexed {
                base: Box::new(base),
                indexes,
            },
        };
        Expression { kind, ty, span }
    }

    /// The type of an indexed value, or a report.
    pub(super) fn indexed_type(
        &mut self,
        ty: &Type,
        indexes: &[Index],
        base: Span,
        span: Span,
    ) -> Type {
        if let Some(ty) = indexed(ty, indexes) {
            return ty;
        }
        let rank = ty.rank();
        let found = indexes.len();
        let text = self.text(base);
        let message = if rank == 0 {
            format!("`{ty}` cannot be indexed")
        } else {
            let plural = if rank == 1 { "index" } else { "indexes" };
            format!("too many indexes: `{ty}` takes at most {rank} {plural}, found {found}")
        };
        self.report(
            Diagnostic::error("KS0404", span, message).label(format!("`{text}` is of type `{ty}`")),
        );
        Type::Unknown
    }

    pub(super) fn indexes(&mut self, indexes: &[ast::Index<'s>]) -> Vec<Index> {
        indexes.iter().map(|index| self.index(index)).collect()
    }

    fn index(&mut self, index: &ast::Index<'s>) -> Index {
        match index {
            ast::Index::All => Index::All,
            ast::Index::Single(single) => {
                let single = self.expression(single);
                match &single.ty {
                    Type::Int | Type::Unknown => Index::One(single),
                    Type::Array {
                        element,
                        dimensions: 1,
                    } if **element == Type::Int => Index::Many(single),
                    ty => {
                        self.report(
                            Diagnostic::error(
                                "KS0404",
                                single.span,
                                format!(
                                    "an index must be `int`, `array[] int` or a range, found `{ty}`"
                                ),
                            )
                            .label(format!("of type `{ty}`")),
                        );
                        Index::One(Expression {
                            ty: Type::Unknown,
                            ..single
                        })
                    }
                }
            }
            ast::Index::Range { from, to } => {
                let mut end = |end: &Option<ast::Expression<'s>>| {
                    end.as_ref()
                        .map(|end| self.integer(end, "the end of a range"))
                };
                let from = end(from);
                Index::Range { from, to: end(to) }
            }
        }
    }

    /// An expression that must be an `int`.
    pub(super) fn integer(&mut self, expression: &ast::Expression<'s>, what: &str) -> Expression {
        let expression = self.expression(expression);
        if !matches!(expression.ty, Type::Int | Type::Unknown) {
            self.report(
                Diagnostic::error(
                    "KS0405",
                    expression.span,
                    format!("{what} must be `int`, found `{}`", expression.ty),
                )
                .label(format!("of type `{}`", expression.ty)),
            );
        }
        expression
    }
}
