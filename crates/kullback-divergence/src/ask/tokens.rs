//! Text, plain or LaTeX-ish, to tokens. Typesetting is dropped here: fonts, spaces, sizes of brackets.

use std::ops::Range;

use super::answer::Refusal;

/// A token.
#[derive(Clone, Debug, PartialEq)]
pub enum Token {
    /// A word or a letter; Greek names are letters here.
    Name(String),
    Number(f64),
    /// `log` or `ln`; the base where it is not e.
    Log,
    Frac,
    /// An integral, or a sum.
    Integral,
    Sum,
    Open(char),
    Close(char),
    Bar,
    DoubleBar,
    Comma,
    Semicolon,
    Colon,
    Equals,
    Plus,
    Minus,
    Star,
    Slash,
    Caret,
    Underscore,
    Tilde,
    Prime,
}

/// A token and where it stands, in bytes.
#[derive(Clone, Debug, PartialEq)]
pub struct Spanned {
    pub token: Token,
    pub span: Range<usize>,
}

/// Texts longer than this are refused; no objective is.
const LONGEST: usize = 4_000;

const GREEK: [(&str, &str); 27] = [
    ("alpha", "α"),
    ("beta", "β"),
    ("gamma", "γ"),
    ("delta", "δ"),
    ("epsilon", "ε"),
    ("varepsilon", "ε"),
    ("zeta", "ζ"),
    ("eta", "η"),
    ("theta", "θ"),
    ("vartheta", "θ"),
    ("kappa", "κ"),
    ("lambda", "λ"),
    ("mu", "μ"),
    ("nu", "ν"),
    ("xi", "ξ"),
    ("pi", "π"),
    ("rho", "ρ"),
    ("sigma", "σ"),
    ("tau", "τ"),
    ("phi", "φ"),
    ("varphi", "φ"),
    ("chi", "χ"),
    ("psi", "ψ"),
    ("omega", "ω"),
    ("Theta", "Θ"),
    ("Phi", "Φ"),
    ("Pi", "Π"),
];

/// Commands that set a font: their argument is a name.
const FONTS: [&str; 17] = [
    "mathrm",
    "mathbb",
    "mathcal",
    "mathbf",
    "mathsf",
    "mathit",
    "mathscr",
    "mathds",
    "operatorname",
    "operatorname*",
    "text",
    "textrm",
    "textbf",
    "textit",
    "textsf",
    "boldsymbol",
    "bm",
];

/// Commands without meaning.
const LAYOUT: [&str; 27] = [
    "left",
    "right",
    "middle",
    "big",
    "Big",
    "bigg",
    "Bigg",
    "bigl",
    "bigr",
    "bigm",
    "Bigl",
    "Bigr",
    "Bigm",
    "biggl",
    "biggr",
    "Biggl",
    "Biggr",
    "quad",
    "qquad",
    "displaystyle",
    "textstyle",
    "limits",
    "nolimits",
    "rm",
    "bf",
    "thinspace",
    "nonumber",
];

/// Reads the whole text.
pub fn tokens(text: &str) -> Result<Vec<Spanned>, Refusal> {
    if text.len() > LONGEST {
        return Err(Refusal::unreadable(
            format!(
                "the text has {} bytes; at most {LONGEST} are read",
                text.len()
            ),
            "ask about one objective; a Python file goes to --file",
        ));
    }
    let mut lexer = Lexer {
        text,
        at: 0,
        latex: text.contains('\\'),
        out: Vec::new(),
    };
    while let Some(c) = lexer.peek() {
        lexer.step(c)?;
    }
    Ok(join_bars(lexer.out))
}

struct Lexer<'a> {
    text: &'a str,
    at: usize,
    /// In LaTeX `~` is a space; in plain text it is "distributed as".
    latex: bool,
    out: Vec<Spanned>,
}

