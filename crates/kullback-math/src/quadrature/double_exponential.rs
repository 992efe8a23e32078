//! Double-exponential quadrature: the trapezoidal rule after a change of variable under which the
//! integrand falls as e^(−e^|t|).
//!
//! H. Takahasi and M. Mori, Publ. RIMS 9 (1974). The integrand is handed the distance from the end
//! that a singularity sits at, which the point itself cannot resolve.

use std::f64::consts::FRAC_PI_2;

use super::{Integral, Tolerance};

/// The step is halved at most this often.
const LEVELS: usize = 10;
/// Beyond this |t| every weight has underflown or every point overflown.
const REACH: f64 = 6.9;

/// The trapezoidal rule for g over the line, halving the step until two levels agree.
fn trapezoidal(mut g: impl FnMut(f64) -> f64, tolerance: Tolerance) -> Integral {
    let mut step = 0.5;
    let mut sum = 0.0;
    let mut absolute = 0.0;
    let mut evaluations = 0;
    let mut previous = f64::NAN;
    let mut result = Integral::default();
    // Where values are negligible on both sides; found at the first level, widened by one step.
    let (mut low, mut high) = (-REACH, REACH);
    for level in 0..LEVELS {
        let (first, stride) = if level == 0 {
            (0.0, step)
        } else {
            (0.5 * step, step)
        };
        if level > 0 {
            step *= 0.5;
        }
        let from = ((low - first) / stride).ceil() as i64;
        let to = ((high - first) / stride).floor() as i64;
        let mut values = Vec::with_capacity((to - from + 1).max(0) as usize);
        for i in from..=to {
            let t = first + i as f64 * stride;
            let value = g(t);
            values.push((t, value));
            sum += value;
            absolute += value.abs();
        }
        evaluations += values.len();
        if level == 2 {
            let largest = values.iter().fold(0.0_f64, |m, v| m.max(v.1.abs()));
            let seen = |v: &&(f64, f64)| v.1.abs() > 1e-30 * largest || v.1.is_nan();
            if let (Some(left), Some(right)) =
                (values.iter().find(seen), values.iter().rev().find(seen))
            {
                low = (left.0 - 2.0 * stride).max(-REACH);
                high = (right.0 + 2.0 * stride).min(REACH);
            }
        }
        let value = sum * step;
        let magnitude = absolute * step;
        let difference = (value - previous).abs();
        // Each halving squares the relative error, until rounding.
        let scaled = if magnitude > 0.0 {
            difference / magnitude
        } else {
            0.0
        };
        let error = if scaled < 1e-3 {
            magnitude * (scaled * scaled.sqrt()).max(1e-16)
        } else {
            difference
        };
        result = Integral {
            value,
            error: if error.is_nan() { f64::INFINITY } else { error },
            magnitude,
            evaluations,
        };
        let goal = tolerance.absolute.max(tolerance.relative * magnitude);
        // Three levels at least: two may agree by symmetry.
        let enough = level >= 3 && (result.error <= goal || scaled < 1e-14)
            || level == 2 && 10.0 * magnitude <= tolerance.absolute;
        if enough || 2 * evaluations > tolerance.evaluations || value.is_nan() {
            break;
        }
        previous = value;
    }
    result
}

/// The product, 0 where the weight is: the limit at an integrable singularity.
fn finite_or_zero(value: f64, weight: f64) -> f64 {
    if weight == 0.0 { 0.0 } else { value * weight }
}

/// ∫ f from `low` to `high`, both finite. `f` takes x, x − low and high − x, the two distances without
/// cancellation.
pub fn tanh_sinh(
    mut f: impl FnMut(f64, f64, f64) -> f64,
    low: f64,
    high: f64,
    tolerance: Tolerance,
) -> Integral {
    let width = high - low;
    let g = |t: f64| {
        let u = FRAC_PI_2 * t.sinh();
        // 1 / (1 + e^(2|u|)): the share of the width to the nearer end.
        let small = (-2.0 * u.abs()).exp();
        let share = small / (1.0 + small);
        let near = width * share;
        let far = width - near;
        let weight = width * 2.0 * share / (1.0 + small) * FRAC_PI_2 * t.cosh();
        if near == 0.0 {
            return 0.0;
        }
        let value = if u < 0.0 {
            f(low + near, near, far)
        } else {
            f(high - near, far, near)
        };
        finite_or_zero(value, weight)
    };
    trapezoidal(g, tolerance)
}

/// ∫ f over the half line from `end` in the direction of `scale`'s sign; |scale| is the distance at
/// which the interesting part is. `f` takes x and |x − end|.
pub fn exp_sinh(
    mut f: impl FnMut(f64, f64) -> f64,
    end: f64,
    scale: f64,
    tolerance: Tolerance,
) -> Integral {
    let g = |t: f64| {
        let distance = scale.abs() * (FRAC_PI_2 * t.sinh()).exp();
        let weight = distance * FRAC_PI_2 * t.cosh();
        let x = end + distance.copysign(scale);
        if distance == 0.0 || !weight.is_finite() || !x.is_finite() {
            return 0.0;
        }
        finite_or_zero(f(x, distance), weight)
    };
    trapezoidal(g, tolerance)
}

/// ∫ f over the line, the interesting part being within some `scale`s of `centre`.
pub fn sinh_sinh(
    mut f: impl FnMut(f64) -> f64,
    centre: f64,
    scale: f64,
    tolerance: Tolerance,
) -> Integral {
    let g = |t: f64| {
        let u = FRAC_PI_2 * t.sinh();
        let x = centre + scale * u.sinh();
        let weight = scale * u.cosh() * FRAC_PI_2 * t.cosh();
        if !weight.is_finite() || !x.is_finite() {
            return 0.0;
        }
        finite_or_zero(f(x), weight)
    };
    trapezoidal(g, tolerance)
}
