//! The standard normal distribution.
//!
//! ln p(y) = −½ y² − ½ ln 2π

use super::{HALF_LN_TWO_PI, Partials};

/// The whole log density.
#[inline(always)]
pub(super) fn square([y]: [f64; 1]) -> Partials<1> {
    (-0.5 * y * y - HALF_LN_TWO_PI, [-y])
}
