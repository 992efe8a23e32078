//! Types, bounds and declarations.

use super::{Parsed, Parser};
use crate::ast::{
    Bound, BoundKind, Declaration, Expression, SizedType, Statement, StatementKind, TypeKind,
    UnsizedType,
};
use crate::diagnostic::{Diagnostic, Span};
use crate::lex::TokenKind;

/// The name of a type, and how many sizes follow it in a declaration.
fn type_kind(token: TokenKind) -> Option<(TypeKind, usize)> {
    Some(match token {
        TokenKind::Int => (TypeKind::Int, 0),
        TokenKind::Real => (TypeKind::Real, 0),
        TokenKind::Complex => (TypeKind::Complex, 0),
        TokenKind::Vector => (TypeKind::Vector, 1),
        TokenKind::RowVector => (TypeKind::RowVector, 1),
        TokenKind::Matrix => (TypeKind::Matrix, 2),
        TokenKind::ComplexVector => (TypeKind::ComplexVector, 1),
        TokenKind::ComplexRowVector => (TypeKind::ComplexRowVector, 1),
        TokenKind::ComplexMatrix => (TypeKind::ComplexMatrix, 2),
        TokenKind::Tuple => (TypeKind::Tuple, 0),
        TokenKind::Ordered => (TypeKind::Ordered, 1),
        TokenKind::PositiveOrdered => (TypeKind::PositiveOrdered, 1),
        TokenKind::Simplex => (TypeKind::Simplex, 1),
        TokenKind::UnitVector => (TypeKind::UnitVector, 1),
        TokenKind::SumToZeroVector => (TypeKind::SumToZeroVector, 1),
        TokenKind::SumToZeroMatrix => (TypeKind::SumToZeroMatrix, 2),
        TokenKind::ColumnStochasticMatrix => (TypeKind::ColumnStochasticMatrix, 2),
        TokenKind::RowStochasticMatrix => (TypeKind::RowStochasticMatrix, 2),
        TokenKind::CholeskyFactorCorr => (TypeKind::CholeskyFactorCorr, 1),
        TokenKind::CholeskyFactorCov => (TypeKind::CholeskyFactorCov, 2),
        TokenKind::CorrMatrix => (TypeKind::CorrMatrix, 1),
        TokenKind::CovMatrix => (TypeKind::CovMatrix, 1),
        _ => return None,
    })
}

impl<'s> Parser<'s> {
    /// Whether a type begins here.
    pub(super) fn at_type(&self) -> bool {
        self.peek() == TokenKind::Array || type_kind(self.peek()).is_some()
    }

    /// A type of a function header: `array[,] vector`, `tuple(int, real)`.
    pub(super) fn unsized_type(&mut self) -> Parsed<UnsizedType> {
        self.nested(|parser| {
            let start = parser.token().span;
            let mut dimensions = 0;
            if parser.eat(TokenKind::Array) {
                dimensions = parser.unsized_dimensions()?;
            }
            let token = parser.token();
            let Some((kind, _)) = type_kind(token.kind) else {
                return Err(parser.expected("a type"));
            };
            parser.advance();
            if kind == TypeKind::Tuple {
                let open =
                    parser.expect(TokenKind::LeftParenthesis, "`(` and the component types")?;
                loop {
                    parser.unsized_type()?;
                    if !parser.eat(TokenKind::Comma) {
                        break;
                    }
                }
                parser.expect_closing(open.span, TokenKind::RightParenthesis, ")")?;
            } else if parser.peek() == TokenKind::LeftBracket {
                dimensions += parser.sized_argument(start, token.span)?;
            }
            if kind as u32 > TypeKind::Tuple as u32 {
                let text = parser.text(token.span);
                let plain = if sizes_are_matrix(kind) {
                    "matrix"
                } else {
                    "vector"
                };
                return Err(parser.report(
                    Diagnostic::error(
                        "KS0212",
                        token.span,
                        format!("`{text}` is a constraint and cannot be the type of an argument"),
                    )
                    .label("not a plain type")
                    .help(format!("use `{plain}`")),
                ));
            }
            Ok(UnsizedType {
                dimensions,
                kind,
                span: parser.span_from(start),
            })
        })
    }

