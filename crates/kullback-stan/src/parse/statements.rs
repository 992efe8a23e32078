//! Statements.

use super::{Parsed, Parser, Reported};
use crate::ast::{
    BinaryOperator, Expression, ExpressionKind, Printable, Statement, StatementKind, Truncation,
};
use crate::diagnostic::{Diagnostic, Span};
use crate::lex::TokenKind;

/// The operator of a compound assignment; `None` inside for plain `=`.
fn assignment(token: TokenKind) -> Option<Option<BinaryOperator>> {
    Some(match token {
        TokenKind::Assign => None,
        TokenKind::PlusAssign => Some(BinaryOperator::Add),
        TokenKind::MinusAssign => Some(BinaryOperator::Subtract),
        TokenKind::TimesAssign => Some(BinaryOperator::Multiply),
        TokenKind::DivideAssign => Some(BinaryOperator::Divide),
        TokenKind::ElementTimesAssign => Some(BinaryOperator::ElementMultiply),
        TokenKind::ElementDivideAssign => Some(BinaryOperator::ElementDivide),
        _ => return None,
    })
}

impl<'s> Parser<'s> {
    /// A statement or a declaration.
    pub(super) fn statement(&mut self) -> Parsed<Statement<'s>> {
        if self.at_type() {
            return self.declaration();
        }
        self.nested(|parser| {
            let start = parser.token().span;
            let kind = parser.statement_kind()?;
            Ok(Statement {
                kind,
                span: parser.span_from(start),
            })
        })
    }

    fn statement_kind(&mut self) -> Parsed<StatementKind<'s>> {
        let token = self.token();
        match token.kind {
            TokenKind::Semicolon => {
                self.advance();
                Ok(StatementKind::Empty)
            }
            TokenKind::LeftBrace if !self.at_array_literal() => {
                self.advance();
                Ok(StatementKind::Block(self.block_body(token.span)))
            }
            TokenKind::If => self.if_statement(),
            TokenKind::While => {
                self.advance();
                let condition = self.header(|parser| parser.expression()).ok();
                let body = self.body();
                Ok(match (condition, body) {
                    (Some(condition), Some(body)) => StatementKind::While { condition, body },
                    _ => StatementKind::Empty,
                })
            }
            TokenKind::For => self.for_statement(),
            TokenKind::Profile => self.profile(),
            TokenKind::Break => {
                self.advance();
                self.expect_semicolon("`break`")?;
                Ok(StatementKind::Break)
            }
            TokenKind::Continue => {
                self.advance();
                self.expect_semicolon("`continue`")?;
                Ok(StatementKind::Continue)
            }
            TokenKind::Return => {
                self.advance();
                if self.eat(TokenKind::Semicolon) {
                    return Ok(StatementKind::Return(None));
                }
                let value = self.expression()?;
                self.expect_semicolon("the `return` statement")?;
                Ok(StatementKind::Return(Some(value)))
            }
            TokenKind::Print => Ok(StatementKind::Print(self.printables()?)),
            TokenKind::Reject => Ok(StatementKind::Reject(self.printables()?)),
            TokenKind::FatalError => Ok(StatementKind::FatalError(self.printables()?)),
            TokenKind::Target if self.peek_at(1) != TokenKind::LeftParenthesis => {
                self.advance();
                Ok(StatementKind::Target(self.increment("target")?))
            }
            TokenKind::Jacobian => {
                self.advance();
                Ok(StatementKind::Jacobian(self.increment("jacobian")?))
            }
            TokenKind::Else => Err(self.report(
                Diagnostic::error("KS0201", token.span, "`else` without `if`")
                    .label("no `if` statement ends right before this"),
            )),
            TokenKind::Void => Err(self.report(
                Diagnostic::error(
                    "KS0201",
                    token.span,
                    "functions are defined in the `functions` block",
                )
                .label("not allowed here"),
            )),
            _ => self.expression_statement(),
        }
    }

    /// Whether the brace here opens an array, as in `{a, b} ~ normal(0, 1);`, and not a block: what
    /// it encloses has no `;`, and an operator follows.
    fn at_array_literal(&self) -> bool {
        let mut open = 0usize;
        let tokens = self.tokens.get(self.position..).unwrap_or_default();
        for (ahead, token) in tokens.iter().enumerate() {
            match token.kind {
                TokenKind::LeftBrace => open += 1,
                TokenKind::RightBrace if open == 1 => {
                    return matches!(
                        self.peek_at(ahead + 1),
                        TokenKind::Tilde | TokenKind::LeftBracket | TokenKind::Transpose
                    );
                }
                TokenKind::RightBrace => open -= 1,
                TokenKind::Semicolon | TokenKind::For | TokenKind::While | TokenKind::If => {
                    return false;
                }
                _ => {}
            }
        }
        false
    }

    /// `+= value;` after `target` or `jacobian`.
    fn increment(&mut self, what: &str) -> Parsed<Expression<'s>> {
        if self.peek() != TokenKind::PlusAssign {
            return Err(self.expected(&format!("`+=` after `{what}`")));
        }
        self.advance();
        let value = self.expression()?;
        self.expect_semicolon(&format!("the `{what} +=` statement"))?;
        Ok(value)
    }

    /// `(` inner `)`, resuming after the `)` when `inner` fails, so that the body that follows is
    /// still read as one.
    fn header<T>(&mut self, inner: impl FnOnce(&mut Self) -> Parsed<T>) -> Parsed<T> {
        let open = self.expect(TokenKind::LeftParenthesis, "`(`")?.span;
        let result = match inner(self) {
            Ok(value) => self
                .expect_closing(open, TokenKind::RightParenthesis, ")")
                .map(|_| value),
            Err(reported) => Err(reported),
        };
        if result.is_err() {
            self.skip_to_closing_parenthesis();
        }
        result
    }

    /// The statement that a header governs; `None` after a mistake, with the parser past it.
    fn body(&mut self) -> Option<Box<Statement<'s>>> {
        if self.at_type() {
            let span = self.token().span;
            self.report(
                Diagnostic::error("KS0216", span, "a declaration cannot be the whole body")
                    .label("this variable could never be used")
                    .help("put the body in braces"),
            );
        }
        match self.statement() {
            Ok(statement) => Some(Box::new(statement)),
            Err(_) => {
                self.resynchronise();
                None
            }
        }
    }

    fn if_statement(&mut self) -> Parsed<StatementKind<'s>> {
        self.advance();
        let condition = self.header(|parser| parser.expression()).ok();
        let then = self.body();
        let otherwise = self.eat(TokenKind::Else).then(|| self.body());
        Ok(match (condition, then, otherwise) {
            (Some(condition), Some(then), None) => StatementKind::If {
                condition,
                then,
                otherwise: None,
            },
            (Some(condition), Some(then), Some(Some(otherwise))) => StatementKind::If {
                condition,
                then,
                otherwise: Some(otherwise),
            },
            _ => StatementKind::Empty,
        })
    }

    fn for_statement(&mut self) -> Parsed<StatementKind<'s>> {
        self.advance();
        let header = self.header(|parser| {
            let variable = parser.name("a loop variable")?;
            parser.expect(TokenKind::In, "`in` and what to loop over")?;
            let from = parser.expression()?;
            let to = if parser.eat(TokenKind::Colon) {
                Some(parser.expression()?)
            } else {
                None
            };
            Ok((variable, from, to))
        });
        let body = self.body();
        let (Ok((variable, from, to)), Some(body)) = (header, body) else {
            return Ok(StatementKind::Empty);
        };
        Ok(match to {
            Some(to) => StatementKind::For {
                variable,
                from,
                to,
                body,
            },
            None => StatementKind::ForEach {
                variable,
                container: from,
                body,
            },
        })
    }

    fn profile(&mut self) -> Parsed<StatementKind<'s>> {
        self.advance();
        let name = self.header(|parser| {
            parser.expect(TokenKind::String, "the name of the profile, as a string")
        });
        if name.is_err() && self.peek() != TokenKind::LeftBrace {
            return Err(Reported);
        }
        let open = self.expect(TokenKind::LeftBrace, "`{` and the profiled statements")?;
        Ok(StatementKind::Block(self.block_body(open.span)))
    }

    fn printables(&mut self) -> Parsed<Vec<Printable<'s>>> {
        self.advance();
        let items = self.header(|parser| {
            let mut items = Vec::new();
            loop {
                let token = parser.token();
                if token.kind == TokenKind::String {
                    parser.advance();
                    items.push(Printable::Text(parser.text(token.span).trim_matches('"')));
                } else {
                    items.push(Printable::Value(parser.expression()?));
                }
                if !parser.eat(TokenKind::Comma) {
                    return Ok(items);
                }
            }
        })?;
        self.expect_semicolon("the statement")?;
        Ok(items)
    }

    /// An assignment, a sampling statement or a call.
    fn expression_statement(&mut self) -> Parsed<StatementKind<'s>> {
        if self.at_word("increment_log_prob") && self.peek_at(1) == TokenKind::LeftParenthesis {
            return Err(self.increment_log_prob());
        }
        let left = self.expression()?;
        if let Some(operator) = assignment(self.peek()) {
            let sign = self.advance().span;
            self.check_place(&left, sign)?;
            let value = self.expression()?;
            self.expect_semicolon("the assignment")?;
            return Ok(StatementKind::Assign {
                place: left,
                operator,
                value,
            });
        }
        match self.peek() {
            TokenKind::Tilde => self.tilde(left),
            TokenKind::Semicolon if matches!(left.kind, ExpressionKind::Call { .. }) => {
                self.advance();
                Ok(StatementKind::Call(left))
            }
            _ => Err(self.no_statement(&left)),
        }
    }

    /// Reports an expression that stands where a statement should.
    fn no_statement(&mut self, left: &Expression<'s>) -> Reported {
        if let Some(place) = arrow_assignment(self.source, left) {
            let name = self.text(place);
            let after = place.end as usize;
            let rest = self.source.get(after..).unwrap_or("");
            let gap = rest.find("<-").unwrap_or(0);
            return self.report(
                Diagnostic::error(
                    "KS0204",
                    Span::new(after + gap, after + gap + 2),
                    "the assignment `<-` was removed from Stan",
                )
                .label("old assignment")
                .help(format!("write `{name} = …;`")),
            );
        }
        let call = matches!(left.kind, ExpressionKind::Call { .. });
        if self.peek() == TokenKind::Semicolon {
            return self.report(
                Diagnostic::error("KS0206", left.span, "this expression does nothing")
                    .label("its value is never used")
                    .help("assign it, or add it to the log density with `target += …;`"),
            );
        }
        if call {
            return match self.expect_semicolon("the call") {
                Ok(()) => Reported,
                Err(reported) => reported,
            };
        }
        self.expected("`=`, an assignment operator such as `+=`, or `~`")
    }

    fn increment_log_prob(&mut self) -> Reported {
        let span = self.advance().span;
        self.report(
            Diagnostic::error("KS0204", span, "`increment_log_prob` was removed from Stan")
                .label("old statement")
                .help("write `target += …;`"),
        )
    }

    /// Whether `place` can stand left of an assignment.
    fn check_place(&mut self, place: &Expression<'s>, sign: Span) -> Parsed<()> {
        let mut base = place;
        loop {
            match &base.kind {
                ExpressionKind::Variable(_) => return Ok(()),
                ExpressionKind::Indexed { base: inner, .. }
                | ExpressionKind::Component { base: inner } => base = inner,
                ExpressionKind::Tuple(components) => {
                    for component in components {
                        self.check_place(component, sign)?;
                    }
                    return Ok(());
                }
                ExpressionKind::Target => {
                    return Err(self.report(
                        Diagnostic::error("KS0217", place.span, "`target()` cannot be assigned")
                            .label("read-only")
                            .help("write `target += …;`"),
                    ));
                }
                _ => {
                    return Err(self.report(
                        Diagnostic::error("KS0217", place.span, "this cannot be assigned to")
                            .label("expected a variable, with or without indexes")
                            .related(sign, "assigned here"),
                    ));
                }
            }
        }
    }

    /// `~ distribution(arguments) T[lower, upper];`
    fn tilde(&mut self, variate: Expression<'s>) -> Parsed<StatementKind<'s>> {
        self.advance();
        let distribution = self.name("the name of a distribution")?;
        let open = self.expect(
            TokenKind::LeftParenthesis,
            "`(` and the parameters of the distribution",
        )?;
        let arguments = self.list(open.span, TokenKind::RightParenthesis, ")")?;
        let truncation = if self.at_word("T") {
            Some(self.truncation()?)
        } else {
            None
        };
        self.expect_semicolon("the `~` statement")?;
        Ok(StatementKind::Tilde {
            variate,
            distribution,
            arguments,
            truncation,
        })
    }

    fn truncation(&mut self) -> Parsed<Truncation<'s>> {
        let start = self.advance().span;
        let open = self.expect(TokenKind::LeftBracket, "`[` and the ends of the truncation")?;
        let lower = if self.peek() == TokenKind::Comma {
            None
        } else {
            Some(self.expression()?)
        };
        self.expect(TokenKind::Comma, "`,` and the upper end of the truncation")?;
        let upper = if self.peek() == TokenKind::RightBracket {
            None
        } else {
            Some(self.expression()?)
        };
        self.expect_closing(open.span, TokenKind::RightBracket, "]")?;
        Ok(Truncation {
            lower,
            upper,
            span: self.span_from(start),
        })
    }
}

/// The place of `place <- value`, which reads as the comparison `place < -value`.
fn arrow_assignment(source: &str, expression: &Expression<'_>) -> Option<Span> {
    let mut left = expression;
    loop {
        match &left.kind {
            ExpressionKind::Binary { left: inner, .. } => left = inner,
            ExpressionKind::Conditional { condition, .. } => left = condition,
            ExpressionKind::Variable(_) | ExpressionKind::Indexed { .. } => break,
            _ => return None,
        }
    }
    let rest = source.get(left.span.end as usize..)?;
    rest.trim_start().starts_with("<-").then_some(left.span)
}
