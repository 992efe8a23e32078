//! Source text to tokens: what the parser reads, with comments and white space gone.

use logos::{Lexer, Logos};

use crate::diagnostic::{Diagnostic, Span};

/// A token and where it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Token {
    /// What it is.
    pub kind: TokenKind,
    /// Its bytes.
    pub span: Span,
}

/// What the lexer could not read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum LexicalError {
    /// A character that starts no token.
    #[default]
    Character,
    /// `/*` without `*/`.
    UnterminatedComment,
    /// `"` without its partner on the same line.
    UnterminatedString,
}

/// The kinds of token. Block names of two words (`transformed data`) and the words that are only
/// special in one place (`lower`, `T`) are identifiers here; the parser tells them apart.
#[derive(Logos, Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[logos(skip r"[ \t\r\n\x0C]+")]
#[logos(skip(r"//[^\n]*", allow_greedy = true))]
#[logos(error = LexicalError)]
#[rustfmt::skip]
pub enum TokenKind {
    #[token("functions")] Functions,
    #[token("data")] Data,
    #[token("parameters")] Parameters,
    #[token("model")] Model,

    #[token("return")] Return,
    #[token("if")] If,
    #[token("else")] Else,
    #[token("while")] While,
    #[token("for")] For,
    #[token("in")] In,
    #[token("break")] Break,
    #[token("continue")] Continue,
    #[token("profile")] Profile,
    #[token("print")] Print,
    #[token("reject")] Reject,
    #[token("fatal_error")] FatalError,
    #[token("target")] Target,
    #[token("jacobian")] Jacobian,

    #[token("void")] Void,
    #[token("int")] Int,
    #[token("real")] Real,
    #[token("complex")] Complex,
    #[token("vector")] Vector,
    #[token("row_vector")] RowVector,
    #[token("matrix")] Matrix,
    #[token("complex_vector")] ComplexVector,
    #[token("complex_row_vector")] ComplexRowVector,
    #[token("complex_matrix")] ComplexMatrix,
    #[token("array")] Array,
    #[token("tuple")] Tuple,
    #[token("ordered")] Ordered,
    #[token("positive_ordered")] PositiveOrdered,
    #[token("simplex")] Simplex,
    #[token("unit_vector")] UnitVector,
    #[token("sum_to_zero_vector")] SumToZeroVector,
    #[token("sum_to_zero_matrix")] SumToZeroMatrix,
    #[token("column_stochastic_matrix")] ColumnStochasticMatrix,
    #[token("row_stochastic_matrix")] RowStochasticMatrix,
    #[token("cholesky_factor_corr")] CholeskyFactorCorr,
    #[token("cholesky_factor_cov")] CholeskyFactorCov,
    #[token("corr_matrix")] CorrMatrix,
    #[token("cov_matrix")] CovMatrix,

    #[token("{")] LeftBrace,
    #[token("}")] RightBrace,
    #[token("(")] LeftParenthesis,
    #[token(")")] RightParenthesis,
    #[token("[")] LeftBracket,
    #[token("]")] RightBracket,
    #[token(",")] Comma,
    #[token(";")] Semicolon,
    #[token("|")] Bar,
    #[token("?")] Question,
    #[token(":")] Colon,
    #[token("~")] Tilde,

    #[token("!")] Not,
    #[token("-")] Minus,
    #[token("+")] Plus,
    #[token("^")] Power,
    #[token(".^")] ElementPower,
    #[token("'")] Transpose,
    #[token("*")] Times,
    #[token("/")] Divide,
    #[token("%")] Modulo,
    #[token("%/%")] IntegerDivide,
    #[token("\\")] LeftDivide,
    #[token(".*")] ElementTimes,
    #[token("./")] ElementDivide,
    #[token("||")] Or,
    #[token("&&")] And,
    #[token("==")] Equal,
    #[token("!=")] NotEqual,
    #[token("<")] Less,
    #[token("<=")] LessEqual,
    #[token(">")] Greater,
    #[token(">=")] GreaterEqual,

    #[token("=")] Assign,
    #[token("+=")] PlusAssign,
    #[token("-=")] MinusAssign,
    #[token("*=")] TimesAssign,
    #[token("/=")] DivideAssign,
    #[token(".*=")] ElementTimesAssign,
    #[token("./=")] ElementDivideAssign,

