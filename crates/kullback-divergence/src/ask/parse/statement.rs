//! What stands around a formula: what is done with it, its name, and objectives that are words.

use super::{Node, Parser, Sense};
use crate::ask::answer::Refusal;
use crate::ask::density::is_scalar;
use crate::ask::tokens::Token;

impl Parser<'_> {
    /// `min`, `argmax_θ`, `maximise`.
    pub(super) fn sense(&mut self) -> Result<(Option<Sense>, Vec<String>), Refusal> {
        let mut at = 0;
        if self.name_ahead(0) == Some("arg") {
            at = 1;
        }
        let sense = match self.name_ahead(at).map(str::to_lowercase).as_deref() {
            Some("min" | "argmin" | "minimise" | "minimize" | "minimising" | "minimizing") => {
                Sense::Minimise
            }
            Some("max" | "argmax" | "maximise" | "maximize" | "maximising" | "maximizing") => {
                Sense::Maximise
            }
            _ => return Ok((None, Vec::new())),
        };
        // `maximum likelihood` begins with another word and is read elsewhere.
        self.at += at + 1;
        let mut varied = Vec::new();
        if self.eat(&Token::Underscore) {
            match self.open() {
                Some(close) => {
                    while let Some(name) = self.name_ahead(0).map(str::to_owned) {
                        varied.push(name);
                        self.at += 1;
                        while self.eat(&Token::Comma) || self.eat(&Token::Underscore) {}
                        if matches!(self.peek(), Some(Token::Open('('))) {
                            self.skip_brackets();
                        }
                    }
                    self.close(close)?;
                }
                None => {
                    if let Some(name) = self.name_ahead(0).map(str::to_owned) {
                        varied.push(name);
                        self.at += 1;
                    }
                }
            }
        }
        self.eat(&Token::Colon);
        Ok((Some(sense), varied))
    }

    /// The name before an equals sign, and what it says about the sense.
    pub(super) fn left_side(&mut self) -> Result<Option<Option<Sense>>, Refusal> {
        let mut depth = 0_usize;
        let mut equals = Vec::new();
        for (index, token) in self.tokens.iter().enumerate().skip(self.at) {
            match token.token {
                Token::Open(_) => depth += 1,
                Token::Close(_) => depth = depth.saturating_sub(1),
                Token::Equals if depth == 0 => equals.push(index),
                _ => {}
            }
        }
        let [equals] = equals.as_slice() else {
            return match equals.get(1) {
                None => Ok(None),
                Some(second) => {
                    self.at = *second;
                    Err(self.unclear(
                        "there is more than one equals sign",
                        "write one formula: what stands on one side of one equals sign",
                    ))
                }
            };
        };
        let left: Vec<&Token> = self
            .tokens
            .get(self.at..*equals)
            .unwrap_or(&[])
            .iter()
            .map(|t| &t.token)
            .collect();
        let named = |words: &[&str]| {
            left.iter()
                .any(|t| matches!(t, Token::Name(n) if words.contains(&n.to_lowercase().as_str())))
        };
        let plain = left.iter().all(|token| {
            matches!(
                token,
                Token::Name(_)
                    | Token::Open(_)
                    | Token::Close(_)
                    | Token::Comma
                    | Token::Semicolon
                    | Token::Underscore
                    | Token::Caret
                    | Token::Star
                    | Token::Bar
            )
        });
        if !plain || left.is_empty() {
            return Err(self.unclear(
                "what stands before the equals sign is not a name",
                "write only the side that is the objective",
            ));
        }
        let sense = if named(&["elbo"]) {
            Some(Sense::Maximise)
        } else if named(&["loss", "cost", "vfe", "f"]) {
            Some(Sense::Minimise)
        } else {
            None
        };
        self.at = equals + 1;
        Ok(Some(sense))
    }

    /// Objectives that are written as words.
    pub(super) fn named_objective(&mut self) -> Option<Node> {
        let words: Vec<String> = self
            .tokens
            .get(self.at..)?
            .iter()
            .map(|t| match &t.token {
                Token::Name(name) => name.to_lowercase(),
                Token::Minus => "-".to_owned(),
                _ => "?".to_owned(),
            })
            .collect();
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        let (node, length) = match words.as_slice() {
            ["maximum", "likelihood"] | ["maximum", "-", "likelihood"] => {
                (Node::MaximumLikelihood, words.len())
            }
            ["mle"] | ["nll"] | ["negative", "log", "likelihood"] => {
                (Node::MaximumLikelihood, words.len())
            }
            ["variational", "free", "energy"] | ["free", "energy"] | ["vfe"] => {
                (Node::FreeEnergy, words.len())
            }
            ["evidence", "lower", "bound"] => (Node::Elbo, 3),
            ["negative", "elbo"] => (Node::Negative(Box::new(Node::Elbo)), 2),
            [beta, "-", "elbo" | "vae"] if is_scalar(beta) => {
                (Node::ScaledElbo((*beta).to_owned()), 3)
            }
            ["-", beta, "-", "elbo"] if is_scalar(beta) => (
                Node::Negative(Box::new(Node::ScaledElbo((*beta).to_owned()))),
                4,
            ),
            _ => return None,
        };
        // A β-VAE is named by its loss.
        let node = match (node, words.last()) {
            (Node::ScaledElbo(beta), Some(&"vae")) => {
                Node::Negative(Box::new(Node::ScaledElbo(beta)))
            }
            (node, _) => node,
        };
        self.at += length;
        Some(node)
    }
}
