//! Sums, products, powers, logarithms, integrals.

use super::{DEEPEST, Node, Parser};
use crate::ask::answer::Refusal;
use crate::ask::density::{is_scalar, is_variable};
use crate::ask::tokens::Token;

impl Parser<'_> {
    pub(super) fn sum(&mut self) -> Result<Node, Refusal> {
        self.deeper()?;
        let mut terms = Vec::new();
        let mut negative = self.eat(&Token::Minus);
        if !negative {
            self.eat(&Token::Plus);
        }
        loop {
            let term = self.product()?;
            terms.push(if negative {
                Node::Negative(Box::new(term))
            } else {
                term
            });
            if self.eat(&Token::Plus) {
                negative = false;
            } else if self.eat(&Token::Minus) {
                negative = true;
            } else {
                break;
            }
        }
        self.depth -= 1;
        Ok(match terms.len() {
            1 => terms.swap_remove(0),
            _ => Node::Plus(terms),
        })
    }

    pub(super) fn product(&mut self) -> Result<Node, Refusal> {
        let mut node = self.power()?;
        loop {
            if self.eat(&Token::Star) {
                let right = self.power()?;
                node = times(node, right);
            } else if self.peek() == Some(&Token::Slash) {
                if matches!(node, Node::Log { .. }) && self.divides_density() {
                    return Err(self.unclear(
                        "log a / b can mean log(a/b) or (log a)/b",
                        "write log(a/b), or log a - log b",
                    ));
                }
                self.at += 1;
                let right = self.power()?;
                node = match node {
                    // a·b/c divides what stands before it, whichever way it is bracketed.
                    Node::Times(_) if matches!(self.peek(), Some(Token::Slash)) => {
                        return Err(self.unclear("a / b / c has two readings", "add brackets"));
                    }
                    node => Node::Over(Box::new(node), Box::new(right)),
                };
            } else if self.begins_factor() {
                let differential = self.differential();
                if differential > 0 {
                    self.at += differential;
                    continue;
                }
                if ends_with_log(&node) {
                    return Err(self.unclear(
                        "it is not clear where the argument of log ends",
                        "put it in brackets: log(p(x|z) p(z))",
                    ));
                }
                let right = self.power()?;
                node = times(node, right);
            } else {
                return Ok(node);
            }
        }
    }

    /// Whether what follows a slash is a distribution rather than a number.
    pub(super) fn divides_density(&self) -> bool {
        match self.ahead(1) {
            Some(Token::Name(name)) => !is_scalar(name),
            Some(Token::Number(_)) => false,
            _ => true,
        }
    }

    pub(super) fn begins_factor(&self) -> bool {
        matches!(
            self.peek(),
            Some(
                Token::Name(_)
                    | Token::Number(_)
                    | Token::Log
                    | Token::Frac
                    | Token::Integral
                    | Token::Sum
                    | Token::Open(_)
            )
        )
    }

    /// How many tokens of `dx`, `d z` stand here.
    pub(super) fn differential(&self) -> usize {
        let variable = |name: &str| is_variable(name) || matches!(name, "θ" | "theta");
        match self.name_ahead(0) {
            Some("d") if self.name_ahead(1).is_some_and(variable) => 2,
            Some(name) if name.strip_prefix('d').is_some_and(variable) => 1,
            _ => 0,
        }
    }

    pub(super) fn power(&mut self) -> Result<Node, Refusal> {
        let base = self.factor()?;
        if !self.eat(&Token::Caret) {
            return Ok(base);
        }
        let exponent = match self.open() {
            Some(close) => {
                let exponent = self.sum()?;
                self.close(close)?;
                exponent
            }
            None => self.factor()?,
        };
        Ok(Node::Power(Box::new(base), Box::new(exponent)))
    }

    pub(super) fn factor(&mut self) -> Result<Node, Refusal> {
        self.deeper()?;
        let node = self.shallow_factor();
        self.depth -= 1;
        node
    }

    pub(super) fn deeper(&mut self) -> Result<(), Refusal> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err(self.wrong("the formula is nested too deeply", "write it flatter"));
        }
        Ok(())
    }

    pub(super) fn shallow_factor(&mut self) -> Result<Node, Refusal> {
        match self.peek().cloned() {
            Some(Token::Number(value)) => {
                self.at += 1;
                Ok(Node::Number(value))
            }
            Some(Token::Log) => {
                self.at += 1;
                self.logarithm(false)
            }
            Some(Token::Name(name)) if name == "log2" || name == "lb" => {
                self.at += 1;
                self.logarithm(true)
            }
            Some(Token::Frac) => {
                self.at += 1;
                let above = self.braced()?;
                let below = self.braced()?;
                Ok(Node::Over(Box::new(above), Box::new(below)))
            }
            Some(Token::Integral) => {
                self.at += 1;
                self.limits();
                self.at += self.differential();
                Ok(Node::Integral(Box::new(self.product()?)))
            }
            Some(Token::Sum) => {
                self.at += 1;
                self.limits();
                Ok(Node::Sum(Box::new(self.product()?)))
            }
            Some(Token::Open(_)) => {
                let Some(close) = self.open() else {
                    return Err(self.wrong("a bracket is expected", "check the brackets"));
                };
                let inner = self.sum()?;
                if matches!(self.peek(), Some(Token::DoubleBar)) {
                    return Err(
                        self.unclear("two bars stand outside a divergence", "write KL(q || p)")
                    );
                }
                self.close(close)?;
                Ok(inner)
            }
            Some(Token::Minus) => {
                self.at += 1;
                Ok(Node::Negative(Box::new(self.factor()?)))
            }
            Some(Token::Name(name)) => self.named(&name),
            _ => Err(self.wrong(
                "a term is expected here",
                "write for example KL(q || p), or E_q[log q - log p]",
            )),
        }
    }

    pub(super) fn braced(&mut self) -> Result<Node, Refusal> {
        let Some(close) = self.open() else {
            // `\frac12`
            return self.factor();
        };
        let inner = self.sum()?;
        self.close(close)?;
        Ok(inner)
    }

    /// Limits of a sum or an integral: they do not matter here.
    pub(super) fn limits(&mut self) {
        while matches!(self.peek(), Some(Token::Underscore | Token::Caret)) {
            self.at += 1;
            match self.peek() {
                Some(Token::Open(_)) => self.skip_brackets(),
                _ => self.at += 1,
            }
        }
    }

    pub(super) fn logarithm(&mut self, mut bits: bool) -> Result<Node, Refusal> {
        if self.eat(&Token::Underscore) {
            let braced = self.open();
            match self.peek() {
                Some(Token::Number(base)) if *base == 2.0 => bits = true,
                Some(Token::Name(base)) if base == "e" => {}
                _ => {
                    return Err(self.wrong(
                        "only the bases 2 and e are read",
                        "write log for nats, log_2 for bits",
                    ));
                }
            }
            self.at += 1;
            if let Some(close) = braced {
                self.close(close)?;
            }
        }
        let of = match self.open() {
            Some(close) => {
                let inner = self.sum()?;
                self.close(close)?;
                inner
            }
            None => self.factor()?,
        };
        Ok(Node::Log {
            of: Box::new(of),
            bits,
        })
    }
}

fn times(left: Node, right: Node) -> Node {
    match left {
        Node::Times(mut factors) => {
            factors.push(right);
            Node::Times(factors)
        }
        left => Node::Times(vec![left, right]),
    }
}

/// Whether the last factor is a logarithm.
fn ends_with_log(node: &Node) -> bool {
    match node {
        Node::Log { .. } => true,
        Node::Times(factors) => factors.last().is_some_and(ends_with_log),
        Node::Over(above, _) => ends_with_log(above),
        _ => false,
    }
}
