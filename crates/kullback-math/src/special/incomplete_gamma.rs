//! The regularised incomplete gamma functions P(a, x) and Q(a, x) = 1 − P(a, x).

use std::f64::consts::PI;

use super::error_function::erfcx;
use super::exponential::expm1;
use super::gamma::lgamma1p;
use super::logarithm::{ln, log1p};
use super::saddle_point::{Scaled, gamma_kernel, log1p_minus};
use super::temme::temme_sum;

/// Whichever of P and Q was computed; the other is its complement.
enum Ratio {
    Lower(Scaled),
    Upper(Scaled),
}

const EMPTY: Scaled = Scaled {
    factor: 0.0,
    exponent: 0.0,
};

/// P(a, x) = ∫₀ˣ t^(a−1) e^−t dt / Γ(a) for a ≥ 0 and x ≥ 0, NaN elsewhere.
///
/// A far tail has relative error near 2e-16·|ln P|, from the exponent.
pub fn gamma_p(a: f64, x: f64) -> f64 {
    match ratio(a, x) {
        Some(Ratio::Lower(p)) => p.value(),
        Some(Ratio::Upper(q)) => 1.0 - q.value(),
        None => f64::NAN,
    }
}

/// Q(a, x) = 1 − P(a, x), accurate where P is near 1.
pub fn gamma_q(a: f64, x: f64) -> f64 {
    match ratio(a, x) {
        Some(Ratio::Lower(p)) => 1.0 - p.value(),
        Some(Ratio::Upper(q)) => q.value(),
        None => f64::NAN,
    }
}

/// ln P(a, x), also where P underflows.
pub fn log_gamma_p(a: f64, x: f64) -> f64 {
    match ratio(a, x) {
        Some(Ratio::Lower(p)) => p.ln(),
        Some(Ratio::Upper(q)) => log1p(-q.value()),
        None => f64::NAN,
    }
}

/// ln Q(a, x), also where Q underflows.
pub fn log_gamma_q(a: f64, x: f64) -> f64 {
    match ratio(a, x) {
        Some(Ratio::Lower(p)) => log1p(-p.value()),
        Some(Ratio::Upper(q)) => q.ln(),
        None => f64::NAN,
    }
}

fn ratio(a: f64, x: f64) -> Option<Ratio> {
    if !(a >= 0.0 && x >= 0.0) || (a == 0.0 && x == 0.0) || (a.is_infinite() && x.is_infinite()) {
        return None;
    }
    Some(if x == 0.0 || a.is_infinite() {
        Ratio::Lower(EMPTY)
    } else if a == 0.0 || x.is_infinite() {
        Ratio::Upper(EMPTY)
    } else if a >= 20.0 && (x - a).abs() < 0.3 * a {
        uniform(a, x)
    } else if a < 1.0 && x < 1.1 {
        // P where it is the smaller, by the rough size of its median.
        let lower = if x < 0.5 {
            -0.4 / ln(x) < a
        } else {
            0.75 * x < a
        };
        if lower {
            Ratio::Lower(lower_series(a, x))
        } else {
            Ratio::Upper(upper_small_shape(a, x))
        }
    } else if x < a + 1.0 {
        Ratio::Lower(lower_series(a, x))
    } else {
        Ratio::Upper(upper_fraction(a, x))
    })
}

/// P by its power series, DLMF 8.11.4.
fn lower_series(a: f64, x: f64) -> Scaled {
    let mut term = 1.0;
    let mut sum = 1.0;
    let mut n = a;
    while term > sum * 1e-17 {
        n += 1.0;
        term *= x / n;
        sum += term;
    }
    gamma_kernel(a, x).times(sum)
}

/// Q by Legendre's continued fraction, DLMF 8.9.2, in Lentz's modified form.
fn upper_fraction(a: f64, x: f64) -> Scaled {
    let mut b = x + 1.0 - a;
    let mut c = f64::INFINITY;
    let mut d = 1.0 / b;
    let mut value = d;
    let mut n = 0.0;
    loop {
        n += 1.0;
        let numerator = n * (a - n);
        b += 2.0;
        d = 1.0 / (b + numerator * d);
        c = b + numerator / c;
        let step = c * d;
        value *= step;
        if (step - 1.0).abs() < 1e-16 || n > 10_000.0 {
            break;
        }
    }
    gamma_kernel(a, x).times(a * value)
}

/// Q for a < 1 and small x, from 1 − P without forming P: DLMF 8.7.3 with x^a/Γ(1 + a) − 1 by expm1.
fn upper_small_shape(a: f64, x: f64) -> Scaled {
    let power_minus_1 = expm1(a * ln(x) - lgamma1p(a));
    let mut term = 1.0;
    let mut sum = 0.0;
    let mut n = 0.0;
    loop {
        n += 1.0;
        term *= -x / n;
        let addend = term / (a + n);
        sum += addend;
        if addend.abs() < 1e-17 * sum.abs() {
            break;
        }
    }
    Scaled {
        factor: -power_minus_1 - (1.0 + power_minus_1) * a * sum,
        exponent: 0.0,
    }
}

/// The smaller of P and Q by Temme's uniform expansion.
fn uniform(a: f64, x: f64) -> Ratio {
    let m = (x - a) / a;
    let half_square = -log1p_minus(m, x / a);
    let eta = (2.0 * half_square).sqrt().copysign(m);
    let exponent = -a * half_square;
    let tail = 0.5 * erfcx((-exponent).sqrt());
    let correction = temme_sum(a, eta) / (2.0 * PI * a).sqrt();
    if m < 0.0 {
        Ratio::Lower(Scaled {
            factor: tail - correction,
            exponent,
        })
    } else {
        Ratio::Upper(Scaled {
            factor: tail + correction,
            exponent,
        })
    }
}
