//! Independent parts side by side.

use std::fmt;

use kullback_math::random::Stream;

use super::{Gradient, InvalidArray, Multivariate, Space};
use crate::distributions::{Argument, Distribution, Named};

/// A point is the coordinates of one part after the other.
#[derive(Clone, Debug, PartialEq)]
pub struct Product {
    parts: Vec<Distribution>,
}

impl Product {
    /// The name it is written with.
    pub const NAME: &'static str = "product";

    /// The law of these independent parts.
    ///
    /// # Errors
    /// Where there are none.
    pub fn new(parts: Vec<Distribution>) -> Result<Self, InvalidArray> {
        if parts.is_empty() {
            return Err(InvalidArray::TooFew {
                law: Self::NAME,
                parameter: "list of parts",
                least: 1,
            });
        }
        Ok(Self { parts })
    }

    /// The parts.
    pub fn parts(&self) -> &[Distribution] {
        &self.parts
    }

    /// The coordinates of each part, where the length is right.
    fn split<'a>(&self, x: &'a [f64]) -> Option<Vec<&'a [f64]>> {
        let mut rest = x;
        let mut pieces = Vec::with_capacity(self.parts.len());
        for part in &self.parts {
            let (piece, after) = rest.split_at_checked(part.space().dimension())?;
            pieces.push(piece);
            rest = after;
        }
        rest.is_empty().then_some(pieces)
    }
}

impl Named for Product {
    fn name(&self) -> &'static str {
        Self::NAME
    }

    /// None of its own.
    fn parameters(&self) -> Vec<(&'static str, Argument)> {
        Vec::new()
    }
}

/// `product(normal(0, 1), dirichlet([1, 2]))`.
impl fmt::Display for Product {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}(", Self::NAME)?;
        for (k, part) in self.parts.iter().enumerate() {
            if k > 0 {
                f.write_str(", ")?;
            }
            part.fmt(f)?;
        }
        f.write_str(")")
    }
}

impl Multivariate for Product {
    fn space(&self) -> Space {
        Space::Parts(self.parts.iter().map(Distribution::space).collect())
    }

    fn log_density(&self, x: &[f64]) -> f64 {
        self.split(x).map_or(f64::NEG_INFINITY, |pieces| {
            let parts = self.parts.iter().zip(pieces);
            parts.map(|(part, x)| part.log_density_at(x)).sum()
        })
    }

    /// By the coordinates, and by the parameters of one part after the other.
    fn adjoint(&self, x: &[f64]) -> Gradient {
        let mut all = Gradient {
            by_x: Vec::with_capacity(x.len()),
            by_parameters: Vec::new(),
        };
        let Some(pieces) = self.split(x) else {
            all.by_x = vec![f64::NAN; x.len()];
            return all;
        };
        for (part, x) in self.parts.iter().zip(pieces) {
            let of_part = part.adjoint_at(x);
            all.by_x.extend(of_part.by_x);
            all.by_parameters.extend(of_part.by_parameters);
        }
        all
    }

    fn sample(&self, rng: &mut Stream) -> Vec<f64> {
        self.parts.iter().flat_map(|part| part.draw(rng)).collect()
    }

    fn entropy(&self) -> Option<f64> {
        self.parts.iter().map(Distribution::known_entropy).sum()
    }
}
