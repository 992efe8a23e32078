//! The distribution function of Student's t and its logarithm.

use super::incomplete_beta::beta_inc_at;
use super::incomplete_beta::{Ratio, ratio};
use super::logarithm::log1p;
use super::normal::{normal_cdf, normal_log_cdf};
use super::saddle_point::Fraction;

/// ν / (ν + t²) and t² / (ν + t²), both with relative accuracy.
fn fraction(t: f64, nu: f64) -> Fraction {
    let scaled = t.abs() / nu.sqrt();
    if scaled < 1.0 {
        let square = scaled * scaled;
        Fraction {
            x: 1.0 / (1.0 + square),
            y: square / (1.0 + square),
        }
    } else {
        let square = 1.0 / scaled / scaled;
        Fraction {
            x: square / (1.0 + square),
            y: 1.0 / (1.0 + square),
        }
    }
}

/// P(T ≤ t) for Student's t with ν > 0 degrees of freedom; ν = ∞ is the normal.
pub fn student_t_cdf(t: f64, nu: f64) -> f64 {
    if nu == f64::INFINITY {
        return normal_cdf(t);
    }
    if t == 0.0 && nu > 0.0 {
        return 0.5;
    }
    let tail = 0.5 * beta_inc_at(0.5 * nu, 0.5, fraction(t, nu));
    if t > 0.0 { 1.0 - tail } else { tail }
}

/// ln P(T ≤ t), accurate in both tails.
pub fn student_t_log_cdf(t: f64, nu: f64) -> f64 {
    if nu == f64::INFINITY {
        return normal_log_cdf(t);
    }
    if t >= 0.0 {
        return log1p(-student_t_cdf(-t, nu));
    }
    match ratio(0.5 * nu, 0.5, fraction(t, nu)) {
        Some(Ratio::Lower(p)) => p.times(0.5).ln(),
        Some(Ratio::Upper(q)) => log1p(-q.value()) - std::f64::consts::LN_2,
        None => f64::NAN,
    }
}
