//! Student's t distribution: degrees of freedom ν, location μ, scale σ.
//!
//! ln p(y) = ln Γ((ν + 1)/2) − ln Γ(ν/2) − ½ ln νπ − ln σ − ½ (ν + 1) ln(1 + ((y − μ)/σ)²/ν)

use super::{Partials, negative_log};
use kullback_math::special::{digamma, ln, log_gamma_ratio, log1p};

/// −½ (ν + 1) ln(1 + ((y − μ)/σ)²/ν)
#[inline(always)]
pub(super) fn kernel([y, nu, mu, sigma]: [f64; 4]) -> Partials<4> {
    let inverse = 1.0 / sigma;
    let z = (y - mu) * inverse;
    let u = z * z / nu;
    let log = log1p(u);
    // Where u overflows, u/(1 + u) is still 1.
    let share = if u < 1.0 {
        u / (1.0 + u)
    } else {
        1.0 / (1.0 + 1.0 / u)
    };
    let slope = (nu + 1.0) * (z / nu) / (1.0 + u) * inverse;
    (
        -0.5 * (nu + 1.0) * log,
        [
            -slope,
            -0.5 * (log - (nu + 1.0) / nu * share),
            slope,
            (nu + 1.0) * share * inverse,
        ],
    )
}

/// ln Γ((ν + 1)/2) − ln Γ(ν/2) − ½ ln νπ
#[inline(always)]
pub(super) fn degrees([nu]: [f64; 1]) -> Partials<1> {
    const HALF_LN_PI: f64 = 0.572_364_942_924_700_1;
    let half = 0.5 * nu;
    (
        log_gamma_ratio(half, 0.5) - 0.5 * ln(nu) - HALF_LN_PI,
        [0.5 * (digamma(half + 0.5) - digamma(half) - 1.0 / nu)],
    )
}

/// −ln σ
#[inline(always)]
pub(super) fn scale([sigma]: [f64; 1]) -> Partials<1> {
    negative_log(sigma)
}
