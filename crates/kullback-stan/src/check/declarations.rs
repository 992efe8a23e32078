//! Declarations: types, sizes, constraints and initial values.

use super::Checker;
use super::Stage;
use super::promotion::promote;
use super::scope::Origin;
use crate::ast::{self, BoundKind, TypeKind};
use crate::diagnostic::Diagnostic;
use crate::hir::{Block, Constraint, Declaration, Expression, Statement, StatementKind};
use crate::types::Type;

/// The plain type that values of a declared type have; `None` when kullback has none.
fn element_type(kind: TypeKind) -> Option<Type> {
    Some(match kind {
        TypeKind::Int => Type::Int,
        TypeKind::Real => Type::Real,
        TypeKind::Vector
        | TypeKind::Ordered
        | TypeKind::PositiveOrdered
        | TypeKind::Simplex
        | TypeKind::UnitVector
        | TypeKind::SumToZeroVector => Type::Vector,
        TypeKind::RowVector => Type::RowVector,
        TypeKind::Matrix
        | TypeKind::SumToZeroMatrix
        | TypeKind::ColumnStochasticMatrix
        | TypeKind::RowStochasticMatrix
        | TypeKind::CholeskyFactorCorr
        | TypeKind::CholeskyFactorCov
        | TypeKind::CorrMatrix
        | TypeKind::CovMatrix => Type::Matrix,
        TypeKind::Complex
        | TypeKind::ComplexVector
        | TypeKind::ComplexRowVector
        | TypeKind::ComplexMatrix
        | TypeKind::Tuple => return None,
    })
}

/// Why a type cannot be declared yet.
fn unsupported(kind: TypeKind) -> Option<(&'static str, &'static str)> {
    Some(match kind {
        TypeKind::Tuple => ("KS0901", "tuples"),
        TypeKind::Complex
        | TypeKind::ComplexVector
        | TypeKind::ComplexRowVector
        | TypeKind::ComplexMatrix => ("KS0902", "complex numbers"),
        TypeKind::SumToZeroMatrix => ("KS0906", "`sum_to_zero_matrix` declarations"),
        TypeKind::ColumnStochasticMatrix => ("KS0906", "`column_stochastic_matrix` declarations"),
        TypeKind::RowStochasticMatrix => ("KS0906", "`row_stochastic_matrix` declarations"),
        _ => return None,
    })
}

