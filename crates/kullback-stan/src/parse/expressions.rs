//! Expressions, by binding power.
//!
//! Stan's operators from loose to tight: `?:` · `||` · `&&` · `==` `!=` · `<` `<=` `>` `>=` ·
//! `+` `-` · `*` `/` `%` `.*` `./` · `\` `%/%` · prefix `!` `-` `+` · `^` `.^` · postfix `'` `[…]`.
//! All associate to the left except `?:`, `^` and `.^`.

use super::{HEIGHT_LIMIT, Parsed, Parser};
use crate::ast::{BinaryOperator, Expression, ExpressionKind, Index, Name, UnaryOperator};
use crate::diagnostic::{Diagnostic, Span};
use crate::lex::TokenKind;

const CONDITIONAL: u8 = 1;
const ADDITIVE: u8 = 6;
const PREFIX: u8 = 9;
const POWER: u8 = 10;
const POSTFIX: u8 = 11;

fn infix(token: TokenKind) -> Option<(BinaryOperator, u8)> {
    Some(match token {
        TokenKind::Or => (BinaryOperator::Or, 2),
        TokenKind::And => (BinaryOperator::And, 3),
        TokenKind::Equal => (BinaryOperator::Equal, 4),
        TokenKind::NotEqual => (BinaryOperator::NotEqual, 4),
        TokenKind::Less => (BinaryOperator::Less, 5),
        TokenKind::LessEqual => (BinaryOperator::LessEqual, 5),
        TokenKind::Greater => (BinaryOperator::Greater, 5),
        TokenKind::GreaterEqual => (BinaryOperator::GreaterEqual, 5),
        TokenKind::Plus => (BinaryOperator::Add, ADDITIVE),
        TokenKind::Minus => (BinaryOperator::Subtract, ADDITIVE),
        TokenKind::Times => (BinaryOperator::Multiply, 7),
        TokenKind::Divide => (BinaryOperator::Divide, 7),
        TokenKind::Modulo => (BinaryOperator::Modulo, 7),
        TokenKind::ElementTimes => (BinaryOperator::ElementMultiply, 7),
        TokenKind::ElementDivide => (BinaryOperator::ElementDivide, 7),
        TokenKind::LeftDivide => (BinaryOperator::LeftDivide, 8),
        TokenKind::IntegerDivide => (BinaryOperator::IntegerDivide, 8),
        TokenKind::Power => (BinaryOperator::Power, POWER),
        TokenKind::ElementPower => (BinaryOperator::ElementPower, POWER),
        _ => return None,
    })
}

fn is_comparison(operator: BinaryOperator) -> bool {
    matches!(
        operator,
        BinaryOperator::Less
            | BinaryOperator::LessEqual
            | BinaryOperator::Greater
            | BinaryOperator::GreaterEqual
    )
}

