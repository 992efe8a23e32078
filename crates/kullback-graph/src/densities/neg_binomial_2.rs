//! The negative binomial distribution: mean μ, precision φ; the Poisson as φ → ∞.
//!
//! ln p(y) = [ln Γ(y + φ) − ln Γ(φ) − y ln φ] − ln y! + y ln μ − (y + φ) ln(1 + μ/φ); so grouped that
//! each part has a finite limit as φ → ∞

use super::{Partials, reject_unless, times_log};
use kullback_math::special::{digamma, lgamma, ln, log1p, stirling_remainder};

pub(super) use super::poisson::factorial;

/// ln Γ(y + φ) − ln Γ(φ) − y ln φ
#[inline(always)]
pub(super) fn rising([y, phi]: [f64; 2]) -> Partials<2> {
    let (value, slope) = if phi < 10.0 {
        (
            lgamma(y + phi) - lgamma(phi) - y * ln(phi),
            digamma(y + phi) - digamma(phi) - y / phi,
        )
    } else {
        large_rising(y, phi)
    };
    (reject_unless(phi > 0.0, value), [0.0, slope])
}

/// The same for φ ≥ 10, from Stirling's formula for both gammas and from its derivative.
fn large_rising(y: f64, phi: f64) -> (f64, f64) {
    let u = y / phi;
    let excess = log1p_minus(u);
    let remainder = stirling_remainder(phi + y) - stirling_remainder(phi);
    let value = phi * excess + (y - 0.5) * log1p(u) + remainder;
    let slope = excess + 0.5 * u / (phi + y) + digamma_tail(phi + y) - digamma_tail(phi);
    (value, slope)
}

/// ψ(x) − ln x + 1/(2x) for x ≥ 10, by the asymptotic series.
fn digamma_tail(x: f64) -> f64 {
    const SERIES: [f64; 7] = [
        -1.0 / 12.0,
        1.0 / 120.0,
        -1.0 / 252.0,
        1.0 / 240.0,
        -1.0 / 132.0,
        691.0 / 32_760.0,
        -1.0 / 12.0,
    ];
    let w = 1.0 / (x * x);
    w * SERIES.iter().rev().fold(0.0, |sum, c| sum * w + c)
}

/// ln(1 + u) − u, without cancellation for small u: the series of 2 artanh(u/(2 + u)).
pub(super) fn log1p_minus(u: f64) -> f64 {
    if u.abs() > 0.3 {
        return log1p(u) - u;
    }
    let s = u / (2.0 + u);
    let w = s * s;
    let (mut sum, mut power) = (0.0, 1.0);
    for k in 0..10 {
        sum += power / f64::from(2 * k + 3);
        power *= w;
    }
    2.0 * s * w * sum - s * u
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
