//! What a fit ends in: one Gaussian, or a mixture of them.

use kullback_math::linalg::Matrix;
use kullback_math::random::Stream;
use kullback_math::sobol::normal_points;

use super::{Gaussian, Mixture};
use crate::resample::resample;

/// An approximation that can be drawn from and evaluated.
#[derive(Clone, Debug)]
pub enum Approximation {
    /// One Gaussian.
    Gaussian(Gaussian),
    /// A mixture of Gaussians: every component has normal tails.
    Mixture(Mixture),
}

impl Approximation {
    /// The Gaussians it is made of.
    pub fn gaussians(&self) -> Vec<&Gaussian> {
        match self {
            Self::Gaussian(gaussian) => vec![gaussian],
            Self::Mixture(mixture) => mixture.components().iter().map(|c| &c.shape).collect(),
        }
    }

    /// Log density at every row of `points`, in nats.
    pub fn log_density(&self, points: &Matrix) -> Vec<f64> {
        match self {
            Self::Gaussian(gaussian) => gaussian.log_density(points),
            Self::Mixture(mixture) => mixture.log_density(points),
        }
    }

    /// Mean and standard deviation of each coordinate.
    pub fn moments(&self) -> (Vec<f64>, Vec<f64>) {
        match self {
            Self::Gaussian(gaussian) => (gaussian.mean().to_vec(), gaussian.sd()),
            Self::Mixture(mixture) => mixture.moments(),
        }
    }

    /// `count` scrambled Sobol draws (count × D) and log q of each.
    pub fn draw(&self, count: usize, rng: &mut Stream) -> (Matrix, Vec<f64>) {
        match self {
            Self::Gaussian(gaussian) => {
                let standard = normal_points(count, gaussian.dimension(), rng);
                let log_q = gaussian.log_density_at_standard(&standard);
                (gaussian.transform(&standard), log_q)
            }
            Self::Mixture(mixture) => {
                let components = mixture.components();
                let dimension = components.first().map_or(0, |c| c.shape.dimension());
                // Systematic: each component is drawn from as often as its weight says, rounded
                // either way by chance.
                let logs: Vec<f64> = components.iter().map(|c| c.weight.ln()).collect();
                let labels = resample(&logs, count, rng);
                let standard = normal_points(count, dimension, rng);
                let mut points = Matrix::zeros(count, dimension);
                let mut start = 0;
                for (k, component) in components.iter().enumerate() {
                    let size = labels.iter().filter(|&&label| label == k).count();
                    let part = Matrix::from_fn(size, dimension, |i, d| standard[(start + i, d)]);
                    let part = component.shape.transform(&part);
                    for d in 0..dimension {
                        points.column_mut(d)[start..start + size].copy_from_slice(part.column(d));
                    }
                    start += size;
                }
                let log_q = mixture.log_density(&points);
                (points, log_q)
            }
        }
    }
}
