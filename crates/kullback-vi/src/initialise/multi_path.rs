//! Draws of all paths together, weighted under the mixture of their approximations.
//!
//! Weighting a draw by the density of its own path alone is unbiased too, but a path that ended in a poor
//! place then hands its large weights on. Under the mixture (the balance heuristic of Veach & Guibas
//! 1995) every draw's weight is bounded by what the *best* path gives there, at the cost of evaluating
//! the other paths' densities and not the target again.

use kullback_math::linalg::Matrix;
use kullback_math::random::Stream;
use kullback_math::{LogDensity, Order};

use super::PathApproximation;
use crate::evaluator::Evaluator;
use crate::evidence::{SmoothedWeights, smooth};
use crate::families::log_total;
use crate::resample::resample;
use crate::streams;

/// Draws of several paths with everything known about them.
#[derive(Clone, Debug)]
pub struct MultiPath {
    /// S × D, the draws of one path after those of another.
    pub points: Matrix,
    /// The path of every draw: an index into the approximations it was made from.
    pub path: Vec<usize>,
    /// Log density of the target at every draw, in nats.
    pub log_density: Vec<f64>,
    /// Log density of the approximation of the draw's own path, in nats.
    pub log_own: Vec<f64>,
    /// Log density of the mixture of all approximations, in nats.
    pub log_mixture: Vec<f64>,
    /// The smoothed weights under the mixture.
    pub weights: SmoothedWeights,
    /// As many indices as there are draws, resampled by these weights.
    pub resampled: Vec<usize>,
}

impl MultiPath {
    /// `draws` draws of every approximation there is; none where there is no approximation, or no draw
    /// at which the target is finite.
    pub fn new<T: LogDensity>(
        approximations: &[Option<PathApproximation>],
        draws: usize,
        seed: u64,
        evaluator: &mut Evaluator<'_, T>,
    ) -> Option<Self> {
        let present: Vec<(usize, &PathApproximation)> = approximations
            .iter()
            .enumerate()
            .filter_map(|(path, a)| a.as_ref().map(|a| (path, a)))
            .collect();
        let mut points = Matrix::zeros(present.len() * draws, evaluator.dimension());
        let mut path = Vec::with_capacity(points.rows());
        let mut log_own = Vec::with_capacity(points.rows());
        for (k, (index, approximation)) in present.iter().enumerate() {
            let mut rng = Stream::new(seed, streams::MULTI_PATH, *index as u64);
            for i in 0..draws {
                let (point, log_q) = approximation.draw(&mut rng);
                for (d, x) in point.into_iter().enumerate() {
                    points[(k * draws + i, d)] = x;
                }
                log_own.push(log_q);
                path.push(*index);
            }
        }
        let shift = (present.len() as f64).ln();
        let parts: Vec<Vec<f64>> = present
            .iter()
            .map(|(_, approximation)| approximation.log_density(&points))
            .collect();
        let log_mixture: Vec<f64> = log_total(&parts).iter().map(|q| q - shift).collect();
        let log_density = evaluator.evaluate(&points, Order::Value).log_density;
        let ratios: Vec<f64> = log_density
            .iter()
            .zip(&log_mixture)
            .map(|(p, q)| p - q)
            .collect();
        let weights = smooth(&ratios);
        let usable = weights.diagnostics.effective_sample_size > 0.0;
        if !usable {
            return None;
        }
        let mut rng = Stream::new(seed, streams::MULTI_PATH, approximations.len() as u64);
        Some(Self {
            resampled: resample(&weights.log_weights, points.rows(), &mut rng),
            points,
            path,
            log_density,
            log_own,
            log_mixture,
            weights,
        })
    }
}
