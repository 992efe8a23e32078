//! ln Z of an unnormalised density on the line.

use super::quantity::{Quantity, Unit};
use crate::ladder::log_ratio::Place;
use crate::ladder::quadrature::Pieces;
use crate::question::QuestionError;
use crate::result::Method;

/// An unnormalised density on an interval by its logarithm.
#[derive(Clone, Debug)]
pub struct Unnormalised<F> {
    /// ln f in nats; −∞ where f vanishes.
    pub log_density: F,
    /// Lower end of the support; may be −∞.
    pub low: f64,
    /// Upper end; may be ∞.
    pub high: f64,
    /// Points the integral breaks at: kinks, and modes where they are known.
    pub breakpoints: Vec<f64>,
}

/// ln Z = ln ∫ f dx in nats. Peaks are looked for on a grid in sinh t around the breakpoints, from 1e-6
/// to 1e6; a narrower or farther one has to be among the breakpoints.
///
/// # Errors
/// Where an end is NaN or the ends are not in order, and where the integral is zero or infinite.
pub fn log_partition(
    density: &Unnormalised<impl Fn(f64) -> f64>,
) -> Result<Quantity, QuestionError> {
    let (low, high) = (density.low, density.high);
    if low.is_nan() || high.is_nan() || low >= high {
        return Err(QuestionError::Argument {
            argument: "high",
            value: high,
            expected: "above low",
        });
    }
    let f = |x: f64| {
        let value = (density.log_density)(x);
        if value.is_nan() {
            f64::NEG_INFINITY
        } else {
            value
        }
    };
    let mut points = grid(low, high, &density.breakpoints);
    points.sort_by(f64::total_cmp);
    points.dedup();
    let values: Vec<f64> = points.iter().map(|x| f(*x)).collect();
    let mut cuts = density.breakpoints.clone();
    let mut top = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    for k in 0..points.len() {
        let at = |k: Option<usize>| {
            k.and_then(|k| values.get(k))
                .copied()
                .unwrap_or(f64::NEG_INFINITY)
        };
        let (left, right) = (at(k.checked_sub(1)), at(Some(k + 1)));
        if values[k] < left || values[k] < right || values[k] < top - 60.0 {
            continue;
        }
        let from = k.checked_sub(1).map_or(points[k], |k| points[k]);
        let to = points.get(k + 1).copied().unwrap_or(points[k]);
        let (mode, width) = peak(&f, from, to);
        top = top.max(f(mode));
        cuts.extend([-30.0, -8.0, -3.0, -1.0, 0.0, 1.0, 3.0, 8.0, 30.0].map(|s| mode + s * width));
    }
    if !top.is_finite() {
        return Err(QuestionError::Argument {
            argument: "log density",
            value: top,
            expected: "finite at its largest",
        });
    }
    let pieces = Pieces::new(low, high, cuts.into_iter());
    let integral = pieces.integrate(|place| match place {
        Place::At(x) | Place::Beside(x, ..) => (f(x) - top).exp(),
    });
    if !(integral.value > 0.0 && integral.value.is_finite()) {
        return Err(QuestionError::Argument {
            argument: "integral of the density",
            value: integral.value,
            expected: "positive and finite",
        });
    }
    Ok(Quantity {
        definition: "ln Z = ln ∫ f dx".to_string(),
        value: top + integral.value.ln(),
        error: integral.error / integral.value,
        unit: Unit::Nats,
        method: Method::Quadrature,
    })
}

/// Places to look at: sinh-spaced around every anchor, or log-spaced from a finite end.
fn grid(low: f64, high: f64, breakpoints: &[f64]) -> Vec<f64> {
    let mut anchors: Vec<f64> = breakpoints.to_vec();
    anchors.extend([low, high].into_iter().filter(|x| x.is_finite()));
    if low < 0.0 && high > 0.0 {
        anchors.push(0.0);
    }
    let reach = if low.is_finite() && high.is_finite() {
        high - low
    } else {
        1e6
    };
    let mut points = Vec::new();
    for anchor in anchors {
        points.push(anchor);
        for k in 0..=600 {
            let distance = reach * 10.0_f64.powf(-0.02 * f64::from(k));
            points.extend([anchor - distance, anchor + distance]);
        }
    }
    if low.is_finite() && high.is_finite() {
        points.extend((1..400).map(|k| low + (high - low) * f64::from(k) / 400.0));
    }
    points.retain(|x| low < *x && *x < high);
    points
}

/// The mode between two points by golden section, and the distance at which f has fallen by √e.
fn peak(f: &impl Fn(f64) -> f64, mut a: f64, mut b: f64) -> (f64, f64) {
    const GOLDEN: f64 = 0.381_966_011_250_105_1;
    let width = (b - a).max(1e-300);
    let (mut x, mut y) = (a + GOLDEN * (b - a), b - GOLDEN * (b - a));
    let (mut at_x, mut at_y) = (f(x), f(y));
    for _ in 0..60 {
        if at_x > at_y {
            b = y;
            (y, at_y) = (x, at_x);
            x = a + GOLDEN * (b - a);
            at_x = f(x);
        } else {
            a = x;
            (x, at_x) = (y, at_y);
            y = b - GOLDEN * (b - a);
            at_y = f(y);
        }
    }
    let mode = 0.5 * (a + b);
    let top = f(mode);
    let mut scale = width * 1e-6;
    while scale < 1e12 * width && f(mode + scale) > top - 0.5 && f(mode - scale) > top - 0.5 {
        scale *= 1.5;
    }
    (mode, scale)
}
