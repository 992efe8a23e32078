//! Distributions as people write them: `normal(0, 1)`, `mixture(0.3*normal(-2, 1), 0.7*normal(2, 1))`.
//!
//! [`parse`] makes an [`Expression`] of names, arguments, lists and weights, with arithmetic on numbers
//! already done; [`Expression::law`] makes a univariate [`Law`](crate::distributions::Law) of a call.
//! Names are Stan's; [`Expression::notes`] says where another was understood.

mod ast;
mod build;
mod distribution;
mod error;
mod lex;
mod names;
mod parse;

#[cfg(test)]
mod tests;

pub use ast::{Call, Expression, Kind, NamedArgument, Span};
pub use error::ExpressionError;
pub use names::Note;
pub use parse::parse;