impl Lexer<'_> {
    fn rest(&self) -> &str {
        self.text.get(self.at..).unwrap_or("")
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn push(&mut self, token: Token, bytes: usize) {
        let span = self.at..self.at + bytes;
        self.out.push(Spanned { token, span });
        self.at += bytes;
    }

    fn step(&mut self, c: char) -> Result<(), Refusal> {
        let width = c.len_utf8();
        let simple = match c {
            _ if c.is_whitespace() => None,
            '$' | '&' | '\u{200b}' => None,
            '~' if self.latex => None,
            '\\' => return self.command(),
            '(' | '[' | '{' => Some(Token::Open(c)),
            ')' | ']' | '}' => Some(Token::Close(c)),
            '|' | '∣' => Some(Token::Bar),
            '‖' | '∥' | '║' => Some(Token::DoubleBar),
            ',' => Some(Token::Comma),
            ';' => Some(Token::Semicolon),
            ':' => Some(Token::Colon),
            '=' => Some(Token::Equals),
            '+' => Some(Token::Plus),
            '-' | '−' | '–' => Some(Token::Minus),
            '*' if self.rest().starts_with("**") => {
                self.push(Token::Caret, 2);
                return Ok(());
            }
            '*' | '·' | '×' | '⋅' | '∗' => Some(Token::Star),
            '/' | '÷' => Some(Token::Slash),
            '^' => Some(Token::Caret),
            '_' => Some(Token::Underscore),
            '~' | '∼' => Some(Token::Tilde),
            '\'' | '′' => Some(Token::Prime),
            '∫' => Some(Token::Integral),
            '∑' | 'Σ' => Some(Token::Sum),
            '½' => Some(Token::Number(0.5)),
            '𝔼' => Some(Token::Name("E".to_owned())),
            'ℋ' => Some(Token::Name("H".to_owned())),
            'ℒ' => Some(Token::Name("L".to_owned())),
            _ if c.is_ascii_digit() || c == '.' => return self.number(),
            _ if c.is_alphabetic() => {
                self.word();
                return Ok(());
            }
            _ => {
                return Err(Refusal::unreadable(
                    format!("`{c}` has no meaning here"),
                    "write for example KL(q || p), or E_q[log q - log p]",
                )
                .at(self.at..self.at + width));
            }
        };
        match simple {
            Some(token) => self.push(token, width),
            None => self.at += width,
        }
        Ok(())
    }

    fn number(&mut self) -> Result<(), Refusal> {
        let digits: usize = self
            .rest()
            .chars()
            .take_while(|c| c.is_ascii_digit() || *c == '.')
            .map(char::len_utf8)
            .sum();
        let word = self.rest().get(..digits).unwrap_or("");
        match word.parse::<f64>() {
            Ok(value) if value.is_finite() => {
                self.push(Token::Number(value), digits);
                Ok(())
            }
            _ => Err(
                Refusal::unreadable(format!("`{word}` is not a number"), "write it as 0.5")
                    .at(self.at..self.at + digits),
            ),
        }
    }

    fn word(&mut self) {
        let length: usize = self
            .rest()
            .chars()
            .take_while(|c| c.is_alphanumeric())
            .map(char::len_utf8)
            .sum();
        let word = self.rest().get(..length).unwrap_or("").to_owned();
        self.push(named(&word), length);
    }

    /// A LaTeX command.
    fn command(&mut self) -> Result<(), Refusal> {
        let after = self.text.get(self.at + 1..).unwrap_or("");
        let Some(first) = after.chars().next() else {
            self.at += 1;
            return Ok(());
        };
        if !first.is_ascii_alphabetic() {
            let width = 1 + first.len_utf8();
            match first {
                '|' => self.push(Token::DoubleBar, width),
                '{' | '[' if first == '{' => self.push(Token::Open('{'), width),
                '}' => self.push(Token::Close('}'), width),
                // Spaces, line breaks and the brackets that begin mathematics.
                ',' | ';' | ':' | '!' | '>' | ' ' | '\\' | '(' | ')' | '[' | ']' | '_' | '&' => {
                    self.at += width;
                }
                _ => {
                    return Err(Refusal::unreadable(
                        format!("`\\{first}` has no meaning here"),
                        "write for example D_{KL}(Q \\| P)",
                    )
                    .at(self.at..self.at + width));
                }
            }
            return Ok(());
        }
        let letters = after.chars().take_while(char::is_ascii_alphabetic).count();
        let name = after.get(..letters).unwrap_or("").to_owned();
        let width = 1 + letters;
        if FONTS.contains(&name.as_str()) {
            self.at += width;
            if self.peek() == Some('*') {
                self.at += 1;
            }
            self.font();
            return Ok(());
        }
        if LAYOUT.contains(&name.as_str()) {
            self.at += width;
            // `\left.` is an invisible bracket.
            if matches!(name.as_str(), "left" | "right") && self.peek() == Some('.') {
                self.at += 1;
            }
            return Ok(());
        }
        let token = match name.as_str() {
            "log" | "ln" => Token::Log,
            "frac" | "tfrac" | "dfrac" => Token::Frac,
            "int" => Token::Integral,
            "sum" => Token::Sum,
            "cdot" | "times" | "ast" => Token::Star,
            "mid" | "vert" | "given" | "lvert" | "rvert" => Token::Bar,
            "Vert" | "parallel" | "lVert" | "rVert" | "Mid" => Token::DoubleBar,
            "sim" => Token::Tilde,
            "prime" => Token::Prime,
            "star" => Token::Star,
            "lbrack" | "lbrace" => Token::Open('['),
            "rbrack" | "rbrace" => Token::Close(']'),
            "E" | "EE" | "Expect" => Token::Name("E".to_owned()),
            "KL" | "kl" | "DKL" | "KLD" => Token::Name("KL".to_owned()),
            "arg" | "min" | "max" | "argmin" | "argmax" | "infty" => Token::Name(name.clone()),
            _ => match GREEK.iter().find(|(word, _)| *word == name) {
                Some((_, letter)) => Token::Name((*letter).to_owned()),
                None => {
                    return Err(Refusal::unreadable(
                        format!("the command `\\{name}` is not known here"),
                        "write the objective with letters, \\log, \\mathbb{E}, \\int, \\sum, \\frac",
                    )
                    .at(self.at..self.at + width));
                }
            },
        };
        self.push(token, width);
        Ok(())
    }

    /// The argument of a font command, as one name where it is one word.
    fn font(&mut self) {
        let rest = self.rest();
        let Some(inner) = rest.strip_prefix('{') else {
            return;
        };
        let Some(end) = inner.find('}') else {
            return;
        };
        let word: String = inner
            .get(..end)
            .unwrap_or("")
            .chars()
            .filter(|c| !c.is_whitespace())
            .collect();
        if !word.is_empty() && word.chars().all(char::is_alphanumeric) {
            self.push(named(&word), end + 2);
        }
    }
}

/// The token of a word.
fn named(word: &str) -> Token {
    match word {
        "log" | "ln" | "Log" | "Ln" => Token::Log,
        "int" | "integral" | "Integral" => Token::Integral,
        "sum" | "Sum" => Token::Sum,
        _ => match GREEK.iter().find(|(name, _)| *name == word) {
            Some((_, letter)) => Token::Name((*letter).to_owned()),
            None => Token::Name(word.to_owned()),
        },
    }
}

/// Two bars side by side are one double bar.
fn join_bars(tokens: Vec<Spanned>) -> Vec<Spanned> {
    let mut out: Vec<Spanned> = Vec::with_capacity(tokens.len());
    for token in tokens {
        match out.last_mut() {
            Some(last) if last.token == Token::Bar && token.token == Token::Bar => {
                last.token = Token::DoubleBar;
                last.span.end = token.span.end;
            }
            _ => out.push(token),
        }
    }
    out
}
