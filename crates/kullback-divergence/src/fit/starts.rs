//! Where a search begins: at each mode of the target, between them, and at the whole.

use crate::distributions::{Distribution, Univariate};
use crate::ladder::log_ratio::Place;
use crate::ladder::quadrature::Pieces;
use crate::ladder::sum::Atoms;

/// A place and a width.
pub(super) type Window = (f64, f64);

/// Local maxima of the target's density, increasing, each with the distance over which it changes.
pub(super) fn modes(target: &dyn Univariate) -> Vec<Window> {
    let mut points = target.breakpoints();
    if !target.support().is_discrete() {
        let cells: Vec<f64> = points
            .windows(2)
            .flat_map(|pair| {
                (1..16).map(move |k| pair[0] + (pair[1] - pair[0]) * f64::from(k) / 16.0)
            })
            .collect();
        points.extend(cells);
        points.sort_by(f64::total_cmp);
    }
    let values: Vec<f64> = points.iter().map(|x| target.log_density(*x)).collect();
    let top = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let at = |k: Option<usize>| {
        k.and_then(|k| values.get(k))
            .copied()
            .unwrap_or(f64::NEG_INFINITY)
    };
    let mut found = Vec::new();
    for k in 0..points.len() {
        // A plateau counts once; an infinite end of a density does not count.
        let peak = values[k] > at(k.checked_sub(1)) && values[k] >= at(Some(k + 1));
        if !peak || values[k] < top - 20.0 || !values[k].is_finite() {
            continue;
        }
        let from = k.checked_sub(1).map_or(points[k], |k| points[k]);
        let to = points.get(k + 1).copied().unwrap_or(points[k]);
        let mode = if target.support().is_discrete() {
            points[k]
        } else {
            refine(target, from, to)
        };
        let height = target.log_density(mode);
        let mut width = (to - from).abs().max(1e-12) * 1e-3;
        while width < 1e12
            && target.log_density(mode + width) > height - 0.5
            && target.log_density(mode - width) > height - 0.5
        {
            width *= 1.3;
        }
        found.push((mode, width));
    }
    found
}

/// The mode between two points by golden section.
fn refine(target: &dyn Univariate, mut a: f64, mut b: f64) -> f64 {
    const GOLDEN: f64 = 0.381_966_011_250_105_1;
    for _ in 0..60 {
        let (x, y) = (a + GOLDEN * (b - a), b - GOLDEN * (b - a));
        if target.log_density(x) > target.log_density(y) {
            b = y;
        } else {
            a = x;
        }
    }
    0.5 * (a + b)
}

/// Mean and standard deviation where they are finite.
fn moments(target: &dyn Univariate) -> Option<Window> {
    let mean_of = |f: &dyn Fn(f64) -> f64| {
        let term = |x: f64| {
            let mass = target.log_density(x).exp();
            if mass == 0.0 { 0.0 } else { mass * f(x) }
        };
        if target.support().is_discrete() {
            Atoms::of(target).sum(term).value
        } else {
            Pieces::of(target, target)
                .integrate(|place| match place {
                    Place::At(x) | Place::Beside(x, ..) => term(x),
                })
                .value
        }
    };
    let mean = mean_of(&|x| x);
    let variance = mean_of(&|x| (x - mean) * (x - mean));
    (mean.is_finite() && variance > 0.0 && variance.is_finite()).then(|| (mean, variance.sqrt()))
}

/// Windows to begin in.
pub(super) fn windows(target: &Distribution) -> Vec<Window> {
    let Some(law) = target.as_univariate() else {
        return Vec::new();
    };
    let modes = modes(law);
    let mut windows = Vec::new();
    if let Some((mean, sd)) = moments(law) {
        windows.extend([1.0, 0.5, 2.0].map(|factor| (mean, factor * sd)));
    }
    for (mode, width) in &modes {
        windows.extend([1.0, 0.4, 2.0].map(|factor| (*mode, factor * width)));
    }
    for pair in modes.windows(2) {
        let (middle, half) = (0.5 * (pair[0].0 + pair[1].0), 0.5 * (pair[1].0 - pair[0].0));
        windows.extend([(middle, half), (middle, 2.0 * half)]);
    }
    windows
}
