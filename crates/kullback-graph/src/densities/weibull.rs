//! The Weibull distribution: shape α, scale σ.
//!
//! ln p(y) = ln α − α ln σ + (α − 1) ln y − (y/σ)^α; −∞ for y < 0

use super::{Partials, impossible_unless, times_log};
use kullback_math::special::{exp, ln};

/// ln α
#[inline(always)]
pub(super) fn shape([alpha]: [f64; 1]) -> Partials<1> {
    (ln(alpha), [1.0 / alpha])
}

/// −α ln σ
#[inline(always)]
pub(super) fn scale([alpha, sigma]: [f64; 2]) -> Partials<2> {
    let log = ln(sigma);
    (-alpha * log, [-log, -alpha / sigma])
}

/// (α − 1) ln y
#[inline(always)]
pub(super) fn power([y, alpha]: [f64; 2]) -> Partials<2> {
    let (log, exponent) = (ln(y), alpha - 1.0);
    (
        impossible_unless(y >= 0.0, times_log(exponent, log)),
        [exponent / y, log],
    )
}

/// −(y/σ)^α
#[inline(always)]
pub(super) fn survival([y, alpha, sigma]: [f64; 3]) -> Partials<3> {
    let log = ln(y / sigma);
    let raised = exp(alpha * log);
    (
        impossible_unless(y >= 0.0, -raised),
        [
            -alpha * raised / y,
            times_log(-raised, log),
            alpha * raised / sigma,
        ],
    )
}
