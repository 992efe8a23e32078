//! The Pareto distribution of the second type (Lomax): location μ, scale λ, shape α.
//!
//! ln p(y) = ln α − ln λ − (α + 1) ln(1 + (y − μ)/λ), y ≥ μ

use super::{Partials, negative_log, reject_unless};
use kullback_math::special::log1p;

pub(super) use super::weibull::shape;

/// −(α + 1) ln(1 + (y − μ)/λ)
#[inline(always)]
pub(super) fn power([y, mu, lambda, alpha]: [f64; 4]) -> Partials<4> {
    let difference = y - mu;
    let log = log1p(difference / lambda);
    let slope = (alpha + 1.0) / (lambda + difference);
    (
        reject_unless(difference >= 0.0, -(alpha + 1.0) * log),
        [-slope, slope, slope * difference / lambda, -log],
    )
}

/// −ln λ
#[inline(always)]
pub(super) fn scale([lambda]: [f64; 1]) -> Partials<1> {
    negative_log(lambda)
}
