//! The regularised incomplete gamma functions P(a, x) and Q(a, x) = 1 − P(a, x).

use std::f64::consts::PI;

use super::digamma::digamma;
use super::dual::{Dual, Real};
use super::error_function::erfcx;
use super::exponential::{exp, expm1};
use super::gamma::lgamma1p;
use super::logarithm::{ln, log1p};
use super::saddle_point::{Scaled, gamma_kernel, gamma_kernel_log_slope, log1p_minus};
use super::temme::{TemmeSlopes, temme_slopes, temme_sum};

/// Whichever of P and Q was computed; the other is its complement.
enum Ratio {
    Lower(Scaled),
    Upper(Scaled),
}

/// Where (a, x) lies, hence what converges there.
enum Region {
    /// P = 0.
    LowerEnd,
    /// Q = 0.
    UpperEnd,
    LowerSeries,
    UpperFraction,
    UpperSmallShape,
    Uniform,
}

const EMPTY: Scaled = Scaled {
    factor: 0.0,
    exponent: 0.0,
};
/// A series or fraction that has not settled by then is as good as it gets.
const LIMIT: f64 = 10_000.0;

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

/// [∂P/∂a, ∂P/∂x]; those of Q are their negatives.
pub fn gamma_p_partials(a: f64, x: f64) -> [f64; 2] {
    let Some(region) = region(a, x) else {
        return [f64::NAN; 2];
    };
    let shape = match region {
        Region::LowerEnd | Region::UpperEnd => return [0.0; 2],
        Region::LowerSeries => {
            let sum = lower_series(Dual::variable(a, 0), x);
            let log_slope = gamma_kernel_log_slope(a, x);
            gamma_kernel(a, x).signed_value(sum.value * log_slope + sum.slope[0])
        }
        Region::UpperFraction => {
            let fraction = upper_fraction(Dual::variable(a, 0), x);
            let log_slope = gamma_kernel_log_slope(a, x) + 1.0 / a;
            gamma_kernel(a, x).signed_value(-a * (fraction.value * log_slope + fraction.slope[0]))
        }
        Region::UpperSmallShape => {
            let log_slope = ln(x) - digamma(1.0 + a);
            let (sum, slope) = small_shape_sums(a, x);
            exp(a * ln(x) - lgamma1p(a)) * (log_slope * (1.0 + a * sum) + slope)
        }
        Region::Uniform => uniform_slope(a, x),
    };
    [shape, gamma_kernel(a, x).times(a).over(x)]
}

fn region(a: f64, x: f64) -> Option<Region> {
    if !(a >= 0.0 && x >= 0.0) || (a == 0.0 && x == 0.0) || (a.is_infinite() && x.is_infinite()) {
        return None;
    }
    Some(if x == 0.0 || a.is_infinite() {
        Region::LowerEnd
    } else if a == 0.0 || x.is_infinite() {
        Region::UpperEnd
    } else if a >= 20.0 && (x - a).abs() < 0.3 * a {
        Region::Uniform
    } else if a < 1.0 && x < 1.1 {
        // P where it is the smaller, by the rough size of its median.
        let lower = if x < 0.5 {
            -0.4 / ln(x) < a
        } else {
            0.75 * x < a
        };
        if lower {
            Region::LowerSeries
        } else {
            Region::UpperSmallShape
        }
    } else if x < a + 1.0 {
        Region::LowerSeries
    } else {
        Region::UpperFraction
    })
}

fn ratio(a: f64, x: f64) -> Option<Ratio> {
    Some(match region(a, x)? {
        Region::LowerEnd => Ratio::Lower(EMPTY),
        Region::UpperEnd => Ratio::Upper(EMPTY),
        Region::LowerSeries => Ratio::Lower(gamma_kernel(a, x).times(lower_series(a, x))),
        Region::UpperFraction => Ratio::Upper(gamma_kernel(a, x).times(a * upper_fraction(a, x))),
        Region::UpperSmallShape => Ratio::Upper(upper_small_shape(a, x)),
        Region::Uniform => uniform(a, x),
    })
}

