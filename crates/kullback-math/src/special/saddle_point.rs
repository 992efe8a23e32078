//! Gamma and beta densities in saddle-point form, accurate for shapes of any size.
//!
//! C. Loader, "Fast and accurate computation of binomial probabilities" (2000), extended to real
//! shapes: Stirling's formula is subtracted analytically, so nothing large cancels.

use std::f64::consts::PI;

use super::digamma::{digamma, digamma_remainder};
use super::exponential::exp;
use super::gamma::{lbeta, lgamma1p, stirling_remainder};
use super::logarithm::{ln, log1p};

/// A positive number factor·e^exponent, kept apart so that neither part overflows.
#[derive(Clone, Copy, Debug)]
pub(super) struct Scaled {
    pub(super) factor: f64,
    pub(super) exponent: f64,
}

impl Scaled {
    pub(super) fn value(self) -> f64 {
        // Far out the factor and the power may leave the range singly where the product does not.
        if self.exponent < -600.0 {
            exp(self.ln())
        } else {
            self.factor * exp(self.exponent)
        }
    }

    /// The number times a factor of any sign.
    pub(super) fn signed_value(self, factor: f64) -> f64 {
        // Below any factor's reach; the factor itself may have overflowed there.
        if self.exponent < -1500.0 {
            return 0.0;
        }
        self.times(factor.abs()).value().copysign(factor)
    }

    /// The number over a positive divisor, which may be what brings it into range.
    pub(super) fn over(self, divisor: f64) -> f64 {
        let value = self.value();
        if value > 1e-290 {
            value / divisor
        } else {
            exp(self.ln() - ln(divisor))
        }
    }

    pub(super) fn ln(self) -> f64 {
        self.exponent + ln(self.factor)
    }

    pub(super) fn times(self, factor: f64) -> Scaled {
        Scaled {
            factor: self.factor * factor,
            ..self
        }
    }
}

/// ln(1 + m) − m without cancellation; `one_plus_m` may carry digits that m has lost.
pub fn log1p_minus(m: f64, one_plus_m: f64) -> f64 {
    if m < -0.6 {
        return ln(one_plus_m) - m;
    }
    if m > 1.5 {
        return log1p(m) - m;
    }
    // 2 artanh r − m with r = m / (2 + m), the first term of artanh combined with m.
    let r = m / (2.0 + m);
    let w = r * r;
    let mut series = 0.0;
    for k in (1..=22).rev() {
        series = w * (1.0 / (2 * k + 1) as f64 + series);
    }
    r * (2.0 * series - m)
}

/// x^a e^−x / Γ(a + 1) for a > 0 and finite x > 0.
pub(super) fn gamma_kernel(a: f64, x: f64) -> Scaled {
    if a < 1.0 {
        return Scaled {
            factor: libm::pow(x, a),
            exponent: -x - lgamma1p(a),
        };
    }
    let m = (x - a) / a;
    Scaled {
        factor: exp(-stirling_remainder(a)) / (2.0 * PI * a).sqrt(),
        exponent: a * log1p_minus(m, x / a),
    }
}

/// ln of x^a e^−x / Γ(a + 1) for a > 0 and x ≥ 0, without cancellation when a is large.
pub fn log_gamma_kernel(a: f64, x: f64) -> f64 {
    if x == f64::INFINITY {
        f64::NEG_INFINITY
    } else if a < 1.0 {
        a * ln(x) - x - lgamma1p(a)
    } else {
        a * log1p_minus((x - a) / a, x / a) - stirling_remainder(a) - 0.5 * ln(2.0 * PI * a)
    }
}

/// The derivative of ln gamma_kernel in a, ln x − ψ(a + 1).
pub fn gamma_kernel_log_slope(a: f64, x: f64) -> f64 {
    if a < 1.0 {
        return ln(x) - digamma(a + 1.0);
    }
    ln_ratio((x - a) / a, x / a) - digamma_remainder(a) - 1.0 / a
}

/// ln(1 + m), where `one_plus_m` may carry digits that m has lost.
fn ln_ratio(m: f64, one_plus_m: f64) -> f64 {
    if m.abs() < 0.5 {
        log1p(m)
    } else {
        ln(one_plus_m)
    }
}

/// A point of the unit interval by its distances from both ends; the smaller is the exact one.
#[derive(Clone, Copy, Debug)]
pub(super) struct Fraction {
    pub(super) x: f64,
    pub(super) y: f64,
}

