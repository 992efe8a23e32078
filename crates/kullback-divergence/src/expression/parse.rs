//! Tokens into a tree, by recursive descent; arithmetic is done on the way.

use super::ast::{Call, Expression, Kind, NamedArgument, Span};
use super::error::ExpressionError;
use super::lex::{Token, tokens};
use super::names::{constant, function};

/// Brackets within brackets; more is a slip or an attack on the stack.
const DEPTH: usize = 64;

/// The expression that a text is.
///
/// # Errors
/// Where the text is not one whole expression; the error has the place, and what was expected.
///
/// ```
/// use kullback_divergence::expression::parse;
/// let mixture = parse("mixture(1/4*gaussian(-2, 1), .75 * normal(2, sqrt(4)))").unwrap();
/// assert_eq!(mixture.to_string(), "mixture(0.25*normal(-2, 1), 0.75*normal(2, 2))");
/// ```
pub fn parse(text: &str) -> Result<Expression, ExpressionError> {
    let mut parser = Parser {
        tokens: tokens(text)?,
        at: 0,
        depth: 0,
    };
    let expression = parser.sum()?;
    match parser.peek() {
        Token::End => Ok(expression),
        _ => Err(parser.unexpected("the end, or an operator")),
    }
}

struct Parser {
    tokens: Vec<(Token, Span)>,
    at: usize,
    depth: usize,
}

impl Parser {
    fn peek(&self) -> &Token {
        self.tokens
            .get(self.at)
            .map_or(&Token::End, |token| &token.0)
    }

    fn span(&self) -> Span {
        let last = self.tokens.last().map(|token| token.1);
        let here = self.tokens.get(self.at).map(|token| token.1);
        here.or(last).unwrap_or(Span { start: 0, end: 0 })
    }

    fn unexpected(&self, expected: &str) -> ExpressionError {
        ExpressionError::Syntax {
            span: self.span(),
            expected: expected.to_string(),
            found: self.peek().to_string(),
        }
    }

    /// Goes past a sign if it stands here.
    fn accept(&mut self, sign: char) -> Option<Span> {
        let span = self.span();
        let here = *self.peek() == Token::Sign(sign);
        here.then(|| {
            self.at += 1;
            span
        })
    }

    fn nested<T>(
        &mut self,
        inner: impl FnOnce(&mut Self) -> Result<T, ExpressionError>,
    ) -> Result<T, ExpressionError> {
        if self.depth == DEPTH {
            return Err(ExpressionError::TooDeep {
                span: self.span(),
                limit: DEPTH,
            });
        }
        self.depth += 1;
        let result = inner(self);
        self.depth -= 1;
        result
    }

    /// term (+ or − term)…
    fn sum(&mut self) -> Result<Expression, ExpressionError> {
        let mut left = self.product()?;
        loop {
            let sign = if self.accept('+').is_some() {
                '+'
            } else if self.accept('-').is_some() {
                '-'
            } else {
                return Ok(left);
            };
            let right = self.product()?;
            left = arithmetic(left, sign, right)?;
        }
    }

    /// factor (* or / factor)…
    fn product(&mut self) -> Result<Expression, ExpressionError> {
        let mut left = self.signed()?;
        loop {
            let sign = if self.accept('*').is_some() {
                '*'
            } else if self.accept('/').is_some() {
                '/'
            } else {
                return Ok(left);
            };
            let right = self.signed()?;
            left = match (left.kind, sign, right.kind) {
                (Kind::Number(weight), '*', call @ Kind::Call(_)) => {
                    weighted(weight, left.span, call, right.span)
                }
                (call @ Kind::Call(_), '*', Kind::Number(weight)) => {
                    weighted(weight, right.span, call, left.span)
                }
                (one, sign, other) => arithmetic(
                    Expression { kind: one, ..left },
                    sign,
                    Expression {
                        kind: other,
                        ..right
                    },
                )?,
            };
        }
    }

    /// −…−power
    fn signed(&mut self) -> Result<Expression, ExpressionError> {
        let Some(start) = self.accept('-') else {
            self.accept('+');
            return self.power();
        };
        let inner = self.nested(Self::signed)?;
        match inner.kind {
            Kind::Number(value) => Ok(Expression {
                kind: Kind::Number(-value),
                span: start.to(inner.span),
            }),
            _ => Err(not_a_number(&inner)),
        }
    }

    /// atom, or atom ^ signed: the power binds to the right.
    fn power(&mut self) -> Result<Expression, ExpressionError> {
        let base = self.atom()?;
        if self.accept('^').is_none() {
            return Ok(base);
        }
        let exponent = self.nested(Self::signed)?;
        arithmetic(base, '^', exponent)
    }

