//! Laws on finitely many categories, held as arrays of probabilities, log-probabilities, logits or
//! counts.
//!
//! A bare slice says nothing about its scale, so each kind of array has a type of its own, checked
//! when it is made. Divergences sum non-negative Bregman terms, which keeps their relative accuracy
//! when the two arrays are nearly the same.
//!
//! ```
//! use kullback_divergence::discrete::{Probs, expect_under};
//! use kullback_divergence::Value;
//!
//! let q = Probs::new(&[0.5, 0.25, 0.25])?;
//! let p = Probs::new(&[0.25, 0.25, 0.5])?;
//! let answer = expect_under(&q).against(&p).kl()?;
//! let Value::Exact { nats, .. } = answer.value else { panic!() };
//! assert!((nats - 0.25 * 2f64.ln()).abs() < 1e-15);
//! # Ok::<(), kullback_divergence::discrete::TableError>(())
//! ```

mod counts;
mod element;
mod error;
mod log_probs;
mod prefetch;
mod probs;
mod question;
mod single;
mod sum;
mod table;
mod terms;

pub use counts::{Counts, ZeroPolicy};
pub use element::Real;
pub use error::TableError;
pub use log_probs::{LogProbs, Logits};
pub use probs::Probs;
pub use question::{Question, Under, entropy, expect_under};
pub use table::Table;

#[cfg(test)]
mod tests;
