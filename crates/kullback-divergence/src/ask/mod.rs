//! The reader of objectives: which distribution is the expectation under, what does that force, and
//! what does the gradient descend?
//!
//! Text is read as mathematics ([`tokens`], [`parse`]), reduced to a sum of expectations of log
//! densities ([`reduce`], [`identity`]), given its canonical form ([`canonical`]), and answered
//! ([`learned`], [`behaviour`], [`objective`]). What can be read in two ways is refused, with what to
//! add.

mod answer;
mod behaviour;
mod canonical;
#[cfg(test)]
mod corpus;
mod density;
#[cfg(test)]
mod fuzz;
mod identity;
mod learned;
mod objective;
mod parse;
#[cfg(feature = "python")]
pub mod python;
mod reduce;
mod tokens;
mod weight;

pub use answer::{
    Answer, Forces, LearnedFrom, Question, Refusal, RefusalKind, Sampleable, Warning,
};

/// Answers for a written objective, or for a line of Python with one call in it.
///
/// # Errors
/// A [`Refusal`] when the text cannot be read, or can be read in more than one way.
pub fn ask(text: &str, question: &Question<'_>) -> Result<Answer, Refusal> {
    #[cfg(feature = "python")]
    if let Some(outcome) = python::line(text, question) {
        return outcome;
    }
    objective::answer(text, question)
}
