//! The contract of a distribution of several variables.

use std::fmt;

use kullback_math::random::Stream;

use crate::distributions::Named;

/// The set a distribution lives on, which fixes what its density is relative to. Matrices are
/// written column after column.
#[derive(Clone, Debug, PartialEq)]
pub enum Space {
    /// All vectors of this length, by volume.
    Reals(usize),
    /// One number, an atom of a countable set.
    Atom,
    /// Probabilities of so many categories, by the volume of all but the last.
    Simplex(usize),
    /// Whole numbers, one a category, with this sum; atoms.
    Counts {
        /// Categories.
        categories: usize,
        /// The sum.
        total: f64,
    },
    /// Unit vectors of this length, by surface area.
    Sphere(usize),
    /// Symmetric positive definite matrices of so many rows, by the volume of the lower triangle.
    PositiveDefinite(usize),
    /// A vector of this length followed by a positive definite matrix of as many rows.
    LocationAndCovariance(usize),
    /// One space after the other, of independent parts; univariate parts count as reals.
    Parts(Vec<Space>),
}

impl Space {
    /// The number of coordinates a point is written with.
    pub fn dimension(&self) -> usize {
        match self {
            Self::Reals(n) | Self::Simplex(n) | Self::Sphere(n) => *n,
            Self::Atom => 1,
            Self::Counts { categories, .. } => *categories,
            Self::PositiveDefinite(rows) => rows * rows,
            Self::LocationAndCovariance(rows) => rows * (rows + 1),
            Self::Parts(parts) => parts.iter().map(Self::dimension).sum(),
        }
    }

    /// The spaces that densities here can be compared with: sets of positive volume count as all
    /// vectors, and parts one after the other as one.
    pub(crate) fn measure(&self) -> Vec<Self> {
        let parts = match self {
            Self::PositiveDefinite(1) => vec![Self::Reals(1)],
            Self::LocationAndCovariance(1) => vec![Self::Reals(2)],
            Self::LocationAndCovariance(n) => vec![Self::Reals(*n), Self::PositiveDefinite(*n)],
            Self::Parts(parts) => parts.iter().flat_map(Self::measure).collect(),
            _ => vec![self.clone()],
        };
        let mut merged: Vec<Self> = Vec::new();
        for part in parts {
            match (merged.last_mut(), part) {
                (Some(Self::Reals(n)), Self::Reals(m)) => *n += m,
                (_, part) => merged.push(part),
            }
        }
        merged
    }
}

/// In words, as the end of "lives on".
impl fmt::Display for Space {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Reals(n) => write!(f, "vectors of {n} numbers"),
            Self::Atom => f.write_str("one number of a countable set"),
            Self::Simplex(n) => write!(f, "probabilities of {n} categories"),
            Self::Counts { categories, total } => {
                write!(f, "counts in {categories} categories with sum {total}")
            }
            Self::Sphere(n) => write!(f, "unit vectors of {n} numbers"),
            Self::PositiveDefinite(n) => write!(f, "positive definite {n} × {n} matrices"),
            Self::LocationAndCovariance(n) => {
                write!(
                    f,
                    "vectors of {n} numbers with positive definite {n} × {n} matrices"
                )
            }
            Self::Parts(parts) => {
                for (k, part) in parts.iter().enumerate() {
                    if k > 0 {
                        f.write_str(" and ")?;
                    }
                    part.fmt(f)?;
                }
                Ok(())
            }
        }
    }
}

/// Derivatives of a log density. Entries of matrices count as free numbers, each on its own, and so
/// do the entries of a simplex.
#[derive(Clone, Debug, PartialEq)]
pub struct Gradient {
    /// By the coordinates of the point.
    pub by_x: Vec<f64>,
    /// By each parameter in order, matrices column after column.
    pub by_parameters: Vec<Vec<f64>>,
}

/// A distribution of several variables. Points are slices of as many numbers as its space has
/// coordinates.
pub trait Multivariate: Named {
    /// Where the mass is.
    fn space(&self) -> Space;
    /// ln p(x) in nats, relative to the measure of the space; −∞ outside it, and where `x` has
    /// another length.
    fn log_density(&self, x: &[f64]) -> f64;
    /// Derivatives of the log density; meaningful inside the space only.
    fn adjoint(&self, x: &[f64]) -> Gradient;
    /// One draw.
    fn sample(&self, rng: &mut Stream) -> Vec<f64>;
    /// −E\[ln p\] in nats; None where there is no formula.
    fn entropy(&self) -> Option<f64>;
}
