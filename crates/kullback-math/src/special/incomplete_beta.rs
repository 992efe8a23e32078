//! The regularised incomplete beta function I_x(a, b).

use super::gamma::{lgamma1p, log_gamma_ratio};
use super::logarithm::{ln, log1p};
use super::saddle_point::{Fraction, Scaled, beta_kernel};

/// I_x(a, b) = ∫₀ˣ t^(a−1) (1 − t)^(b−1) dt / B(a, b) for a, b > 0 and 0 ≤ x ≤ 1, NaN elsewhere.
///
/// A far tail has relative error near 2e-16·|ln I|, from the exponent.
pub fn beta_inc(a: f64, b: f64, x: f64) -> f64 {
    beta_inc_at(a, b, Fraction { x, y: 1.0 - x })
}

/// ln I_x(a, b), also where I underflows.
pub fn log_beta_inc(a: f64, b: f64, x: f64) -> f64 {
    match ratio(a, b, Fraction { x, y: 1.0 - x }) {
        Some(Ratio::Lower(p)) => p.ln(),
        Some(Ratio::Upper(q)) => log1p(-q.value()),
        None => f64::NAN,
    }
}

/// I at a point given by both its distances, for callers that know the smaller exactly.
pub(super) fn beta_inc_at(a: f64, b: f64, point: Fraction) -> f64 {
    match ratio(a, b, point) {
        Some(Ratio::Lower(p)) => p.value(),
        Some(Ratio::Upper(q)) => 1.0 - q.value(),
        None => f64::NAN,
    }
}

/// Whichever of I_x(a, b) and 1 − I_x(a, b) was computed.
pub(super) enum Ratio {
    Lower(Scaled),
    Upper(Scaled),
}

const EMPTY: Scaled = Scaled {
    factor: 0.0,
    exponent: 0.0,
};

pub(super) fn ratio(a: f64, b: f64, point: Fraction) -> Option<Ratio> {
    let inside = point.x >= 0.0 && point.y >= 0.0;
    if !(a > 0.0 && b > 0.0 && inside) || a.is_infinite() || b.is_infinite() {
        return None;
    }
    if point.x == 0.0 {
        return Some(Ratio::Lower(EMPTY));
    }
    if point.y == 0.0 {
        return Some(Ratio::Upper(EMPTY));
    }
    // The side of the mean on which the series and the fraction converge.
    let lower = point.excess(a, b) >= 0.0;
    let (c, d, near) = if lower {
        (a, b, point)
    } else {
        (b, a, point.flipped())
    };
    let value = below_mean(c, d, near);
    // With a small shape most of the mass may lie below the mean: then take the other side, unless
    // its fraction would converge too slowly.
    let complement = c < 1.0 && near.x > 1e-4 && value.exponent > -1.0 && value.value() > 0.8;
    let (lower, value) = if complement {
        (!lower, fraction(d, c, near.flipped()))
    } else {
        (lower, value)
    };
    Some(if lower {
        Ratio::Lower(value)
    } else {
        Ratio::Upper(value)
    })
}

/// I for x ≤ a / (a + b).
fn below_mean(a: f64, b: f64, point: Fraction) -> Scaled {
    if b * point.x <= 1.0 && point.x <= 0.7 {
        series(a, b, point)
    } else {
        fraction(a, b, point)
    }
}

/// x^a / (a B(a, b)) · Σ (1 − b)ₙ/n! · a xⁿ/(a + n), DLMF 8.17.7.
fn series(a: f64, b: f64, point: Fraction) -> Scaled {
    let mut coefficient = 1.0;
    let mut sum = 1.0;
    let mut n = 0.0;
    loop {
        n += 1.0;
        coefficient *= (n - b) / n * point.x;
        let term = coefficient * a / (a + n);
        sum += term;
        if term.abs() < 1e-17 * sum || coefficient == 0.0 {
            break;
        }
    }
    if a < 1.0 {
        let exponent = log_gamma_ratio(b, a) - lgamma1p(a);
        return Scaled {
            factor: libm::pow(point.x, a) * sum,
            exponent,
        };
    }
    // The kernel carries y^b, which the series does not want.
    let kernel = beta_kernel(a, b, point);
    let log_y = if point.y < 0.5 {
        ln(point.y)
    } else {
        log1p(-point.x)
    };
    Scaled {
        factor: kernel.factor * sum / a,
        exponent: kernel.exponent - b * log_y,
    }
}

/// x^a y^b / B(a, b) over the continued fraction of Didonato and Morris (ACM TOMS 18, 1992,
/// function `bfrac`), in Lentz's modified form.
fn fraction(a: f64, b: f64, point: Fraction) -> Scaled {
    const LIMIT: f64 = 100_000.0;
    let Fraction { x, y } = point;
    let excess = point.excess(a, b);
    let one_plus_y = 1.0 + y;
    let mut value = a / (a + 1.0) * (excess + 1.0);
    let mut c = value;
    let mut d = 0.0;
    let mut m = 0.0;
    loop {
        m += 1.0;
        let odd = a + 2.0 * m - 1.0;
        let numerator = (a + m - 1.0) / odd * ((a + b + m - 1.0) / odd) * m * (b - m) * x * x;
        let denominator =
            m + m * (b - m) * x / odd + (a + m) / (odd + 2.0) * (excess + 1.0 + m * one_plus_y);
        d = 1.0 / (denominator + numerator * d);
        c = denominator + numerator / c;
        let step = c * d;
        value *= step;
        if (step - 1.0).abs() < 1e-16 || m > LIMIT {
            break;
        }
    }
    beta_kernel(a, b, point).times(1.0 / value)
}
