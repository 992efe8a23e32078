//! The functions that the program defines.

use std::collections::BTreeMap;

use super::names::is_conditional;
use super::scope::Origin;
use super::{Checker, EnclosingFunction, FunctionKind, Position, Stage, flow};
use crate::ast;
use crate::diagnostic::{Diagnostic, Severity, Span};
use crate::hir::{Block, Function, FunctionId};
use crate::signatures;
use crate::types::Type;

/// What a call of a user-defined function must look like.
#[derive(Clone, Debug)]
pub(super) struct Signature {
    /// The types of the arguments and whether each may only be given data.
    pub arguments: Vec<(Type, bool)>,
    pub return_type: Type,
    /// `None` while only a forward declaration has been seen.
    pub id: Option<FunctionId>,
    pub span: Span,
}

/// The overloads of each name.
#[derive(Debug, Default)]
pub(super) struct UserFunctions<'s> {
    names: BTreeMap<&'s str, Vec<Signature>>,
}

impl<'s> UserFunctions<'s> {
    pub fn contains(&self, name: &str) -> bool {
        self.names.contains_key(name)
    }

    /// All overloads of a name.
    pub fn overloads(&self, name: &str) -> &[Signature] {
        self.names.get(name).map_or(&[], Vec::as_slice)
    }

    pub fn names(&self) -> impl Iterator<Item = &'s str> {
        self.names.keys().copied()
    }
}

