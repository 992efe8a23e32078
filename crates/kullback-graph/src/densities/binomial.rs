//! The binomial distribution: number of trials n, probability of success θ.
//!
//! ln p(y) = ln C(n, y) + y ln θ + (n − y) ln(1 − θ)

use super::{Partials, reject_unless, times_log};
use kullback_math::special::{lchoose, ln, log1p};

/// ln C(n, y)
#[inline(always)]
pub(super) fn choose([y, n]: [f64; 2]) -> Partials<2> {
    (reject_unless(0.0 <= y && y <= n, lchoose(n, y)), [0.0; 2])
}

/// y ln θ + (n − y) ln(1 − θ)
#[inline(always)]
pub(super) fn power([y, n, theta]: [f64; 3]) -> Partials<3> {
    let failures = n - y;
    let value = times_log(y, ln(theta)) + times_log(failures, log1p(-theta));
    let gain = if y == 0.0 { 0.0 } else { y / theta };
    let loss = if failures == 0.0 {
        0.0
    } else {
        failures / (1.0 - theta)
    };
    (
        reject_unless((0.0..=1.0).contains(&theta), value),
        [0.0, 0.0, gain - loss],
    )
}
