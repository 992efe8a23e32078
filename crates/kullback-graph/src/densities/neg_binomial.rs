//! The negative binomial distribution: shape α, inverse scale β (a gamma(α, β) mixture of Poissons).
//!
//! ln p(y) = ln Γ(y + α) − ln Γ(α) − ln y! − α ln(1 + 1/β) − y ln(1 + β)

use super::gamma_ratio::log_rising;
use super::{Partials, reject_unless};
use kullback_math::special::log1p;

pub(super) use super::poisson::factorial;

/// ln Γ(y + α) − ln Γ(α)
#[inline(always)]
pub(super) fn rising([y, alpha]: [f64; 2]) -> Partials<2> {
    let (value, slope) = log_rising(y, alpha);
    (reject_unless(y >= 0.0 && alpha > 0.0, value), [0.0, slope])
}

/// −α ln(1 + 1/β) − y ln(1 + β)
#[inline(always)]
pub(super) fn power([y, alpha, beta]: [f64; 3]) -> Partials<3> {
    let log = log1p(1.0 / beta);
    (
        reject_unless(beta > 0.0, -alpha * log - y * log1p(beta)),
        [0.0, -log, (alpha / beta - y) / (1.0 + beta)],
    )
}
