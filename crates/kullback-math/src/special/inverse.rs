//! Inverses of the incomplete gamma and beta functions in the point.
//!
//! Newton's method on ln P against the logarithm (or logit) of the point, where both are nearly
//! straight, inside a bracket that only shrinks.

use super::{
    beta_inc, beta_inc_partials, exp, gamma_p, gamma_p_partials, gamma_q, inv_logit, ln,
    log_beta_inc, log_gamma_p, log_gamma_q, logit, normal_quantile,
};

/// The root of an increasing f of x = point(t) that returns its value and its slope in t, from `start`,
/// inside low < t < high. The last correction is made to x itself, which t may resolve less finely;
/// `spread` is dx/dt.
fn newton(
    f: impl Fn(f64) -> (f64, f64),
    point: impl Fn(f64) -> f64,
    spread: impl Fn(f64) -> f64,
    start: f64,
    (mut low, mut high): (f64, f64),
) -> f64 {
    let mut t = start.clamp(low, high);
    for _ in 0..200 {
        let (value, slope) = f(point(t));
        let step = -value / slope;
        if value == 0.0 || value.is_nan() || step.abs() <= 1e-14 * t.abs() {
            break;
        }
        if value < 0.0 {
            low = t;
        } else {
            high = t;
        }
        let next = t + step;
        t = if next > low && next < high {
            next
        } else {
            0.5 * (low + high)
        };
    }
    let x = point(t);
    let (value, slope) = f(x);
    let correction = value / slope * spread(x);
    if correction.is_finite() && correction.abs() < 1e-6 * x {
        x - correction
    } else {
        x
    }
}

/// x with P(a, x) = p, for a > 0 and 0 ≤ p ≤ 1; NaN elsewhere.
pub fn gamma_p_inverse(a: f64, p: f64) -> f64 {
    if !(a > 0.0 && a < f64::INFINITY && (0.0..=1.0).contains(&p)) {
        f64::NAN
    } else if p == 0.0 {
        0.0
    } else if p == 1.0 {
        f64::INFINITY
    } else {
        gamma_quantile(a, p, 1.0 - p, p <= 0.5)
    }
}

/// x with Q(a, x) = q, for a > 0 and 0 ≤ q ≤ 1; NaN elsewhere. Resolves upper tails that
/// [`gamma_p_inverse`] cannot.
pub fn gamma_q_inverse(a: f64, q: f64) -> f64 {
    if !(a > 0.0 && a < f64::INFINITY && (0.0..=1.0).contains(&q)) {
        f64::NAN
    } else if q == 0.0 {
        f64::INFINITY
    } else if q == 1.0 {
        0.0
    } else {
        gamma_quantile(a, 1.0 - q, q, q > 0.5)
    }
}

fn gamma_quantile(a: f64, p: f64, q: f64, lower: bool) -> f64 {
    // Wilson and Hilferty, or the leading term at 0.
    let z = if lower {
        normal_quantile(p)
    } else {
        -normal_quantile(q)
    };
    let cube = 1.0 - 1.0 / (9.0 * a) + z / (3.0 * a.sqrt());
    let leading = (ln(p.max(f64::MIN_POSITIVE)) + super::lgamma1p(a)) / a;
    let guess = if cube > 0.1 && a > 0.3 {
        ln(a) + 3.0 * ln(cube)
    } else {
        leading
    };
    let target = if lower { ln(p) } else { ln(q) };
    let f = |x: f64| {
        let density = gamma_p_partials(a, x)[1];
        if lower {
            let (log, value) = (log_gamma_p(a, x), gamma_p(a, x));
            let slope = if value > 0.0 && density > 0.0 {
                x * density / value
            } else {
                a
            };
            (residual(value, p, log, target), slope)
        } else {
            let (log, value) = (log_gamma_q(a, x), gamma_q(a, x));
            let slope = if value > 0.0 && density > 0.0 {
                x * density / value
            } else {
                x
            };
            (-residual(value, q, log, target), slope)
        }
    };
    newton(f, exp, |x| x, guess, (-1e5, 709.7))
}

/// ln(value / wanted), without cancellation when they are close.
fn residual(value: f64, wanted: f64, log: f64, target: f64) -> f64 {
    let relative = (value - wanted) / wanted;
    if relative.abs() < 0.1 && wanted > f64::MIN_POSITIVE {
        super::log1p(relative)
    } else {
        log - target
    }
}

/// x with I_x(a, b) = p, for a, b > 0 and 0 ≤ p ≤ 1; NaN elsewhere. For a point near 1 ask for
/// 1 − x = beta_inc_inverse(b, a, 1 − p), which a double resolves.
pub fn beta_inc_inverse(a: f64, b: f64, p: f64) -> f64 {
    let shapes = a > 0.0 && b > 0.0 && a < f64::INFINITY && b < f64::INFINITY;
    if !shapes || !(0.0..=1.0).contains(&p) {
        return f64::NAN;
    }
    if p == 0.0 || p == 1.0 {
        return p;
    }
    let target = ln(p);
    let mean = a / (a + b);
    let leading = (ln(p) + ln(a) + super::lbeta(a, b)) / a;
    let guess = if leading < ln(0.5 * mean) {
        leading
    } else {
        logit(mean)
    };
    let f = |x: f64| {
        let complement = 1.0 - x;
        let value = beta_inc(a, b, x);
        let density = beta_inc_partials(a, b, x)[2];
        let slope = if value > 0.0 && density > 0.0 {
            x * complement * density / value
        } else {
            a
        };
        (residual(value, p, log_beta_inc(a, b, x), target), slope)
    };
    newton(f, inv_logit, |x| x * (1.0 - x), guess, (-1e5, 37.0))
}