    #[regex(r"[0-9]+(_[0-9]+)*")] IntNumeral,
    #[regex(r"[0-9]+(_[0-9]+)*\.([0-9]+(_[0-9]+)*)?([eE][+-]?[0-9]+(_[0-9]+)*)?")]
    #[regex(r"\.[0-9]+(_[0-9]+)*[eE][+-]?[0-9]+(_[0-9]+)*")]
    #[regex(r"[0-9]+(_[0-9]+)*[eE][+-]?[0-9]+(_[0-9]+)*")] RealNumeral,
    /// `.5`: a real literal, or after an expression the fifth component of a tuple.
    #[regex(r"\.[0-9]+(_[0-9]+)*")] DotNumeral,
    #[regex(r"([0-9]+(_[0-9]+)*(\.([0-9]+(_[0-9]+)*)?)?|\.[0-9]+(_[0-9]+)*)([eE][+-]?[0-9]+(_[0-9]+)*)?i")] ImaginaryNumeral,

    #[regex(r#""[^"\r\n]*"?"#, string_literal)] String,
    #[regex(r"[a-zA-Z_][a-zA-Z0-9_]*")] Identifier,

    /// `#include` and the rest of its line.
    #[regex(r"#include[^\n]*", priority = 20, allow_greedy = true)] Include,
    /// `#` and the rest of its line: a comment in old Stan.
    #[regex(r"#[^\n]*", allow_greedy = true)] HashComment,
    /// `/* … */`; never handed to the parser.
    #[token("/*", block_comment)] BlockComment,

    /// What could not be read and has been reported.
    Unreadable,
    /// The end of the text.
    End,
}

fn block_comment(lexer: &mut Lexer<'_, TokenKind>) -> Result<(), LexicalError> {
    match lexer.remainder().find("*/") {
        Some(end) => {
            lexer.bump(end + 2);
            Ok(())
        }
        None => {
            lexer.bump(lexer.remainder().len());
            Err(LexicalError::UnterminatedComment)
        }
    }
}

fn string_literal(lexer: &mut Lexer<'_, TokenKind>) -> Result<(), LexicalError> {
    if lexer.slice().len() >= 2 && lexer.slice().ends_with('"') {
        Ok(())
    } else {
        Err(LexicalError::UnterminatedString)
    }
}

/// All tokens of `source`, ending in [`TokenKind::End`], and what could not be read.
pub fn lex(source: &str) -> (Vec<Token>, Vec<Diagnostic>) {
    let mut tokens = Vec::with_capacity(source.len() / 4 + 1);
    let mut diagnostics = Vec::new();
    for (result, range) in TokenKind::lexer(source).spanned() {
        let span = Span::new(range.start, range.end);
        let kind = match result {
            Ok(TokenKind::BlockComment) => continue,
            Ok(TokenKind::HashComment) => {
                diagnostics.push(
                    Diagnostic::error(
                        "KS0103",
                        span,
                        "comments that start with `#` were removed from Stan",
                    )
                    .label("not a comment")
                    .help("start the comment with `//`"),
                );
                continue;
            }
            Ok(kind) => kind,
            Err(error) => {
                report(error, source, span, &mut diagnostics);
                TokenKind::Unreadable
            }
        };
        tokens.push(Token { kind, span });
    }
    let end = Span::new(source.len(), source.len());
    tokens.push(Token {
        kind: TokenKind::End,
        span: end,
    });
    (tokens, diagnostics)
}

fn report(error: LexicalError, source: &str, span: Span, diagnostics: &mut Vec<Diagnostic>) {
    match error {
        LexicalError::Character => report_character(source, span, diagnostics),
        LexicalError::UnterminatedComment => diagnostics.push(
            Diagnostic::error(
                "KS0102",
                Span::new(span.start as usize, span.start as usize + 2),
                "this comment never ends",
            )
            .label("opened here")
            .help("close it with `*/`"),
        ),
        LexicalError::UnterminatedString => diagnostics.push(
            Diagnostic::error("KS0104", span, "this string never ends")
                .label("no closing `\"` on this line"),
        ),
    }
}

