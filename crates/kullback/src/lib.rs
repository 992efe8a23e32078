//! Bayesian inference by KL divergence, with the direction named and the gap measured.
//!
//! The facade: what a Rust user adds. [`load`] makes a model of a Stan program and data, [`fit`]
//! fits it, and the [`Report`] says everything that a face prints: the verdict first. The crates
//! below are re-exported under short names.
//!
//! ```
//! let program = "data { real y; } parameters { real theta; }
//!                model { theta ~ normal(0, 2); y ~ normal(theta, 1); }";
//! let loaded = kullback::load(program, r#"{"y": 2}"#, &Default::default())?;
//! let fit = kullback::fit(&loaded.model, &Default::default(), &mut |_| {
//!     std::ops::ControlFlow::Continue(())
//! })?;
//! assert_eq!(fit.report.verdict.decision, kullback::Decision::Use);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

pub mod calibrate;
mod draws;
mod fit;
pub mod kl;
mod load;
mod marginals;
pub mod number;
pub mod page;
pub mod report;
pub mod svg;
pub mod trace;
mod words;

pub use draws::Draws;
pub use fit::{Fit, FitFailure, Options, fit};
pub use load::{LoadError, LoadOptions, Loaded, load};
pub use report::{Decision, Report};

pub use kullback_divergence as divergence;
pub use kullback_graph as graph;
pub use kullback_math as math;
pub use kullback_stan as stan;
pub use kullback_vi as vi;
