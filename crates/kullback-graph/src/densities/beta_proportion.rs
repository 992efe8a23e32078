//! The beta distribution by its mean μ and precision κ: shapes α = μκ and β = (1 − μ)κ.
//!
//! ln p(y) = (μκ − 1) ln y + ((1 − μ)κ − 1) ln(1 − y) − ln B(μκ, (1 − μ)κ)

use super::{Partials, beta, reject_unless, times_log};
use kullback_math::special::{ln, log1p};

/// (μκ − 1) ln y + ((1 − μ)κ − 1) ln(1 − y)
#[inline(always)]
pub(super) fn powers([y, mu, kappa]: [f64; 3]) -> Partials<3> {
    let (lower, upper) = (ln(y), log1p(-y));
    let (alpha, beta) = (mu * kappa - 1.0, (1.0 - mu) * kappa - 1.0);
    (
        reject_unless(
            0.0 < y && y < 1.0,
            times_log(alpha, lower) + times_log(beta, upper),
        ),
        [
            alpha / y - beta / (1.0 - y),
            kappa * (lower - upper),
            mu * lower + (1.0 - mu) * upper,
        ],
    )
}

/// −ln B(μκ, (1 − μ)κ)
#[inline(always)]
pub(super) fn shapes([mu, kappa]: [f64; 2]) -> Partials<2> {
    let (value, [alpha, beta]) = beta::shapes([mu * kappa, (1.0 - mu) * kappa]);
    (
        value,
        [kappa * (alpha - beta), mu * alpha + (1.0 - mu) * beta],
    )
}
