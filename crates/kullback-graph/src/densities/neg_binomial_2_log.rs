//! The negative binomial distribution by the logarithm η of its mean; precision φ.
//!
//! ln p(y) = [ln Γ(y + φ) − ln Γ(φ) − y ln φ] − ln y! + yη − (y + φ) ln(1 + e^η/φ)

use super::{Partials, reject_unless, softplus};
use kullback_math::special::ln;

pub(super) use super::neg_binomial_2::{factorial, rising};

/// yη − (y + φ) ln(1 + e^η/φ)
#[inline(always)]
pub(super) fn power([y, eta, phi]: [f64; 3]) -> Partials<3> {
    let (log, share) = softplus(eta - ln(phi));
    (
        reject_unless(
            eta.abs() < f64::INFINITY && phi > 0.0,
            y * eta - (y + phi) * log,
        ),
        [0.0, y - (y + phi) * share, (y / phi + 1.0) * share - log],
    )
}