    /// `[,,]` after `array`.
    fn unsized_dimensions(&mut self) -> Parsed<usize> {
        let open = self.expect(TokenKind::LeftBracket, "`[` after `array`")?;
        let mut dimensions = 1;
        while self.eat(TokenKind::Comma) {
            dimensions += 1;
        }
        if self.peek() != TokenKind::RightBracket {
            let span = self.token().span;
            return Err(self.report(
                Diagnostic::error(
                    "KS0212",
                    span,
                    "types of arguments and results have no sizes",
                )
                .label("size not allowed here")
                .help("write `array[]`, with a comma for each further dimension"),
            ));
        }
        self.expect_closing(open.span, TokenKind::RightBracket, "]")?;
        Ok(dimensions)
    }

    /// Reports `real[] x` and `vector[N] x` in a function header; returns the array dimensions that
    /// were meant.
    fn sized_argument(&mut self, start: Span, element: Span) -> Parsed<usize> {
        let open = self.advance().span;
        let element = self.text(element);
        let mut dimensions = 1;
        while self.eat(TokenKind::Comma) {
            dimensions += 1;
        }
        if self.eat(TokenKind::RightBracket) {
            let commas = ",".repeat(dimensions - 1);
            let span = self.span_from(start);
            self.report(
                Diagnostic::error(
                    "KS0205",
                    span,
                    "this way of writing array types was removed from Stan",
                )
                .label("old array type")
                .help(format!("write `array[{commas}] {element}`")),
            );
            return Ok(dimensions);
        }
        self.sizes(open)?;
        let span = self.span_from(open);
        self.report(
            Diagnostic::error(
                "KS0212",
                span,
                "types of arguments and results have no sizes",
            )
            .label("size not allowed here")
            .help(format!("write `{element}` alone")),
        );
        Ok(0)
    }

