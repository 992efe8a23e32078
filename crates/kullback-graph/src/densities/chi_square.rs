//! The chi-square distribution: degrees of freedom ν.
//!
//! ln p(y) = −½ν ln 2 − ln Γ(½ν) + (½ν − 1) ln y − ½y

use super::{Partials, reject_unless, times_log};
use kullback_math::special::{digamma, lgamma, ln};
use std::f64::consts::LN_2;

/// −½ν ln 2 − ln Γ(½ν)
#[inline(always)]
pub(super) fn degrees([nu]: [f64; 1]) -> Partials<1> {
    let half = 0.5 * nu;
    (
        reject_unless(nu > 0.0, -half * LN_2 - lgamma(half)),
        [-0.5 * (LN_2 + digamma(half))],
    )
}

/// (½ν − 1) ln y
#[inline(always)]
pub(super) fn power([y, nu]: [f64; 2]) -> Partials<2> {
    let (log, exponent) = (ln(y), 0.5 * nu - 1.0);
    (times_log(exponent, log), [exponent / y, 0.5 * log])
}

/// −½y
#[inline(always)]
pub(super) fn linear([y]: [f64; 1]) -> Partials<1> {
    (-0.5 * y, [-0.5])
}
