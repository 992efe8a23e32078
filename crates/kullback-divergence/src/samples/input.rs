//! Draws of an unknown law.

use super::error::SamplesError;

/// n points of dimension d, checked; the array is borrowed.
#[derive(Clone, Copy, Debug)]
pub struct Samples<'a> {
    values: &'a [f64],
    dimension: usize,
}

impl<'a> Samples<'a> {
    /// Takes n × d values, point after point.
    ///
    /// # Errors
    /// [`SamplesError`] when there is no point or no coordinate, the length is no multiple of the
    /// dimension, or a value is not finite.
    pub fn new(values: &'a [f64], dimension: usize) -> Result<Self, SamplesError> {
        if values.is_empty() || dimension == 0 {
            return Err(SamplesError::Empty {
                argument: "values",
                points: values.len() / dimension.max(1),
                dimension,
            });
        }
        if !values.len().is_multiple_of(dimension) {
            return Err(SamplesError::Ragged {
                length: values.len(),
                dimension,
            });
        }
        if let Some(i) = values.iter().position(|x| !x.is_finite()) {
            return Err(SamplesError::NotFinite {
                point: i / dimension,
                coordinate: i % dimension,
                value: values[i],
            });
        }
        Ok(Self { values, dimension })
    }

    /// The number of points.
    pub fn len(&self) -> usize {
        self.values.len() / self.dimension
    }

    /// Never: a sample has at least one point.
    pub fn is_empty(&self) -> bool {
        self.values.is_empty()
    }

    /// The number of coordinates.
    pub fn dimension(&self) -> usize {
        self.dimension
    }

    /// Point `i`.
    pub fn point(&self, i: usize) -> &'a [f64] {
        &self.values[i * self.dimension..(i + 1) * self.dimension]
    }

    /// All points in order.
    pub fn points(&self) -> impl ExactSizeIterator<Item = &'a [f64]> {
        self.values.chunks_exact(self.dimension)
    }

    /// Refuses a sample that is too small or constant.
    pub(super) fn require(
        &self,
        argument: &'static str,
        needed: usize,
    ) -> Result<(), SamplesError> {
        self.require_points(argument, needed)?;
        let points = self.len();
        if self.points().all(|x| x == self.point(0)) {
            return Err(SamplesError::AllEqual { argument, points });
        }
        Ok(())
    }

    /// Refuses a sample that is too small.
    pub(super) fn require_points(
        &self,
        argument: &'static str,
        needed: usize,
    ) -> Result<(), SamplesError> {
        let points = self.len();
        if points < needed {
            return Err(SamplesError::TooFew {
                argument,
                points,
                dimension: self.dimension,
                needed,
            });
        }
        Ok(())
    }
}
