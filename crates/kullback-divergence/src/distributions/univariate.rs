//! The contract of a distribution on the line or on the integers.

use std::fmt::Debug;

use kullback_math::random::Stream;

/// Where a distribution puts its mass.
#[derive(Clone, Debug, PartialEq)]
pub enum Support {
    /// An interval of the line; ends may be infinite.
    Interval {
        /// Lower end.
        low: f64,
        /// Upper end.
        high: f64,
    },
    /// All integers from `low` to `high`, both included; ends may be infinite.
    Integers {
        /// Smallest.
        low: f64,
        /// Largest.
        high: f64,
    },
    /// Finitely many points.
    Points(Vec<f64>),
}

/// How a density behaves towards one end of its support, in t → ∞: t = |x| at an infinite end and
/// t = 1/|x − end| at a finite one. This decides whether E_Q\[−ln p\] is finite.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Tail {
    /// The density (with respect to t at an infinite end, to x at a finite one) behaves as t^exponent,
    /// up to logarithms. A density that is finite and positive at a finite end has exponent 0.
    Algebraic {
        /// The exponent.
        exponent: f64,
    },
    /// −ln density grows as (ln t)²: lognormal tails.
    LogSquared {
        /// Factor of (ln t)².
        rate: f64,
    },
    /// −ln density grows as rate · t^power.
    Exponential {
        /// The power.
        power: f64,
        /// The rate.
        rate: f64,
    },
    /// −ln density grows as e^{rate · t}: Gumbel's short tail.
    DoubleExponential {
        /// The rate in the exponent.
        rate: f64,
    },
}

/// Both ends.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Tails {
    /// Towards the lower end.
    pub low: Tail,
    /// Towards the upper end.
    pub high: Tail,
}

/// Derivatives of a log density.
#[derive(Clone, Debug, PartialEq)]
pub struct Adjoint {
    /// With respect to x; zero for a discrete law.
    pub by_x: f64,
    /// With respect to each parameter, in the order of [`Univariate::parameters`].
    pub by_parameters: Vec<f64>,
}

/// A distribution of one real or integer variable.
pub trait Univariate: Debug + Send + Sync {
    /// Stan's name of the distribution, or the field's where Stan has none.
    fn name(&self) -> &'static str;
    /// The parameters in the order they are written, with Stan's names.
    fn parameters(&self) -> Vec<(&'static str, f64)>;
    /// Where the mass is.
    fn support(&self) -> Support;
    /// ln p(x) in nats; −∞ outside the support.
    fn log_density(&self, x: f64) -> f64;
    /// Derivatives of the log density inside the support.
    fn adjoint(&self, x: f64) -> Adjoint;
    /// One draw.
    fn sample(&self, rng: &mut Stream) -> f64;
    /// −E\[ln p\] in nats (differential entropy for a density); None where there is no formula and
    /// quadrature is to be used.
    fn entropy(&self) -> Option<f64>;
    /// P(X ≤ x); None where there is no formula.
    fn cdf(&self, x: f64) -> Option<f64>;
    /// Points an integral must break at, in any order: modes, kinks, and a few scales to both sides.
    fn breakpoints(&self) -> Vec<f64>;
    /// How the density ends.
    fn tails(&self) -> Tails;
}
