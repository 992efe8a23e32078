//! The Poisson distribution: rate λ.
//!
//! ln p(y) = y ln λ − λ − ln y!

use super::{Partials, reject_unless, times_log};
use kullback_math::special::{lgamma, ln};

/// y ln λ − λ
#[inline(always)]
pub(super) fn power([y, lambda]: [f64; 2]) -> Partials<2> {
    let value = times_log(y, ln(lambda)) - lambda;
    let value = if lambda == f64::INFINITY {
        f64::NEG_INFINITY
    } else {
        value
    };
    let ratio = if y == 0.0 { 0.0 } else { y / lambda };
    (reject_unless(lambda >= 0.0, value), [0.0, ratio - 1.0])
}

/// −ln y!
#[inline(always)]
pub(super) fn factorial([y]: [f64; 1]) -> Partials<1> {
    (reject_unless(y >= 0.0, -lgamma(y + 1.0)), [0.0])
}