    /// A declaration, from its type to its `;`.
    pub(super) fn declaration(&mut self) -> Parsed<Statement<'s>> {
        let start = self.token().span;
        let mut ty = self.sized_type()?;
        let mut names = Vec::new();
        loop {
            let name = self.name("the name of a variable")?;
            if self.peek() == TokenKind::LeftBracket {
                let sizes = self.old_array(&ty, name.text)?;
                ty.array.splice(0..0, sizes);
            }
            let value = if self.eat(TokenKind::Assign) {
                Some(self.expression()?)
            } else {
                None
            };
            names.push((name, value));
            if !self.eat(TokenKind::Comma) {
                break;
            }
        }
        self.expect_semicolon("the declaration")?;
        Ok(Statement {
            kind: StatementKind::Declare(Box::new(Declaration { ty, names })),
            span: self.span_from(start),
        })
    }

    /// Reports `real x[N];` and reads the sizes as those of an array.
    fn old_array(&mut self, ty: &SizedType<'s>, name: &str) -> Parsed<Vec<Expression<'s>>> {
        let open = self.advance().span;
        if self.peek() == TokenKind::RightBracket {
            return Err(self.expected("the size of the array"));
        }
        let sizes = self.sizes(open)?;
        let span = self.span_from(open);
        let written = self.text(span);
        let element = self.text(ty.span);
        self.report(
            Diagnostic::error(
                "KS0205",
                span,
                "array sizes after the name were removed from Stan",
            )
            .label("old array declaration")
            .help(format!("write `array{written} {element} {name};`")),
        );
        Ok(sizes)
    }

    /// A type of a declaration: `array[N] vector<lower=0>[K]`.
    fn sized_type(&mut self) -> Parsed<SizedType<'s>> {
        self.nested(|parser| {
            let start = parser.token().span;
            let mut array = Vec::new();
            if parser.eat(TokenKind::Array) {
                let open =
                    parser.expect(TokenKind::LeftBracket, "`[` and the sizes of the array")?;
                if parser.peek() == TokenKind::RightBracket || parser.peek() == TokenKind::Comma {
                    return Err(parser.expected("the size of the array"));
                }
                array = parser.sizes(open.span)?;
            }
            let token = parser.token();
            let Some((kind, size_count)) = type_kind(token.kind) else {
                return Err(parser.expected("a type"));
            };
            parser.advance();
            if kind == TypeKind::Tuple {
                let open =
                    parser.expect(TokenKind::LeftParenthesis, "`(` and the component types")?;
                loop {
                    parser.sized_type()?;
                    if !parser.eat(TokenKind::Comma) {
                        break;
                    }
                }
                parser.expect_closing(open.span, TokenKind::RightParenthesis, ")")?;
            }
            let before_bounds = parser.token().span;
            let bounds = if parser.peek() == TokenKind::Less {
                parser.bounds()?
            } else {
                Vec::new()
            };
            let bounds_span = if bounds.is_empty() {
                Span::new(before_bounds.start as usize, before_bounds.start as usize)
            } else {
                parser.span_from(before_bounds)
            };
            let sizes = parser.type_sizes(kind, size_count, token.span, start)?;
            Ok(SizedType {
                array,
                kind,
                kind_span: token.span,
                sizes,
                bounds,
                bounds_span,
                span: parser.span_from(start),
            })
        })
    }

    /// The sizes that follow the name of a type; it wants `count` of them.
    fn type_sizes(
        &mut self,
        kind: TypeKind,
        count: usize,
        name: Span,
        start: Span,
    ) -> Parsed<Vec<Expression<'s>>> {
        let text = self.text(name);
        if count == 0 {
            if self.peek() == TokenKind::LeftBracket {
                let span = self.token().span;
                let element = self.text(start.to(name));
                return Err(self.report(
                    Diagnostic::error("KS0212", span, format!("`{text}` takes no size"))
                        .label("size not allowed here")
                        .help(format!("an array is declared `array[N] {element} x;`")),
                ));
            }
            return Ok(Vec::new());
        }
        let wanted = if count == 1 {
            "its size"
        } else {
            "its numbers of rows and columns"
        };
        let open = self.expect(
            TokenKind::LeftBracket,
            &format!("`[` and {wanted} after `{text}`"),
        )?;
        if self.peek() == TokenKind::RightBracket {
            return Err(self.expected(wanted));
        }
        let sizes = self.sizes(open.span)?;
        let fits =
            sizes.len() == count || (kind == TypeKind::CholeskyFactorCov && sizes.len() == 1);
        if !fits {
            let span = self.span_from(open.span);
            let found = sizes.len();
            let plural = if count == 1 { "size" } else { "sizes" };
            return Err(self.report(
                Diagnostic::error(
                    "KS0212",
                    span,
                    format!("`{text}` takes {count} {plural}, found {found}"),
                )
                .label(format!("expected {count} {plural}")),
            ));
        }
        Ok(sizes)
    }

    /// `N, M]` after an opening bracket.
    fn sizes(&mut self, open: Span) -> Parsed<Vec<Expression<'s>>> {
        let mut sizes = Vec::new();
        loop {
            sizes.push(self.expression()?);
            if !self.eat(TokenKind::Comma) {
                break;
            }
        }
        self.expect_closing(open, TokenKind::RightBracket, "]")?;
        Ok(sizes)
    }

    /// `<lower = a, upper = b>`
    fn bounds(&mut self) -> Parsed<Vec<Bound<'s>>> {
        let open = self.advance().span;
        let mut bounds: Vec<Bound<'s>> = Vec::new();
        loop {
            let token = self.token();
            let kind = match (token.kind, self.text(token.span)) {
                (TokenKind::Identifier, "lower") => BoundKind::Lower,
                (TokenKind::Identifier, "upper") => BoundKind::Upper,
                (TokenKind::Identifier, "offset") => BoundKind::Offset,
                (TokenKind::Identifier, "multiplier") => BoundKind::Multiplier,
                _ => {
                    return Err(self.expected("`lower`, `upper`, `offset` or `multiplier`"));
                }
            };
            self.advance();
            self.expect(TokenKind::Assign, "`=` and the value of the bound")?;
            let value = self.bound_value()?;
            let span = token.span.to(value.span);
            if let Some(mistake) = conflict(&bounds, kind) {
                self.report(Diagnostic::error("KS0213", span, mistake).label("second bound"));
            } else {
                bounds.push(Bound { kind, value, span });
            }
            if !self.eat(TokenKind::Comma) {
                break;
            }
        }
        self.expect_closing(open, TokenKind::Greater, ">")?;
        Ok(bounds)
    }
}

fn sizes_are_matrix(kind: TypeKind) -> bool {
    matches!(
        kind,
        TypeKind::SumToZeroMatrix
            | TypeKind::ColumnStochasticMatrix
            | TypeKind::RowStochasticMatrix
            | TypeKind::CholeskyFactorCorr
            | TypeKind::CholeskyFactorCov
            | TypeKind::CorrMatrix
            | TypeKind::CovMatrix
    )
}

/// Why `kind` cannot stand beside the bounds before it.
fn conflict(bounds: &[Bound<'_>], kind: BoundKind) -> Option<&'static str> {
    let is_range = |kind| matches!(kind, BoundKind::Lower | BoundKind::Upper);
    for bound in bounds {
        if bound.kind == kind {
            return Some("the same bound is given twice");
        }
        if is_range(bound.kind) != is_range(kind) {
            return Some("`lower`/`upper` and `offset`/`multiplier` cannot be combined");
        }
    }
    None
}
