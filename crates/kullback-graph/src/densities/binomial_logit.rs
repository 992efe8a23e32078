//! The binomial distribution by the log odds α of a success in n trials.
//!
//! ln p(y) = ln C(n, y) − y ln(1 + e^(−α)) − (n − y) ln(1 + e^α)

use super::{Partials, reject_unless};
use kullback_math::special::{exp, log1p};

pub(super) use super::binomial::choose;

/// −y ln(1 + e^(−α)) − (n − y) ln(1 + e^α)
#[inline(always)]
pub(super) fn power([y, n, alpha]: [f64; 3]) -> Partials<3> {
    let failures = n - y;
    let t = exp(-alpha.abs());
    let (larger, smaller) = (1.0 / (1.0 + t), t / (1.0 + t));
    let positive = alpha > 0.0;
    // Whichever outcome the sign of α makes unlikely pays |α|.
    let unlikely = if positive { failures } else { y };
    let (success, failure) = if positive {
        (larger, smaller)
    } else {
        (smaller, larger)
    };
    let value = -n * log1p(t) - unlikely * alpha.abs();
    (
        reject_unless(alpha.abs() < f64::INFINITY, value),
        [0.0, 0.0, y * failure - failures * success],
    )
}
