//! The Fréchet distribution: shape α, scale σ.
//!
//! ln p(y) = ln α + α ln σ − (α + 1) ln y − (y/σ)^(−α)

use super::{Partials, reject_unless, times_log};
use kullback_math::special::{exp, ln};

pub(super) use super::{gamma::rate as scale, weibull::shape};

/// −(α + 1) ln y
#[inline(always)]
pub(super) fn power([y, alpha]: [f64; 2]) -> Partials<2> {
    let log = ln(y);
    (
        reject_unless(y > 0.0, -(alpha + 1.0) * log),
        [-(alpha + 1.0) / y, -log],
    )
}

/// −(y/σ)^(−α)
#[inline(always)]
pub(super) fn tail([y, alpha, sigma]: [f64; 3]) -> Partials<3> {
    let log = ln(y / sigma);
    let raised = exp(-alpha * log);
    (
        -raised,
        [
            alpha * raised / y,
            times_log(raised, log),
            -alpha * raised / sigma,
        ],
    )
}
