//! A distribution as it is written: a symbol, its parameters, what it is over and what is given.

use std::fmt;

/// `q_φ(z|x)` has the symbol `q`, the decoration `φ`, is over `z` and given `x`.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Density {
    pub symbol: String,
    /// Subscript, star, prime, and parameters after a semicolon.
    pub decoration: String,
    pub over: Vec<String>,
    pub given: Vec<String>,
    /// A function such as a reward or an energy, whose exponential stands where a density would.
    pub function: bool,
}

/// Names of parameters that an optimiser moves.
const PARAMETERS: [&str; 9] = ["θ", "φ", "ψ", "ω", "Θ", "Φ", "ξ", "student", "new"];
/// Names of what is given.
const FIXED: [&str; 22] = [
    "data",
    "D",
    "*",
    "true",
    "ref",
    "reference",
    "old",
    "target",
    "teacher",
    "base",
    "sft",
    "SFT",
    "emp",
    "empirical",
    "hat",
    "init",
    "prior",
    "env",
    "behavior",
    "behaviour",
    "expert",
    "truth",
];
/// Symbols that are data by themselves.
const DATA: [&str; 7] = [
    "data",
    "D",
    "Data",
    "pdata",
    "dataset",
    "empirical",
    "train",
];
/// Names of parametric families, whose brackets hold parameters and not variables.
const FAMILIES: [&str; 12] = [
    "N",
    "Normal",
    "Gaussian",
    "Beta",
    "Gamma",
    "Bernoulli",
    "Bern",
    "Dir",
    "Dirichlet",
    "Uniform",
    "Cat",
    "Poisson",
];
/// Letters that by themselves are numbers in a loss, not distributions.
const SCALARS: [&str; 25] = [
    "α", "β", "γ", "δ", "ε", "ζ", "η", "κ", "λ", "μ", "ν", "ρ", "σ", "τ", "ω", "c", "C", "T", "N",
    "M", "n", "k", "w", "const", "constant",
];
/// Letters that are variables, not distributions.
const VARIABLES: [&str; 16] = [
    "x", "y", "z", "s", "a", "h", "w", "o", "X", "Y", "Z", "t", "i", "j", "n", "k",
];

impl Density {
    pub fn named(symbol: &str) -> Self {
        Self {
            symbol: symbol.to_owned(),
            ..Self::default()
        }
    }

    pub fn is_bare(&self) -> bool {
        self.over.is_empty()
    }

    /// The same symbol with the same parameters, whatever it is over.
    pub fn same_law(&self, other: &Self) -> bool {
        self.symbol == other.symbol && self.decoration == other.decoration
    }

    /// The name without brackets: `q_φ`.
    pub fn short(&self) -> String {
        let marks = ["*", "'", "^"];
        match self.decoration.as_str() {
            "" => self.symbol.clone(),
            mark if marks.iter().any(|m| mark.starts_with(m)) => format!("{}{mark}", self.symbol),
            subscript => format!("{}_{subscript}", self.symbol),
        }
    }

    /// Whether its parameters are moved by an optimiser, by their names.
    pub fn is_parametric(&self) -> bool {
        !self.is_fixed() && self.parts().any(|part| PARAMETERS.contains(&part))
            || PARAMETERS.contains(&self.symbol.as_str())
            || matches!(self.symbol.as_str(), "model" | "student")
    }

    /// Whether its name says that it is given.
    pub fn is_fixed(&self) -> bool {
        self.is_data()
            || self.parts().any(|part| FIXED.contains(&part))
            || matches!(
                self.symbol.as_str(),
                "teacher" | "target" | "prior" | "posterior" | "ref"
            )
    }

    /// Whether it is the law of observed data.
    pub fn is_data(&self) -> bool {
        DATA.contains(&self.symbol.as_str())
            || self
                .parts()
                .any(|part| matches!(part, "data" | "D" | "emp" | "empirical" | "hat"))
    }

    /// Whether it is p(z|x): a conditional of a model given what was observed.
    pub fn is_posterior(&self) -> bool {
        !self.given.is_empty() && matches!(self.symbol.as_str(), "p" | "P" | "posterior")
            || self.symbol == "posterior"
    }

    /// Whether the symbol is the customary one of an approximation.
    pub fn is_approximation(&self) -> bool {
        matches!(self.symbol.as_str(), "q" | "Q")
    }

    /// Whether the symbol is a customary one of a target.
    pub fn is_target(&self) -> bool {
        matches!(self.symbol.as_str(), "p" | "P")
    }

    fn parts(&self) -> impl Iterator<Item = &str> {
        self.decoration
            .split([',', ';', ' ', '^'])
            .filter(|part| !part.is_empty())
    }
}

/// Whether a name is that of a function that is no density.
pub fn is_function(name: &str) -> bool {
    matches!(
        name,
        "σ" | "sigmoid"
            | "softmax"
            | "D"
            | "det"
            | "exp"
            | "sqrt"
            | "tanh"
            | "Z"
            | "f"
            | "abs"
            | "max"
            | "min"
            | "sup"
            | "inf"
            | "tr"
    )
}

/// Whether a letter without brackets is a number.
pub fn is_scalar(name: &str) -> bool {
    SCALARS.contains(&name)
}

/// Whether a letter is a variable, so that an expectation over it says nothing.
pub fn is_variable(name: &str) -> bool {
    VARIABLES.contains(&name)
}

/// Whether brackets after the name hold parameters.
pub fn is_family(name: &str) -> bool {
    FAMILIES.contains(&name)
}

/// Whether an index stands for the variable in a sum: `p_i` is p at i.
pub fn is_index(name: &str) -> bool {
    matches!(name, "i" | "j" | "k" | "n" | "x" | "z")
}

impl fmt::Display for Density {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.short())?;
        if self.over.is_empty() {
            return Ok(());
        }
        write!(f, "({}", self.over.join(","))?;
        if !self.given.is_empty() {
            write!(f, "|{}", self.given.join(","))?;
        }
        f.write_str(")")
    }
}
