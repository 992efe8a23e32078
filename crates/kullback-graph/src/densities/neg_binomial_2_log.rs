//! The negative binomial distribution by the logarithm η of its mean; precision φ.
//!
//! ln p(y) = [ln Γ(y + φ) − ln Γ(φ) − y ln φ] − ln y! + yη − (y + φ) ln(1 + e^η/φ)

use super::{Partials, reject_unless};
use kullback_math::special::{inv_logit, ln, log1p_exp};

pub(super) use super::neg_binomial_2::{factorial, rising};

/// yη − (y + φ) ln(1 + e^η/φ)
#[inline(always)]
pub(super) fn power([y, eta, phi]: [f64; 3]) -> Partials<3> {
    let t = eta - ln(phi);
    let (share, rest) = (inv_logit(t), inv_logit(-t));
    let log = log1p_exp(t);
    (
        reject_unless(
            eta.abs() < f64::INFINITY && phi > 0.0,
            y * eta - (y + phi) * log,
        ),
        [0.0, y * rest - phi * share, (y / phi + 1.0) * share - log],
    )
}
