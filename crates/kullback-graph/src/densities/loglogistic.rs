//! The log-logistic distribution: scale α, shape β.
//!
//! ln p(y) = ln β − β ln α + (β − 1) ln y − 2 ln(1 + (y/α)^β)

use super::{Partials, softplus};
use kullback_math::special::ln;

pub(super) use super::{gamma::power, weibull::shape};

/// −β ln α
#[inline(always)]
pub(super) fn scale([alpha, beta]: [f64; 2]) -> Partials<2> {
    let log = ln(alpha);
    (-beta * log, [-beta / alpha, -log])
}

/// −2 ln(1 + (y/α)^β)
#[inline(always)]
pub(super) fn odds([y, alpha, beta]: [f64; 3]) -> Partials<3> {
    let log = ln(y / alpha);
    let (value, share) = softplus(beta * log);
    let slope = 2.0 * share;
    (
        -2.0 * value,
        [-slope * beta / y, slope * beta / alpha, -slope * log],
    )
}
