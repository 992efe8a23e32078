//! The Poisson distribution by the logarithm α of its rate.
//!
//! ln p(y) = yα − e^α − ln y!

use super::Partials;
use kullback_math::special::exp;

pub(super) use super::poisson::factorial;

/// yα − e^α
#[inline(always)]
pub(super) fn power([y, alpha]: [f64; 2]) -> Partials<2> {
    let rate = exp(alpha);
    let value = y * alpha - rate;
    let value = if alpha == f64::INFINITY {
        f64::NEG_INFINITY
    } else {
        value
    };
    (value, [0.0, y - rate])
}
