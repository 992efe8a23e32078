//! KL divergence between anything and anything, in the direction that was meant.
//!
//! Every value names its expectation: D_KL(Q‖P) = E_{x~Q}\[ln q(x) − ln p(x)\] is asked for as
//! "expect under Q, against P", never as two positional arguments. Energies are in [`Nats`]. The
//! crate does no input or output.

pub mod ask;
pub mod chains;
pub mod discrete;
pub mod distributions;
pub mod expression;
pub mod fit;
pub mod integrand;
mod ladder;
mod question;
pub mod related;
mod result;
pub mod samples;

pub use question::{Both, Question, QuestionError, Under, expect_under};
pub use result::{Bits, Divergence, Method, Nats, Value, Witness};
