//! Lowering: a checked program bound to data becomes a graph.
//!
//! The program is run once with its data known and its parameters symbolic ([`tracer`]). Loops whose
//! iterations are independent become array operations ([`levels`], [`variables`]), recurrences become
//! one node ([`island`]), and what cannot be decided without the parameters' values is left to the
//! tape, which runs the same code at known values.

pub(crate) mod builtins;
pub(crate) mod density;
pub(crate) mod expression;
pub(crate) mod index;
pub(crate) mod island;
pub(crate) mod levels;
pub(crate) mod loops;
pub(crate) mod matrix_constraints;
pub(crate) mod overlay;
pub(crate) mod pieces;
pub(crate) mod statement;
pub(crate) mod tracer;
pub(crate) mod transforms;
pub(crate) mod value;
pub(crate) mod variables;
