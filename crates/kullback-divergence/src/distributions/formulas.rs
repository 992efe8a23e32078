//! Pieces that the formulas of several laws share.

use kullback_math::random::{Stream, uniform};
use kullback_math::special::{digamma, digamma_remainder, lgamma, ln, log1p, stirling_remainder};

/// ½ ln 2π.
pub(crate) const HALF_LN_2_PI: f64 = 0.918_938_533_204_672_8;
/// Euler's constant γ.
pub(crate) const EULER: f64 = 0.577_215_664_901_532_9;

/// ln(1 + u²), also where the square overflows.
pub(crate) fn log1p_square(u: f64) -> f64 {
    if u.abs() > 1e8 {
        2.0 * ln(u.abs())
    } else {
        log1p(u * u)
    }
}

/// ψ(x + d) − ψ(x) for positive arguments, without cancellation when x is large.
pub(crate) fn digamma_difference(x: f64, d: f64) -> f64 {
    log1p(d / x) + digamma_remainder(x + d) - digamma_remainder(x)
}

/// The entropy of Gamma(α, 1), α + ln Γ(α) + (1 − α) ψ(α), without cancellation when α is large.
pub(crate) fn gamma_entropy(alpha: f64) -> f64 {
    if alpha < 1.0 {
        return alpha + lgamma(alpha) + (1.0 - alpha) * digamma(alpha);
    }
    HALF_LN_2_PI
        + 0.5 * ln(alpha)
        + stirling_remainder(alpha)
        + (1.0 - alpha) * digamma_remainder(alpha)
}

/// −p ln p, 0 at 0.
pub(crate) fn surprise(p: f64) -> f64 {
    if p > 0.0 { -p * ln(p) } else { 0.0 }
}

/// Uniform on (0, 1].
pub(crate) fn uniform_above_zero(rng: &mut Stream) -> f64 {
    1.0 - uniform(rng)
}

/// `centre` and 1, 3, 8 and 30 scales to both sides of it, kept inside (low, high).
pub(crate) fn around(centre: f64, scale: f64, low: f64, high: f64) -> Vec<f64> {
    let steps = [-30.0, -8.0, -3.0, -1.0, 0.0, 1.0, 3.0, 8.0, 30.0];
    inside(steps.iter().map(|step| centre + step * scale), low, high)
}

/// e^centre and factors e^±(1, 3, 8, 30)·scale of it.
pub(crate) fn around_log(centre: f64, scale: f64, high: f64) -> Vec<f64> {
    let logs = around(centre, scale, -745.0, 709.0);
    inside(logs.iter().map(|log| log.exp()), 0.0, high)
}

/// The whole numbers at and around a place, kept between `low` and `high`.
pub(crate) fn whole_around(centre: f64, scale: f64, low: f64, high: f64) -> Vec<f64> {
    let steps = [-30.0, -8.0, -3.0, -1.0, 0.0, 1.0, 3.0, 8.0, 30.0];
    let mut points: Vec<f64> = steps
        .iter()
        .map(|step| (centre + step * scale).round())
        .filter(|x| x.is_finite() && (low..=high).contains(x))
        .collect();
    points.dedup();
    points
}

/// The points strictly inside (low, high), in increasing order and each once.
pub(crate) fn inside(points: impl Iterator<Item = f64>, low: f64, high: f64) -> Vec<f64> {
    let mut points: Vec<f64> = points
        .filter(|x| x.is_finite() && low < *x && *x < high)
        .collect();
    points.sort_by(f64::total_cmp);
    points.dedup();
    points
}

/// Whether x is a whole number between `low` and `high`.
pub(crate) fn is_whole_between(x: f64, low: f64, high: f64) -> bool {
    x.is_finite() && x.trunc() == x && low <= x && x <= high
}
