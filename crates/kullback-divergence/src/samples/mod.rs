//! Divergences of laws that are known by their draws, with intervals.
//!
//! ```
//! use kullback_divergence::Value;
//! use kullback_divergence::samples::{Samples, expect_under};
//! use kullback_math::random::{Stream, standard_normal};
//!
//! let mut rng = Stream::new(1, 0, 0);
//! let q: Vec<f64> = (0..1000).map(|_| standard_normal(&mut rng)).collect();
//! let p: Vec<f64> = (0..1000).map(|_| 1.0 + 2.0 * standard_normal(&mut rng)).collect();
//! let (q, p) = (Samples::new(&q, 1)?, Samples::new(&p, 1)?);
//! let answer = expect_under(&q).against(&p).kl()?;
//! // D_KL(N(0, 1) ‖ N(1, 4)) = 0.4431.
//! let Value::Estimate { nats, interval, .. } = answer.value else { panic!() };
//! assert!((nats - 0.4431).abs() < interval[1] - interval[0]);
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
mod masses;
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
