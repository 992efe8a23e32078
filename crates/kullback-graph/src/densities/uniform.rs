//! The uniform distribution on [a, b].
//!
//! ln p(y) = −ln(b − a) for a ≤ y ≤ b, −∞ elsewhere

use super::{Partials, impossible_unless, reject_unless};
use kullback_math::special::ln;

/// −ln(b − a)
#[inline(always)]
pub(super) fn width([a, b]: [f64; 2]) -> Partials<2> {
    let inverse = 1.0 / (b - a);
    (reject_unless(a < b, -ln(b - a)), [inverse, -inverse])
}

/// 0 within the bounds, −∞ outside
#[inline(always)]
pub(super) fn support([y, a, b]: [f64; 3]) -> Partials<3> {
    let value = impossible_unless(a <= y && y <= b, 0.0);
    (reject_unless(!y.is_nan(), value), [0.0; 3])
}