impl<'s> Checker<'_, 's> {
    /// Learns every function's signature, so that functions may call each other in any order.
    pub(super) fn collect_functions(&mut self, functions: &[ast::Function<'s>]) {
        for function in functions {
            let signature = self.signature(function);
            self.check_function_name(function, &signature);
            if function.body.is_none() {
                self.check_distinct_arguments(function);
            }
            let overloads = self.functions.names.entry(function.name.text).or_default();
            let same = overloads
                .iter_mut()
                .find(|other| same_arguments(&other.arguments, &signature.arguments));
            let Some(other) = same else {
                let id = function.body.is_some().then(|| {
                    let id = FunctionId(self.program.functions.len() as u32);
                    self.program.functions.push(Function {
                        name: function.name.text.to_owned(),
                        arguments: Vec::new(),
                        return_type: signature.return_type.clone(),
                        body: Vec::new(),
                        span: function.name.span,
                    });
                    id
                });
                overloads.push(Signature { id, ..signature });
                continue;
            };
            let first = other.span;
            let name = function.name.text;
            if other.return_type != signature.return_type {
                let (new, old) = (signature.return_type, other.return_type.clone());
                self.report(
                    Diagnostic::error(
                        "KS0307",
                        function.name.span,
                        format!("`{name}` is given two return types, `{old}` and `{new}`"),
                    )
                    .label(format!("returns `{new}` here"))
                    .related(first, format!("returns `{old}` here"))
                    .help("overloads must differ in their arguments"),
                );
            } else if other.id.is_none() && function.body.is_some() {
                let id = FunctionId(self.program.functions.len() as u32);
                other.id = Some(id);
                self.program.functions.push(Function {
                    name: name.to_owned(),
                    arguments: Vec::new(),
                    return_type: signature.return_type,
                    body: Vec::new(),
                    span: function.name.span,
                });
            } else {
                self.report(
                    Diagnostic::error(
                        "KS0307",
                        function.name.span,
                        format!("`{name}` is already defined with these argument types"),
                    )
                    .label("defined again")
                    .related(first, "first defined here"),
                );
            }
        }
        self.report_undefined(functions);
    }

    /// Reports two arguments of one name in a forward declaration; in a definition the second is a
    /// name that is taken.
    fn check_distinct_arguments(&mut self, function: &ast::Function<'s>) {
        for (i, argument) in function.arguments.iter().enumerate() {
            let before = function.arguments.get(..i).unwrap_or_default();
            if let Some(first) = before.iter().find(|a| a.name.text == argument.name.text) {
                self.report(
                    Diagnostic::error(
                        "KS0303",
                        argument.name.span,
                        format!("the name `{}` is already taken", argument.name.text),
                    )
                    .label("declared again")
                    .related(first.name.span, "first declared here"),
                );
            }
        }
    }

    /// Reports forward declarations that no definition follows.
    fn report_undefined(&mut self, functions: &[ast::Function<'s>]) {
        for function in functions.iter().filter(|function| function.body.is_none()) {
            let undefined = self
                .functions
                .overloads(function.name.text)
                .iter()
                .any(|overload| overload.id.is_none() && overload.span == function.name.span);
            if undefined {
                self.report(
                    Diagnostic::error(
                        "KS0306",
                        function.name.span,
                        format!("`{}` is declared but never defined", function.name.text),
                    )
                    .label("no body anywhere")
                    .help("add a definition with the same argument types and a body"),
                );
            }
        }
    }

    fn signature(&mut self, function: &ast::Function<'s>) -> Signature {
        let arguments = function
            .arguments
            .iter()
            .map(|argument| (self.unsized_type(&argument.ty), argument.data_only))
            .collect();
        let return_type = match &function.return_type {
            Some(ty) => self.unsized_type(ty),
            None => Type::Void,
        };
        Signature {
            arguments,
            return_type,
            id: None,
            span: function.name.span,
        }
    }

    /// The rules that the ending of a function's name brings, and names that Stan has already.
    fn check_function_name(&mut self, function: &ast::Function<'s>, signature: &Signature) {
        let name = function.name;
        let text = name.text;
        self.check_spelling(name);
        let types: Vec<&Type> = signature.arguments.iter().map(|(ty, _)| ty).collect();
        let builtin = signatures::find(text).and_then(|id| signatures::resolve(id, &types));
        if signatures::takes_functions(text) {
            self.report(
                Diagnostic::error("KS0307", name.span, format!("`{text}` is a Stan function"))
                    .label("this name is taken")
                    .help("choose another name"),
            );
        } else if builtin.is_some_and(|found| found.promotions == 0)
            && !types.contains(&&Type::Unknown)
        {
            self.report(
                Diagnostic::error(
                    "KS0307",
                    name.span,
                    format!("`{text}` is a Stan function with these argument types"),
                )
                .label("defined again")
                .help("choose another name, or other argument types"),
            );
        }
        if is_conditional(text) && !matches!(signature.return_type, Type::Real | Type::Unknown) {
            self.report(
                Diagnostic::error(
                    "KS0414",
                    name.span,
                    format!(
                        "`{text}` must return `real`, found `{}`",
                        signature.return_type
                    ),
                )
                .label("a density or distribution function, by its name"),
            );
        }
        let first = signature.arguments.first().map(|(ty, _)| ty);
        let wanted = if text.ends_with("_lpdf") {
            "a real type"
        } else if text.ends_with("_lpmf") {
            "`int` or an array of `int`"
        } else {
            return;
        };
        let fits = first.is_some_and(|ty| {
            *ty.innermost() == Type::Unknown || ty.is_integer() == text.ends_with("_lpmf")
        });
        if !fits {
            let found = first.map_or("no argument".to_owned(), |ty| format!("`{ty}`"));
            self.report(
                Diagnostic::error(
                    "KS0414",
                    name.span,
                    format!("the first argument of `{text}` must be {wanted}, found {found}"),
                )
                .label("the variate comes first")
                .help(if text.ends_with("_lpdf") {
                    "`_lpdf` is for continuous variates, `_lpmf` for integers"
                } else {
                    "`_lpmf` is for integer variates, `_lpdf` for continuous ones"
                }),
            );
        }
    }

    /// Checks the bodies.
    pub(super) fn check_functions(&mut self, functions: &[ast::Function<'s>]) {
        for function in functions {
            let Some(body) = &function.body else {
                continue;
            };
            let overload = self
                .functions
                .overloads(function.name.text)
                .iter()
                .find(|overload| match overload.id {
                    Some(id) => self
                        .program
                        .functions
                        .get(id.0 as usize)
                        .is_some_and(|defined| defined.span == function.name.span),
                    None => false,
                })
                .cloned();
            let Some((overload, id)) =
                overload.and_then(|overload| overload.id.map(|id| (overload.clone(), id)))
            else {
                continue;
            };
            self.check_function(function, body, &overload, id);
        }
    }

    fn check_function(
        &mut self,
        function: &ast::Function<'s>,
        body: &[ast::Statement<'s>],
        signature: &Signature,
        id: FunctionId,
    ) {
        self.place = Position {
            function: Some(EnclosingFunction {
                kind: FunctionKind::of(function.name.text),
                return_type: signature.return_type.clone(),
            }),
            ..Position::new(Stage::Functions)
        };
        let errors_before = self.error_count();
        let mark = self.scope.mark();
        let mut arguments = Vec::new();
        for (argument, (ty, data_only)) in function.arguments.iter().zip(&signature.arguments) {
            let origin = Origin {
                stage: if *data_only {
                    Stage::Data
                } else {
                    Stage::Parameters
                },
                global: false,
                read_only: Some("a function argument"),
            };
            arguments.push(self.declare(argument.name, ty.clone(), Block::Local, origin));
        }
        let body = self.statements(body);
        self.scope.leave(mark);
        let returns = signature.return_type != Type::Void;
        if returns && self.error_count() == errors_before && !flow::always_returns(&body) {
            self.report(
                Diagnostic::error(
                    "KS0411",
                    function.name.span,
                    format!(
                        "`{}` does not return a value on every path",
                        function.name.text
                    ),
                )
                .label(format!("must return `{}`", signature.return_type))
                .help("end each path with `return value;` (or `reject(…)`)"),
            );
        }
        if let Some(defined) = self.program.functions.get_mut(id.0 as usize) {
            defined.arguments = arguments;
            defined.body = body;
        }
    }

    fn error_count(&self) -> usize {
        self.diagnostics
            .iter()
            .filter(|diagnostic| diagnostic.severity == Severity::Error)
            .count()
    }
}

fn same_arguments(a: &[(Type, bool)], b: &[(Type, bool)]) -> bool {
    a.len() == b.len() && a.iter().zip(b).all(|((a, _), (b, _))| a == b)
}
