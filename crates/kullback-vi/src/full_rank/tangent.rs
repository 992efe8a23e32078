//! The last part of a full-rank fit: L-BFGS in coordinates in which a Gaussian target has a Hessian
//! of I.
//!
//! Around a root W₀ the approximations are m = m₀ + W₀ u and W = W₀ (I + B), B symmetric. With
//! B_ii = b_ii/√2 and B_ij = b_ij/2 the second-order model of F at a Gaussian target is ½|u|² + ½|b|².

use kullback_math::lbfgs::{Lbfgs, LbfgsOptions, Status};
use kullback_math::linalg::{
    Cholesky, Matrix, norm, product, product_transposed, transposed_product,
};
use kullback_math::{LogDensity, Order};

use super::NaturalGradient;
use crate::evaluator::Evaluator;
use crate::families::HALF_LOG_TWO_PI;
use crate::free_energy::FreeEnergy;

const ROOT_HALF: f64 = std::f64::consts::FRAC_1_SQRT_2;
/// Beyond this many sds, or this factor of a root, the base point is too far away to be of use.
const LARGEST_MOVE: f64 = 50.0;

/// The state: a minimiser over (u, b) and the base it moves around.
#[derive(Debug)]
pub struct Tangent<'a> {
    base: &'a NaturalGradient,
    minimiser: Lbfgs,
    /// F at the best point, taken apart.
    parts: FreeEnergy,
}

impl<'a> Tangent<'a> {
    /// Starts at `base`, until F can fall by no more than `decrement` nats.
    pub fn new(base: &'a NaturalGradient, decrement: f64, iterations: usize) -> Self {
        let dimension = base.mean.len();
        let mut by_root = base.value.curvature.clone();
        for i in 0..dimension {
            by_root[(i, i)] -= 1.0;
        }
        let by_mean: Vec<f64> = base.value.slope.iter().map(|s| -s).collect();
        let gradient = flatten(&by_mean, &by_root);
        let options = LbfgsOptions {
            history: 20,
            iterations,
            decrement,
            largest_coordinate: LARGEST_MOVE,
        };
        let origin = vec![0.0; gradient.len()];
        Self {
            minimiser: Lbfgs::new(&origin, base.free_energy(), &gradient, options),
            parts: *base.parts(),
            base,
        }
    }

    /// Evaluates one point of the search.
    pub fn step<T: LogDensity>(&mut self, evaluator: &mut Evaluator<'_, T>) -> Status {
        if self.minimiser.status().is_final() {
            return self.minimiser.status();
        }
        let (parts, gradient) = self.objective(evaluator);
        let status = self.minimiser.advance(parts.value, &gradient);
        if self.free_energy() == parts.value {
            self.parts = parts;
        }
        status
    }

    /// F at the best point, in nats.
    pub fn free_energy(&self) -> f64 {
        self.minimiser.best().value
    }

    /// F at the best point with its parts.
    pub(super) fn parts(&self) -> &FreeEnergy {
        &self.parts
    }

    /// Iterations so far.
    pub fn iterations(&self) -> usize {
        self.minimiser.iterates().len() - 1
    }

    /// The length of the gradient left: the change still to come, in sds.
    pub fn residual(&self) -> f64 {
        norm(&self.minimiser.best().gradient)
    }

    /// m and W at the best point.
    pub(super) fn best(&self) -> (Vec<f64>, Matrix) {
        let (mean, stretch) = self.unflatten(&self.minimiser.best().point);
        (mean, product(&self.base.root, &stretch))
    }

    /// m and I + B.
    fn unflatten(&self, parameters: &[f64]) -> (Vec<f64>, Matrix) {
        let dimension = self.base.mean.len();
        let (u, b) = parameters.split_at(dimension);
        let mut mean = self.base.mean.clone();
        for (j, u) in u.iter().enumerate() {
            for (m, w) in mean.iter_mut().zip(self.base.root.column(j)) {
                *m += u * w;
            }
        }
        let mut stretch = Matrix::identity(dimension);
        let mut next = b.iter();
        for j in 0..dimension {
            for (i, b) in (j..dimension).zip(&mut next) {
                if i == j {
                    stretch[(i, i)] += ROOT_HALF * b;
                } else {
                    stretch[(i, j)] = 0.5 * b;
                    stretch[(j, i)] = 0.5 * b;
                }
            }
        }
        (mean, stretch)
    }

    fn objective<T: LogDensity>(&self, evaluator: &mut Evaluator<'_, T>) -> (FreeEnergy, Vec<f64>) {
        let failed = (
            FreeEnergy::INFINITE,
            vec![0.0; self.minimiser.trial().len()],
        );
        let splits = evaluator.splits_likelihood();
        let (mean, stretch) = self.unflatten(self.minimiser.trial());
        let Ok(factor) = Cholesky::new(&stretch) else {
            return failed;
        };
        let root = product(&self.base.root, &stretch);
        let standard = &self.base.standard;
        let count = standard.rows() as f64;
        let dimension = mean.len();
        let mut points = product_transposed(standard, &root);
        for (d, &m) in mean.iter().enumerate() {
            for x in points.column_mut(d) {
                *x += m;
            }
        }
        let evaluated = evaluator.evaluate(&points, Order::Gradient);
        let entropy = dimension as f64 * (0.5 + HALF_LOG_TWO_PI)
            + self.base.log_determinant
            + factor.log_determinant();
        let whitened = product(&evaluated.gradient, &self.base.root);
        let mut by_root = transposed_product(standard, &whitened);
        by_root.scale(-1.0 / count);
        by_root.symmetrise();
        // The determinant is that of I + B itself, so its gradient is the inverse once.
        let inverse = factor.inverse();
        for (g, i) in by_root.values_mut().iter_mut().zip(inverse.values()) {
            *g -= i;
        }
        let by_mean: Vec<f64> = (0..dimension)
            .map(|d| -whitened.column(d).iter().sum::<f64>() / count)
            .collect();
        let gradient = flatten(&by_mean, &by_root);
        if gradient.iter().all(|g| g.is_finite()) {
            (FreeEnergy::over(&evaluated, entropy, splits), gradient)
        } else {
            failed
        }
    }
}

/// The gradient with respect to (u, b) from those with respect to u and the symmetric B.
fn flatten(by_mean: &[f64], by_root: &Matrix) -> Vec<f64> {
    let dimension = by_mean.len();
    let mut gradient = by_mean.to_vec();
    for j in 0..dimension {
        for i in j..dimension {
            gradient.push(if i == j {
                ROOT_HALF * by_root[(i, i)]
            } else {
                // Both B_ij and B_ji move by ½.
                by_root[(i, j)]
            });
        }
    }
    gradient
}
