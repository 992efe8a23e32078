//! What can be wrong with samples.

/// Samples that no divergence can be estimated from.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum SamplesError {
    /// No point, or points without coordinates.
    #[error(
        "{argument}: the sample has {points} points of dimension {dimension}, but must have at least one of each"
    )]
    Empty {
        /// The argument.
        argument: &'static str,
        /// Points.
        points: usize,
        /// Coordinates of each.
        dimension: usize,
    },
    /// The length of the array is no multiple of the dimension.
    #[error(
        "values: the array has {length} values, but must have a multiple of the dimension {dimension}"
    )]
    Ragged {
        /// Values in the array.
        length: usize,
        /// The dimension.
        dimension: usize,
    },
    /// A coordinate that is NaN or infinite.
    #[error("values: coordinate {coordinate} of point {point} is {value}, but must be finite")]
    NotFinite {
        /// The point, from 0.
        point: usize,
        /// The coordinate, from 0.
        coordinate: usize,
        /// What was found there.
        value: f64,
    },
    /// The samples lie in different spaces.
    #[error(
        "the sample under the expectation has dimension {under} and the reference has {against}, but they must have the same dimension"
    )]
    Dimensions {
        /// Dimension of the sample the expectation is under.
        under: usize,
        /// Dimension of the other.
        against: usize,
    },
    /// Too few points for any interval.
    #[error(
        "{argument} has {points} points in dimension {dimension}, but must have at least {needed} points"
    )]
    TooFew {
        /// The argument.
        argument: &'static str,
        /// Points.
        points: usize,
        /// The dimension.
        dimension: usize,
        /// Points needed.
        needed: usize,
    },
    /// Every point is the same.
    #[error("{argument}: all {points} points are equal, but a density needs points that differ")]
    AllEqual {
        /// The argument.
        argument: &'static str,
        /// Points.
        points: usize,
    },
    /// A log density that is NaN or +∞ at a sample point.
    #[error("ln p is {value} at point {point} of the sample, but must be a number below infinity")]
    LogDensity {
        /// The point, from 0.
        point: usize,
        /// What the closure returned.
        value: f64,
    },
    /// Two arrays about the same draws differ in length.
    #[error("log_q has {log_q} values and log_p has {log_p}, but they must have the same number")]
    Lengths {
        /// Values of ln q.
        log_q: usize,
        /// Values of ln p.
        log_p: usize,
    },
    /// A number that must be positive is not.
    #[error("{argument} is {value}, but must be at least {least}")]
    TooSmall {
        /// The argument.
        argument: &'static str,
        /// Its value.
        value: usize,
        /// The rule.
        least: usize,
    },
}
