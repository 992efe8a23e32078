//! Pieces that the formulas of several laws share.

use kullback_math::random::{Stream, uniform};
use kullback_math::special::{
    digamma, digamma_remainder, erfcx, exp, lgamma, ln, log_diff_exp, log1p, normal_log_cdf,
    stirling_remainder,
};

use super::univariate::Univariate;

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

/// ln(x/y) for positive numbers, also where the quotient leaves the range of a double.
pub(crate) fn log_quotient(x: f64, y: f64) -> f64 {
    let quotient = x / y;
    if quotient.is_normal() {
        ln(quotient)
    } else {
        ln(x) - ln(y)
    }
}

/// ψ(x + d) − ψ(x) for positive arguments, without cancellation when x is large.
pub(crate) fn digamma_difference(x: f64, d: f64) -> f64 {
    log1p(d / x) + digamma_remainder(x + d) - digamma_remainder(x)
}

/// (ψ − ln)(x + d) − (ψ − ln)(x), to relative accuracy also where both are near 0.
pub(crate) fn digamma_remainder_difference(x: f64, d: f64) -> f64 {
    if x < 10.0 || x + d < 10.0 {
        return digamma_remainder(x + d) - digamma_remainder(x);
    }
    // ψ(x) − ln x + 1/(2x), DLMF 5.11.2.
    let rest = |x: f64| {
        let w = 1.0 / (x * x);
        let tail = 1.0 / 240.0 - w * (1.0 / 132.0 - w * (691.0 / 32_760.0));
        -w * (1.0 / 12.0 - w * (1.0 / 120.0 - w * (1.0 / 252.0 - w * tail)))
    };
    0.5 * d / x / (x + d) + rest(x + d) - rest(x)
}

/// φ(u)/(1 − Φ(u)), the hazard of the standard normal.
pub(crate) fn normal_hazard(u: f64) -> f64 {
    (2.0 / std::f64::consts::PI).sqrt() / erfcx(u * std::f64::consts::FRAC_1_SQRT_2)
}

/// The hazard less u: 1/(u + 2/(u + 3/(u + …))) for large u (DLMF 7.9.2).
pub(crate) fn normal_hazard_excess(u: f64) -> f64 {
    if u < 5.0 {
        return normal_hazard(u) - u;
    }
    let tail = (2..60).rev().fold(u, |below, k| u + f64::from(k) / below);
    1.0 / tail
}

/// ln(Φ(b) − Φ(a)) for a < b, in the tails and for a narrow interval too; `width` is b − a, which may
/// be known better than by the difference.
pub(crate) fn log_normal_mass(a: f64, b: f64, width: f64) -> f64 {
    let half = 0.5 * width;
    let middle = a + half;
    if half * middle.abs().max(1.0) < 0.5 {
        return log_narrow_mass(middle, half);
    }
    // In the lower tail, where Φ is small.
    let (a, b) = if middle > 0.0 { (-b, -a) } else { (a, b) };
    if a == f64::NEG_INFINITY {
        normal_log_cdf(b)
    } else {
        log_diff_exp(normal_log_cdf(b), normal_log_cdf(a))
    }
}

/// Taylor's series at the middle m: 2h φ(m) Σ He₂ⱼ(m) h²ʲ / (2j + 1)!.
fn log_narrow_mass(middle: f64, half: f64) -> f64 {
    let (mut hermite, mut next) = (1.0, middle);
    let mut factor = 1.0;
    let mut sum = 0.0;
    for j in 0..15 {
        let k = f64::from(2 * j);
        if j > 0 {
            factor *= half * half / (k * (k + 1.0));
            sum += factor * hermite;
        }
        let after = middle * next - (k + 1.0) * hermite;
        hermite = after;
        next = middle * after - (k + 2.0) * next;
    }
    ln(2.0 * half) - HALF_LN_2_PI - 0.5 * middle * middle + log1p(sum)
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

/// Terms that a distribution function may be summed from.
const MOST_TERMS: f64 = 100_000.0;

/// The probability of the whole numbers from `from` to `to`; None where there are too many.
pub(crate) fn sum_of_masses(law: &impl Univariate, from: f64, to: f64) -> Option<f64> {
    if to < from {
        return Some(0.0);
    }
    if to - from > MOST_TERMS {
        return None;
    }
    let terms = (0..=(to - from) as u32).map(|k| exp(law.log_density(from + f64::from(k))));
    Some(terms.sum::<f64>().min(1.0))
}
