//! What an objective turns out to be: the answer to the two questions, or a refusal that says what to
//! add.

use std::ops::Range;

use serde::Serialize;

/// What a person says beside the text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Question<'a> {
    /// The name of the distribution that is learned: a symbol of the objective, an argument of the
    /// call, or its parameter's name (`input`, `target`, …).
    pub learn: Option<&'a str>,
}

/// Whether draws of the distribution under the expectation can be had.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Sampleable {
    /// It is designed to be sampled, or draws are at hand.
    Yes,
    /// Only through Markov chains or importance sampling.
    No,
    /// The text does not tell.
    Depends,
    /// The expectation is computed exactly.
    NotNeeded,
}

/// How it is known which distribution is learned.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum LearnedFrom {
    /// The person said so.
    Stated,
    /// The text says so: `min_q`, or parameters on one side only, or a detached argument.
    Text,
    /// Convention, as that q approximates p; said in the answer.
    Convention,
}

/// What following the objective makes the learned distribution do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Forces {
    /// Expectation under the learned distribution: zero where the target is zero.
    ModeSeeking,
    /// Expectation under the fixed distribution: mass wherever the target has mass.
    MassCovering,
    /// Both directions, or a family between them.
    Between,
    /// No entropy of the learned distribution is in the objective: it collapses on a point.
    Collapse,
    /// Entropy alone: it spreads out, or collapses, whatever the data.
    Entropy,
    /// A divergence is pushed up: the two are driven apart.
    Repels,
    /// The gradient has mean zero.
    Nothing,
    /// It depends on something the text does not say.
    Depends,
}

/// A trap.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Warning {
    /// A stable name of the trap.
    pub code: &'static str,
    /// The trap, in a sentence.
    pub message: String,
    /// The line of the source, from 1, where the text is a program.
    pub line: Option<usize>,
}

/// The answer.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Answer {
    /// The canonical form of the objective, with the expectation written out.
    pub canonical: String,
    /// The distribution the expectation is under.
    pub expectation_under: String,
    /// The other one, where there is one.
    pub reference: Option<String>,
    /// Whether the first can be sampled.
    pub sampleable: Sampleable,
    /// Why.
    pub sampling: String,
    /// The distribution that is learned; absent when the text does not say and no convention does.
    pub learned: Option<String>,
    /// How that is known.
    pub learned_from: Option<LearnedFrom>,
    /// What it forces.
    pub forces: Forces,
    /// What it forces, in words.
    pub behaviour: String,
    /// When it does not.
    pub conditions: Vec<String>,
    /// What the gradient descends, in words.
    pub gradient: String,
    /// Traps of support, reduction, units and signs.
    pub warnings: Vec<Warning>,
}

impl Answer {
    /// Whether both questions are answered.
    pub fn is_complete(&self) -> bool {
        self.forces != Forces::Depends
    }

    pub(super) fn warn(&mut self, code: &'static str, message: impl Into<String>) {
        self.warnings.push(Warning {
            code,
            message: message.into(),
            line: None,
        });
    }
}

/// Why there is no answer. A refusal is never a guess.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct Refusal {
    /// The kind.
    pub kind: RefusalKind,
    /// What is wrong.
    pub message: String,
    /// What to write instead, or to add.
    pub add: String,
    /// Where in the text, in bytes.
    pub span: Option<Range<usize>>,
}

/// The kinds of refusal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum RefusalKind {
    /// The text cannot be read as mathematics or as code.
    Unreadable,
    /// It can be read in more than one way.
    Ambiguous,
    /// It is not an objective made of expectations of log densities.
    Unsupported,
    /// `learn` names neither side.
    UnknownLearned,
}

impl Refusal {
    fn new(kind: RefusalKind, message: impl Into<String>, add: impl Into<String>) -> Self {
        Self {
            kind,
            message: message.into(),
            add: add.into(),
            span: None,
        }
    }

    pub(super) fn unreadable(message: impl Into<String>, add: impl Into<String>) -> Self {
        Self::new(RefusalKind::Unreadable, message, add)
    }

    pub(super) fn ambiguous(message: impl Into<String>, add: impl Into<String>) -> Self {
        Self::new(RefusalKind::Ambiguous, message, add)
    }

    pub(super) fn unsupported(message: impl Into<String>, add: impl Into<String>) -> Self {
        Self::new(RefusalKind::Unsupported, message, add)
    }

    pub(super) fn unknown_learned(learn: &str, sides: &[&str]) -> Self {
        Self::new(
            RefusalKind::UnknownLearned,
            format!("nothing in the objective is called `{learn}`"),
            format!("name one of: {}", sides.join(", ")),
        )
    }

    pub(super) fn at(mut self, span: Range<usize>) -> Self {
        self.span = Some(span);
        self
    }
}
