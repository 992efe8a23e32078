//! KL divergence between whatever a person can name: an expression, a sample or a table.

mod answer;
mod csv;
mod curves;
mod operand;

pub use answer::{Answer, Options, Refusal, kl};
pub use curves::{Curves, curves};
pub use operand::{Operand, OperandError, TableOptions, ZeroPolicy};
