//! Calls: which function is meant, and whether it takes these arguments here.

use super::expressions::{typed, unknown};
use super::functions::Signature;
use super::names::{is_conditional, is_unnormalised};
use super::promotion::promote;
use super::{Checker, FunctionKind, Stage};
use crate::ast::{self, Name};
use crate::diagnostic::{Diagnostic, Span};
use crate::hir::{BuiltinId, Expression, ExpressionKind, FunctionId};
use crate::signatures;
use crate::suggest;
use crate::types::Type;

/// The functions a name may mean.
pub(super) struct Candidates {
    pub users: Vec<Signature>,
    pub builtin: Option<BuiltinId>,
}

impl Candidates {
    pub fn is_empty(&self) -> bool {
        self.users.is_empty() && self.builtin.is_none()
    }
}

/// The function that a call means.
pub(super) enum Resolved {
    User(FunctionId, Type),
    Builtin(BuiltinId, Type),
}

impl<'s> Checker<'_, 's> {
    /// A call inside an expression.
    pub(super) fn value_call(
        &mut self,
        name: Name<'s>,
        arguments: &[ast::Expression<'s>],
        bar: Option<Span>,
        span: Span,
    ) -> Expression {
        let call = self.call(name, arguments, bar, span);
        if call.ty == Type::Void {
            self.report(
                Diagnostic::error(
                    "KS0412",
                    span,
                    format!(
                        "`{}` returns nothing and cannot be used as a value",
                        name.text
                    ),
                )
                .label("returns `void`"),
            );
            return unknown(span);
        }
        call
    }

    /// A call of any kind; the type may be [`Type::Void`].
    pub(super) fn call(
        &mut self,
        name: Name<'s>,
        arguments: &[ast::Expression<'s>],
        bar: Option<Span>,
        span: Span,
    ) -> Expression {
        if matches!(name.text, "reduce_sum" | "reduce_sum_static")
            && let Some(sum) = self.reduce_sum(arguments, span)
        {
            return sum;
        }
        if signatures::is_known_elsewhere(name.text) && !self.functions.contains(name.text) {
            return self.call_of_unsupported(name, arguments, span);
        }
        let candidates = self.candidates(name.text);
        if self.is_shadowed(name, &candidates) || candidates.is_empty() {
            if self.scope.find(name.text).is_none() {
                self.report_unknown_function(name);
            }
            for argument in arguments {
                self.expression(argument);
            }
            return unknown(span);
        }
        let arguments: Vec<Expression> = arguments.iter().map(|e| self.expression(e)).collect();
        self.check_notation(name, arguments.len(), bar, span);
        self.check_permission(name);
        match self.resolve(name.text, &candidates, &arguments) {
            Some(resolved) => {
                if let Resolved::Builtin(id, _) = resolved
                    && signatures::takes_only_data(id)
                {
                    self.check_data(name.text, &arguments, None);
                }
                built(resolved, arguments, span)
            }
            None => {
                let notation = if is_conditional(name.text) {
                    Notation::Conditional
                } else {
                    Notation::Plain
                };
                self.report_arguments(name, &candidates, &arguments, notation, span);
                unknown(span)
            }
        }
    }

    /// The functions of that name. An unnormalised density is looked up by its normalised name
    /// among the program's own functions.
    pub(super) fn candidates(&self, name: &str) -> Candidates {
        let users = if is_unnormalised(name) {
            let normalised = name.replace("_lupdf", "_lpdf").replace("_lupmf", "_lpmf");
            self.functions.overloads(&normalised).to_vec()
        } else {
            self.functions.overloads(name).to_vec()
        };
        Candidates {
            users,
            builtin: signatures::find(name),
        }
    }

    /// The candidate that needs the fewest promotions; the program's own functions win ties.
    pub(super) fn resolve(
        &mut self,
        name: &str,
        candidates: &Candidates,
        arguments: &[Expression],
    ) -> Option<Resolved> {
        let mut best: Option<(u32, Resolved)> = None;
        for user in &candidates.users {
            if let Some(promotions) = fits(&user.arguments, arguments)
                && best.as_ref().is_none_or(|(fewest, _)| promotions < *fewest)
            {
                self.check_data_arguments(name, user, arguments);
                let id = user.id.unwrap_or(FunctionId(0));
                best = Some((promotions, Resolved::User(id, user.return_type.clone())));
            }
        }
        if let Some(id) = candidates.builtin {
            let types: Vec<&Type> = arguments.iter().map(|argument| &argument.ty).collect();
            if let Some(found) = signatures::resolve(id, &types)
                && best
                    .as_ref()
                    .is_none_or(|(fewest, _)| found.promotions < *fewest)
            {
                best = Some((found.promotions, Resolved::Builtin(id, found.result)));
            }
        }
        best.map(|(_, resolved)| resolved)
    }

    /// Reports arguments that depend on parameters where the definition says `data`.
    fn check_data_arguments(&mut self, name: &str, user: &Signature, arguments: &[Expression]) {
        for (argument, (_, data_only)) in arguments.iter().zip(&user.arguments) {
            if *data_only {
                self.check_data(name, std::slice::from_ref(argument), Some(user.span));
            }
        }
    }

    /// Reports arguments that depend on parameters.
    fn check_data(&mut self, name: &str, arguments: &[Expression], defined: Option<Span>) {
        for argument in arguments {
            if !self.is_data_only(argument) {
                let mut diagnostic = Diagnostic::error(
                    "KS0510",
                    argument.span,
                    format!("`{name}` takes only data here"),
                )
                .label("depends on parameters");
                if let Some(defined) = defined {
                    diagnostic = diagnostic.related(defined, "this argument is declared `data`");
                }
                self.report(diagnostic);
            }
        }
    }

    /// Whether a variable hides the program's own function; Stan's functions stay callable.
    fn is_shadowed(&mut self, name: Name<'s>, candidates: &Candidates) -> bool {
        if candidates.builtin.is_some() {
            return false;
        }
        let Some(id) = self.scope.find(name.text) else {
            return false;
        };
        let declared = self.program.variables.get(id.0 as usize).map(|v| v.span);
        let mut diagnostic = Diagnostic::error(
            "KS0309",
            name.span,
            format!("`{}` is a variable and cannot be called", name.text),
        )
        .label("not a function");
        if let Some(declared) = declared {
            diagnostic = diagnostic.related(declared, "declared here");
        }
        self.report(diagnostic);
        true
    }

    fn report_unknown_function(&mut self, name: Name<'s>) {
        let text = name.text;
        let diagnostic = Diagnostic::error(
            "KS0302",
            name.span,
            format!("cannot find the function `{text}`"),
        )
        .label("no function of this name");
        let diagnostic = if let Some(help) = signatures::removed::replacement(text) {
            Diagnostic::error(
                "KS0310",
                name.span,
                format!("the function `{text}` was removed from Stan"),
            )
            .label("old function")
            .help(help)
        } else if let Some(other) =
            other_kind_of_density(text).filter(|other| self.is_function(other))
        {
            diagnostic.help(format!("there is `{other}`"))
        } else {
            let users = self.functions.names();
            let names = users.chain(signatures::all_names());
            match suggest::nearest(text, names) {
                Some(near) => diagnostic.help(format!("did you mean `{near}`?")),
                None => diagnostic,
            }
        };
        self.report(diagnostic);
    }

    /// A function that Stan has and kullback has not: its name says so, and its arguments are
    /// checked except for the names of functions among them.
    fn call_of_unsupported(
        &mut self,
        name: Name<'s>,
        arguments: &[ast::Expression<'s>],
        span: Span,
    ) -> Expression {
        for argument in arguments {
            match &argument.kind {
                ast::ExpressionKind::Variable(inner)
                    if self.scope.find(inner).is_none() && self.is_function(inner) => {}
                ast::ExpressionKind::Tuple(_) => {}
                _ => {
                    self.expression(argument);
                }
            }
        }
        self.report(
            Diagnostic::error(
                "KS0905",
                name.span,
                format!(
                    "`{}` is a Stan function that kullback cannot run yet",
                    name.text
                ),
            )
            .label("not supported yet"),
        );
        unknown(span)
    }

    /// `f(y | …)` is for densities and their like, and they are written in no other way.
    fn check_notation(&mut self, name: Name<'s>, count: usize, bar: Option<Span>, span: Span) {
        let conditional = is_conditional(name.text);
        match bar {
            Some(bar) if !conditional => self.report(
                Diagnostic::error(
                    "KS0413",
                    bar,
                    format!("`{}` is not called with a bar", name.text),
                )
                .label("write `,`")
                .help("the bar is for functions whose name ends in `_lpdf`, `_lpmf`, `_cdf`, …"),
            ),
            None if conditional && count > 1 => {
                let text = self.text(span);
                let help = text
                    .split_once(',')
                    .map(|(before, after)| format!("write `{} |{after}`", before.trim_end()));
                let mut diagnostic = Diagnostic::error(
                    "KS0413",
                    span,
                    format!("`{}` needs a bar after the variate", name.text),
                )
                .label("written `f(y | …)`");
                if let Some(help) = help
                    && !text.contains('\n')
                {
                    diagnostic = diagnostic.help(help);
                }
                self.report(diagnostic);
            }
            _ => {}
        }
    }

    /// Whether functions of this kind may be called here.
    pub(super) fn check_permission(&mut self, name: Name<'s>) {
        let text = name.text;
        let stage = self.place.stage;
        match FunctionKind::of(text) {
            FunctionKind::Generator => {
                let allowed = matches!(stage, Stage::TransformedData | Stage::GeneratedQuantities)
                    || self.place.in_function(FunctionKind::Generator);
                if self.place.in_sizes || !allowed {
                    self.report(
                        Diagnostic::error(
                            "KS0504",
                            name.span,
                            format!("`{text}` cannot be called here"),
                        )
                        .label("draws random numbers")
                        .help(
                            "only `transformed data`, `generated quantities` and functions whose \
                             name ends in `_rng` draw random numbers",
                        ),
                    );
                }
            }
            FunctionKind::LogProbability => {
                let allowed = matches!(stage, Stage::Model | Stage::TransformedParameters)
                    || self.place.in_function(FunctionKind::LogProbability);
                if !allowed {
                    self.report_target(name.span, "calling a function whose name ends in `_lp`");
                }
            }
            FunctionKind::Jacobian => {
                let allowed = stage == Stage::TransformedParameters
                    || self.place.in_function(FunctionKind::Jacobian);
                if !allowed {
                    self.report(
                        Diagnostic::error(
                            "KS0503",
                            name.span,
                            format!("`{text}` cannot be called here"),
                        )
                        .label("adds a Jacobian adjustment")
                        .help("call it in `transformed parameters`"),
                    );
                }
            }
            FunctionKind::Plain | FunctionKind::Density => {
                let allowed = stage == Stage::Model
                    || self.place.in_function(FunctionKind::Density)
                    || self.place.in_function(FunctionKind::LogProbability);
                if is_unnormalised(text) && !allowed {
                    let normalised = text.replace("_lup", "_lp");
                    self.report(
                        Diagnostic::error(
                            "KS0509",
                            name.span,
                            format!("`{text}` cannot be called here"),
                        )
                        .label("drops its constant terms")
                        .help(format!("use `{normalised}`")),
                    );
                }
            }
        }
    }

    /// Reports what changes the target where that is not allowed.
    pub(super) fn report_target(&mut self, span: Span, what: &str) {
        self.report(
            Diagnostic::error("KS0503", span, format!("{what} is not allowed here"))
                .label("changes the target")
                .help("only `model` and functions whose name ends in `_lp` may do this"),
        );
    }

    /// Reports arguments that no signature takes.
    pub(super) fn report_arguments(
        &mut self,
        name: Name<'s>,
        candidates: &Candidates,
        arguments: &[Expression],
        notation: Notation,
        span: Span,
    ) {
        if arguments.iter().any(|argument| argument.ty == Type::Void) {
            return;
        }
        if let ([user], None) = (&candidates.users[..], candidates.builtin) {
            self.report_user_arguments(name, user, arguments, span);
            return;
        }
        let given: Vec<String> = arguments.iter().map(|e| e.ty.to_string()).collect();
        let given = notation.write(name.text, &given);
        let mut accepted: Vec<String> = candidates
            .users
            .iter()
            .map(|user| {
                let types: Vec<String> = user
                    .arguments
                    .iter()
                    .map(|(ty, _)| ty.to_string())
                    .collect();
                notation.write(name.text, &types)
            })
            .collect();
        if let Some(id) = candidates.builtin {
            accepted.extend(
                signatures::describe(id, arguments.len())
                    .into_iter()
                    .map(|(patterns, _)| notation.write(name.text, &patterns)),
            );
        }
        let more = accepted.len().saturating_sub(MOST_SHOWN);
        accepted.truncate(MOST_SHOWN);
        let mut help = format!("accepted: `{}`", accepted.join("`, `"));
        if more > 0 {
            help.push_str(&format!(" and {more} more"));
        }
        let words: Vec<&str> = accepted
            .iter()
            .flat_map(|line| line.split(|c: char| !c.is_ascii_alphanumeric() && c != '_'))
            .collect();
        for (word, meaning) in CLASSES {
            if words.contains(word) {
                help.push_str(&format!("; {word}: {meaning}"));
            }
        }
        self.report(
            Diagnostic::error(
                "KS0401",
                span,
                format!("`{}` does not take these arguments", name.text),
            )
            .label(format!("found `{given}`"))
            .help(help),
        );
    }

    /// The precise complaint when there is only one signature.
    fn report_user_arguments(
        &mut self,
        name: Name<'s>,
        user: &Signature,
        arguments: &[Expression],
        span: Span,
    ) {
        let text = name.text;
        let (wanted, found) = (user.arguments.len(), arguments.len());
        if wanted != found {
            let plural = if wanted == 1 { "argument" } else { "arguments" };
            self.report(
                Diagnostic::error(
                    "KS0401",
                    span,
                    format!("`{text}` takes {wanted} {plural}, found {found}"),
                )
                .label(format!("expected {wanted} {plural}"))
                .related(user.span, "defined here"),
            );
            return;
        }
        for (i, (argument, (ty, _))) in arguments.iter().zip(&user.arguments).enumerate() {
            if promote(ty, &argument.ty).is_none() {
                self.report(
                    Diagnostic::error(
                        "KS0401",
                        argument.span,
                        format!(
                            "argument {} of `{text}` must be `{ty}`, found `{}`",
                            i + 1,
                            argument.ty
                        ),
                    )
                    .label(format!("of type `{}`", argument.ty))
                    .related(user.span, "defined here"),
                );
                return;
            }
        }
    }
}

/// How a call is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Notation {
    /// `f(a, b)`
    Plain,
    /// `f(a | b)`
    Conditional,
    /// `a ~ f(b)`
    Tilde,
}

impl Notation {
    /// The call with types in place of arguments.
    fn write(self, name: &str, types: &[impl AsRef<str>]) -> String {
        let types: Vec<&str> = types.iter().map(AsRef::as_ref).collect();
        match (self, types.split_first()) {
            (Notation::Conditional, Some((first, rest))) if !rest.is_empty() => {
                format!("{name}({first} | {})", rest.join(", "))
            }
            (Notation::Tilde, Some((first, rest))) => {
                format!("{first} ~ {name}({})", rest.join(", "))
            }
            _ => format!("{name}({})", types.join(", ")),
        }
    }
}

/// How many signatures a message lists.
const MOST_SHOWN: usize = 4;

/// The words that signatures use for several types.
const CLASSES: &[(&str, &str)] = &[
    ("reals", "real, vector, row_vector or array[] real"),
    ("ints", "int or array[] int"),
    ("vectors", "vector, row_vector or an array of either"),
    ("lists", "vector, row_vector or array[] real"),
    ("T", "any one type"),
];

/// The number of promotions with which the arguments fit the definition.
fn fits(wanted: &[(Type, bool)], arguments: &[Expression]) -> Option<u32> {
    if wanted.len() != arguments.len() {
        return None;
    }
    let mut promotions = 0;
    for ((ty, _), argument) in wanted.iter().zip(arguments) {
        promotions += promote(ty, &argument.ty)?;
    }
    Some(promotions)
}

/// The call expression.
pub(super) fn built(resolved: Resolved, arguments: Vec<Expression>, span: Span) -> Expression {
    match resolved {
        Resolved::User(function, ty) => {
            let kind = ExpressionKind::User {
                function,
                arguments,
            };
            typed(kind, ty, span)
        }
        Resolved::Builtin(function, ty) => {
            let kind = ExpressionKind::Builtin {
                function,
                arguments,
            };
            typed(kind, ty, span)
        }
    }
}

/// `f_lpmf` for `f_lpdf`, and the other way round.
fn other_kind_of_density(name: &str) -> Option<String> {
    let swaps = [
        ("_lpdf", "_lpmf"),
        ("_lpmf", "_lpdf"),
        ("_lupdf", "_lupmf"),
        ("_lupmf", "_lupdf"),
    ];
    swaps
        .iter()
        .find_map(|(ending, other)| Some(format!("{}{other}", name.strip_suffix(ending)?)))
}
