//! Whether a target's gradient is that of its log density: central differences along random directions at
//! the starts.

use kullback_math::linalg::{Matrix, dot, norm};
use kullback_math::random::{Stream, standard_normal};
use kullback_math::{LogDensity, Order};

use super::starts::Start;
use crate::evaluator::Evaluator;
use crate::{FitError, streams};

/// Starts that are looked at. The origin, the first start, is not: kinks are at zero.
const LOOKED_AT: usize = 3;
/// Half the distance of the points of a difference; the second one is twice as long.
const STEP: f64 = 1e-4;
/// Relative difference that passes.
const TOLERANCE: f64 = 1e-3;

/// A derivative along one direction by two central differences and by the gradient.
struct Compared {
    difference: f64,
    gradient: f64,
    /// What the difference may be off by: its change with the step, and rounding.
    error: f64,
}

impl Compared {
    /// Whether the two are too far apart for both to be right. A difference that is not finite, or
    /// that changes with the step as over a jump, says nothing.
    fn disagree(&self) -> bool {
        let allowed = self.error + TOLERANCE * (self.difference.abs() + self.gradient.abs());
        allowed.is_finite() && (self.difference - self.gradient).abs() > allowed
    }
}

/// Fails when the gradient disagrees with differences at every start looked at, and names the coordinate
/// where it is furthest off.
///
/// One random direction a start is compared; only when all disagree, every coordinate is.
pub(crate) fn check_gradient<T: LogDensity>(
    starts: &[Start],
    evaluator: &mut Evaluator<'_, T>,
    seed: u64,
) -> Result<(), FitError> {
    let looked_at = starts.get(1..).unwrap_or_default();
    let looked_at = &looked_at[..looked_at.len().min(LOOKED_AT)];
    let dimension = evaluator.dimension();
    let mut rng = Stream::new(seed, streams::GRADIENT_CHECK, 0);
    let directions: Vec<Vec<f64>> = looked_at
        .iter()
        .map(|_| {
            let z: Vec<f64> = (0..dimension).map(|_| standard_normal(&mut rng)).collect();
            let length = norm(&z);
            z.into_iter().map(|z| z / length).collect()
        })
        .collect();
    let pairs: Vec<(&Start, &[f64])> = looked_at
        .iter()
        .zip(directions.iter().map(Vec::as_slice))
        .collect();
    let compared = compare(&pairs, evaluator);
    if compared.is_empty() || !compared.iter().all(Compared::disagree) {
        return Ok(());
    }
    let start = &looked_at[0];
    let axes: Vec<Vec<f64>> = (0..dimension)
        .map(|d| {
            let mut axis = vec![0.0; dimension];
            axis[d] = 1.0;
            axis
        })
        .collect();
    let pairs: Vec<(&Start, &[f64])> = axes.iter().map(|axis| (start, axis.as_slice())).collect();
    let worst = compare(&pairs, evaluator)
        .into_iter()
        .enumerate()
        .filter(|(_, c)| c.disagree())
        .max_by(|(_, a), (_, b)| {
            let off = |c: &Compared| (c.difference - c.gradient).abs();
            off(a).total_cmp(&off(b))
        });
    match worst {
        Some((coordinate, compared)) => Err(FitError::GradientDisagrees {
            coordinate,
            gradient: compared.gradient,
            difference: compared.difference,
            point: start.point.clone(),
        }),
        None => Ok(()),
    }
}

/// Compares along each direction at its start, all points in one batch.
fn compare<T: LogDensity>(
    pairs: &[(&Start, &[f64])],
    evaluator: &mut Evaluator<'_, T>,
) -> Vec<Compared> {
    const OFFSETS: [f64; 4] = [-2.0 * STEP, -STEP, STEP, 2.0 * STEP];
    let points = Matrix::from_fn(4 * pairs.len(), evaluator.dimension(), |i, d| {
        let (start, direction) = pairs[i / 4];
        start.point[d] + OFFSETS[i % 4] * direction[d]
    });
    let values = evaluator.evaluate(&points, Order::Value).log_density;
    pairs
        .iter()
        .zip(values.chunks_exact(4))
        .map(|((start, direction), v)| {
            let near = (v[2] - v[1]) / (2.0 * STEP);
            let far = (v[3] - v[0]) / (4.0 * STEP);
            let size = v.iter().fold(0.0_f64, |m, v| m.max(v.abs()));
            Compared {
                difference: near,
                gradient: dot(&start.gradient, direction),
                error: 4.0 * (near - far).abs() + 100.0 * f64::EPSILON * size / STEP,
            }
        })
        .collect()
}
