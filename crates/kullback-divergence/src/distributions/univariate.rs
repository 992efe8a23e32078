//! The contract of a distribution on the line or on the integers.

use std::fmt::Debug;

use kullback_math::random::Stream;

use super::argument::Argument;

/// Where a distribution puts its mass, and of which kind it is: a density or atoms.
#[derive(Clone, Debug, PartialEq)]
pub enum Support {
    /// A density on an interval of the line; ends may be infinite.
    Interval {
        /// Lower end.
        low: f64,
        /// Upper end.
        high: f64,
    },
    /// Atoms at all integers from `low` to `high`, both included; ends may be infinite.
    Integers {
        /// Smallest.
        low: f64,
        /// Largest.
        high: f64,
    },
    /// Atoms at finitely many points, in increasing order.
    Points(Vec<f64>),
}

impl Support {
    /// Whether the mass is in atoms.
    pub fn is_discrete(&self) -> bool {
        !matches!(self, Self::Interval { .. })
    }

    /// The smallest closed interval that holds the mass.
    pub fn ends(&self) -> (f64, f64) {
        match self {
            Self::Interval { low, high } | Self::Integers { low, high } => (*low, *high),
            Self::Points(points) => (
                points.first().copied().unwrap_or(f64::NAN),
                points.last().copied().unwrap_or(f64::NAN),
            ),
        }
    }
}

/// An end of the support.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// The lower one.
    Low,
    /// The upper one.
    High,
}

/// How a density f behaves towards one end of its support, in t → ∞: t = |x| at an infinite end and
/// t = 1/|x − end| at a finite one. f is taken with respect to x at either. This decides whether
/// E_Q\[−ln p\] is finite; at a finite end dx = dt/t².
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Tail {
    /// f behaves as t^exponent, up to logarithms. What is finite and positive at a finite end has
    /// exponent 0, atoms included.
    Algebraic {
        /// The exponent.
        exponent: f64,
    },
    /// −ln f grows as rate · (ln t)²: lognormal tails.
    LogSquared {
        /// Factor of (ln t)².
        rate: f64,
    },
    /// f behaves as t^prefactor · e^(−rate · t^power).
    Exponential {
        /// The power of t in the exponent.
        power: f64,
        /// The rate.
        rate: f64,
        /// The power of t before the exponential; it decides when the rates are equal.
        prefactor: f64,
    },
    /// −ln f grows as t ln t: the Poisson's tail.
    Factorial,
    /// −ln f grows as e^(rate · t): Gumbel's short tail.
    DoubleExponential {
        /// The rate in the exponent.
        rate: f64,
    },
}

impl Tail {
    /// f behaves as t^exponent.
    pub const fn algebraic(exponent: f64) -> Self {
        Self::Algebraic { exponent }
    }

    /// f is finite and positive at a finite end.
    pub const fn positive() -> Self {
        Self::Algebraic { exponent: 0.0 }
    }

    /// f behaves as t^prefactor · e^(−rate · t^power).
    pub const fn exponential(power: f64, rate: f64, prefactor: f64) -> Self {
        Self::Exponential {
            power,
            rate,
            prefactor,
        }
    }
}

/// Both ends.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Tails {
    /// Towards the lower end.
    pub low: Tail,
    /// Towards the upper end.
    pub high: Tail,
}

impl Tails {
    /// The same towards both ends.
    pub const fn both(tail: Tail) -> Self {
        Self {
            low: tail,
            high: tail,
        }
    }
}

/// Derivatives of a log density.
#[derive(Clone, Debug, PartialEq)]
pub struct Adjoint {
    /// With respect to x; zero for a discrete law.
    pub by_x: f64,
    /// With respect to each parameter, in the order of [`Named::parameters`], vectors entry by entry;
    /// zero for a parameter that is a count.
    pub by_parameters: Vec<f64>,
}

/// A thing written as a name and parameters.
pub trait Named: Debug + Send + Sync {
    /// Stan's name of the distribution, or the field's where Stan has none.
    fn name(&self) -> &'static str;
    /// The parameters in the order they are written, with Stan's names.
    fn parameters(&self) -> Vec<(&'static str, Argument)>;
}

/// A distribution of one real or integer variable.
pub trait Univariate: Named {
    /// Where the mass is.
    fn support(&self) -> Support;
    /// ln p(x) in nats: a density with respect to length, or the probability of an atom. −∞ outside
    /// the support, +∞ where the density is infinite.
    fn log_density(&self, x: f64) -> f64;
    /// ln p at a positive distance inside a finite end of the support. Overridden where x itself
    /// cannot carry the distance, as for a beta's mass near 1.
    fn log_density_beside(&self, end: End, distance: f64) -> f64 {
        let (low, high) = self.support().ends();
        self.log_density(match end {
            End::Low => low + distance,
            End::High => high - distance,
        })
    }
    /// Derivatives of the log density; meaningful inside the support only.
    fn adjoint(&self, x: f64) -> Adjoint;
    /// One draw.
    fn sample(&self, rng: &mut Stream) -> f64;
    /// −E\[ln p\] in nats (differential entropy for a density); None where there is no formula and
    /// quadrature or a sum is to be used.
    fn entropy(&self) -> Option<f64>;
    /// P(X ≤ x); None where there is no formula.
    fn cdf(&self, x: f64) -> Option<f64>;
    /// P(X > x); its relative accuracy in the upper tail is lost where it is not overridden.
    fn survival(&self, x: f64) -> Option<f64> {
        self.cdf(x).map(|p| 1.0 - p)
    }
    /// Points an integral or sum should break at, in increasing order and inside the support: modes,
    /// kinks, and a few scales to both sides.
    fn breakpoints(&self) -> Vec<f64>;
    /// How the density ends.
    fn tails(&self) -> Tails;
    /// Points inside the support where the density may jump or be infinite: ends of the supports of a
    /// mixture's components.
    fn inner_ends(&self) -> Vec<f64> {
        Vec::new()
    }
}
