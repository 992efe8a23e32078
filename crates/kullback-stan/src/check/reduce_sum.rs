//! `reduce_sum`: a call of the program's own function on one slice.

use super::Checker;
use super::calls::{Notation, built};
use super::expressions::unknown;
use crate::ast::{self, Name};
use crate::diagnostic::Span;
use crate::hir::Expression;

impl<'s> Checker<'_, 's> {
    /// `reduce_sum(f, x, grain, …)` is `f(x, 1, size(x), …)`: one slice, for a batch of points is what
    /// is cut up here. None unless the first argument is a function of the program.
    pub(super) fn reduce_sum(
        &mut self,
        arguments: &[ast::Expression<'s>],
        span: Span,
    ) -> Option<Expression> {
        let [function, sliced, grain, shared @ ..] = arguments else {
            return None;
        };
        let ast::ExpressionKind::Variable(text) = function.kind else {
            return None;
        };
        let candidates = self.candidates(text);
        if candidates.users.is_empty() {
            return None;
        }
        let name = Name {
            text,
            span: function.span,
        };
        let height = sliced.height.saturating_add(1);
        let written = |kind, span| ast::Expression { kind, span, height };
        let size = written(
            ast::ExpressionKind::Call {
                name: Name {
                    text: "size",
                    span: sliced.span,
                },
                arguments: vec![sliced.clone()],
                bar: None,
            },
            sliced.span,
        );
        let one = written(ast::ExpressionKind::Int("1"), sliced.span);
        self.expression(grain);
        let arguments: Vec<Expression> = [sliced, &one, &size]
            .into_iter()
            .chain(shared)
            .map(|argument| self.expression(argument))
            .collect();
        Some(match self.resolve(text, &candidates, &arguments) {
            Some(resolved) => built(resolved, arguments, span),
            None => {
                self.report_arguments(name, &candidates, &arguments, Notation::Plain, span);
                unknown(span)
            }
        })
    }
}
