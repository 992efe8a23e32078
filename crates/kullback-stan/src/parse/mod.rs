//! Tokens to the syntax tree: recursive descent for statements, binding powers for expressions.
//!
//! The parser never fails. A mistake is reported and the parser resumes after the next `;` or
//! closing brace, so that one run shows several mistakes.

mod declarations;
mod expressions;
mod program;
mod statements;
#[cfg(test)]
mod tests;

use crate::ast::{Name, Program};
use crate::diagnostic::{Diagnostic, Span};
use crate::lex::{Token, TokenKind, lex};

/// How deep statements and expressions may nest. The later phases walk the tree recursively, so
/// this bounds their stack too.
const NESTING_LIMIT: usize = 150;

/// How high the tree of an expression may be. A chain `a + b + c + …` is as high as it is long.
const HEIGHT_LIMIT: u16 = 600;

/// The mark of a mistake that has been reported already.
struct Reported;

type Parsed<T> = Result<T, Reported>;

/// The tree of `source`, and everything wrong with its form.
pub fn parse(source: &str) -> (Program<'_>, Vec<Diagnostic>) {
    let (tokens, diagnostics) = lex(source);
    let mut parser = Parser {
        source,
        tokens,
        position: 0,
        depth: 0,
        diagnostics,
    };
    let program = parser.program();
    (program, parser.diagnostics)
}

struct Parser<'s> {
    source: &'s str,
    /// Ends in [`TokenKind::End`]; never empty.
    tokens: Vec<Token>,
    position: usize,
    depth: usize,
    diagnostics: Vec<Diagnostic>,
}

impl<'s> Parser<'s> {
    fn peek(&self) -> TokenKind {
        self.token().kind
    }

    /// The token `ahead` places after the current one.
    fn peek_at(&self, ahead: usize) -> TokenKind {
        match self.tokens.get(self.position + ahead) {
            Some(token) => token.kind,
            None => TokenKind::End,
        }
    }

    fn token(&self) -> Token {
        match self.tokens.get(self.position) {
            Some(token) => *token,
            None => Token {
                kind: TokenKind::End,
                span: Span::new(self.source.len(), self.source.len()),
            },
        }
    }

