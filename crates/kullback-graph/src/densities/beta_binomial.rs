//! The beta-binomial distribution: n trials, success probability from beta(α, β).
//!
//! ln p(y) = ln C(n, y) + ln B(y + α, n − y + β) − ln B(α, β); −∞ outside 0 ≤ y ≤ n. The betas are
//! taken apart into ln Γ(y + α)/Γ(α), the same of n − y and β, and of n and α + β.

use super::gamma_ratio::log_rising;
use super::{Partials, impossible_unless, reject_unless};
use kullback_math::special::lchoose;

/// ln C(n, y)
#[inline(always)]
pub(super) fn choose([y, n]: [f64; 2]) -> Partials<2> {
    let value = impossible_unless(0.0 <= y && y <= n, lchoose(n, y));
    (reject_unless(n >= 0.0, value), [0.0; 2])
}

/// ln Γ(y + α) − ln Γ(α)
#[inline(always)]
pub(super) fn successes([y, alpha]: [f64; 2]) -> Partials<2> {
    // Outside the support the binomial coefficient is −∞.
    let (value, slope) = log_rising(if y > 0.0 { y } else { 0.0 }, alpha);
    (reject_unless(alpha > 0.0, value), [0.0, slope])
}

/// ln Γ(n − y + β) − ln Γ(β)
#[inline(always)]
pub(super) fn failures([y, n, beta]: [f64; 3]) -> Partials<3> {
    let (value, [_, slope]) = successes([n - y, beta]);
    (value, [0.0, 0.0, slope])
}

/// ln Γ(α + β) − ln Γ(n + α + β)
#[inline(always)]
pub(super) fn total([n, alpha, beta]: [f64; 3]) -> Partials<3> {
    let (value, [_, slope]) = successes([n, alpha + beta]);
    (-value, [0.0, -slope, -slope])
}