impl<'s> Checker<'_, 's> {
    /// A type of a function header.
    pub(super) fn unsized_type(&mut self, ty: &ast::UnsizedType) -> Type {
        match element_type(ty.kind) {
            Some(element) => Type::array(element, ty.dimensions),
            None => {
                if let Some((code, what)) = unsupported(ty.kind) {
                    self.unsupported(code, what, ty.span);
                }
                Type::Unknown
            }
        }
    }

    /// The declarations of `data` or `parameters`.
    pub(super) fn declarations(&mut self, statements: &[ast::Statement<'s>]) -> Vec<Declaration> {
        let mut declarations = Vec::new();
        for statement in statements {
            if let ast::StatementKind::Declare(declaration) = &statement.kind {
                self.declaration(declaration, statement, &mut declarations);
            }
        }
        declarations
    }

    /// The declarations as statements.
    pub(super) fn declaration_statements(
        &mut self,
        declaration: &ast::Declaration<'s>,
        statement: &ast::Statement<'s>,
        out: &mut Vec<Statement>,
    ) {
        let mut declarations = Vec::new();
        self.declaration(declaration, statement, &mut declarations);
        out.extend(declarations.into_iter().map(|declaration| Statement {
            span: declaration.span,
            kind: StatementKind::Declare(declaration),
        }));
    }

    /// One declaration for each name.
    fn declaration(
        &mut self,
        declaration: &ast::Declaration<'s>,
        statement: &ast::Statement<'s>,
        out: &mut Vec<Declaration>,
    ) {
        let global = self.place.top_level;
        let written = &declaration.ty;
        let ty = self.declared_type(written);
        let sizes = self.sizes(written);
        let constraint = self.constraint(written, &ty);
        self.check_parameter_type(written, &ty);
        for (name, initial) in &declaration.names {
            let (block, read_only) = if global {
                (self.place.stage.block(), None)
            } else {
                (Block::Local, None)
            };
            let origin = Origin {
                stage: self.place.stage,
                global,
                read_only,
            };
            let variable = self.declare(*name, ty.clone(), block, origin);
            let initial = initial
                .as_ref()
                .map(|value| self.initial_value(name.text, &ty, value));
            let span = if declaration.names.len() == 1 {
                statement.span
            } else {
                initial
                    .as_ref()
                    .map_or(name.span, |value| name.span.to(value.span))
            };
            out.push(Declaration {
                variable,
                sizes: sizes.clone(),
                constraint: constraint.clone(),
                initial,
                span,
            });
        }
    }

    fn initial_value(&mut self, name: &str, ty: &Type, value: &ast::Expression<'s>) -> Expression {
        let value = self.expression(value);
        if promote(ty, &value.ty).is_none() {
            self.report(
                Diagnostic::error(
                    "KS0403",
                    value.span,
                    format!("`{name}` is `{ty}` and cannot be given a `{}`", value.ty),
                )
                .label(format!("expected `{ty}`, found `{}`", value.ty)),
            );
        }
        value
    }

    fn declared_type(&mut self, written: &ast::SizedType<'s>) -> Type {
        if let Some((code, what)) = unsupported(written.kind) {
            self.unsupported(code, what, written.kind_span);
            return Type::Unknown;
        }
        match element_type(written.kind) {
            Some(element) => Type::array(element, written.array.len()),
            None => Type::Unknown,
        }
    }

    /// Array sizes, then the sizes of the vector or the rows and columns of the matrix.
    fn sizes(&mut self, written: &ast::SizedType<'s>) -> Vec<Expression> {
        self.place.in_sizes = self.place.top_level;
        let mut sizes: Vec<Expression> = written
            .array
            .iter()
            .map(|size| self.integer(size, "the size of an array"))
            .collect();
        for size in &written.sizes {
            let size = self.integer(size, "a size");
            sizes.push(size);
        }
        self.place.in_sizes = false;
        let square = matches!(
            written.kind,
            TypeKind::CholeskyFactorCorr
                | TypeKind::CholeskyFactorCov
                | TypeKind::CorrMatrix
                | TypeKind::CovMatrix
        );
        if square
            && written.sizes.len() == 1
            && let Some(size) = sizes.last()
        {
            sizes.push(size.clone());
        }
        sizes
    }

    fn constraint(&mut self, written: &ast::SizedType<'s>, ty: &Type) -> Constraint {
        let named = match written.kind {
            TypeKind::Ordered => Some(Constraint::Ordered),
            TypeKind::PositiveOrdered => Some(Constraint::PositiveOrdered),
            TypeKind::Simplex => Some(Constraint::Simplex),
            TypeKind::UnitVector => Some(Constraint::UnitVector),
            TypeKind::SumToZeroVector => Some(Constraint::SumToZero),
            TypeKind::CholeskyFactorCorr => Some(Constraint::CholeskyFactorCorr),
            TypeKind::CholeskyFactorCov => Some(Constraint::CholeskyFactorCov),
            TypeKind::CorrMatrix => Some(Constraint::CorrMatrix),
            TypeKind::CovMatrix => Some(Constraint::CovMatrix),
            _ => None,
        };
        let has_bounds = !written.bounds.is_empty();
        if !self.place.top_level && (has_bounds || named.is_some()) {
            let span = if has_bounds {
                written.bounds_span
            } else {
                written.kind_span
            };
            self.report(
                Diagnostic::error("KS0511", span, "local variables cannot have constraints")
                    .label("not allowed here")
                    .help("constraints belong to the declarations at the top of a block"),
            );
        }
        if let Some(named) = named {
            if has_bounds {
                let text = self.text(written.kind_span);
                self.report(
                    Diagnostic::error(
                        "KS0407",
                        written.bounds_span,
                        format!("`{text}` cannot have bounds"),
                    )
                    .label("already a constraint"),
                );
            }
            return named;
        }
        self.bounds(written, ty)
    }

    fn bounds(&mut self, written: &ast::SizedType<'s>, ty: &Type) -> Constraint {
        let (mut lower, mut upper) = (None, None);
        let (mut offset, mut multiplier) = (None, None);
        for bound in &written.bounds {
            let value = self.bound(bound, ty);
            match bound.kind {
                BoundKind::Lower => lower = Some(value),
                BoundKind::Upper => upper = Some(value),
                BoundKind::Offset => offset = Some(value),
                BoundKind::Multiplier => multiplier = Some(value),
            }
        }
        if lower.is_some() || upper.is_some() {
            Constraint::Bounds { lower, upper }
        } else if offset.is_some() || multiplier.is_some() {
            Constraint::Affine { offset, multiplier }
        } else {
            Constraint::None
        }
    }

    /// A bound is a scalar or has the type of the variable; the bounds of an integer are integers
    /// (those of an array of integers need not be, as in Stan).
    fn bound(&mut self, bound: &ast::Bound<'s>, ty: &Type) -> Expression {
        let value = self.expression(&bound.value);
        let what = match bound.kind {
            BoundKind::Lower => "lower",
            BoundKind::Upper => "upper",
            BoundKind::Offset => "offset",
            BoundKind::Multiplier => "multiplier",
        };
        let affine = matches!(bound.kind, BoundKind::Offset | BoundKind::Multiplier);
        let found = &value.ty;
        if affine && ty.is_integer() {
            self.report(
                Diagnostic::error("KS0407", bound.span, format!("`int` cannot have `{what}`"))
                    .label("only real types have it"),
            );
        } else if *ty == Type::Int && !matches!(found, Type::Int | Type::Unknown) {
            self.report(
                Diagnostic::error(
                    "KS0407",
                    value.span,
                    format!("the `{what}` of an `int` must be `int`, found `{found}`"),
                )
                .label(format!("of type `{found}`")),
            );
        } else if *ty != Type::Unknown
            && !matches!(found, Type::Int | Type::Real | Type::Unknown)
            && found != ty
        {
            self.report(
                Diagnostic::error(
                    "KS0407",
                    value.span,
                    format!("`{what}` must be a number or `{ty}`, found `{found}`"),
                )
                .label(format!("of type `{found}`")),
            );
        }
        value
    }

    /// Parameters are continuous.
    fn check_parameter_type(&mut self, written: &ast::SizedType<'s>, ty: &Type) {
        let stage = self.place.stage;
        let parameters = matches!(stage, Stage::Parameters | Stage::TransformedParameters);
        if !(self.place.top_level && parameters && ty.is_integer()) {
            return;
        }
        let what = if stage == Stage::Parameters {
            "parameters"
        } else {
            "transformed parameters"
        };
        self.report(
            Diagnostic::error("KS0505", written.span, format!("{what} cannot be integers"))
                .label(format!("of type `{ty}`"))
                .help(if stage == Stage::Parameters {
                    "sum discrete unknowns out, for example with `log_mix` or `log_sum_exp`"
                } else {
                    "declare it in `transformed data`, or as a local variable inside braces"
                }),
        );
    }
}
