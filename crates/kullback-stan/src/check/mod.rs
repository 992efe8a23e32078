//! The syntax tree to the checked program: names, types and the rules of the blocks, as Stan's own
//! compiler has them.
//!
//! The checker never fails. What it cannot make sense of has an unknown type, which agrees with
//! everything, so that one mistake is reported once.

mod calls;
mod declarations;
mod expressions;
mod flow;
mod functions;
mod indexes;
mod names;
mod operators;
mod places;
mod promotion;
mod reduce_sum;
mod scope;
mod statements;

use crate::ast;
use crate::diagnostic::{Diagnostic, Severity};
use crate::hir::{self, Program};
use crate::parse::parse;
use functions::UserFunctions;
use scope::Scope;

/// A program as far as it could be understood, and everything wrong with it.
#[derive(Clone, Debug)]
pub struct Checked {
    /// The program. It is whole only when no diagnostic is an error.
    pub program: Program,
    /// Errors and warnings, in the order of the source.
    pub diagnostics: Vec<Diagnostic>,
}

impl Checked {
    /// Whether the program can be used: no diagnostic is an error.
    pub fn is_ok(&self) -> bool {
        self.diagnostics
            .iter()
            .all(|diagnostic| diagnostic.severity != Severity::Error)
    }
}

/// Reads and checks a Stan program. Never fails: mistakes are in the diagnostics.
pub fn compile(source: &str) -> Checked {
    let (tree, diagnostics) = parse(source);
    let mut checker = Checker {
        source,
        tree: &tree,
        program: Program::default(),
        scope: Scope::default(),
        functions: UserFunctions::default(),
        place: Position::new(Stage::Functions),
        diagnostics,
    };
    checker.check();
    let Checker {
        program,
        mut diagnostics,
        ..
    } = checker;
    diagnostics.sort_by_key(|diagnostic| (diagnostic.span.start, diagnostic.span.end));
    Checked {
        program,
        diagnostics,
    }
}

/// The block that is being checked, or that a variable was declared in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    Functions,
    Data,
    TransformedData,
    Parameters,
    TransformedParameters,
    Model,
    GeneratedQuantities,
}

impl Stage {
    fn name(self) -> &'static str {
        match self {
            Stage::Functions => "functions",
            Stage::Data => "data",
            Stage::TransformedData => "transformed data",
            Stage::Parameters => "parameters",
            Stage::TransformedParameters => "transformed parameters",
            Stage::Model => "model",
            Stage::GeneratedQuantities => "generated quantities",
        }
    }

    /// Where the program says its top-level declarations live.
    fn block(self) -> hir::Block {
        match self {
            Stage::Data => hir::Block::Data,
            Stage::TransformedData => hir::Block::TransformedData,
            Stage::Parameters => hir::Block::Parameters,
            Stage::TransformedParameters => hir::Block::TransformedParameters,
            Stage::GeneratedQuantities => hir::Block::GeneratedQuantities,
            Stage::Functions | Stage::Model => hir::Block::Local,
        }
    }
}

/// What the name of a function says it may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum FunctionKind {
    Plain,
    Density,
    Generator,
    LogProbability,
    Jacobian,
}

impl FunctionKind {
    fn of(name: &str) -> FunctionKind {
        if name.ends_with("_lpdf") || name.ends_with("_lpmf") {
            FunctionKind::Density
        } else if name.ends_with("_rng") {
            FunctionKind::Generator
        } else if name.ends_with("_lp") {
            FunctionKind::LogProbability
        } else if name.ends_with("_jacobian") {
            FunctionKind::Jacobian
        } else {
            FunctionKind::Plain
        }
    }
}

/// Where in the program the checker stands, as far as rules depend on it.
#[derive(Clone, Debug)]
struct Position {
    stage: Stage,
    /// At the top level of a block that declares variables of the model.
    top_level: bool,
    /// In the sizes of a top-level declaration, which may not depend on parameters.
    in_sizes: bool,
    /// In the body of a user-defined function.
    function: Option<EnclosingFunction>,
    loop_depth: usize,
}

#[derive(Clone, Debug)]
struct EnclosingFunction {
    kind: FunctionKind,
    return_type: crate::types::Type,
}

impl Position {
    fn new(stage: Stage) -> Self {
        Position {
            stage,
            top_level: !matches!(stage, Stage::Functions | Stage::Model),
            in_sizes: false,
            function: None,
            loop_depth: 0,
        }
    }

    fn in_function(&self, kind: FunctionKind) -> bool {
        self.function
            .as_ref()
            .is_some_and(|function| function.kind == kind)
    }
}

struct Checker<'t, 's> {
    source: &'s str,
    tree: &'t ast::Program<'s>,
    program: Program,
    scope: Scope<'s>,
    functions: UserFunctions<'s>,
    place: Position,
    diagnostics: Vec<Diagnostic>,
}

impl<'s> Checker<'_, 's> {
    fn check(&mut self) {
        let tree = self.tree;
        self.collect_functions(&tree.functions);
        self.check_functions(&tree.functions);

        self.place = Position::new(Stage::Data);
        self.program.data = self.declarations(&tree.data);
        self.place = Position::new(Stage::TransformedData);
        self.program.transformed_data = self.statements(&tree.transformed_data);
        self.place = Position::new(Stage::Parameters);
        self.program.parameters = self.declarations(&tree.parameters);
        self.place = Position::new(Stage::TransformedParameters);
        self.program.transformed_parameters = self.statements(&tree.transformed_parameters);
        self.place = Position::new(Stage::Model);
        let before = self.scope.mark();
        self.program.model = self.statements(&tree.model);
        self.scope.leave(before);
        self.place = Position::new(Stage::GeneratedQuantities);
        self.program.generated_quantities = self.statements(&tree.generated_quantities);
    }

    fn report(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic);
    }

    fn text(&self, span: crate::diagnostic::Span) -> &'s str {
        self.source
            .get(span.start as usize..span.end as usize)
            .unwrap_or("")
    }
}
