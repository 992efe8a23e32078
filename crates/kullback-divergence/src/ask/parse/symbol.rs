//! A distribution: a symbol, its decoration, and the brackets that say what it is over.

use super::Parser;
use crate::ask::answer::Refusal;
use crate::ask::density::{Density, is_family, is_index};
use crate::ask::tokens::Token;

impl Parser<'_> {
    /// A symbol with its decoration and, where they hold variables, its brackets.
    pub(super) fn density(&mut self) -> Result<Density, Refusal> {
        let Some(name) = self.name_ahead(0).map(str::to_owned) else {
            return Err(self.wrong(
                "the name of a distribution is expected here",
                "write a letter or a word: q, p(z|x), p_data",
            ));
        };
        self.at += 1;
        let mut density = Density::named(&name);
        let mut marks: Vec<String> = Vec::new();
        loop {
            if self.eat(&Token::Underscore) {
                let text = self.script()?;
                if is_index(&text) {
                    density.over = vec![text];
                } else {
                    marks.push(text);
                }
            } else if self.eat(&Token::Prime) {
                marks.push("'".to_owned());
            } else if self.peek() == Some(&Token::Caret) && self.decorates() {
                self.at += 1;
                marks.push(format!("^{}", self.script()?));
            } else {
                break;
            }
        }
        density.decoration = marks.join(",");
        if matches!(self.peek(), Some(Token::Open('('))) && self.holds_arguments() {
            self.arguments(&mut density)?;
        }
        if self.peek() == Some(&Token::Caret) && self.decorates() {
            self.at += 1;
            density.decoration = format!("{}^{}", density.decoration, self.script()?);
        }
        Ok(density)
    }

    /// Whether a superscript is part of a name, and not a power.
    pub(super) fn decorates(&self) -> bool {
        let word = |token: Option<&Token>| match token {
            Some(Token::Star | Token::Prime) => true,
            Some(Token::Name(name)) => {
                matches!(
                    name.as_str(),
                    "true" | "old" | "new" | "ref" | "data" | "dagger"
                )
            }
            _ => false,
        };
        match self.ahead(1) {
            Some(Token::Open('{')) => {
                word(self.ahead(2)) && self.ahead(3) == Some(&Token::Close('}'))
            }
            token => word(token),
        }
    }

    /// A subscript or superscript as text.
    pub(super) fn script(&mut self) -> Result<String, Refusal> {
        let text = |token: &Token| match token {
            Token::Name(name) => Some(name.clone()),
            Token::Number(value) => Some(value.to_string()),
            Token::Comma => Some(",".to_owned()),
            Token::Star => Some("*".to_owned()),
            Token::Prime => Some("'".to_owned()),
            Token::Plus => Some("+".to_owned()),
            Token::Minus => Some("-".to_owned()),
            Token::Underscore => Some("_".to_owned()),
            _ => None,
        };
        let wrong = "a subscript is a word, a letter or a number";
        match self.open() {
            None => {
                let script = self.peek().and_then(text);
                let script = script.ok_or_else(|| self.wrong(wrong, "write q_φ, p_data"))?;
                self.at += 1;
                Ok(script)
            }
            Some(close) => {
                let mut script = String::new();
                while let Some(part) = self.peek().and_then(text) {
                    script.push_str(&part);
                    self.at += 1;
                }
                self.close(close)?;
                Ok(script)
            }
        }
    }

    /// Whether the bracket here holds variables or parameters, not a formula.
    pub(super) fn holds_arguments(&self) -> bool {
        let mut depth = 0_usize;
        for (index, token) in self.tokens.iter().enumerate().skip(self.at) {
            match &token.token {
                Token::Open(_) => depth += 1,
                Token::Close(_) => {
                    depth = depth.saturating_sub(1);
                    if depth == 0 {
                        return index > self.at + 1;
                    }
                }
                Token::Log | Token::DoubleBar | Token::Integral | Token::Sum | Token::Frac => {
                    return false;
                }
                Token::Name(name)
                    if matches!(name.as_str(), "KL" | "log2" | "JS" | "ELBO" | "H" | "E")
                        && index > self.at + 1 =>
                {
                    return false;
                }
                _ => {}
            }
        }
        false
    }

    /// `(z, w | x; φ)`.
    pub(super) fn arguments(&mut self, density: &mut Density) -> Result<(), Refusal> {
        let start = self.at + 1;
        self.skip_brackets();
        let inner = self
            .tokens
            .get(start..self.at.saturating_sub(1))
            .unwrap_or(&[]);
        if is_family(&density.symbol) {
            let text: Vec<String> = inner.iter().map(|t| plain(&t.token)).collect();
            density.symbol = format!("{}({})", density.symbol, text.concat());
            return Ok(());
        }
        let mut part = 0_usize;
        let mut depth = 0_usize;
        let mut lists: [Vec<String>; 3] = Default::default();
        let mut current = String::new();
        let mut flush = |current: &mut String, part: usize| {
            if !current.is_empty() {
                let taken = std::mem::take(current);
                if let Some(list) = lists.get_mut(part) {
                    list.push(taken);
                }
            }
        };
        for token in inner {
            match &token.token {
                Token::Comma if depth == 0 => flush(&mut current, part),
                Token::Bar if depth == 0 && part == 0 => {
                    flush(&mut current, part);
                    part = 1;
                }
                Token::Semicolon if depth == 0 => {
                    flush(&mut current, part);
                    part = 2;
                }
                Token::Bar => {
                    return Err(Refusal::unreadable(
                        "a second bar in one bracket",
                        "write p(z | x, y)",
                    )
                    .at(token.span.clone()));
                }
                other => {
                    match other {
                        Token::Open(_) => depth += 1,
                        Token::Close(_) => depth = depth.saturating_sub(1),
                        _ => {}
                    }
                    current.push_str(&plain(other));
                }
            }
        }
        flush(&mut current, part);
        let [over, given, parameters] = lists;
        if over.is_empty() {
            return Err(self.unclear(
                "it is not clear what this distribution is over",
                "write p(z | x)",
            ));
        }
        density.over = over;
        density.given = given;
        if !parameters.is_empty() {
            if !density.decoration.is_empty() {
                density.decoration.push(',');
            }
            density.decoration.push_str(&parameters.join(","));
        }
        Ok(())
    }
}

/// A token as text.
fn plain(token: &Token) -> String {
    match token {
        Token::Name(name) => name.clone(),
        Token::Number(value) => value.to_string(),
        Token::Open(c) | Token::Close(c) => match c {
            '{' | '}' => String::new(),
            c => c.to_string(),
        },
        Token::Comma => ",".into(),
        Token::Semicolon => ";".into(),
        Token::Colon => ":".into(),
        Token::Equals => "=".into(),
        Token::Plus => "+".into(),
        Token::Minus => "-".into(),
        Token::Star => "*".into(),
        Token::Slash => "/".into(),
        Token::Caret => "^".into(),
        Token::Underscore => "_".into(),
        Token::Tilde => "~".into(),
        Token::Prime => "'".into(),
        Token::Bar => "|".into(),
        Token::DoubleBar => "||".into(),
        Token::Log => "log".into(),
        Token::Frac | Token::Integral | Token::Sum => String::new(),
    }
}
