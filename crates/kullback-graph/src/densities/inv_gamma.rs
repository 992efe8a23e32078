//! The inverse gamma distribution: shape α, scale β.
//!
//! ln p(y) = α ln β − ln Γ(α) − (α + 1) ln y − β/y; −∞ for y ≤ 0

use super::{Partials, impossible_unless};
use kullback_math::special::ln;

pub(super) use super::gamma::{rate, shape};

/// −(α + 1) ln y
#[inline(always)]
pub(super) fn power([y, alpha]: [f64; 2]) -> Partials<2> {
    let log = ln(y);
    (
        impossible_unless(y > 0.0, -(alpha + 1.0) * log),
        [-(alpha + 1.0) / y, -log],
    )
}

/// −β/y
#[inline(always)]
pub(super) fn ratio([y, beta]: [f64; 2]) -> Partials<2> {
    let inverse = 1.0 / y;
    (
        impossible_unless(y > 0.0, -beta * inverse),
        [beta * inverse * inverse, -inverse],
    )
}
