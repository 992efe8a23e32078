//! Declaring names, and finding out what a name means.

use super::scope::Origin;
use super::{Checker, Stage};
use crate::ast::{self, Name};
use crate::diagnostic::{Diagnostic, Span};
use crate::hir::{Block, Expression, ExpressionKind, Variable, VariableId};
use crate::signatures;
use crate::suggest;
use crate::types::Type;

/// Words that Stan keeps for itself although its grammar does not use them.
const RESERVED: &[&str] = &[
    "generated",
    "quantities",
    "transformed",
    "repeat",
    "until",
    "then",
    "true",
    "false",
    "typedef",
    "struct",
    "var",
    "export",
    "extern",
    "static",
    "auto",
];

/// Endings of the names of functions that are called `f(y | …)`.
const CONDITIONAL_ENDINGS: [&str; 7] = [
    "_lpdf", "_lpmf", "_lupdf", "_lupmf", "_cdf", "_lcdf", "_lccdf",
];

/// Whether calls of a function of this name are written `f(y | …)`.
pub(super) fn is_conditional(name: &str) -> bool {
    CONDITIONAL_ENDINGS
        .iter()
        .any(|ending| name.ends_with(ending))
}

/// Whether the name says that the density drops its constant terms.
pub(super) fn is_unnormalised(name: &str) -> bool {
    name.ends_with("_lupdf") || name.ends_with("_lupmf")
}

