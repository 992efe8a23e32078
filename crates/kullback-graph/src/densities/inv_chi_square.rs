//! The inverse chi-square distribution: degrees of freedom ν.
//!
//! ln p(y) = −½ν ln 2 − ln Γ(½ν) − (½ν + 1) ln y − 1/(2y); −∞ for y ≤ 0

use super::{Partials, impossible_unless};
use kullback_math::special::ln;

pub(super) use super::chi_square::degrees;

/// −(½ν + 1) ln y
#[inline(always)]
pub(super) fn power([y, nu]: [f64; 2]) -> Partials<2> {
    let (log, exponent) = (ln(y), 0.5 * nu + 1.0);
    (
        impossible_unless(y > 0.0, -exponent * log),
        [-exponent / y, -0.5 * log],
    )
}

/// −1/(2y)
#[inline(always)]
pub(super) fn inverse([y]: [f64; 1]) -> Partials<1> {
    let half_inverse = 0.5 / y;
    (
        impossible_unless(y > 0.0, -half_inverse),
        [half_inverse / y],
    )
}