/// Σ xⁿ / ((a + 1)…(a + n)): P over the kernel, DLMF 8.11.4.
fn lower_series<T: Real>(a: T, x: f64) -> T {
    let mut term = T::constant(1.0);
    let mut sum = term;
    let mut n = 0.0;
    loop {
        n += 1.0;
        term = term * x / (a + n);
        sum = sum + term;
        if (term * 16.0).negligible_beside(sum) || n > LIMIT {
            return sum;
        }
    }
}

/// Legendre's continued fraction for Q over a times the kernel, DLMF 8.9.2, in Lentz's modified form.
fn upper_fraction<T: Real>(a: T, x: f64) -> T {
    let one = T::constant(1.0);
    let mut b = T::constant(x + 1.0) - a;
    let mut d = one / b;
    let mut value = d;
    let mut inverse_c = T::constant(0.0);
    let mut n = 0.0;
    loop {
        n += 1.0;
        let numerator = (a + -n) * n;
        b = b + 2.0;
        d = one / (b + numerator * d);
        let c = b + numerator * inverse_c;
        inverse_c = one / c;
        let next = value * (c * d);
        let change = next - value;
        value = next;
        if change.negligible_beside(value) || n > LIMIT {
            return value;
        }
    }
}

/// Q for a < 1 and small x, from 1 − P without forming P: DLMF 8.7.3 with x^a/Γ(1 + a) − 1 by expm1.
fn upper_small_shape(a: f64, x: f64) -> Scaled {
    let power_minus_1 = expm1(a * ln(x) - lgamma1p(a));
    let (sum, _) = small_shape_sums(a, x);
    Scaled {
        factor: -power_minus_1 - (1.0 + power_minus_1) * a * sum,
        exponent: 0.0,
    }
}

/// Σ (−x)ⁿ / (n! (a + n)), n ≥ 1, and the derivative of a times it.
fn small_shape_sums(a: f64, x: f64) -> (f64, f64) {
    let (mut sum, mut slope) = (0.0, 0.0);
    let mut power = 1.0;
    let mut n = 0.0;
    loop {
        n += 1.0;
        power *= -x / n;
        let term = power / (a + n);
        sum += term;
        slope += term * n / (a + n);
        if power.abs() <= 1e-17 * sum.abs() || n > LIMIT {
            return (sum, slope);
        }
    }
}

/// The variables of Temme's expansion: P and Q are ½ erfc(∓η √(a/2)) ∓ e^−aη²/2 S(a, η) / √(2πa).
struct Uniform {
    /// x/a − 1.
    m: f64,
    eta: f64,
    exponent: f64,
}

impl Uniform {
    fn new(a: f64, x: f64) -> Uniform {
        let m = (x - a) / a;
        let half_square = -log1p_minus(m, x / a);
        Uniform {
            m,
            eta: (2.0 * half_square).sqrt().copysign(m),
            exponent: -a * half_square,
        }
    }
}

/// The smaller of P and Q by Temme's uniform expansion.
fn uniform(a: f64, x: f64) -> Ratio {
    let Uniform { m, eta, exponent } = Uniform::new(a, x);
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

/// ∂P/∂a of the same expansion, with ∂η/∂a = −m/(aη) at fixed x.
fn uniform_slope(a: f64, x: f64) -> f64 {
    let Uniform { m, eta, exponent } = Uniform::new(a, x);
    let TemmeSlopes {
        sum,
        by_shape,
        by_eta,
        first,
    } = temme_slopes(a, eta);
    // m/η, by c₀(η) = 1/m − 1/η.
    let m_over_eta = 1.0 / (1.0 + eta * first);
    let slope = by_shape - by_eta * m_over_eta / a;
    let bracket = m_over_eta - 0.5 * eta + sum * (log1p(m) - 0.5 / a) + slope;
    -exp(exponent) / (2.0 * PI * a).sqrt() * bracket
}
