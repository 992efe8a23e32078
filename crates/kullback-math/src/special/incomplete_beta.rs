//! The regularised incomplete beta function I_x(a, b).

use super::beta_quadrature;
use super::digamma::digamma;
use super::dual::{Dual, Real};
use super::gamma::{lgamma1p, log_gamma_ratio};
use super::logarithm::{ln, log1p};
use super::saddle_point::{Fraction, Scaled, beta_kernel, beta_kernel_log_slopes};

/// I_x(a, b) = ∫₀ˣ t^(a−1) (1 − t)^(b−1) dt / B(a, b) for a, b > 0 and 0 ≤ x ≤ 1, NaN elsewhere.
///
/// A far tail has relative error near 2e-16·|ln I|, from the exponent.
pub fn beta_inc(a: f64, b: f64, x: f64) -> f64 {
    beta_inc_at(a, b, Fraction { x, y: 1.0 - x })
}

/// I_x(a, b) at a point given by its distances x and y = 1 − x from both ends, of which the smaller is
/// the exact one.
pub fn beta_inc_split(a: f64, b: f64, x: f64, y: f64) -> f64 {
    beta_inc_at(a, b, Fraction { x, y })
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

/// A series or fraction that has not settled by then is as good as it gets.
const LIMIT: f64 = 20_000.0;

/// [∂I/∂a, ∂I/∂b, ∂I/∂x], for shapes between 1e-150 and 1e150.
pub fn beta_inc_partials(a: f64, b: f64, x: f64) -> [f64; 3] {
    let point = Fraction { x, y: 1.0 - x };
    let Some(side) = side(a, b, point) else {
        return [f64::NAN; 3];
    };
    if x == 0.0 || point.y == 0.0 {
        // The density at an end belongs to the caller; the shapes move nothing there.
        return [0.0, 0.0, beta_density_at_end(a, b, x)];
    }
    let Side {
        lower,
        a: c,
        b: d,
        point: near,
    } = side;
    let [by_c, by_d] = slopes(c, d, near);
    let density = beta_kernel(a, b, point).over(x * point.y);
    if lower {
        [by_c, by_d, density]
    } else {
        [-by_d, -by_c, density]
    }
}

fn beta_density_at_end(a: f64, b: f64, x: f64) -> f64 {
    let (at, other) = if x == 0.0 { (a, b) } else { (b, a) };
    if at > 1.0 {
        0.0
    } else if at < 1.0 {
        f64::INFINITY
    } else {
        other
    }
}

/// The side to compute: I itself, or 1 − I as I of the exchanged arguments.
struct Side {
    lower: bool,
    a: f64,
    b: f64,
    point: Fraction,
}

impl Side {
    fn series_converges(&self) -> bool {
        series_converges(self.b, self.point)
    }
}

fn side(a: f64, b: f64, point: Fraction) -> Option<Side> {
    let inside = point.x >= 0.0 && point.y >= 0.0;
    if !(a > 0.0 && b > 0.0 && inside) || a.is_infinite() || b.is_infinite() {
        return None;
    }
    let here = Side {
        lower: true,
        a,
        b,
        point,
    };
    let there = Side {
        lower: false,
        a: b,
        b: a,
        point: point.flipped(),
    };
    // The fraction converges on this side of the mean; the series of either side is preferred.
    let (near, far) = if point.excess(a, b) >= 0.0 {
        (here, there)
    } else {
        (there, here)
    };
    let (first, second) = if near.series_converges() || !far.series_converges() {
        (near, far)
    } else {
        (far, near)
    };
    // A small shape may crowd nearly all the mass below x: then the other side keeps more digits,
    // if its own series or fraction converges in reasonable time.
    let crowded = first.a < 1.0 && first.point.x > 0.0 && {
        let value = value(first.a, first.b, first.point);
        value.exponent > -1.0 && value.value() > 0.97
    };
    let feasible = second.series_converges() || first.point.x * first.b.max(1.0) > 0.01;
    Some(if crowded && feasible { second } else { first })
}

pub(super) fn ratio(a: f64, b: f64, point: Fraction) -> Option<Ratio> {
    let Side { lower, a, b, point } = side(a, b, point)?;
    let value = if point.x == 0.0 {
        EMPTY
    } else {
        value(a, b, point)
    };
    Some(if lower {
        Ratio::Lower(value)
    } else {
        Ratio::Upper(value)
    })
}

fn series_converges(b: f64, point: Fraction) -> bool {
    b * point.x <= 1.0 && point.x <= 0.7
}

/// I, well conditioned for x up to about a / (a + b).
fn value(a: f64, b: f64, point: Fraction) -> Scaled {
    if beta_quadrature::applies(a, b, point) {
        let [factor, _, _] = beta_quadrature::tail(a, b, point);
        return Scaled {
            factor,
            exponent: 0.0,
        };
    }
    if !series_converges(b, point) {
        return beta_kernel(a, b, point).times(1.0 / fraction(a, b, point, point.excess(a, b)));
    }
    series_front(a, b, point).times(series(a, b, point.x))
}

/// x^a / (a B(a, b)).
fn series_front(a: f64, b: f64, point: Fraction) -> Scaled {
    if a < 1.0 {
        let exponent = log_gamma_ratio(b, a) - lgamma1p(a);
        return Scaled {
            factor: libm::pow(point.x, a),
            exponent,
        };
    }
    // The kernel carries y^b besides.
    let kernel = beta_kernel(a, b, point);
    Scaled {
        factor: kernel.factor / a,
        exponent: kernel.exponent - b * log1p(-point.x),
    }
}

/// [∂I/∂a, ∂I/∂b] by the same series or fraction.
fn slopes(a: f64, b: f64, point: Fraction) -> [f64; 2] {
    if beta_quadrature::applies(a, b, point) {
        let [_, by_a, by_b] = beta_quadrature::tail(a, b, point);
        return [by_a, by_b];
    }
    let (dual_a, dual_b) = (Dual::variable(a, 0), Dual::variable(b, 1));
    let [by_a, by_b] = beta_kernel_log_slopes(a, b, point);
    if series_converges(b, point) {
        let front = series_front(a, b, point);
        let sum = series(dual_a, dual_b, point.x);
        // Without y^b, and with 1/a, which would cancel ψ(a) of a small shape.
        let by_b = by_b - log1p(-point.x);
        let by_a = if a < 1.0 {
            ln(point.x) - digamma(1.0 + a) + digamma(a + b)
        } else {
            by_a - 1.0 / a
        };
        return [
            front.signed_value(sum.value * by_a + sum.slope[0]),
            front.signed_value(sum.value * by_b + sum.slope[1]),
        ];
    }
    let excess = Dual {
        value: point.excess(a, b),
        slope: [point.y, -point.x],
    };
    let fraction = fraction(dual_a, dual_b, point, excess);
    let kernel = beta_kernel(a, b, point).times(1.0 / fraction.value);
    [
        kernel.signed_value(by_a - fraction.slope[0] / fraction.value),
        kernel.signed_value(by_b - fraction.slope[1] / fraction.value),
    ]
}

/// Σ (1 − b)ₙ/n! · a xⁿ/(a + n), DLMF 8.17.7.
fn series<T: Real>(a: T, b: T, x: f64) -> T {
    let mut coefficient = T::constant(1.0);
    let mut sum = coefficient;
    let mut n = 0.0;
    loop {
        n += 1.0;
        coefficient = coefficient * (T::constant(n) - b) * (x / n);
        let term = coefficient * a / (a + n);
        sum = sum + term;
        if (term * 16.0).negligible_beside(sum) || n > LIMIT {
            return sum;
        }
    }
}

/// x^a y^b / B(a, b) over I: the continued fraction of Didonato and Morris (ACM TOMS 18, 1992,
/// function `bfrac`), in Lentz's modified form. `excess` is a·y − b·x.
fn fraction<T: Real>(a: T, b: T, point: Fraction, excess: T) -> T {
    let Fraction { x, y } = point;
    let one = T::constant(1.0);
    let mut value = a / (a + 1.0) * (excess + 1.0);
    let mut inverse_c = one / value;
    let mut d = T::constant(0.0);
    let mut m = 0.0;
    loop {
        m += 1.0;
        let odd = a + (2.0 * m - 1.0);
        let weight = (b + -m) * (-m * x) / odd;
        let numerator = (a + (m - 1.0)) / odd * weight * (a + b + (m - 1.0)) * -x;
        let denominator = (a + m) / (odd + 2.0) * (excess + (1.0 + m * (1.0 + y))) - weight + m;
        d = one / (denominator + numerator * d);
        let c = denominator + numerator * inverse_c;
        inverse_c = one / c;
        let next = value * (c * d);
        let change = next - value;
        value = next;
        if change.negligible_beside(value) || m > LIMIT {
            return value;
        }
    }
}