    fn text(&self, span: Span) -> &'s str {
        self.source
            .get(span.start as usize..span.end as usize)
            .unwrap_or("")
    }

    /// Takes the current token; the end is never passed.
    fn advance(&mut self) -> Token {
        let token = self.token();
        if token.kind != TokenKind::End {
            self.position += 1;
        }
        token
    }

    fn eat(&mut self, kind: TokenKind) -> bool {
        let found = self.peek() == kind;
        if found {
            self.advance();
        }
        found
    }

    /// Whether the current token is the identifier `word`.
    fn at_word(&self, word: &str) -> bool {
        self.peek() == TokenKind::Identifier && self.text(self.token().span) == word
    }

    /// The end of the last token taken: where a missing token belongs.
    fn previous_end(&self) -> Span {
        let end = match self
            .position
            .checked_sub(1)
            .and_then(|i| self.tokens.get(i))
        {
            Some(token) => token.span.end,
            None => 0,
        };
        Span { start: end, end }
    }

    /// From `start` to the end of the last token taken.
    fn span_from(&self, start: Span) -> Span {
        start.to(self.previous_end())
    }

    fn found(&self) -> String {
        let token = self.token();
        token.kind.describe(self.text(token.span))
    }

    /// Adds a diagnostic, unless the trouble is a token that the lexer reported already.
    fn report(&mut self, diagnostic: Diagnostic) -> Reported {
        if self.peek() != TokenKind::Unreadable {
            self.diagnostics.push(diagnostic);
        }
        Reported
    }

    /// Reports that `expected` should stand where the current token does.
    fn expected(&mut self, expected: &str) -> Reported {
        let found = self.found();
        let span = self.token().span;
        self.report(
            Diagnostic::error(
                "KS0201",
                span,
                format!("expected {expected}, found {found}"),
            )
            .label(format!("expected {expected}")),
        )
    }

    fn expect(&mut self, kind: TokenKind, expected: &str) -> Parsed<Token> {
        if self.peek() == kind {
            Ok(self.advance())
        } else {
            Err(self.expected(expected))
        }
    }

    /// The closing partner of `open`, or a report that points at both.
    fn expect_closing(&mut self, open: Span, close: TokenKind, symbol: &str) -> Parsed<Token> {
        if self.peek() == close {
            return Ok(self.advance());
        }
        let found = self.found();
        let span = self.token().span;
        Err(self.report(
            Diagnostic::error(
                "KS0203",
                span,
                format!("expected `{symbol}`, found {found}"),
            )
            .label(format!("expected `{symbol}`"))
            .related(open, "opened here"),
        ))
    }

    /// The `;` that ends `what`. When it is missing at the end of a line or block, the mistake is
    /// reported and parsing goes on as if it were there.
    fn expect_semicolon(&mut self, what: &str) -> Parsed<()> {
        if self.eat(TokenKind::Semicolon) {
            return Ok(());
        }
        let found = self.found();
        let span = self.previous_end();
        let gap = self.text(span.to(self.token().span));
        let reported = self.report(
            Diagnostic::error(
                "KS0202",
                span,
                format!("expected `;` after {what}, found {found}"),
            )
            .label("add `;` here"),
        );
        if self.peek() == TokenKind::RightBrace || gap.contains('\n') {
            Ok(())
        } else {
            Err(reported)
        }
    }

    /// A name that is used. Keywords are told apart from names.
    fn name(&mut self, what: &str) -> Parsed<Name<'s>> {
        let token = self.token();
        if token.kind == TokenKind::Identifier {
            self.advance();
            return Ok(Name {
                text: self.text(token.span),
                span: token.span,
            });
        }
        if token.kind.is_keyword() {
            let text = self.text(token.span);
            return Err(self.report(
                Diagnostic::error(
                    "KS0209",
                    token.span,
                    format!("`{text}` is a keyword and cannot be {what}"),
                )
                .label("reserved by Stan")
                .help("choose another name"),
            ));
        }
        Err(self.expected(what))
    }

    /// Runs `inner` one level deeper, unless that is too deep.
    fn nested<T>(&mut self, inner: impl FnOnce(&mut Self) -> Parsed<T>) -> Parsed<T> {
        if self.depth >= NESTING_LIMIT {
            return Err(self.too_deep());
        }
        self.depth += 1;
        let result = inner(self);
        self.depth -= 1;
        result
    }

    fn too_deep(&mut self) -> Reported {
        let span = self.token().span;
        let report = Diagnostic::error("KS0210", span, "this is nested too deeply")
            .label(format!("more than {NESTING_LIMIT} levels"))
            .help("name the inner parts with variables or functions");
        if self
            .diagnostics
            .last()
            .is_some_and(|last| last.code == "KS0210")
        {
            return Reported;
        }
        self.report(report)
    }

    /// Resumes after a mistake: past the next `;`, or past the next balanced `{…}`, or before the
    /// `}` that closes the enclosing block.
    fn resynchronise(&mut self) {
        loop {
            match self.peek() {
                TokenKind::End | TokenKind::RightBrace => return,
                TokenKind::Semicolon => {
                    self.advance();
                    return;
                }
                TokenKind::LeftBrace => {
                    self.skip_braces();
                    return;
                }
                _ if self.at_block_start() => return,
                _ => {
                    self.advance();
                }
            }
        }
    }

    /// Skips from `{` past its partner.
    fn skip_braces(&mut self) {
        let mut open = 0usize;
        loop {
            match self.peek() {
                TokenKind::End => return,
                TokenKind::LeftBrace => open += 1,
                TokenKind::RightBrace => {
                    open = open.saturating_sub(1);
                    if open == 0 {
                        self.advance();
                        return;
                    }
                }
                _ if self.at_block_start() => return,
                _ => {}
            }
            self.advance();
        }
    }

    /// Skips past the `)` that closes an already opened parenthesis, if it comes before the
    /// statement or the line of thought ends.
    fn skip_to_closing_parenthesis(&mut self) {
        let mut open = 1usize;
        loop {
            match self.peek() {
                TokenKind::End
                | TokenKind::Semicolon
                | TokenKind::LeftBrace
                | TokenKind::RightBrace => return,
                TokenKind::LeftParenthesis => open += 1,
                TokenKind::RightParenthesis => open -= 1,
                _ => {}
            }
            self.advance();
            if open == 0 {
                return;
            }
        }
    }
}
