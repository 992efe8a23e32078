//! What an answer is: exact, bounded, estimated or infinite, with the expectation it is under.

use std::fmt;

use serde::Serialize;

/// An amount of information in natural units.
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd, Serialize)]
#[serde(transparent)]
pub struct Nats(pub f64);

/// An amount of information in binary digits.
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd, Serialize)]
#[serde(transparent)]
pub struct Bits(pub f64);

impl From<Nats> for Bits {
    fn from(nats: Nats) -> Self {
        Self(nats.0 / std::f64::consts::LN_2)
    }
}

impl From<Bits> for Nats {
    fn from(bits: Bits) -> Self {
        Self(bits.0 * std::f64::consts::LN_2)
    }
}

/// How a value was reached: the rung of the ladder.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Method {
    /// A formula for this pair.
    ClosedForm,
    /// The Bregman divergence of the log partition function of a common exponential family.
    ExponentialFamily,
    /// Adaptive quadrature in one dimension.
    Quadrature,
    /// A sum over a discrete support with a bound on what is left out.
    Sum,
    /// A structural rule: products, common bijections, chains.
    Structural,
    /// Two-sided bounds for mixtures.
    MixtureBounds,
    /// Independent draws of the distribution the expectation is under.
    MonteCarlo,
    /// Spacings or nearest neighbours between samples.
    NearestNeighbours,
    /// A cross-fitted classifier of the density ratio.
    DensityRatio,
    /// Supports and tails alone.
    Analytic,
}

impl fmt::Display for Method {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::ClosedForm => "closed form",
            Self::ExponentialFamily => "exponential family",
            Self::Quadrature => "quadrature",
            Self::Sum => "certified sum",
            Self::Structural => "structural rule",
            Self::MixtureBounds => "mixture bounds",
            Self::MonteCarlo => "Monte Carlo",
            Self::NearestNeighbours => "nearest neighbours",
            Self::DensityRatio => "density ratio",
            Self::Analytic => "supports and tails",
        })
    }
}

/// Why a divergence is infinite.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "snake_case", tag = "at")]
pub enum Witness {
    /// The first distribution has mass around this point and the second has none.
    Point {
        /// The point; one coordinate in one dimension.
        x: Vec<f64>,
        /// The reason in words.
        why: String,
    },
    /// −ln p grows too fast for the tail of q.
    Tail {
        /// Which end of the line, or which singular point.
        end: f64,
        /// The reason in words, with both tails.
        why: String,
    },
    /// A structural reason, as a degenerate covariance.
    Structure {
        /// The reason in words.
        why: String,
    },
}

/// The number itself, in nats.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum Value {
    /// Known to rounding, or to the error stated.
    Exact {
        /// The value; never negative for a divergence.
        nats: f64,
        /// A bound or an estimate of the relative error, where it is above rounding.
        relative_error: Option<f64>,
    },
    /// Certainly between two numbers.
    Bounded {
        /// Lower bound.
        low: f64,
        /// Upper bound; may be infinite.
        high: f64,
    },
    /// A random estimate; it may be negative and is never clamped.
    Estimate {
        /// The estimate.
        nats: f64,
        /// A 95 % interval.
        interval: [f64; 2],
        /// The estimator, in words.
        estimator: String,
        /// Draws or samples used.
        n: usize,
        /// Shape of the tail of the importance weights, where there are any.
        pareto_k: Option<f64>,
        /// Set when the bias may exceed the interval, with the reason.
        bias_flag: Option<String>,
    },
    /// Infinite, for a reason.
    Infinite {
        /// The reason.
        witness: Witness,
    },
}

/// A divergence with the question it answers.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Divergence {
    /// The distribution the expectation is under, as it was written.
    pub expectation_under: String,
    /// The other one.
    pub reference: String,
    /// Symbols of the two, in that order, for printing: `("Q", "P")` unless the caller says otherwise.
    pub symbols: (String, String),
    /// The number.
    pub value: Value,
    /// How it was reached.
    pub method: Method,
}
