//! The Bernoulli distribution: probability θ of a one.
//!
//! ln p(y) = ln θ for y = 1, ln(1 − θ) for y = 0

use super::{Partials, reject_unless};
use kullback_math::special::{ln, log1p};

/// The whole log density.
#[inline(always)]
pub(super) fn mass([y, theta]: [f64; 2]) -> Partials<2> {
    let one = y == 1.0;
    let value = if one { ln(theta) } else { log1p(-theta) };
    let slope = if one {
        1.0 / theta
    } else {
        -1.0 / (1.0 - theta)
    };
    let valid = (one || y == 0.0) && (0.0..=1.0).contains(&theta);
    (reject_unless(valid, value), [0.0, slope])
}