impl<'s> Checker<'_, 's> {
    /// Declares a variable; a name that is taken is reported and keeps its first meaning.
    pub(super) fn declare(
        &mut self,
        name: Name<'s>,
        ty: Type,
        block: Block,
        origin: Origin,
    ) -> VariableId {
        self.check_spelling(name);
        let visible = self.check_fresh(name);
        let id = VariableId(self.program.variables.len() as u32);
        self.program.variables.push(Variable {
            name: name.text.to_owned(),
            ty,
            block,
            span: name.span,
        });
        self.scope.add(name.text, id, origin, visible);
        id
    }

    /// Declares a variable inside a block or a loop.
    pub(super) fn declare_local(
        &mut self,
        name: Name<'s>,
        ty: Type,
        read_only: Option<&'static str>,
    ) -> VariableId {
        let origin = Origin {
            stage: self.place.stage,
            global: false,
            read_only,
        };
        self.declare(name, ty, Block::Local, origin)
    }

    /// Reports names that Stan reserves.
    pub(super) fn check_spelling(&mut self, name: Name<'s>) {
        let text = name.text;
        let why = if text.ends_with("__") {
            "names that end in `__` are Stan's own"
        } else if RESERVED.contains(&text) {
            "reserved by Stan"
        } else if is_unnormalised(text) {
            "names in `_lupdf` and `_lupmf` are made from `_lpdf` and `_lpmf`"
        } else {
            return;
        };
        self.report(
            Diagnostic::error(
                "KS0304",
                name.span,
                format!("`{text}` cannot be used as a name"),
            )
            .label(why)
            .help("choose another name"),
        );
    }

    fn check_fresh(&mut self, name: Name<'s>) -> bool {
        let Some(other) = self.scope.find(name.text) else {
            return true;
        };
        let Some(variable) = self.program.variables.get(other.0 as usize) else {
            return true;
        };
        let first = variable.span;
        self.report(
            Diagnostic::error(
                "KS0303",
                name.span,
                format!("the name `{}` is already taken", name.text),
            )
            .label("declared again")
            .related(first, "first declared here")
            .help("Stan has no shadowing; choose another name"),
        );
        false
    }

    /// A name in an expression.
    pub(super) fn variable(&mut self, name: &'s str, span: Span) -> Expression {
        let unknown = Expression {
            kind: ExpressionKind::Int(0),
            ty: Type::Unknown,
            span,
        };
        let Some(id) = self.find_variable(name, span) else {
            return unknown;
        };
        let Some(variable) = self.program.variables.get(id.0 as usize) else {
            return unknown;
        };
        let (ty, declared) = (variable.ty.clone(), variable.span);
        if self.place.in_sizes
            && let Some(origin) = self.scope.origin(id)
            && matches!(
                origin.stage,
                Stage::Parameters | Stage::TransformedParameters | Stage::GeneratedQuantities
            )
        {
            self.report(
                Diagnostic::error("KS0506", span, format!("a size cannot depend on `{name}`"))
                    .label(format!("declared in the `{}` block", origin.stage.name()))
                    .related(declared, "declared here")
                    .help("sizes are made from `data` and `transformed data` only"),
            );
            return unknown;
        }
        Expression {
            kind: ExpressionKind::Variable(id),
            ty,
            span,
        }
    }

    /// The variable of that name, or a report of what the name could have meant.
    pub(super) fn find_variable(&mut self, name: &'s str, span: Span) -> Option<VariableId> {
        if let Some(id) = self.scope.find(name) {
            return Some(id);
        }
        let name_span = Name { text: name, span };
        if RESERVED.contains(&name) {
            self.check_spelling(name_span);
            return None;
        }
        let diagnostic = if self.is_function(name) {
            Diagnostic::error(
                "KS0308",
                span,
                format!("`{name}` is a function and cannot be used as a value"),
            )
            .label("not a variable")
            .help(format!("call it: `{name}(…)`"))
        } else {
            let diagnostic =
                Diagnostic::error("KS0301", span, format!("cannot find the variable `{name}`"))
                    .label("not declared");
            if let Some((block, declared)) = self.declared_elsewhere(name, span) {
                let label = if declared.start > span.start {
                    "not declared yet".to_owned()
                } else {
                    format!("local to the `{block}` block")
                };
                diagnostic
                    .label(label)
                    .related(declared, format!("declared here, in `{block}`"))
            } else if let Some(ended) = self.out_of_scope(name) {
                diagnostic.label("out of scope").related(
                    ended,
                    "declared here, and visible only in the braces or loop around",
                )
            } else if let Some(near) = suggest::nearest(name, self.scope.names()) {
                diagnostic.help(format!("did you mean `{near}`?"))
            } else {
                diagnostic
            }
        };
        self.report(diagnostic);
        None
    }

    /// Whether a function, Stan's or the program's, has this name.
    pub(super) fn is_function(&self, name: &str) -> bool {
        self.functions.contains(name)
            || signatures::find(name).is_some()
            || signatures::is_known_elsewhere(name)
    }

    /// The last variable of this name whose scope has ended, for messages.
    fn out_of_scope(&self, name: &str) -> Option<Span> {
        let variables = self.program.variables.iter().rev();
        let mut local = variables.filter(|variable| variable.block == Block::Local);
        Some(local.find(|variable| variable.name == name)?.span)
    }

    /// A top-level declaration of the name in some block, for messages.
    fn declared_elsewhere(&self, name: &str, use_span: Span) -> Option<(&'static str, Span)> {
        let blocks = [
            (Stage::Data, &self.tree.data),
            (Stage::TransformedData, &self.tree.transformed_data),
            (Stage::Parameters, &self.tree.parameters),
            (
                Stage::TransformedParameters,
                &self.tree.transformed_parameters,
            ),
            (Stage::Model, &self.tree.model),
            (Stage::GeneratedQuantities, &self.tree.generated_quantities),
        ];
        for (stage, statements) in blocks {
            for statement in statements {
                if let ast::StatementKind::Declare(declaration) = &statement.kind {
                    for (declared, _) in &declaration.names {
                        if declared.text == name && declared.span != use_span {
                            return Some((stage.name(), declared.span));
                        }
                    }
                }
            }
        }
        None
    }

    /// Whether the value of the expression never depends on parameters, as Stan decides it from
    /// the types and the blocks of the variables.
    pub(super) fn is_data_only(&self, expression: &Expression) -> bool {
        if expression.ty.is_integer() || self.place.stage == Stage::GeneratedQuantities {
            return true;
        }
        match &expression.kind {
            ExpressionKind::Int(_) | ExpressionKind::Real(_) => true,
            ExpressionKind::Target => false,
            ExpressionKind::Variable(id) => match self.scope.origin(*id) {
                Some(origin) => matches!(
                    origin.stage,
                    Stage::Data | Stage::TransformedData | Stage::GeneratedQuantities
                ),
                None => true,
            },
            ExpressionKind::Unary { operand, .. } => self.is_data_only(operand),
            ExpressionKind::Binary { left, right, .. } => {
                self.is_data_only(left) && self.is_data_only(right)
            }
            ExpressionKind::Conditional {
                then, otherwise, ..
            } => self.is_data_only(then) && self.is_data_only(otherwise),
            ExpressionKind::Indexed { base, .. } => self.is_data_only(base),
            ExpressionKind::Builtin { arguments, .. }
            | ExpressionKind::User { arguments, .. }
            | ExpressionKind::Array(arguments)
            | ExpressionKind::Row(arguments) => {
                arguments.iter().all(|argument| self.is_data_only(argument))
            }
        }
    }
}
