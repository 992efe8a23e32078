//! The Bernoulli distribution by the log odds α of a one.
//!
//! ln p(y) = −ln(1 + e^((1 − 2y)α))

use super::{Partials, reject_unless, softplus};

/// The whole log density.
#[inline(always)]
pub(super) fn mass([y, alpha]: [f64; 2]) -> Partials<2> {
    let sign = 1.0 - 2.0 * y;
    let (value, slope) = softplus(sign * alpha);
    (
        reject_unless(sign.abs() == 1.0, -value),
        [0.0, -sign * slope],
    )
}
