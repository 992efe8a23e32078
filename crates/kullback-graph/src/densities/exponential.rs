//! The exponential distribution: rate β.
//!
//! ln p(y) = ln β − βy

use super::Partials;
use kullback_math::special::ln;

/// ln β
#[inline(always)]
pub(super) fn rate([beta]: [f64; 1]) -> Partials<1> {
    (ln(beta), [1.0 / beta])
}

/// −βy
#[inline(always)]
pub(super) fn product([y, beta]: [f64; 2]) -> Partials<2> {
    let value = if y < 0.0 { f64::NAN } else { -beta * y };
    (value, [-beta, -y])
}
