//! What makes a fit impossible, as opposed to untrustworthy.

use crate::progress::Stage;

/// A fit that could not be made. A fit that was made but should not be used is no error; it is a
/// [`Verdict`](crate::Verdict).
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum FitError {
    /// The target has no parameters.
    #[error("the target has no parameters, so there is nothing to infer")]
    NoParameters,
    /// No start had a finite log density and gradient.
    #[error(
        "none of {tried} starting points has a finite log density and gradient \
         ({without_density} without a finite log density, {without_gradient} with one but \
         without a finite gradient)"
    )]
    NoFiniteStart {
        /// Points tried.
        tried: usize,
        /// How many of them had a log density that was −∞, +∞ or NaN.
        without_density: usize,
        /// How many had a finite log density but a gradient that was not.
        without_gradient: usize,
    },
    /// The gradient is not that of the log density.
    #[error(
        "the gradient disagrees with the log density at coordinate {coordinate}: it is {gradient:e}, \
         but by differences of the log density {difference:e}"
    )]
    GradientDisagrees {
        /// The unconstrained coordinate where they are furthest apart, from 0.
        coordinate: usize,
        /// What the target returned.
        gradient: f64,
        /// The central difference.
        difference: f64,
        /// Where, D values.
        point: Vec<f64>,
    },
    /// The approximation grew without bound: the target has no finite mass, or none that a
    /// Gaussian can hold.
    #[error(
        "the fit runs away along coordinate {coordinate}: its {quantity} reached {value:e} while \
         the evidence lower bound was still rising; the posterior is probably improper"
    )]
    RanAway {
        /// The unconstrained coordinate, from 0.
        coordinate: usize,
        /// What grew.
        quantity: Grew,
        /// How far it got.
        value: f64,
        /// The evidence lower bound there, in nats.
        elbo: f64,
    },
    /// The target is not finite anywhere around the points found, so that no Gaussian fits in.
    #[error("no Gaussian around the {paths} points found has a finite evidence lower bound")]
    NoFiniteApproximation {
        /// Paths tried.
        paths: usize,
    },
    /// The observer asked to stop before there was any approximation to return.
    #[error("cancelled during {stage}")]
    Cancelled {
        /// Where it was.
        stage: Stage,
    },
    /// The sampler of a reference failed.
    #[error("chain {chain} of the reference failed: {message}")]
    Reference {
        /// The chain, from 0.
        chain: usize,
        /// What the sampler said.
        message: String,
    },
    /// The pool of threads could not be made.
    #[error("could not start {threads} threads: {message}")]
    Threads {
        /// Threads asked for.
        threads: usize,
        /// What the system said.
        message: String,
    },
    /// An option is outside its range.
    #[error("option {option} is {value}, but must be {expected}")]
    InvalidOption {
        /// The option.
        option: &'static str,
        /// The value passed.
        value: f64,
        /// What it has to be.
        expected: &'static str,
    },
}

/// Which part of an approximation grew without bound.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Grew {
    /// The mean.
    Mean,
    /// The standard deviation.
    StandardDeviation,
}

impl std::fmt::Display for Grew {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Mean => "mean",
            Self::StandardDeviation => "standard deviation",
        })
    }
}