/// Reports a character that starts no token; neighbours are gathered into one report.
fn report_character(source: &str, span: Span, diagnostics: &mut Vec<Diagnostic>) {
    if let Some(last) = diagnostics.last_mut()
        && last.code == "KS0101"
        && last.span.end == span.start
    {
        last.span.end = span.end;
        last.message = "these characters have no meaning in Stan".to_owned();
        return;
    }
    let text = source
        .get(span.start as usize..span.end as usize)
        .unwrap_or("");
    let help = match text {
        "\u{2018}" | "\u{2019}" => Some("write the plain apostrophe `'`"),
        "\u{201c}" | "\u{201d}" => Some("write the plain quotation mark `\"`"),
        "\u{2212}" | "\u{2013}" | "\u{2014}" => Some("write the plain minus sign `-`"),
        "&" => Some("`and` is written `&&`"),
        "." => Some("elementwise operators are `.*`, `./` and `.^`"),
        _ => None,
    };
    let diagnostic = Diagnostic::error(
        "KS0101",
        span,
        format!(
            "the character `{}` has no meaning in Stan",
            text.escape_debug()
        ),
    )
    .label("unknown character");
    diagnostics.push(match help {
        Some(help) => diagnostic.help(help),
        None => diagnostic,
    });
}

impl TokenKind {
    /// How a message names the token: the text itself in backquotes, or what kind of thing it is.
    pub fn describe(self, text: &str) -> String {
        match self {
            TokenKind::End => "the end of the file".to_owned(),
            TokenKind::IntNumeral
            | TokenKind::RealNumeral
            | TokenKind::DotNumeral
            | TokenKind::ImaginaryNumeral => format!("the number `{text}`"),
            TokenKind::String => format!("the string {text}"),
            TokenKind::Identifier => format!("`{text}`"),
            TokenKind::Include => "an `#include`".to_owned(),
            _ if text
                .bytes()
                .all(|byte| byte.is_ascii_lowercase() || byte == b'_') =>
            {
                format!("the keyword `{text}`")
            }
            _ => format!("`{text}`"),
        }
    }

    /// Whether the token is a word that Stan reserves (so it looks like a name but is none).
    pub fn is_keyword(self) -> bool {
        (self as u32) <= TokenKind::CovMatrix as u32
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kinds(source: &str) -> Vec<TokenKind> {
        let (tokens, diagnostics) = lex(source);
        assert!(diagnostics.is_empty(), "{diagnostics:?}");
        tokens.into_iter().map(|token| token.kind).collect()
    }

    #[test]
    fn numbers_take_the_longest_form() {
        use TokenKind::*;
        let numbers = "1 1_000 1. 1.5 .5 1e-3 1.5e+3 .5E2 1i 2.5i 1.e3";
        assert_eq!(
            kinds(numbers),
            [
                IntNumeral,
                IntNumeral,
                RealNumeral,
                RealNumeral,
                DotNumeral,
                RealNumeral,
                RealNumeral,
                RealNumeral,
                ImaginaryNumeral,
                ImaginaryNumeral,
                RealNumeral,
                End
            ]
        );
        assert_eq!(kinds("1.*x"), [RealNumeral, Times, Identifier, End]);
        assert_eq!(kinds("x.*y"), [Identifier, ElementTimes, Identifier, End]);
        assert_eq!(kinds("x.1.2"), [Identifier, DotNumeral, DotNumeral, End]);
    }

    #[test]
    fn comments_vanish() {
        use TokenKind::*;
        assert_eq!(
            kinds("a // b\n c /* d\n * e **/ f"),
            [Identifier, Identifier, Identifier, End]
        );
        assert_eq!(
            kinds("a %/% b % c"),
            [
                Identifier,
                IntegerDivide,
                Identifier,
                Modulo,
                Identifier,
                End
            ]
        );
    }

    #[test]
    fn every_lexical_mistake_is_reported() {
        let codes = |source: &str| lex(source).1.iter().map(|d| d.code).collect::<Vec<_>>();
        assert_eq!(codes("a é$ b"), ["KS0101"]);
        assert_eq!(codes("a /* b"), ["KS0102"]);
        assert_eq!(codes("a # b\nc"), ["KS0103"]);
        assert_eq!(codes("print(\"abc);"), ["KS0104"]);
        assert!(codes("#include foo.stan\n").is_empty());
    }
}
