//! Draws of the posterior beside Q, and the mass of the posterior that lies where Q is thin.

use kullback_math::linalg::Matrix;
use kullback_math::random::Stream;
use kullback_vi::diagnostics::weighted_moments;
use kullback_vi::families::{Approximation, Gaussian};
use kullback_vi::{FitResult, resample};

use super::build::{rounded, rows};
use super::{Component, Coordinate, Pair, Place, Sample, ThinPoint};

/// Coordinates shown at most.
const COORDINATES: usize = 5;
/// Draws shown.
const POINTS: usize = 600;
/// Points listed where Q is thinnest.
const WORST: usize = 20;
/// Coordinates named for each of these.
const NAMED: usize = 3;
/// The stream of the resampling.
const STREAM: u64 = 0x7468_696e;

/// Of the certifier's draws; none where they have no weights.
pub(super) fn sample(names: &[String], result: &FitResult) -> Option<Sample> {
    let draws = &result.certifier_draws;
    let log_weights = draws.weights.log_weights.as_slice();
    if !log_weights.iter().any(|w| w.is_finite()) {
        return None;
    }
    let weights: Vec<f64> = log_weights.iter().map(|w| w.exp()).collect();
    let q = &result.approximation;
    let all = coordinates(names, q, &draws.points, log_weights);
    let shown = furthest_off(&all);
    let mut rng = Stream::new(result.options.seed, STREAM, 0);
    let chosen = resample(log_weights, POINTS, &mut rng);
    let mut sample = Sample {
        source: "draws of the certifier, by their importance weights".to_owned(),
        certified: result.evidence.log_evidence.estimate().is_some(),
        effective_sample_size: draws.weights.diagnostics.effective_sample_size,
        dimension: all.len(),
        coordinates: shown.iter().map(|&d| all[d].clone()).collect(),
        q: components(q, &shown),
        points: rows(&draws.points, &chosen, &shown),
        pairs: Vec::new(),
        worst: worst(names, result, &chosen),
    };
    let mass = |inside: &dyn Fn(usize) -> bool| -> f64 {
        let draws = weights.iter().enumerate();
        draws.filter(|(i, _)| inside(*i)).map(|(_, w)| w).sum()
    };
    for (k, &d) in shown.iter().enumerate() {
        let column = draws.points.column(d);
        let means = sample.q.iter().filter_map(|c| c.mean.get(k));
        let peak = means
            .map(|&mean| sample.density(k, mean))
            .fold(0.0, f64::max);
        let thin = mass(&|i| sample.density(k, column[i]) < 0.01 * peak);
        sample.coordinates[k].thin = thin;
    }
    for second in 0..shown.len() {
        for first in 0..second {
            let (x, y) = (
                draws.points.column(shown[first]),
                draws.points.column(shown[second]),
            );
            let pair = [first, second];
            let peak = sample.peak(pair);
            let thin = mass(&|i| sample.is_thin(pair, [x[i], y[i]], peak));
            sample.pairs.push(Pair {
                first,
                second,
                thin,
            });
        }
    }
    Some(sample)
}

fn coordinates(
    names: &[String],
    q: &Approximation,
    points: &Matrix,
    log_weights: &[f64],
) -> Vec<Coordinate> {
    let moments = weighted_moments(points, log_weights);
    let (mean, sd) = q.moments();
    (0..mean.len())
        .map(|d| Coordinate {
            name: names.get(d).cloned().unwrap_or_default(),
            q_mean: mean[d],
            q_sd: sd[d],
            mean: moments.mean[d],
            sd: moments.sd[d],
            thin: 0.0,
        })
        .collect()
}

/// The coordinates where Q is furthest off, in their own order.
fn furthest_off(all: &[Coordinate]) -> Vec<usize> {
    let off = |c: &Coordinate| {
        let shift = (c.q_mean - c.mean).abs() / c.sd;
        let ratio = (c.q_sd / c.sd).ln().abs();
        let score = shift.max(ratio);
        if score.is_nan() { f64::INFINITY } else { score }
    };
    let mut order: Vec<usize> = (0..all.len()).collect();
    order.sort_by(|&a, &b| off(&all[b]).total_cmp(&off(&all[a])));
    order.truncate(COORDINATES);
    order.sort_unstable();
    order
}

/// The Gaussians of Q in the coordinates shown.
fn components(q: &Approximation, shown: &[usize]) -> Vec<Component> {
    let in_shown = |weight: f64, gaussian: &Gaussian| {
        // Row d of a root T of the covariance T Tᵀ is Tᵀ applied to the unit vector.
        let row = |d: usize| {
            let mut unit = vec![0.0; gaussian.dimension()];
            unit[d] = 1.0;
            gaussian.multiply_root_transposed(&mut unit);
            unit
        };
        let rows: Vec<Vec<f64>> = shown.iter().map(|&d| row(d)).collect();
        let product = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(a, b)| a * b).sum();
        Component {
            weight,
            mean: shown.iter().map(|&d| gaussian.mean()[d]).collect(),
            covariance: rows
                .iter()
                .map(|a| rows.iter().map(|b| product(a, b)).collect())
                .collect(),
        }
    };
    match q {
        Approximation::Gaussian(gaussian) => vec![in_shown(1.0, gaussian)],
        Approximation::Mixture(mixture) => {
            let components = mixture.components().iter();
            components.map(|c| in_shown(c.weight, &c.shape)).collect()
        }
    }
}

/// The resampled draws with the largest p/q, each once.
fn worst(names: &[String], result: &FitResult, chosen: &[usize]) -> Vec<ThinPoint> {
    let (draws, q) = (&result.certifier_draws, &result.approximation);
    let (mean, sd) = q.moments();
    let dimension = mean.len();
    let mut distinct = chosen.to_vec();
    distinct.dedup();
    let points = Matrix::from_fn(distinct.len(), dimension, |i, d| {
        draws.points[(distinct[i], d)]
    });
    let log_z = draws.weights.log_total - (draws.log_density.len() as f64).ln();
    let centres = q.gaussians();
    let centres = Matrix::from_fn(centres.len(), dimension, |i, d| centres[i].mean()[d]);
    let peak = q.log_density(&centres).into_iter().fold(f64::NAN, f64::max);
    let mut found: Vec<(f64, f64, usize)> = q
        .log_density(&points)
        .into_iter()
        .enumerate()
        .map(|(i, log_q)| {
            let ratio = draws.log_density[distinct[i]] - log_z - log_q;
            (ratio, log_q - peak, i)
        })
        .filter(|(ratio, log_q, _)| ratio.is_finite() && log_q.is_finite())
        .collect();
    found.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.2.cmp(&b.2)));
    found.truncate(WORST);
    found
        .into_iter()
        .map(|(log_ratio, log_q, i)| {
            let mut places: Vec<Place> = (0..dimension)
                .map(|d| Place {
                    name: names.get(d).cloned().unwrap_or_default(),
                    value: rounded(points[(i, d)]),
                    sds: rounded((points[(i, d)] - mean[d]) / sd[d]),
                })
                .collect();
            places.sort_by(|a, b| b.sds.abs().total_cmp(&a.sds.abs()));
            places.truncate(NAMED);
            ThinPoint {
                log_ratio: rounded(log_ratio),
                log_q: rounded(log_q),
                furthest: places,
            }
        })
        .collect()
}
