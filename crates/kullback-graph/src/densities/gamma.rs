//! The gamma distribution: shape α, rate β.
//!
//! ln p(y) = α ln β − ln Γ(α) + (α − 1) ln y − βy

use super::{Partials, reject_unless};
use kullback_math::special::{digamma, lgamma, ln};

/// −ln Γ(α)
#[inline(always)]
pub(super) fn shape([alpha]: [f64; 1]) -> Partials<1> {
    (
        reject_unless(alpha > 0.0, -lgamma(alpha)),
        [-digamma(alpha)],
    )
}

/// α ln β
#[inline(always)]
pub(super) fn rate([alpha, beta]: [f64; 2]) -> Partials<2> {
    let log = ln(beta);
    (alpha * log, [log, alpha / beta])
}

/// (α − 1) ln y
#[inline(always)]
pub(super) fn power([y, alpha]: [f64; 2]) -> Partials<2> {
    let log = ln(y);
    (
        reject_unless(y > 0.0, (alpha - 1.0) * log),
        [(alpha - 1.0) / y, log],
    )
}

/// −βy
#[inline(always)]
pub(super) fn product([y, beta]: [f64; 2]) -> Partials<2> {
    (-beta * y, [-beta, -y])
}
