//! The full-rank Gaussian that minimises D_KL(Q‖P) over fixed draws, by natural-gradient steps.
//!
//! With x = m + W z, the stationary point of F = −E[log p(x)] − log |det W| has E[∇_z log p] = 0
//! and A = I, where A = −E[∇_z log p zᵀ] is by Stein's identity the mean curvature E[−∇²_z log p].
//! A step rescales the whitened precision from I to A^η and moves the mean by η A⁻¹ E[∇_z log p].
//! For a Gaussian target one full step is exact. The matrix power is the geodesic of the Fisher
//! metric; it replaces the retraction of Lin, Schmidt & Khan (2020), which overshoots where A is
//! far from I. Eigenvalues below a tenth are raised to it, so that the precision
//! stays positive where the target is not log-concave.

mod noise;
mod tangent;

pub use tangent::Tangent;

pub use noise::FullRank;
pub(crate) use noise::first_draws;

use kullback_math::linalg::{
    Cholesky, Matrix, SymmetricEigen, dot, product, product_transposed, transposed_product,
};
use kullback_math::{LogDensity, Order};

use crate::error::Grew;
use crate::evaluator::Evaluator;
use crate::families::{Gaussian, HALF_LOG_TWO_PI};
use crate::free_energy::FreeEnergy;

/// Least whitened curvature of a step: a variance grows at most tenfold.
const SMALLEST_CURVATURE: f64 = 0.1;
/// Largest whitened curvature of a step.
const LARGEST_CURVATURE: f64 = 1e6;
/// A mean or sd beyond this is a fit that runs away.
const LARGEST_COORDINATE: f64 = 1e10;
/// The mean moves by at most this many sds of the new approximation.
const LONGEST_STEP: f64 = 10.0;
/// Halvings of a step before the fit counts as stuck.
const HALVINGS: usize = 12;

/// Where the fit stands after a step.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum StepOutcome {
    /// F fell.
    Moved,
    /// The remaining step is below the tolerance.
    Converged,
    /// No step lowers F: rounding, or draws too few for the target.
    Stuck,
    /// A coordinate grew beyond 1e10.
    RanAway {
        /// The coordinate, from 0.
        coordinate: usize,
        /// What grew.
        quantity: Grew,
        /// How far.
        value: f64,
    },
}

/// The state: an affine map of fixed standard normal points and what the target is there.
#[derive(Debug)]
pub struct NaturalGradient {
    mean: Vec<f64>,
    root: Matrix,
    log_determinant: f64,
    standard: Matrix,
    tolerance: f64,
    value: Objective,
    step_size: f64,
    steps: usize,
    residual: f64,
}

/// F and its natural gradient at one approximation.
#[derive(Clone, Debug)]
struct Objective {
    /// F in nats; +∞ when a point has no finite log density or gradient.
    free_energy: FreeEnergy,
    /// E[∇_z log p].
    slope: Vec<f64>,
    /// A, symmetric.
    curvature: Matrix,
}

impl NaturalGradient {
    /// Starts from `initial` over the points `standard` (M × D, mean 0 and covariance I).
    pub fn new<T: LogDensity>(
        initial: &Gaussian,
        standard: Matrix,
        tolerance: f64,
        evaluator: &mut Evaluator<'_, T>,
    ) -> Self {
        let mut state = Self {
            mean: initial.mean().to_vec(),
            root: initial.root(),
            log_determinant: 0.5 * initial.log_determinant(),
            value: Objective {
                free_energy: FreeEnergy::INFINITE,
                slope: Vec::new(),
                curvature: Matrix::default(),
            },
            standard,
            tolerance,
            step_size: 1.0,
            steps: 0,
            residual: f64::INFINITY,
        };
        state.value = state.objective(&state.mean, &state.root, state.log_determinant, evaluator);
        state
    }

    fn objective<T: LogDensity>(
        &self,
        mean: &[f64],
        root: &Matrix,
        log_determinant: f64,
        evaluator: &mut Evaluator<'_, T>,
    ) -> Objective {
        let count = self.standard.rows() as f64;
        let dimension = mean.len();
        let splits = evaluator.splits_likelihood();
        let mut points = product_transposed(&self.standard, root);
        for (d, &m) in mean.iter().enumerate() {
            for x in points.column_mut(d) {
                *x += m;
            }
        }
        let evaluated = evaluator.evaluate(&points, Order::Gradient);
        let entropy = dimension as f64 * (0.5 + HALF_LOG_TWO_PI) + log_determinant;
        let whitened = product(&evaluated.gradient, root);
        let mut curvature = transposed_product(&self.standard, &whitened);
        curvature.scale(-1.0 / count);
        curvature.symmetrise();
        let slope: Vec<f64> = (0..dimension)
            .map(|d| whitened.column(d).iter().sum::<f64>() / count)
            .collect();
        let usable = curvature.is_finite() && slope.iter().all(|s| s.is_finite());
        Objective {
            free_energy: if usable {
                FreeEnergy::over(&evaluated, entropy, splits)
            } else {
                FreeEnergy::INFINITE
            },
            slope,
            curvature,
        }
    }

    /// F = −ELBO over the fixed points, in nats.
    pub fn free_energy(&self) -> f64 {
        self.value.free_energy.value
    }

    /// F with its parts.
    pub(super) fn parts(&self) -> &FreeEnergy {
        &self.value.free_energy
    }

    /// Steps taken.
    pub fn steps(&self) -> usize {
        self.steps
    }

    /// The largest remaining change: of the mean in sds, of an sd relatively.
    pub fn residual(&self) -> f64 {
        self.residual
    }

