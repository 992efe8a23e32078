//! The tree: numbers, lists, calls and weighted calls, each with its place in the text.

use std::fmt;

use super::names::{Note, canonical, notes};
use crate::distributions::write_number;

/// A place in the text, in bytes: from `start` up to and without `end`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    /// The first byte.
    pub start: usize,
    /// The byte after the last.
    pub end: usize,
}

impl Span {
    /// From the start of one to the end of the other.
    pub fn to(self, other: Self) -> Self {
        Self {
            start: self.start,
            end: other.end,
        }
    }
}

/// A thing written, and where.
#[derive(Clone, Debug, PartialEq)]
pub struct Expression {
    /// What it is.
    pub kind: Kind,
    /// Where it stands.
    pub span: Span,
}

/// What can be written.
#[derive(Clone, Debug, PartialEq)]
pub enum Kind {
    /// A number, arithmetic done.
    Number(f64),
    /// `[a, b, …]`; a matrix is a list of its rows.
    List(Vec<Expression>),
    /// `name(arguments)`
    Call(Call),
    /// `weight * call`
    Weighted {
        /// The weight.
        weight: f64,
        /// Where the weight stands.
        weight_span: Span,
        /// What is weighted.
        of: Box<Expression>,
    },
}

/// A name with arguments.
#[derive(Clone, Debug, PartialEq)]
pub struct Call {
    /// The name as it was written.
    pub name: String,
    /// Where the name stands.
    pub name_span: Span,
    /// The arguments in the order written.
    pub arguments: Vec<NamedArgument>,
}

/// An argument, with a name where one was given.
#[derive(Clone, Debug, PartialEq)]
pub struct NamedArgument {
    /// The name before `=`, and where it stands.
    pub name: Option<(String, Span)>,
    /// The value.
    pub value: Expression,
}

impl Call {
    /// The name by which the distribution is known here.
    pub fn canonical_name(&self) -> &str {
        canonical(&self.name)
    }
}

impl Expression {
    /// Where a name was understood as another.
    pub fn notes(&self) -> Vec<Note> {
        let mut found = Vec::new();
        notes(self, &mut found);
        found
    }

    /// What it is, for messages.
    pub(crate) fn description(&self) -> String {
        match &self.kind {
            Kind::Number(value) => format!("the number {value}"),
            Kind::List(_) => "a list".to_string(),
            Kind::Call(call) => format!("`{}(…)`", call.name),
            Kind::Weighted { of, .. } => match &of.kind {
                Kind::Call(call) => format!("a weighted `{}(…)`", call.name),
                _ => "something weighted".to_string(),
            },
        }
    }
}

/// In canonical form: known names, single spaces, shortest numbers.
impl fmt::Display for Expression {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.kind {
            Kind::Number(value) => write_number(f, *value),
            Kind::List(items) => {
                f.write_str("[")?;
                for (k, item) in items.iter().enumerate() {
                    write!(f, "{}{item}", if k > 0 { ", " } else { "" })?;
                }
                f.write_str("]")
            }
            Kind::Call(call) => call.fmt(f),
            Kind::Weighted { weight, of, .. } => {
                write_number(f, *weight)?;
                write!(f, "*{of}")
            }
        }
    }
}

impl fmt::Display for Call {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}(", self.canonical_name())?;
        for (k, argument) in self.arguments.iter().enumerate() {
            f.write_str(if k > 0 { ", " } else { "" })?;
            if let Some((name, _)) = &argument.name {
                write!(f, "{name}=")?;
            }
            write!(f, "{}", argument.value)?;
        }
        f.write_str(")")
    }
}