    fn atom(&mut self) -> Result<Expression, ExpressionError> {
        let span = self.span();
        match self.peek().clone() {
            Token::Number(value) => {
                self.at += 1;
                Ok(Expression {
                    kind: Kind::Number(value),
                    span,
                })
            }
            Token::Name(name) => {
                self.at += 1;
                self.named(name, span)
            }
            Token::Sign('(') => {
                self.at += 1;
                let inner = self.nested(Self::sum)?;
                let end = self.close(')')?;
                Ok(Expression {
                    span: span.to(end),
                    ..inner
                })
            }
            Token::Sign('[') => {
                self.at += 1;
                let (items, end) = self.items(']', Self::sum)?;
                Ok(Expression {
                    kind: Kind::List(items),
                    span: span.to(end),
                })
            }
            _ => Err(self.unexpected("a distribution, a number or a list")),
        }
    }

    fn close(&mut self, bracket: char) -> Result<Span, ExpressionError> {
        self.accept(bracket)
            .ok_or_else(|| self.unexpected(&format!("`{bracket}`")))
    }

    /// Items with commas between, up to the closing bracket.
    fn items<T>(
        &mut self,
        bracket: char,
        item: impl Fn(&mut Self) -> Result<T, ExpressionError>,
    ) -> Result<(Vec<T>, Span), ExpressionError> {
        let mut found = Vec::new();
        loop {
            if let Some(end) = self.accept(bracket) {
                return Ok((found, end));
            }
            if !found.is_empty() && self.accept(',').is_none() {
                return Err(self.unexpected(&format!("`,` or `{bracket}`")));
            }
            found.push(self.nested(&item)?);
        }
    }

    /// A constant, a function of numbers, or a distribution.
    fn named(&mut self, name: String, name_span: Span) -> Result<Expression, ExpressionError> {
        if self.accept('(').is_none() {
            return constant(&name).map_or_else(
                || Err(self.unexpected(&format!("`(` after `{name}`"))),
                |value| {
                    Ok(Expression {
                        kind: Kind::Number(value),
                        span: name_span,
                    })
                },
            );
        }
        let (arguments, end) = self.items(')', Self::argument)?;
        let span = name_span.to(end);
        let numbers: Option<Vec<f64>> = arguments.iter().map(plain_number).collect();
        if let Some(value) = numbers.and_then(|numbers| function(&name, &numbers)) {
            return finite(value, &name, span);
        }
        Ok(Expression {
            kind: Kind::Call(Call {
                name,
                name_span,
                arguments,
            }),
            span,
        })
    }

    /// value, or name = value
    fn argument(&mut self) -> Result<NamedArgument, ExpressionError> {
        let next = self.tokens.get(self.at + 1).map(|token| &token.0);
        let name = match (self.peek().clone(), next) {
            (Token::Name(name), Some(Token::Sign('='))) => {
                let span = self.span();
                self.at += 2;
                Some((name, span))
            }
            _ => None,
        };
        let value = self.sum()?;
        Ok(NamedArgument { name, value })
    }
}

fn plain_number(argument: &NamedArgument) -> Option<f64> {
    match (&argument.name, &argument.value.kind) {
        (None, Kind::Number(value)) => Some(*value),
        _ => None,
    }
}

fn weighted(weight: f64, weight_span: Span, call: Kind, call_span: Span) -> Expression {
    let span = Span {
        start: weight_span.start.min(call_span.start),
        end: weight_span.end.max(call_span.end),
    };
    let of = Box::new(Expression {
        kind: call,
        span: call_span,
    });
    Expression {
        kind: Kind::Weighted {
            weight,
            weight_span,
            of,
        },
        span,
    }
}

fn not_a_number(found: &Expression) -> ExpressionError {
    ExpressionError::Syntax {
        span: found.span,
        expected: "a number (arithmetic is between numbers; a weight is `number * distribution`)"
            .to_string(),
        found: found.description(),
    }
}

fn arithmetic(
    left: Expression,
    sign: char,
    right: Expression,
) -> Result<Expression, ExpressionError> {
    let Kind::Number(a) = left.kind else {
        return Err(not_a_number(&left));
    };
    let Kind::Number(b) = right.kind else {
        return Err(not_a_number(&right));
    };
    let value = match sign {
        '+' => a + b,
        '-' => a - b,
        '*' => a * b,
        '/' => a / b,
        _ => a.powf(b),
    };
    finite(value, &format!("{a} {sign} {b}"), left.span.to(right.span))
}

fn finite(value: f64, operation: &str, span: Span) -> Result<Expression, ExpressionError> {
    if !value.is_finite() {
        return Err(ExpressionError::Arithmetic {
            span,
            operation: operation.to_string(),
            value,
        });
    }
    Ok(Expression {
        kind: Kind::Number(value),
        span,
    })
}
