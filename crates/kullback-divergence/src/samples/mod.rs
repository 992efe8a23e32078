//! Divergences of laws that are known by their draws, with intervals.
//!
//! ```
//! use kullback_divergence::samples::{Samples, expect_under};
//! use kullback_divergence::Value;
//!
//! // Quantiles of a uniform and of a triangular law stand in for draws.
//! let q: Vec<f64> = (0..500).map(|i| (f64::from(i) + 0.5) / 500.0).collect();
//! let p: Vec<f64> = q.iter().map(|u| u.sqrt()).collect();
//! let (q, p) = (Samples::new(&q, 1)?, Samples::new(&p, 1)?);
//! let answer = expect_under(&q).against(&p).seed(1).kl()?;
//! // D_KL(uniform ‖ 2x) = 1 − ln 2 = 0.307.
//! let Value::Estimate { interval, .. } = answer.value else { panic!() };
//! assert!(interval[0] < 0.307 && 0.307 < interval[1]);
//! # Ok::<(), kullback_divergence::samples::SamplesError>(())
//! ```

mod atoms;
mod classifier;
mod cloud;
mod error;
mod estimate;
mod input;
mod known;
mod logistic;
mod neighbours;
mod paired;
mod permutation;
mod question;
mod ratio;
mod shuffle;
mod telescope;
mod tree;
mod two;

pub use error::SamplesError;
pub use input::Samples;
pub use paired::{InfiniteVariance, PairedEstimator, PairedLogDensities};
pub use permutation::PermutationTest;
pub use question::{DensityQuestion, Question, Under, expect_under};

#[cfg(test)]
mod tests;