    /// The points the objective is an average over.
    pub fn standard(&self) -> &Matrix {
        &self.standard
    }

    /// m and the covariance W Wᵀ.
    pub fn moments(&self) -> (Vec<f64>, Matrix) {
        (
            self.mean.clone(),
            product_transposed(&self.root, &self.root),
        )
    }

    /// Goes to the mean and root that a [`Tangent`] search around this point ended at, where
    /// `residual` is left. Its gradient stays that of before until [`Self::refresh`].
    pub(crate) fn relocate(
        &mut self,
        (mean, root): (Vec<f64>, Matrix),
        free_energy: FreeEnergy,
        steps: usize,
        residual: f64,
    ) {
        self.value.free_energy = free_energy;
        self.mean = mean;
        self.root = root;
        self.steps += steps;
        self.residual = residual;
    }

    /// Evaluates F and its gradient where the state is.
    pub(crate) fn refresh<T: LogDensity>(&mut self, evaluator: &mut Evaluator<'_, T>) {
        if let Ok(factor) = Cholesky::new(&product_transposed(&self.root, &self.root)) {
            self.log_determinant = 0.5 * factor.log_determinant();
        }
        self.value = self.objective(&self.mean, &self.root, self.log_determinant, evaluator);
    }

    /// Takes one natural-gradient step with a line search on F.
    pub fn step<T: LogDensity>(&mut self, evaluator: &mut Evaluator<'_, T>) -> StepOutcome {
        let Ok(eigen) = SymmetricEigen::new(&self.value.curvature) else {
            return StepOutcome::Stuck;
        };
        let curvatures: Vec<f64> = eigen
            .values
            .iter()
            .map(|&a| a.clamp(SMALLEST_CURVATURE, LARGEST_CURVATURE))
            .collect();
        // The mean step A⁻¹ slope in the eigenbasis, and its length under the new precision.
        let in_basis: Vec<f64> = (0..curvatures.len())
            .map(|k| dot(eigen.vectors.column(k), &self.value.slope))
            .collect();
        let length = in_basis
            .iter()
            .zip(&curvatures)
            .map(|(s, a)| s * s / a)
            .sum::<f64>()
            .sqrt();
        let spread = eigen
            .values
            .iter()
            .map(|a| (0.5 * (a - 1.0)).abs())
            .fold(0.0, f64::max);
        self.residual = length.max(spread);
        if self.residual < self.tolerance {
            return StepOutcome::Converged;
        }
        let shrink = (LONGEST_STEP / length).min(1.0);
        // What F should fall by to second order, for a full step.
        let predicted = shrink * (1.0 - 0.5 * shrink) * length * length
            + 0.25
                * curvatures
                    .iter()
                    .zip(&eigen.values)
                    .map(|(a, raw)| (raw - 1.0) * a.ln())
                    .sum::<f64>();
        let mut eta = self.step_size;
        for _ in 0..HALVINGS {
            let (mean, root, log_determinant) =
                self.moved(&eigen, &curvatures, &in_basis, shrink, eta);
            let value = self.objective(&mean, &root, log_determinant, evaluator);
            let fall = self.free_energy() - value.free_energy.value;
            let rounding = 1e-13 * self.free_energy().abs();
            if fall > 1e-3 * eta * predicted || (fall.abs() <= rounding && fall.is_finite()) {
                self.step_size = if eta == self.step_size {
                    (2.0 * eta).min(1.0)
                } else {
                    eta
                };
                self.mean = mean;
                self.root = root;
                self.log_determinant = log_determinant;
                self.value = value;
                self.steps += 1;
                return self.check_size();
            }
            eta *= 0.5;
        }
        StepOutcome::Stuck
    }

    fn moved(
        &self,
        eigen: &SymmetricEigen,
        curvatures: &[f64],
        in_basis: &[f64],
        shrink: f64,
        eta: f64,
    ) -> (Vec<f64>, Matrix, f64) {
        // W A^(−η/2): the symmetric root keeps the points where they are, up to the rescaling.
        let mut scaled = eigen.vectors.clone();
        let mut log_determinant = self.log_determinant;
        for (k, &a) in curvatures.iter().enumerate() {
            let factor = a.powf(-0.5 * eta);
            log_determinant += factor.ln();
            for entry in scaled.column_mut(k) {
                *entry *= factor;
            }
        }
        let root = product(&self.root, &product_transposed(&scaled, &eigen.vectors));
        let dimension = self.mean.len();
        let mut step = vec![0.0; dimension];
        for (k, &a) in curvatures.iter().enumerate() {
            for (s, u) in step.iter_mut().zip(eigen.vectors.column(k)) {
                *s += eta * shrink * in_basis[k] / a * u;
            }
        }
        let mean = (0..dimension)
            .map(|i| {
                self.mean[i]
                    + (0..dimension)
                        .map(|j| self.root[(i, j)] * step[j])
                        .sum::<f64>()
            })
            .collect();
        (mean, root, log_determinant)
    }

    fn check_size(&self) -> StepOutcome {
        let too_far = |value: f64| value.is_nan() || value.abs() > LARGEST_COORDINATE;
        if let Some(coordinate) = self.mean.iter().position(|&m| too_far(m)) {
            return StepOutcome::RanAway {
                coordinate,
                quantity: Grew::Mean,
                value: self.mean[coordinate],
            };
        }
        for coordinate in 0..self.mean.len() {
            let sd = kullback_math::linalg::norm(&self.root.row(coordinate));
            if too_far(sd) {
                return StepOutcome::RanAway {
                    coordinate,
                    quantity: Grew::StandardDeviation,
                    value: sd,
                };
            }
        }
        StepOutcome::Moved
    }
}
