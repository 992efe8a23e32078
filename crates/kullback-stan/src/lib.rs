//! The Stan language for kullback: lex → parse → check → lower, each phase with its own types.
//!
//! The crate does no IO. Text goes in; a program, diagnostics, and finally a [`LogDensity`]
//! (`kullback_math`) come out. The front end never fails: it returns what it understood together
//! with every diagnostic, and a construct that cannot be run yet is a diagnostic that names it.
//!
//! [`LogDensity`]: kullback_math::LogDensity

mod ast;
mod check;
mod data;
pub mod diagnostic;
pub mod hir;
mod lex;
mod lower;
mod model;
mod parse;
pub mod signatures;
mod suggest;
pub mod types;

pub use check::{Checked, compile};
pub use data::{Data, DataError, Misfit};
pub use model::{Column, Model, ModelError, ModelWorkspace, declared_data};