impl Fraction {
    pub(super) fn flipped(self) -> Fraction {
        Fraction {
            x: self.y,
            y: self.x,
        }
    }

    /// a·y − b·x = a − (a + b) x, by exact products: its digits decide the density's exponent.
    pub(super) fn excess(self, a: f64, b: f64) -> f64 {
        let n = a + b;
        let t = n - a;
        let n_error = (a - (n - t)) + (b - t);
        let (start, end, sign) = if self.x <= self.y {
            (self.x, a, 1.0)
        } else {
            (self.y, b, -1.0)
        };
        let (product, product_error) = two_product(n, start);
        sign * ((end - product) - product_error - n_error * start)
    }
}

/// a·b as a rounded product and its error (Veltkamp and Dekker).
fn two_product(a: f64, b: f64) -> (f64, f64) {
    fn split(a: f64) -> (f64, f64) {
        let c = 134_217_729.0 * a;
        let high = c - (c - a);
        (high, a - high)
    }
    let product = a * b;
    let ((a_high, a_low), (b_high, b_low)) = (split(a), split(b));
    let error = ((a_high * b_high - product) + a_high * b_low + a_low * b_high) + a_low * b_low;
    (product, if error.is_finite() { error } else { 0.0 })
}

/// x^a y^b / B(a, b) for a, b > 0 and a point strictly inside the interval.
pub(super) fn beta_kernel(a: f64, b: f64, point: Fraction) -> Scaled {
    // A shape below 1 is raised by one: B(a + 1, b) = B(a, b) · a / (a + b).
    if a < 1.0 {
        return beta_kernel(a + 1.0, b, point).times(a / (a + b) / point.x);
    }
    if b < 1.0 {
        return beta_kernel(a, b + 1.0, point).times(b / (a + b) / point.y);
    }
    let n = a + b;
    let excess = point.excess(a, b);
    let remainder = stirling_remainder(a) + stirling_remainder(b) - stirling_remainder(n);
    Scaled {
        factor: exp(-remainder) * (a / n * b / (2.0 * PI)).sqrt(),
        exponent: a * log1p_minus(-excess / a, point.x * (n / a))
            + b * log1p_minus(excess / b, point.y * (n / b)),
    }
}

/// ln of x^a y^b / B(a, b) for a, b > 0, without cancellation when they are large. The point is given
/// by its distances x and y = 1 − x from both ends, of which the smaller is the exact one.
pub fn log_beta_kernel(a: f64, b: f64, x: f64, y: f64) -> f64 {
    let (log_x, log_y) = if x < y {
        (ln(x), log1p(-x))
    } else {
        (log1p(-y), ln(y))
    };
    if a < 1.0 || b < 1.0 {
        return a * log_x + b * log_y - lbeta(a, b);
    }
    let n = a + b;
    let excess = Fraction { x, y }.excess(a, b);
    let remainder = stirling_remainder(a) + stirling_remainder(b) - stirling_remainder(n);
    a * log1p_minus(-excess / a, x * (n / a)) + b * log1p_minus(excess / b, y * (n / b)) - remainder
        + 0.5 * ln(a / n * b / (2.0 * PI))
}

/// The derivatives of [`log_beta_kernel`] in a and b.
pub fn log_beta_kernel_slopes(a: f64, b: f64, x: f64, y: f64) -> [f64; 2] {
    beta_kernel_log_slopes(a, b, Fraction { x, y })
}

/// The derivatives of ln beta_kernel in a and b, ln x − ψ(a) + ψ(a + b) and its mirror image.
pub(super) fn beta_kernel_log_slopes(a: f64, b: f64, point: Fraction) -> [f64; 2] {
    let n = a + b;
    let excess = point.excess(a, b);
    let whole = digamma_remainder(n);
    [
        ln_ratio(-excess / a, point.x * (n / a)) + whole - digamma_remainder(a),
        ln_ratio(excess / b, point.y * (n / b)) + whole - digamma_remainder(b),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Against ln(1 + m) − m at 40 digits (mpmath 1.4.1).
    #[test]
    fn log1p_minus_keeps_relative_accuracy() {
        for (m, expected) in [
            (1e-10, -4.999999999666667e-21),
            (0.01, -4.966914683191715e-05),
            (-0.2, -0.023143551314209757),
            (-0.39, -0.10429632181478013),
            (0.69, -0.16527147106501788),
        ] {
            let got: f64 = log1p_minus(m, 1.0 + m);
            assert!((got / expected - 1.0).abs() < 1e-15, "{m}: {got}");
        }
    }
}
