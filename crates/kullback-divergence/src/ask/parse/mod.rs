//! Tokens to a tree. The grammar is that of formulas in papers, without the readings that two people
//! would disagree about: those are refused with the brackets that would decide.

mod formula;
mod names;
mod statement;
mod symbol;

use std::ops::Range;

use super::answer::Refusal;
use super::density::Density;
use super::tokens::{Spanned, Token};

/// A formula.
#[derive(Clone, Debug, PartialEq)]
pub enum Node {
    Number(f64),
    /// A symbol, with brackets or without.
    Symbol(Density),
    /// A logarithm; `bits` for base 2.
    Log {
        of: Box<Node>,
        bits: bool,
    },
    Negative(Box<Node>),
    Plus(Vec<Node>),
    Times(Vec<Node>),
    Over(Box<Node>, Box<Node>),
    Power(Box<Node>, Box<Node>),
    Divergence(Box<Node>, Box<Node>),
    JensenShannon(Density, Density),
    Jeffreys(Density, Density),
    Renyi(f64, Density, Density),
    Expectation(Density, Box<Node>),
    Entropy(Density),
    CrossEntropy(Density, Density),
    Integral(Box<Node>),
    Sum(Box<Node>),
    /// E_q[ln p(x,z) − ln q(z)], by its name.
    Elbo,
    /// Its negative, by its name.
    FreeEnergy,
    /// The β-ELBO, by its name.
    ScaledElbo(String),
    MaximumLikelihood,
}

/// Whether the text says what is done with the objective.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sense {
    Minimise,
    Maximise,
}

/// A formula with what is done with it.
#[derive(Clone, Debug, PartialEq)]
pub struct Statement {
    pub sense: Option<Sense>,
    /// What the text says is varied: the subscript of `min`.
    pub varied: Vec<String>,
    pub body: Node,
}

/// Nesting deeper than this is refused.
const DEEPEST: usize = 100;

/// Parses a whole objective.
pub fn statement(tokens: &[Spanned]) -> Result<Statement, Refusal> {
    let mut parser = Parser {
        tokens,
        at: 0,
        depth: 0,
    };
    for token in tokens {
        if let Token::Name(word) = &token.token
            && matches!(
                word.to_lowercase().as_str(),
                "forward" | "reverse" | "forwards" | "backward" | "inclusive" | "exclusive"
            )
        {
            return Err(Refusal::ambiguous(
                format!("`{word}` is used for either direction by published tools"),
                "write the formula alone: KL(q || p) has its expectation under q",
            )
            .at(token.span.clone()));
        }
    }
    let (mut sense, varied) = parser.sense()?;
    if let Some(named) = parser.left_side()? {
        sense = sense.or(named);
    }
    if parser.at == 0 && tokens.is_empty() {
        return Err(Refusal::unreadable(
            "there is nothing to read",
            "write for example KL(q || p), or E_q[log q - log p]",
        ));
    }
    let body = match parser.named_objective() {
        Some(body) => body,
        None => parser.sum()?,
    };
    if let Some(token) = parser.tokens.get(parser.at) {
        return Err(Refusal::unreadable(
            "the formula ends before the text does",
            "write one formula, with an operator between its parts",
        )
        .at(token.span.clone()));
    }
    Ok(Statement {
        sense,
        varied,
        body,
    })
}

struct Parser<'a> {
    tokens: &'a [Spanned],
    at: usize,
    depth: usize,
}

impl Parser<'_> {
    fn peek(&self) -> Option<&Token> {
        self.ahead(0)
    }

    fn ahead(&self, by: usize) -> Option<&Token> {
        self.tokens.get(self.at + by).map(|t| &t.token)
    }

    fn name_ahead(&self, by: usize) -> Option<&str> {
        match self.ahead(by) {
            Some(Token::Name(name)) => Some(name),
            _ => None,
        }
    }

    fn span(&self) -> Range<usize> {
        let end = self.tokens.last().map_or(0, |t| t.span.end);
        self.tokens
            .get(self.at)
            .map_or(end..end, |t| t.span.clone())
    }

    fn eat(&mut self, token: &Token) -> bool {
        let found = self.peek() == Some(token);
        self.at += usize::from(found);
        found
    }

    fn open(&mut self) -> Option<char> {
        let Some(Token::Open(c)) = self.peek() else {
            return None;
        };
        let close = match c {
            '(' => ')',
            '[' => ']',
            _ => '}',
        };
        self.at += 1;
        Some(close)
    }

    fn close(&mut self, close: char) -> Result<(), Refusal> {
        if self.eat(&Token::Close(close)) {
            return Ok(());
        }
        Err(Refusal::unreadable(
            format!("`{close}` is expected here"),
            "close every bracket with its own kind",
        )
        .at(self.span()))
    }

    fn wrong(&self, message: &str, add: &str) -> Refusal {
        Refusal::unreadable(message, add).at(self.span())
    }

    fn unclear(&self, message: impl Into<String>, add: impl Into<String>) -> Refusal {
        Refusal::ambiguous(message, add).at(self.span())
    }

    fn skip_brackets(&mut self) {
        let mut depth = 0_usize;
        while let Some(token) = self.peek() {
            match token {
                Token::Open(_) => depth += 1,
                Token::Close(_) => depth = depth.saturating_sub(1),
                _ => {}
            }
            self.at += 1;
            if depth == 0 {
                return;
            }
        }
    }
}