impl<'s> Parser<'s> {
    /// Any expression.
    pub(super) fn expression(&mut self) -> Parsed<Expression<'s>> {
        self.expression_above(0)
    }

    /// The value of a bound: no comparison or `?:` outside parentheses, since `>` ends it.
    pub(super) fn bound_value(&mut self) -> Parsed<Expression<'s>> {
        self.expression_above(ADDITIVE)
    }

    /// An expression whose operators bind at least as tightly as `least`.
    fn expression_above(&mut self, least: u8) -> Parsed<Expression<'s>> {
        self.nested(|parser| {
            let mut left = parser.prefix()?;
            let mut last_comparison = false;
            loop {
                let token = parser.token();
                match token.kind {
                    TokenKind::Transpose | TokenKind::LeftBracket | TokenKind::DotNumeral
                        if least <= POSTFIX =>
                    {
                        left = parser.postfix(left)?;
                        continue;
                    }
                    TokenKind::Question if least <= CONDITIONAL => {
                        left = parser.conditional(left)?;
                        continue;
                    }
                    _ => {}
                }
                let Some((operator, power)) = infix(token.kind) else {
                    break;
                };
                if power < least {
                    break;
                }
                parser.advance();
                let right_least = if power == POWER { power } else { power + 1 };
                let right = parser.expression_above(right_least)?;
                if is_comparison(operator) && last_comparison {
                    parser.chained_comparison(&left, token.span, &right);
                }
                last_comparison = is_comparison(operator);
                let span = left.span.to(right.span);
                let kind = ExpressionKind::Binary {
                    operator,
                    left: Box::new(left),
                    right: Box::new(right),
                };
                left = parser.node(kind, span)?;
            }
            Ok(left)
        })
    }

    /// An expression, unless it is too high.
    fn node(&mut self, kind: ExpressionKind<'s>, span: Span) -> Parsed<Expression<'s>> {
        let height = kind.height();
        if height <= HEIGHT_LIMIT {
            return Ok(Expression { kind, span, height });
        }
        Err(self.report(
            Diagnostic::error("KS0210", span, "this expression is too long")
                .label(format!("a chain of more than {HEIGHT_LIMIT} operators"))
                .help("use `sum({…})`, or name the parts with variables"),
        ))
    }

    fn chained_comparison(
        &mut self,
        left: &Expression<'s>,
        operator: Span,
        right: &Expression<'s>,
    ) {
        let (first, then) = (self.text(left.span), self.text(operator));
        let middle = match &left.kind {
            ExpressionKind::Binary { right, .. } => self.text(right.span),
            _ => "",
        };
        let last = self.text(right.span);
        let help = format!("if both should hold, write `{first} && {middle} {then} {last}`");
        self.diagnostics.push(
            Diagnostic::warning(
                "KS0214",
                left.span.to(right.span),
                "comparisons do not chain in Stan",
            )
            .label(format!("means `({first}) {then} {last}`"))
            .help(help),
        );
    }

    fn conditional(&mut self, condition: Expression<'s>) -> Parsed<Expression<'s>> {
        self.advance();
        let then = self.expression()?;
        self.expect(TokenKind::Colon, "`:` and the other value of `?:`")?;
        let otherwise = self.expression_above(CONDITIONAL)?;
        let span = condition.span.to(otherwise.span);
        let kind = ExpressionKind::Conditional {
            condition: Box::new(condition),
            then: Box::new(then),
            otherwise: Box::new(otherwise),
        };
        self.node(kind, span)
    }

    fn postfix(&mut self, base: Expression<'s>) -> Parsed<Expression<'s>> {
        let token = self.advance();
        let start = base.span;
        let transposed = matches!(
            base.kind,
            ExpressionKind::Unary {
                operator: UnaryOperator::Transpose,
                ..
            }
        );
        if transposed && token.kind == TokenKind::LeftBracket && self.text(start).ends_with('\'') {
            let text = self.text(start);
            return Err(self.report(
                Diagnostic::error(
                    "KS0201",
                    token.span,
                    "a transpose cannot be indexed directly",
                )
                .label("index after `'`")
                .help(format!("write `({text})[…]`")),
            ));
        }
        let kind = match token.kind {
            TokenKind::Transpose => ExpressionKind::Unary {
                operator: UnaryOperator::Transpose,
                operand: Box::new(base),
            },
            TokenKind::DotNumeral => {
                self.check_number(&base, token.span)?;
                ExpressionKind::Component {
                    base: Box::new(base),
                }
            }
            _ => ExpressionKind::Indexed {
                base: Box::new(base),
                indexes: self.indexes(token.span)?,
            },
        };
        let span = self.span_from(start);
        self.node(kind, span)
    }

    /// Reports `1.0.5`, which would read as a component of a number.
    fn check_number(&mut self, base: &Expression<'s>, component: Span) -> Parsed<()> {
        let number = matches!(base.kind, ExpressionKind::Int(_) | ExpressionKind::Real(_));
        if !number || base.span.end != component.start {
            return Ok(());
        }
        let span = base.span.to(component);
        let text = self.text(span);
        Err(self.report(
            Diagnostic::error("KS0105", span, format!("`{text}` is not a number"))
                .label("more than one decimal point"),
        ))
    }

    fn prefix(&mut self) -> Parsed<Expression<'s>> {
        let token = self.token();
        let operator = match token.kind {
            TokenKind::Minus => UnaryOperator::Minus,
            TokenKind::Plus => UnaryOperator::Plus,
            TokenKind::Not => UnaryOperator::Not,
            _ => return self.primary(),
        };
        self.advance();
        let operand = self.expression_above(PREFIX)?;
        let span = token.span.to(operand.span);
        let kind = ExpressionKind::Unary {
            operator,
            operand: Box::new(operand),
        };
        self.node(kind, span)
    }

    fn primary(&mut self) -> Parsed<Expression<'s>> {
        let token = self.token();
        let text = self.text(token.span);
        let kind = match token.kind {
            TokenKind::IntNumeral => {
                self.advance();
                ExpressionKind::Int(text)
            }
            TokenKind::RealNumeral | TokenKind::DotNumeral => {
                self.advance();
                ExpressionKind::Real(text)
            }
            TokenKind::ImaginaryNumeral => {
                self.advance();
                ExpressionKind::Imaginary
            }
            TokenKind::Identifier => {
                self.advance();
                let name = Name {
                    text,
                    span: token.span,
                };
                if self.peek() == TokenKind::LeftParenthesis {
                    return self.call(name);
                }
                ExpressionKind::Variable(text)
            }
            TokenKind::Target => {
                self.advance();
                let open = self.expect(TokenKind::LeftParenthesis, "`()` after `target`")?;
                self.expect_closing(open.span, TokenKind::RightParenthesis, ")")?;
                ExpressionKind::Target
            }
            TokenKind::LeftParenthesis => return self.parenthesised(),
            TokenKind::LeftBrace => {
                self.advance();
                if self.peek() == TokenKind::RightBrace {
                    let span = token.span.to(self.token().span);
                    return Err(self.report(
                        Diagnostic::error(
                            "KS0215",
                            span,
                            "an array literal needs at least one element",
                        )
                        .label("empty array"),
                    ));
                }
                ExpressionKind::Array(self.list(token.span, TokenKind::RightBrace, "}")?)
            }
            TokenKind::LeftBracket => {
                self.advance();
                ExpressionKind::Row(self.list(token.span, TokenKind::RightBracket, "]")?)
            }
            kind if self.at_type() || kind.is_keyword() => {
                return Err(self.report(
                    Diagnostic::error(
                        "KS0209",
                        token.span,
                        format!("`{text}` is a keyword and cannot stand in an expression"),
                    )
                    .label("expected an expression"),
                ));
            }
            _ => return Err(self.expected("an expression")),
        };
        let span = self.span_from(token.span);
        self.node(kind, span)
    }

    /// `(e)`, or a tuple `(a, b)`.
    fn parenthesised(&mut self) -> Parsed<Expression<'s>> {
        let open = self.advance().span;
        let first = self.expression()?;
        if self.peek() == TokenKind::Comma {
            let mut components = vec![first];
            while self.eat(TokenKind::Comma) {
                if self.peek() == TokenKind::RightParenthesis {
                    break;
                }
                components.push(self.expression()?);
            }
            self.expect_closing(open, TokenKind::RightParenthesis, ")")?;
            let span = self.span_from(open);
            return self.node(ExpressionKind::Tuple(components), span);
        }
        self.expect_closing(open, TokenKind::RightParenthesis, ")")?;
        Ok(Expression {
            span: self.span_from(open),
            ..first
        })
    }

    /// `(a, b)` or `(y | a, b)` after the name of a function.
    fn call(&mut self, name: Name<'s>) -> Parsed<Expression<'s>> {
        let open = self.advance().span;
        let mut arguments = Vec::new();
        let mut bar = None;
        if self.peek() != TokenKind::RightParenthesis {
            arguments.push(self.expression()?);
            if self.peek() == TokenKind::Bar {
                bar = Some(self.advance().span);
                if self.peek() != TokenKind::RightParenthesis {
                    arguments.push(self.expression()?);
                }
            }
            while self.eat(TokenKind::Comma) {
                arguments.push(self.expression()?);
            }
        }
        self.expect_closing(open, TokenKind::RightParenthesis, ")")?;
        let kind = ExpressionKind::Call {
            name,
            arguments,
            bar,
        };
        let span = self.span_from(name.span);
        self.node(kind, span)
    }

    /// Expressions between commas, up to and with the closing token.
    pub(super) fn list(
        &mut self,
        open: Span,
        close: TokenKind,
        symbol: &str,
    ) -> Parsed<Vec<Expression<'s>>> {
        let mut items = Vec::new();
        while self.peek() != close {
            items.push(self.expression()?);
            if !self.eat(TokenKind::Comma) {
                break;
            }
            if self.peek() == close {
                return Err(self.expected("an expression after the comma"));
            }
        }
        self.expect_closing(open, close, symbol)?;
        Ok(items)
    }

    /// `i, :, a:b]` after an opening bracket.
    fn indexes(&mut self, open: Span) -> Parsed<Vec<Index<'s>>> {
        let mut indexes = Vec::new();
        loop {
            indexes.push(self.index()?);
            if !self.eat(TokenKind::Comma) {
                break;
            }
        }
        self.expect_closing(open, TokenKind::RightBracket, "]")?;
        Ok(indexes)
    }

    fn index(&mut self) -> Parsed<Index<'s>> {
        let ends = |kind| matches!(kind, TokenKind::Comma | TokenKind::RightBracket);
        if ends(self.peek()) {
            return Ok(Index::All);
        }
        let from = if self.peek() == TokenKind::Colon {
            None
        } else {
            Some(self.expression()?)
        };
        if !self.eat(TokenKind::Colon) {
            return Ok(match from {
                Some(single) => Index::Single(single),
                None => Index::All,
            });
        }
        let to = if ends(self.peek()) {
            None
        } else {
            Some(self.expression()?)
        };
        Ok(match (from, to) {
            (None, None) => Index::All,
            (from, to) => Index::Range { from, to },
        })
    }
}
