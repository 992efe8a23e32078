//! What the approximations say about each other: sds side by side, and what the expectation forces.

mod forced;
mod moments;

pub use forced::{Evidence as ForcedEvidence, Forced, forced};
pub use moments::{Coordinate, Moments, weighted_moments};
