//! The Pareto distribution: least value m, shape α.
//!
//! ln p(y) = ln α + α ln m − (α + 1) ln y for y ≥ m, −∞ below

use super::{Partials, impossible_unless};

pub(super) use super::{frechet::power, gamma::rate as scale, weibull::shape};

/// 0 for y ≥ m, −∞ below
#[inline(always)]
pub(super) fn support([y, minimum]: [f64; 2]) -> Partials<2> {
    (impossible_unless(y >= minimum, 0.0), [0.0; 2])
}
