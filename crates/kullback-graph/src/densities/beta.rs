//! The beta distribution: shapes α and β.
//!
//! ln p(y) = (α − 1) ln y + (β − 1) ln(1 − y) − ln B(α, β)

use super::{Partials, reject_unless, times_log};
use kullback_math::special::{digamma, lbeta, ln, log1p};

/// (α − 1) ln y
#[inline(always)]
pub(super) fn lower([y, alpha]: [f64; 2]) -> Partials<2> {
    let (log, exponent) = (ln(y), alpha - 1.0);
    (times_log(exponent, log), [exponent / y, log])
}

/// (β − 1) ln(1 − y)
#[inline(always)]
pub(super) fn upper([y, beta]: [f64; 2]) -> Partials<2> {
    let (log, exponent) = (log1p(-y), beta - 1.0);
    (times_log(exponent, log), [-exponent / (1.0 - y), log])
}

/// −ln B(α, β)
#[inline(always)]
pub(super) fn shapes([alpha, beta]: [f64; 2]) -> Partials<2> {
    let total = digamma(alpha + beta);
    (
        reject_unless(alpha > 0.0 && beta > 0.0, -lbeta(alpha, beta)),
        [total - digamma(alpha), total - digamma(beta)],
    )
}
