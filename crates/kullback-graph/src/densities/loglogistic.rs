//! The log-logistic distribution: scale α, shape β.
//!
//! ln p(y) = ln β − β ln α + (β − 1) ln y − 2 ln(1 + (y/α)^β)

use super::Partials;
use kullback_math::special::{inv_logit, ln, log1p_exp};

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
    let slope = 2.0 * inv_logit(beta * log);
    (
        -2.0 * log1p_exp(beta * log),
        [-slope * beta / y, slope * beta / alpha, -slope * log],
    )
}
