//! Arithmetic of a Python expression as a linear form in what it does not look into, so that
//! `(ratio - 1) - log_ratio` and `-log_ratio + ratio - 1.0` are one thing.

use std::collections::BTreeMap;

use tree_sitter::Node;

use super::arguments::number;
use super::names::Names;

/// What is not looked into, an exponential, or a square.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Atom {
    Leaf(String),
    Exponential(Vec<(Atom, i64)>),
    Square(Vec<(Atom, i64)>),
}

/// A sum of atoms with integer or half-integer weights, kept in millionths, and a constant.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Linear {
    pub terms: BTreeMap<Atom, i64>,
    pub constant: i64,
}

/// One, in millionths.
pub const ONE: i64 = 1_000_000;
/// Expressions nested or followed deeper than this are leaves.
const DEEPEST: usize = 16;
/// Expressions with more terms than this are leaves.
const LARGEST: usize = 12;

impl Linear {
    fn leaf(text: String) -> Self {
        Self::atom(Atom::Leaf(text))
    }

    fn atom(atom: Atom) -> Self {
        Self {
            terms: BTreeMap::from([(atom, ONE)]),
            constant: 0,
        }
    }

    fn plus(mut self, other: Self, sign: i64) -> Self {
        for (atom, weight) in other.terms {
            let entry = self.terms.entry(atom).or_insert(0);
            *entry = entry.saturating_add(weight.saturating_mul(sign));
        }
        self.terms.retain(|_, weight| *weight != 0);
        self.constant = self
            .constant
            .saturating_add(other.constant.saturating_mul(sign));
        self
    }

    fn scaled(mut self, by: f64) -> Option<Self> {
        let scale = |x: i64| -> Option<i64> {
            let scaled = (x as f64 * by).round();
            (scaled.abs() < 1e15).then_some(scaled as i64)
        };
        for weight in self.terms.values_mut() {
            *weight = scale(*weight)?;
        }
        self.constant = scale(self.constant)?;
        Some(self)
    }

    fn number(&self) -> Option<f64> {
        self.terms
            .is_empty()
            .then_some(self.constant as f64 / ONE as f64)
    }

    /// The terms of a form without a constant.
    pub fn pure(&self) -> Option<Vec<(Atom, i64)>> {
        let list = self.terms.iter().map(|(a, w)| (a.clone(), *w)).collect();
        (self.constant == 0 && !self.terms.is_empty()).then_some(list)
    }
}

/// The linear form of an expression; whatever is not arithmetic is a leaf.
pub fn linear(node: Node<'_>, names: &Names<'_>, depth: usize) -> Linear {
    let leaf = || Linear::leaf(names.text(node));
    if depth > DEEPEST {
        return leaf();
    }
    let form = look(node, names, depth);
    form.filter(|form| form.terms.len() <= LARGEST)
        .unwrap_or_else(leaf)
}

fn look(node: Node<'_>, names: &Names<'_>, depth: usize) -> Option<Linear> {
    let inner = |node| linear(node, names, depth + 1);
    match node.kind() {
        "integer" | "float" => Some(Linear {
            terms: BTreeMap::new(),
            constant: Linear {
                terms: BTreeMap::new(),
                constant: ONE,
            }
            .scaled(number(node, names)?)?
            .constant,
        }),
        "parenthesized_expression" => Some(inner(node.named_child(0)?)),
        "unary_operator" if names.raw(node.child_by_field_name("operator")?) == "-" => {
            inner(node.child_by_field_name("argument")?).scaled(-1.0)
        }
        "binary_operator" => {
            let left = node.child_by_field_name("left")?;
            let right = node.child_by_field_name("right")?;
            match names.raw(node.child_by_field_name("operator")?) {
                "+" => Some(inner(left).plus(inner(right), 1)),
                "-" => Some(inner(left).plus(inner(right), -1)),
                "*" => {
                    let (a, b) = (inner(left), inner(right));
                    match (a.number(), b.number()) {
                        (Some(by), _) => b.scaled(by),
                        (_, Some(by)) => a.scaled(by),
                        _ => None,
                    }
                }
                "/" => {
                    let by = inner(right).number().filter(|by| *by != 0.0)?;
                    inner(left).scaled(1.0 / by)
                }
                "**" if inner(right).number() == Some(2.0) => square(inner(left)),
                _ => None,
            }
        }
        "identifier" => {
            let value = names.value(names.raw(node), node)?;
            let arithmetic = matches!(
                value.kind(),
                "binary_operator" | "unary_operator" | "parenthesized_expression" | "call"
            );
            if !arithmetic {
                return None;
            }
            // A call that is not an exponential or the like stays under its own, shorter name.
            let form = look(value, names, depth + 1)?;
            Some(form)
        }
        "call" => call(node, names, depth),
        _ => None,
    }
}

fn square(form: Linear) -> Option<Linear> {
    Some(Linear::atom(Atom::Square(form.pure()?)))
}

/// `torch.exp(x)`, `x.exp()`, `torch.square(x)`, `x.pow(2)`, `torch.log(exp)`.
fn call(node: Node<'_>, names: &Names<'_>, depth: usize) -> Option<Linear> {
    let function = node.child_by_field_name("function")?;
    let arguments = node.child_by_field_name("arguments")?;
    let first = arguments.named_child(0);
    let (name, operand, exponent) = match function.kind() {
        "attribute" => {
            let name = names.raw(function.child_by_field_name("attribute")?);
            let object = function.child_by_field_name("object")?;
            let module = matches!(
                names.raw(object),
                "torch" | "np" | "numpy" | "jnp" | "math" | "tf" | "mx"
            );
            match (module, first) {
                (true, first) => (name, first?, arguments.named_child(1)),
                (false, first) => (name, object, first),
            }
        }
        "identifier" => (names.raw(function), first?, arguments.named_child(1)),
        _ => return None,
    };
    let form = linear(operand, names, depth + 1);
    match name {
        "exp" => Some(Linear::atom(Atom::Exponential(form.pure()?))),
        // expm1(x) = exp(x) − 1
        "expm1" => Some(Linear {
            constant: -ONE,
            ..Linear::atom(Atom::Exponential(form.pure()?))
        }),
        "square" => square(form),
        "pow" if number(exponent?, names) == Some(2.0) => square(form),
        "log" => match form.pure()?.as_slice() {
            [(Atom::Exponential(inner), ONE)] => Some(Linear {
                terms: inner.iter().cloned().collect(),
                constant: 0,
            }),
            _ => None,
        },
        _ => None,
    }
}
