//! Statements.

use super::calls::{Candidates, Notation, Resolved, built};
use super::expressions::unknown;
use super::{Checker, FunctionKind, Stage, flow};
use crate::ast::{self, Name, StatementKind as Syntax};
use crate::diagnostic::{Diagnostic, Span};
use crate::hir::{Expression, ExpressionKind, Printable, Statement, StatementKind, Truncation};
use crate::signatures;
use crate::suggest;
use crate::types::Type;

impl<'s> Checker<'_, 's> {
    /// Statements that follow one another.
    pub(super) fn statements(&mut self, statements: &[ast::Statement<'s>]) -> Vec<Statement> {
        let mut out = Vec::with_capacity(statements.len());
        let mut warned = false;
        for statement in statements {
            if !warned
                && out.last().is_some_and(flow::escapes)
                && !matches!(statement.kind, Syntax::Empty)
            {
                warned = true;
                self.report(
                    Diagnostic::warning(
                        "KS0512",
                        statement.span,
                        "this statement is never reached",
                    )
                    .label("unreachable"),
                );
            }
            self.statement(statement, &mut out);
        }
        out
    }

    /// Statements with a scope of their own, below the top level.
    fn block(&mut self, statements: &[ast::Statement<'s>]) -> Vec<Statement> {
        let mark = self.scope.mark();
        let top_level = std::mem::replace(&mut self.place.top_level, false);
        let out = self.statements(statements);
        self.place.top_level = top_level;
        self.scope.leave(mark);
        out
    }

    /// A body: the statements of its braces, or one statement.
    fn body(&mut self, statement: &ast::Statement<'s>) -> Vec<Statement> {
        match &statement.kind {
            Syntax::Block(statements) => self.block(statements),
            _ => self.block(std::slice::from_ref(statement)),
        }
    }

    fn statement(&mut self, statement: &ast::Statement<'s>, out: &mut Vec<Statement>) {
        let span = statement.span;
        let kind = match &statement.kind {
            Syntax::Empty => return,
            Syntax::Declare(declaration) => {
                self.declaration_statements(declaration, statement, out);
                return;
            }
            Syntax::Assign {
                place,
                operator,
                value,
            } => match self.assignment(place, *operator, value, span) {
                Some(kind) => kind,
                None => return,
            },
            Syntax::Target(value) => self.target_increment(value, span),
            Syntax::Jacobian(value) => {
                let value = self.expression(value);
                self.check_jacobian_allowed(span);
                StatementKind::Target(value)
            }
            Syntax::Tilde {
                variate,
                distribution,
                arguments,
                truncation,
            } => match self.tilde(variate, *distribution, arguments, truncation.as_ref(), span) {
                Some(kind) => kind,
                None => return,
            },
            Syntax::Block(statements) => StatementKind::Block(self.block(statements)),
            Syntax::If { .. }
            | Syntax::While { .. }
            | Syntax::For { .. }
            | Syntax::ForEach { .. } => self.control(&statement.kind),
            Syntax::Break => {
                self.check_in_loop("break", span);
                StatementKind::Break
            }
            Syntax::Continue => {
                self.check_in_loop("continue", span);
                StatementKind::Continue
            }
            Syntax::Return(value) => self.return_statement(value.as_ref(), span),
            Syntax::Call(call) => match self.call_statement(call) {
                Some(kind) => kind,
                None => return,
            },
            Syntax::Print(items) => StatementKind::Print(self.printables(items)),
            Syntax::Reject(items) => StatementKind::Reject(self.printables(items)),
            Syntax::FatalError(items) => StatementKind::FatalError(self.printables(items)),
        };
        out.push(Statement { kind, span });
    }

    fn control(&mut self, statement: &Syntax<'s>) -> StatementKind {
        match statement {
            Syntax::If {
                condition,
                then,
                otherwise,
            } => StatementKind::If {
                condition: self.integer(condition, "a condition"),
                then: self.body(then),
                otherwise: match otherwise {
                    Some(otherwise) => self.body(otherwise),
                    None => Vec::new(),
                },
            },
            Syntax::While { condition, body } => {
                let condition = self.integer(condition, "a condition");
                self.place.loop_depth += 1;
                let body = self.body(body);
                self.place.loop_depth -= 1;
                StatementKind::While { condition, body }
            }
            Syntax::For {
                variable,
                from,
                to,
                body,
            } => {
                let from = self.integer(from, "the first value of a loop");
                let to = self.integer(to, "the last value of a loop");
                let mark = self.scope.mark();
                let variable = self.declare_local(*variable, Type::Int, Some("a loop variable"));
                let body = self.loop_body(body, mark);
                StatementKind::For {
                    variable,
                    from,
                    to,
                    body,
                }
            }
            Syntax::ForEach {
                variable,
                container,
                body,
            } => {
                let container = self.expression(container);
                let element = self.element(&container);
                let mark = self.scope.mark();
                let variable = self.declare_local(*variable, element, Some("a loop variable"));
                let body = self.loop_body(body, mark);
                StatementKind::ForEach {
                    variable,
                    container,
                    body,
                }
            }
            _ => StatementKind::Block(Vec::new()),
        }
    }

    fn loop_body(&mut self, body: &ast::Statement<'s>, mark: usize) -> Vec<Statement> {
        self.place.loop_depth += 1;
        let body = self.body(body);
        self.place.loop_depth -= 1;
        self.scope.leave(mark);
        body
    }

    /// The type of what a loop over a container visits.
    fn element(&mut self, container: &Expression) -> Type {
        match &container.ty {
            Type::Array {
                element,
                dimensions,
            } => Type::array(element.as_ref().clone(), dimensions - 1),
            Type::Vector | Type::RowVector | Type::Matrix => Type::Real,
            Type::Unknown => Type::Unknown,
            ty => {
                let text = self.text(container.span);
                let mut diagnostic = Diagnostic::error(
                    "KS0416",
                    container.span,
                    format!("a loop needs a container or a range, found `{ty}`"),
                )
                .label(format!("of type `{ty}`"));
                if *ty == Type::Int {
                    diagnostic =
                        diagnostic.help(format!("write `1:{text}` for the numbers up to it"));
                }
                self.report(diagnostic);
                Type::Unknown
            }
        }
    }

    fn target_increment(&mut self, value: &ast::Expression<'s>, span: Span) -> StatementKind {
        let value = self.expression(value);
        self.check_target_allowed(span, "`target +=`");
        StatementKind::Target(value)
    }

    fn check_target_allowed(&mut self, span: Span, what: &str) {
        let allowed = self.place.stage == Stage::Model
            || self.place.in_function(FunctionKind::LogProbability);
        if !allowed {
            self.report_target(span, what);
        }
    }

    /// `jacobian +=` becomes [`StatementKind::Target`]: where it is allowed, `target +=` is not.
    fn check_jacobian_allowed(&mut self, span: Span) {
        let allowed = self.place.stage == Stage::TransformedParameters
            || self.place.in_function(FunctionKind::Jacobian);
        if !allowed {
            self.report(
                Diagnostic::error("KS0503", span, "`jacobian +=` is not allowed here")
                    .label("adjusts for a change of variables")
                    .help(
                        "only `transformed parameters` and functions whose name ends in \
                         `_jacobian` may do this",
                    ),
            );
        }
    }

    fn check_in_loop(&mut self, word: &str, span: Span) {
        if self.place.loop_depth == 0 {
            self.report(
                Diagnostic::error("KS0507", span, format!("`{word}` outside of a loop"))
                    .label("no loop to leave or continue"),
            );
        }
    }

    fn return_statement(
        &mut self,
        value: Option<&ast::Expression<'s>>,
        span: Span,
    ) -> StatementKind {
        let value = value.map(|value| self.expression(value));
        let Some(function) = &self.place.function else {
            self.report(
                Diagnostic::error("KS0508", span, "`return` outside of a function")
                    .label("only functions return"),
            );
            return StatementKind::Return(value);
        };
        let wanted = function.return_type.clone();
        let diagnostic = match &value {
            None if !matches!(wanted, Type::Void | Type::Unknown) => Diagnostic::error(
                "KS0410",
                span,
                format!("this function must return `{wanted}`"),
            )
            .label("returns nothing"),
            Some(value) if wanted == Type::Void => {
                Diagnostic::error("KS0410", value.span, "this function returns nothing")
                    .label(format!("found a value of type `{}`", value.ty))
                    .help("write `return;`, or give the function a return type")
            }
            Some(value) if super::promotion::promote(&wanted, &value.ty).is_none() => {
                Diagnostic::error(
                    "KS0410",
                    value.span,
                    format!("this function must return `{wanted}`, found `{}`", value.ty),
                )
                .label(format!("expected `{wanted}`, found `{}`", value.ty))
            }
            _ => return StatementKind::Return(value),
        };
        self.report(diagnostic);
        StatementKind::Return(value)
    }

    fn call_statement(&mut self, call: &ast::Expression<'s>) -> Option<StatementKind> {
        let ast::ExpressionKind::Call {
            name,
            arguments,
            bar,
        } = &call.kind
        else {
            return None;
        };
        let expression = self.call(*name, arguments, *bar, call.span);
        match expression.ty {
            Type::Void => Some(StatementKind::Call(expression)),
            Type::Unknown => None,
            _ => {
                self.report(
                    Diagnostic::error(
                        "KS0412",
                        call.span,
                        format!("the value of `{}` is not used", name.text),
                    )
                    .label(format!("returns `{}`", expression.ty))
                    .help("assign it, or add it to the log density with `target += …;`"),
                );
                None
            }
        }
    }

    fn printables(&mut self, items: &[ast::Printable<'s>]) -> Vec<Printable> {
        items
            .iter()
            .map(|item| match item {
                ast::Printable::Text(text) => Printable::Text((*text).to_owned()),
                ast::Printable::Value(value) => Printable::Value(self.expression(value)),
            })
            .collect()
    }

    /// `variate ~ distribution(arguments) T[lower, upper]`
    fn tilde(
        &mut self,
        variate: &ast::Expression<'s>,
        distribution: Name<'s>,
        arguments: &[ast::Expression<'s>],
        truncation: Option<&ast::Truncation<'s>>,
        span: Span,
    ) -> Option<StatementKind> {
        let mut all = vec![self.expression(variate)];
        for argument in arguments {
            let argument = self.expression(argument);
            all.push(argument);
        }
        let bounds = truncation.map(|truncation| self.truncation(truncation));
        self.check_target_allowed(span, "a `~` statement");
        if self.reports_density_name(distribution) {
            return None;
        }
        let density = self.density(distribution, all, span)?;
        if let (Some(bounds), Some(written)) = (&bounds, truncation) {
            self.check_truncation(distribution, &density, bounds, written.span);
        }
        Some(StatementKind::Tilde {
            density,
            truncation: bounds,
        })
    }

    fn truncation(&mut self, truncation: &ast::Truncation<'s>) -> Truncation {
        let mut end = |end: &Option<ast::Expression<'s>>| {
            let end = self.expression(end.as_ref()?);
            if !matches!(end.ty, Type::Int | Type::Real | Type::Unknown) {
                self.report(
                    Diagnostic::error(
                        "KS0415",
                        end.span,
                        format!(
                            "an end of a truncation must be a number, found `{}`",
                            end.ty
                        ),
                    )
                    .label(format!("of type `{}`", end.ty)),
                );
            }
            Some(end)
        };
        let lower = end(&truncation.lower);
        Truncation {
            lower,
            upper: end(&truncation.upper),
        }
    }

    /// Reports `y ~ normal_lpdf(…)`.
    fn reports_density_name(&mut self, name: Name<'s>) -> bool {
        let endings = [
            "_lpdf", "_lpmf", "_lupdf", "_lupmf", "_lcdf", "_lccdf", "_cdf",
        ];
        let Some(ending) = endings.iter().find(|ending| name.text.ends_with(**ending)) else {
            return false;
        };
        let family = name.text.strip_suffix(ending).unwrap_or(name.text);
        self.report(
            Diagnostic::error(
                "KS0305",
                name.span,
                format!("a distribution is named without `{ending}` after `~`"),
            )
            .label(format!("ends in `{ending}`"))
            .help(format!("write `~ {family}(…)`")),
        );
        true
    }

    /// The call of the log density or log mass function of a distribution.
    fn density(
        &mut self,
        name: Name<'s>,
        arguments: Vec<Expression>,
        span: Span,
    ) -> Option<Expression> {
        let text = name.text;
        let densities = ["_lpdf", "_lpmf"].map(|ending| format!("{text}{ending}"));
        let mut named: Option<(String, Candidates)> = None;
        let integers = arguments.first().is_some_and(|e| e.ty.is_integer());
        for density in densities {
            let candidates = self.candidates(&density);
            if candidates.is_empty() {
                if signatures::is_known_elsewhere(&density) {
                    self.report_unsupported_distribution(name);
                    return None;
                }
                continue;
            }
            if let Some(resolved) = self.resolve(&density, &candidates, &arguments) {
                return Some(built(resolved, arguments, span));
            }
            if named.is_none() || density.ends_with("_lpmf") == integers {
                named = Some((density, candidates));
            }
        }
        match named {
            Some((_, candidates)) => {
                self.report_arguments(name, &candidates, &arguments, Notation::Tilde, span);
            }
            None => self.report_unknown_distribution(name),
        }
        Some(unknown(span))
    }

    fn report_unsupported_distribution(&mut self, name: Name<'s>) {
        self.report(
            Diagnostic::error(
                "KS0905",
                name.span,
                format!(
                    "`{}` is a Stan distribution that kullback cannot run yet",
                    name.text
                ),
            )
            .label("not supported yet"),
        );
    }

    fn report_unknown_distribution(&mut self, name: Name<'s>) {
        let text = name.text;
        let diagnostic = Diagnostic::error(
            "KS0305",
            name.span,
            format!("cannot find the distribution `{text}`"),
        )
        .label(format!("neither `{text}_lpdf` nor `{text}_lpmf` exists"));
        let users = self.functions.names();
        let families = users.chain(signatures::all_names()).filter_map(|function| {
            function
                .strip_suffix("_lpdf")
                .or_else(|| function.strip_suffix("_lpmf"))
        });
        let near = suggest::nearest(text, families);
        let diagnostic = match signatures::removed::distribution(text).or(near) {
            Some(near) => diagnostic.help(format!("did you mean `{near}`?")),
            None => diagnostic,
        };
        self.report(diagnostic);
    }

    /// A truncated distribution needs its cumulative distribution functions.
    fn check_truncation(
        &mut self,
        name: Name<'s>,
        density: &Expression,
        bounds: &Truncation,
        span: Span,
    ) {
        let (ExpressionKind::Builtin { arguments, .. } | ExpressionKind::User { arguments, .. }) =
            &density.kind
        else {
            return;
        };
        let parameters = arguments.get(1..).unwrap_or_default();
        for end in [&bounds.lower, &bounds.upper].into_iter().flatten() {
            let mut arguments = vec![end.clone()];
            arguments.extend(parameters.iter().cloned());
            for ending in ["_lcdf", "_lccdf"] {
                let function = format!("{}{ending}", name.text);
                let candidates = self.candidates(&function);
                let found = self.resolve(&function, &candidates, &arguments);
                let exists = matches!(
                    found,
                    Some(Resolved::User(_, Type::Real) | Resolved::Builtin(_, Type::Real))
                );
                if !exists {
                    self.report(
                        Diagnostic::error(
                            "KS0415",
                            span,
                            format!("`{}` cannot be truncated here", name.text),
                        )
                        .label(format!("there is no `{function}` for these types")),
                    );
                    return;
                }
            }
        }
    }
}
