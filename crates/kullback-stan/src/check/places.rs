//! What may stand left of an assignment.

use super::operators::{compound, symbol};
use super::promotion::promote;
use super::{Checker, Stage};
use crate::ast;
use crate::diagnostic::{Diagnostic, Span};
use crate::hir::{BinaryOperator, Expression, Index, Place, StatementKind, VariableId};
use crate::types::Type;

impl<'s> Checker<'_, 's> {
    /// `place = value` or `place op= value`.
    pub(super) fn assignment(
        &mut self,
        place: &ast::Expression<'s>,
        operator: Option<BinaryOperator>,
        value: &ast::Expression<'s>,
        span: Span,
    ) -> Option<StatementKind> {
        let place = self.place(place);
        let value = self.expression(value);
        let place = place?;
        match operator {
            None => self.check_assigned(&place, &value),
            Some(operator) => {
                if compound(operator, &place.ty, &value.ty).is_none() && value.ty != Type::Void {
                    let symbol = symbol(operator);
                    self.report(
                        Diagnostic::error(
                            "KS0403",
                            span,
                            format!(
                                "`{symbol}=` cannot put `{}` {symbol} `{}` into a `{}`",
                                place.ty, value.ty, place.ty
                            ),
                        )
                        .label(format!("`{}` {symbol}= `{}`", place.ty, value.ty)),
                    );
                }
            }
        }
        Some(StatementKind::Assign {
            place,
            operator,
            value,
        })
    }

    fn check_assigned(&mut self, place: &Place, value: &Expression) {
        if promote(&place.ty, &value.ty).is_some() {
            return;
        }
        let name = self.text(place.span);
        let mut diagnostic = Diagnostic::error(
            "KS0403",
            value.span,
            format!(
                "cannot assign `{}` to `{name}`, which is `{}`",
                value.ty, place.ty
            ),
        )
        .label(format!("expected `{}`, found `{}`", place.ty, value.ty))
        .related(place.span, format!("of type `{}`", place.ty));
        if place.ty == Type::Int && value.ty == Type::Real {
            diagnostic = diagnostic.help("`to_int` turns data into `int`; other reals stay real");
        } else if matches!(
            (&place.ty, &value.ty),
            (Type::Vector, Type::RowVector) | (Type::RowVector, Type::Vector)
        ) {
            diagnostic = diagnostic.help("transpose it with `'`");
        }
        self.report(diagnostic);
    }

    /// The place that an expression names; `None` after a report.
    fn place(&mut self, expression: &ast::Expression<'s>) -> Option<Place> {
        let mut layers = Vec::new();
        let mut base = expression;
        let name = loop {
            match &base.kind {
                ast::ExpressionKind::Indexed {
                    base: inner,
                    indexes,
                } => {
                    layers.push((indexes, base.span));
                    base = inner;
                }
                ast::ExpressionKind::Variable(name) => break *name,
                _ => {
                    self.unsupported("KS0901", "tuples", base.span);
                    return None;
                }
            }
        };
        let found = self.find_variable(name, base.span);
        let mut indexes: Vec<Index> = Vec::new();
        let mut multiple = None;
        for (layer, span) in layers.into_iter().rev() {
            if let Some(earlier) = multiple {
                self.report(
                    Diagnostic::error(
                        "KS0404",
                        span,
                        "an assignment cannot index what several indexes picked",
                    )
                    .label("indexed again")
                    .related(earlier, "several elements are picked here")
                    .help("put all indexes into one pair of brackets"),
                );
                return None;
            }
            let layer = self.indexes(layer);
            if layer.iter().any(|index| !matches!(index, Index::One(_))) {
                multiple = Some(span);
            }
            indexes.extend(layer);
        }
        let variable = found?;
        self.check_assignable(variable, name, base.span);
        let ty = self.program.variables.get(variable.0 as usize)?.ty.clone();
        let ty = self.indexed_type(&ty, &indexes, base.span, expression.span);
        Some(Place {
            variable,
            indexes,
            ty,
            span: expression.span,
        })
    }

    /// Variables of earlier blocks, loop variables and arguments are read-only.
    fn check_assignable(&mut self, variable: VariableId, name: &str, span: Span) {
        let Some(origin) = self.scope.origin(variable) else {
            return;
        };
        let declared = self
            .program
            .variables
            .get(variable.0 as usize)
            .map(|v| v.span);
        let elsewhere = origin.global && origin.stage != self.place.stage;
        let mut diagnostic = if let Some(what) = origin.read_only {
            Diagnostic::error(
                "KS0501",
                span,
                format!("cannot assign to `{name}`, which is {what}"),
            )
            .help("copy it into a local variable")
        } else if elsewhere {
            let diagnostic = Diagnostic::error(
                "KS0502",
                span,
                format!(
                    "cannot assign to `{name}`, which belongs to the `{}` block",
                    origin.stage.name()
                ),
            );
            match origin.stage {
                Stage::Data => {
                    diagnostic.help("give the changed value a name in `transformed data`")
                }
                Stage::Parameters => {
                    diagnostic.help("give the changed value a name in `transformed parameters`")
                }
                _ => diagnostic.help("assign it in its own block"),
            }
        } else {
            return;
        }
        .label("read-only here");
        if let Some(declared) = declared {
            diagnostic = diagnostic.related(declared, "declared here");
        }
        self.report(diagnostic);
    }
}
