//! The scaled inverse chi-square distribution: degrees of freedom ν, scale s.
//!
//! ln p(y) = ½ν ln ½ν − ln Γ(½ν) + ν ln s − (½ν + 1) ln y − ½ν s²/y; −∞ for y ≤ 0

use super::{Partials, impossible_unless, reject_unless};
use kullback_math::special::{digamma, lgamma, ln};

pub(super) use super::inv_chi_square::power;

/// ½ν ln ½ν − ln Γ(½ν)
#[inline(always)]
pub(super) fn degrees([nu]: [f64; 1]) -> Partials<1> {
    let half = 0.5 * nu;
    let log = ln(half);
    (
        reject_unless(nu > 0.0, half * log - lgamma(half)),
        [0.5 * (log + 1.0 - digamma(half))],
    )
}

/// ν ln s
#[inline(always)]
pub(super) fn scale([nu, s]: [f64; 2]) -> Partials<2> {
    let log = ln(s);
    (nu * log, [log, nu / s])
}

/// −½ν s²/y
#[inline(always)]
pub(super) fn ratio([y, nu, s]: [f64; 3]) -> Partials<3> {
    let t = s / y;
    let value = -0.5 * nu * s * t;
    (
        impossible_unless(y > 0.0, value),
        [-value / y, -0.5 * s * t, -nu * t],
    )
}
