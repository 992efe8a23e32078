//! The negative binomial distribution: mean μ, precision φ; the Poisson as φ → ∞.
//!
//! ln p(y) = [ln Γ(y + φ) − ln Γ(φ) − y ln φ] − ln y! + y ln μ − (y + φ) ln(1 + μ/φ); so grouped that
//! each part has a finite limit as φ → ∞

use super::gamma_ratio::log_rising_excess;
use super::{Partials, reject_unless, times_log};
use kullback_math::special::{ln, log1p};

pub(super) use super::poisson::factorial;

/// ln Γ(y + φ) − ln Γ(φ) − y ln φ
#[inline(always)]
pub(super) fn rising([y, phi]: [f64; 2]) -> Partials<2> {
    let (value, slope) = log_rising_excess(y, phi);
    (reject_unless(y >= 0.0 && phi > 0.0, value), [0.0, slope])
}

/// y ln μ − (y + φ) ln(1 + μ/φ)
#[inline(always)]
pub(super) fn power([y, mu, phi]: [f64; 3]) -> Partials<3> {
    let u = mu / phi;
    let log = log1p(u);
    let sum = mu + phi;
    (
        reject_unless(
            mu > 0.0 && phi > 0.0,
            times_log(y, ln(mu)) - (y + phi) * log,
        ),
        [0.0, phi * (y / mu - 1.0) / sum, (y + phi) * u / sum - log],
    )
}
