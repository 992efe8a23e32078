//! What begins with a name: divergences, entropies, expectations.

use super::{Node, Parser};
use crate::ask::answer::Refusal;
use crate::ask::density::{Density, is_family, is_scalar, is_variable};
use crate::ask::tokens::Token;

impl Parser<'_> {
    /// A factor that begins with a name.
    pub(super) fn named(&mut self, name: &str) -> Result<Node, Refusal> {
        let divergence = self.divergence_name();
        if let Some(length) = divergence {
            self.at += length;
            let (left, right) = self.pair("KL")?;
            return Ok(Node::Divergence(Box::new(left), Box::new(right)));
        }
        let bracket = matches!(self.ahead(1), Some(Token::Open(_)));
        match name {
            "E" if matches!(self.ahead(1), Some(Token::Underscore | Token::Open('['))) => {
                self.at += 1;
                self.expectation()
            }
            "H" if bracket => {
                self.at += 1;
                self.entropy()
            }
            "JS" | "JSD" | "JensenShannon" if bracket => {
                self.at += 1;
                let (p, q) = self.symmetric()?;
                Ok(Node::JensenShannon(p, q))
            }
            "Jeffreys" if bracket => {
                self.at += 1;
                let (p, q) = self.symmetric()?;
                Ok(Node::Jeffreys(p, q))
            }
            "Renyi" | "Rényi" | "R" if matches!(self.ahead(1), Some(Token::Underscore)) => {
                self.at += 2;
                self.renyi()
            }
            "ELBO" | "Elbo" | "elbo" => {
                self.at += 1;
                if self.peek() == Some(&Token::Open('(')) || self.peek() == Some(&Token::Open('['))
                {
                    self.skip_brackets();
                }
                Ok(Node::Elbo)
            }
            "F" | "VFE" if !matches!(self.ahead(1), Some(Token::Underscore)) => {
                self.at += 1;
                if matches!(self.peek(), Some(Token::Open('(' | '['))) {
                    self.skip_brackets();
                }
                Ok(Node::FreeEnergy)
            }
            "KL" | "DKL" => Err(self.unclear(
                "KL names two distributions and a direction",
                "write KL(q || p): the expectation is under the first",
            )),
            "D" | "d" | "JS" | "JSD" | "I" | "CE" if self.has_divergence_shape() => Err(self
                .unclear(
                    format!("more than one quantity is written {name} with a subscript or a comma"),
                    "write it out as an expectation, or name it: KL(q || p), Renyi_{0.5}(q || p), \
                     JS(p || q), H(p, q)",
                )),
            _ => Ok(Node::Symbol(self.density()?)),
        }
    }

    pub(super) fn has_divergence_shape(&self) -> bool {
        matches!(
            self.ahead(1),
            Some(Token::Underscore | Token::Caret | Token::Open(_))
        )
    }

    /// How many tokens name the KL divergence here, if any.
    pub(super) fn divergence_name(&self) -> Option<usize> {
        let opens = |at: usize| matches!(self.ahead(at), Some(Token::Open(_)));
        match self.name_ahead(0)? {
            "KL" | "KLD" | "DKL" | "Dkl" | "kl" | "dkl" if opens(1) => Some(1),
            "KL" | "D" | "d" | "𝔻" => {
                if opens(1) {
                    // D(q ‖ p) is relative entropy where two bars stand in it.
                    return self.bars_inside(1).then_some(1);
                }
                if self.ahead(1) != Some(&Token::Underscore) {
                    return None;
                }
                let kl = |name: Option<&str>| name.is_some_and(|n| matches!(n, "KL" | "kl" | "Kl"));
                match self.ahead(2) {
                    Some(Token::Open('{'))
                        if kl(self.name_ahead(3))
                            && self.ahead(4) == Some(&Token::Close('}'))
                            && opens(5) =>
                    {
                        Some(5)
                    }
                    Some(Token::Name(_)) if kl(self.name_ahead(2)) && opens(3) => Some(3),
                    _ => None,
                }
            }
            _ => None,
        }
    }

    /// Whether two bars stand in the bracket that opens `by` tokens ahead.
    pub(super) fn bars_inside(&self, by: usize) -> bool {
        let mut depth = 0_usize;
        for token in self.tokens.iter().skip(self.at + by) {
            match token.token {
                Token::Open(_) => depth += 1,
                Token::Close(_) => {
                    depth = depth.saturating_sub(1);
                    if depth == 0 {
                        return false;
                    }
                }
                Token::DoubleBar if depth == 1 => return true,
                _ => {}
            }
        }
        false
    }

    /// `(a ‖ b)`.
    pub(super) fn pair(&mut self, name: &str) -> Result<(Node, Node), Refusal> {
        let Some(close) = self.open() else {
            return Err(self.wrong("a bracket is expected", &format!("write {name}(q || p)")));
        };
        let left = self.product_of_densities()?;
        if self.eat(&Token::Comma) || self.eat(&Token::Semicolon) || self.eat(&Token::Colon) {
            self.at -= 1;
            return Err(self.unclear(
                "the order of two arguments is not a notation everybody shares",
                format!("write {name}(q || p): the expectation is under the first"),
            ));
        }
        if !self.eat(&Token::DoubleBar) && !self.eat(&Token::Bar) {
            return Err(self.wrong(
                "two bars are expected here",
                &format!("write {name}(q || p)"),
            ));
        }
        let right = self.product_of_densities()?;
        self.close(close)?;
        Ok((left, right))
    }

    pub(super) fn product_of_densities(&mut self) -> Result<Node, Refusal> {
        if matches!(
            self.peek(),
            Some(Token::Open(_) | Token::Number(_) | Token::Log)
        ) {
            return Err(self.unclear(
                "one distribution, or a product of densities, is expected on each side",
                "give a mixture a letter: KL(q || m)",
            ));
        }
        let mut factors = vec![Node::Symbol(self.density()?)];
        while self.eat(&Token::Star) || matches!(self.peek(), Some(Token::Name(_))) {
            factors.push(Node::Symbol(self.density()?));
        }
        if matches!(
            self.peek(),
            Some(Token::Plus | Token::Minus | Token::Slash | Token::Caret)
        ) {
            return Err(self.unclear(
                "one distribution, or a product of densities, is expected on each side",
                "give a mixture or a tempered density a letter: KL(q || m)",
            ));
        }
        Ok(match factors.len() {
            1 => factors.swap_remove(0),
            _ => Node::Times(factors),
        })
    }

    /// The two distributions of a symmetric divergence: a comma will do.
    pub(super) fn symmetric(&mut self) -> Result<(Density, Density), Refusal> {
        let Some(close) = self.open() else {
            return Err(self.wrong("a bracket is expected", "write JS(p || q)"));
        };
        let p = self.density()?;
        if !(self.eat(&Token::DoubleBar) || self.eat(&Token::Comma) || self.eat(&Token::Bar)) {
            return Err(self.wrong("two bars are expected here", "write JS(p || q)"));
        }
        let q = self.density()?;
        self.close(close)?;
        Ok((p, q))
    }

    pub(super) fn renyi(&mut self) -> Result<Node, Refusal> {
        let brace = self.open();
        let equation = matches!(self.ahead(1), Some(Token::Equals));
        if equation {
            self.at += 2;
        }
        let Some(Token::Number(order)) = self.peek().cloned() else {
            return Err(self.unclear(
                "what a Rényi divergence forces depends on its order",
                "write the number: Renyi_{0.5}(q || p)",
            ));
        };
        self.at += 1;
        if let Some(close) = brace {
            self.close(close)?;
        }
        if order <= 0.0 {
            return Err(self.unclear("the order must be above 0", "write Renyi_{0.5}(q || p)"));
        }
        let (left, right) = self.pair("Renyi_{0.5}")?;
        match (left, right) {
            (Node::Symbol(p), Node::Symbol(q)) => Ok(Node::Renyi(order, p, q)),
            _ => Err(self.unclear(
                "a product of densities is not read here",
                "give it a letter",
            )),
        }
    }

    pub(super) fn entropy(&mut self) -> Result<Node, Refusal> {
        let Some(close) = self.open() else {
            return Err(self.wrong("a bracket is expected", "write H(q)"));
        };
        let first = self.density()?;
        if first.is_bare() && is_variable(&first.symbol) {
            return Err(self.unclear(
                format!("the entropy of {} under which distribution?", first.symbol),
                "write H(q), or E_q[-log q]",
            ));
        }
        let node = if self.eat(&Token::Comma) {
            Node::CrossEntropy(first, self.density()?)
        } else if matches!(
            self.peek(),
            Some(Token::DoubleBar | Token::Bar | Token::Semicolon)
        ) {
            return Err(self.unclear(
                "this bracket has more than one meaning",
                "write E_p[-log q]",
            ));
        } else {
            Node::Entropy(first)
        };
        self.close(close)?;
        Ok(node)
    }

    /// What stands after `E`.
    pub(super) fn expectation(&mut self) -> Result<Node, Refusal> {
        let add = "name the distribution: E_q[log q - log p], or E_{z ~ q(z|x)}[...]";
        if !self.eat(&Token::Underscore) {
            return Err(self.unclear("the expectation does not say under which distribution", add));
        }
        let brace = match self.peek() {
            Some(Token::Open('{')) => self.open(),
            _ => None,
        };
        let mut under = self.density()?;
        if self.eat(&Token::Comma) {
            // `x, y ~ p`
            while matches!(self.peek(), Some(Token::Name(_))) {
                under.over.push(self.density()?.symbol);
                self.eat(&Token::Comma);
            }
            if self.peek() != Some(&Token::Tilde) {
                return Err(self.unclear("this expectation is under several distributions", add));
            }
        }
        if self.eat(&Token::Tilde) {
            let mut variables = vec![under.short()];
            variables.append(&mut under.over);
            under = self.density()?;
            if under.over.is_empty() && !is_family(&under.symbol) {
                under.over = variables;
            }
        }
        if let Some(close) = brace {
            if self.peek() != Some(&Token::Close(close)) {
                return Err(self.unclear("this expectation is under several distributions", add));
            }
            self.close(close)?;
            // `E_{q}(z)[…]`
        }
        if under.is_bare() && (is_variable(&under.symbol) || is_scalar(&under.symbol)) {
            return Err(self.unclear(
                format!(
                    "the expectation over {} does not say under which distribution",
                    under.symbol
                ),
                add,
            ));
        }
        if matches!(under.symbol.as_str(), "θ" | "φ" | "ψ") {
            return Err(self.unclear("parameters are not a distribution", add));
        }
        let body = match self.peek() {
            Some(Token::Open(_)) => {
                let Some(close) = self.open() else {
                    return Err(self.wrong("a bracket is expected", add));
                };
                let body = self.sum()?;
                self.close(close)?;
                body
            }
            Some(Token::Name(name)) if name == "E" => {
                let name = name.clone();
                self.named(&name)?
            }
            Some(Token::Log) => {
                let body = self.product()?;
                if matches!(self.peek(), Some(Token::Plus | Token::Minus)) {
                    return Err(self.unclear(
                        "it is not clear where the expectation ends",
                        "put what it is of in brackets: E_q[log q - log p]",
                    ));
                }
                body
            }
            _ => {
                return Err(self.wrong("a bracket is expected", "write E_q[log q - log p]"));
            }
        };
        Ok(Node::Expectation(under, Box::new(body)))
    }
}
