//! The beta-binomial distribution: n trials, success probability from beta(α, β).
//!
//! ln p(y) = ln C(n, y) + ln B(y + α, n − y + β) − ln B(α, β); −∞ outside 0 ≤ y ≤ n

use super::{Partials, impossible_unless, reject_unless};
use kullback_math::special::{digamma, lbeta, lchoose};

pub(super) use super::beta::shapes;

/// ln C(n, y)
#[inline(always)]
pub(super) fn choose([y, n]: [f64; 2]) -> Partials<2> {
    let value = impossible_unless(0.0 <= y && y <= n, lchoose(n, y));
    (reject_unless(n >= 0.0, value), [0.0; 2])
}

/// ln B(y + α, n − y + β)
#[inline(always)]
pub(super) fn successes([y, n, alpha, beta]: [f64; 4]) -> Partials<4> {
    let (a, b) = (y + alpha, n - y + beta);
    let total = digamma(a + b);
    let value = impossible_unless(0.0 <= y && y <= n, lbeta(a, b));
    (value, [0.0, 0.0, digamma(a) - total, digamma(b) - total])
}
