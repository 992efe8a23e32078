//! The skew normal distribution: location ξ, scale ω, shape α.
//!
//! With z = (y − ξ)/ω: ln p(y) = −½ z² − ln ω − ½ ln 2π + ln 2Φ(αz)

use super::{Partials, inverse_mills_ratio};
use kullback_math::special::normal_log_cdf;
use std::f64::consts::LN_2;

pub(super) use super::normal::{scale, square};

/// ln 2Φ(αz)
#[inline(always)]
pub(super) fn skew([y, xi, omega, alpha]: [f64; 4]) -> Partials<4> {
    let inverse = 1.0 / omega;
    let z = (y - xi) * inverse;
    let ratio = inverse_mills_ratio(alpha * z);
    let slope = alpha * ratio * inverse;
    (
        LN_2 + normal_log_cdf(alpha * z),
        [slope, -slope, -z * slope, z * ratio],
    )
}
