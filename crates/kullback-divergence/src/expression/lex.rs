//! Text into tokens.

use std::fmt;

use super::ast::Span;
use super::error::ExpressionError;

#[derive(Clone, Debug, PartialEq)]
pub(super) enum Token {
    Number(f64),
    Name(String),
    /// One of ( ) [ ] , = + - * / ^
    Sign(char),
    End,
}

impl fmt::Display for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Number(value) => write!(f, "the number {value}"),
            Self::Name(name) => write!(f, "`{name}`"),
            Self::Sign(sign) => write!(f, "`{sign}`"),
            Self::End => f.write_str("the end"),
        }
    }
}

/// All tokens with their places; the last is [`Token::End`].
pub(super) fn tokens(text: &str) -> Result<Vec<(Token, Span)>, ExpressionError> {
    let mut found = Vec::new();
    let mut rest = text;
    loop {
        rest = rest.trim_start();
        let start = text.len() - rest.len();
        let Some(first) = rest.chars().next() else {
            found.push((Token::End, Span { start, end: start }));
            return Ok(found);
        };
        let (token, length) = if first.is_ascii_digit() || first == '.' {
            number(rest, start)?
        } else if first.is_alphabetic() || first == '_' {
            let length = rest
                .find(|c: char| !(c.is_alphanumeric() || c == '_'))
                .unwrap_or(rest.len());
            (Token::Name(rest[..length].to_string()), length)
        } else {
            (sign(first, start)?, first.len_utf8())
        };
        let end = start + length;
        found.push((token, Span { start, end }));
        rest = &rest[length..];
    }
}

fn sign(c: char, start: usize) -> Result<Token, ExpressionError> {
    match c {
        '(' | ')' | '[' | ']' | ',' | '=' | '+' | '-' | '*' | '/' | '^' => Ok(Token::Sign(c)),
        // As pages print them.
        '−' | '–' => Ok(Token::Sign('-')),
        '·' | '×' => Ok(Token::Sign('*')),
        _ => Err(ExpressionError::Syntax {
            span: Span {
                start,
                end: start + c.len_utf8(),
            },
            expected: "a name, a number or a bracket".to_string(),
            found: format!("`{c}`"),
        }),
    }
}

/// Digits with a point and an exponent: `2`, `.5`, `1.`, `3e-4`.
fn number(rest: &str, start: usize) -> Result<(Token, usize), ExpressionError> {
    let bytes = rest.as_bytes();
    let digits = |from: usize| {
        let tail = bytes.get(from..).unwrap_or_default();
        tail.iter().take_while(|b| b.is_ascii_digit()).count()
    };
    let mut length = digits(0);
    if bytes.get(length) == Some(&b'.') {
        length += 1 + digits(length + 1);
    }
    if matches!(bytes.get(length), Some(b'e' | b'E')) {
        let signed = usize::from(matches!(bytes.get(length + 1), Some(b'+' | b'-')));
        let exponent = digits(length + 1 + signed);
        if exponent > 0 {
            length += 1 + signed + exponent;
        }
    }
    let text = &rest[..length];
    let span = Span {
        start,
        end: start + length,
    };
    let value: f64 = text.parse().map_err(|_| ExpressionError::Syntax {
        span,
        expected: "a number".to_string(),
        found: format!("`{text}`"),
    })?;
    if value.is_infinite() {
        return Err(ExpressionError::Arithmetic {
            span,
            operation: text.to_string(),
            value,
        });
    }
    Ok((Token::Number(value), length))
}
