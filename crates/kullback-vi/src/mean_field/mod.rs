//! The mean-field Gaussian that minimises D_KL(Q‖P) over fixed draws, by preconditioned L-BFGS.
//!
//! F(m, ℓ) = −(1/M) Σ log p(m + e^ℓ ∘ z_k) − Σ ℓ − ½ D log 2πe (Giordano, Ingram & Broderick,
//! JMLR 25, 2024), with scrambled Sobol points. The search runs in coordinates in which a Gaussian
//! target has a Hessian of I: m in those of the full-rank fit, ℓ divided by √2.

mod noise;

pub use noise::MeanField;

use kullback_math::lbfgs::{Lbfgs, LbfgsOptions, Status};
use kullback_math::linalg::Matrix;
use kullback_math::{LogDensity, Order};

use crate::evaluator::Evaluator;
use crate::families::{Gaussian, HALF_LOG_TWO_PI};
use crate::free_energy::FreeEnergy;

/// Converged when F can still fall by this much, in nats: half the square of the mean's move in sds.
const DECREMENT: f64 = 1e-6;

/// Mean and log sd of every coordinate.
#[derive(Clone, Debug, PartialEq)]
pub struct Factors {
    /// m, D values.
    pub mean: Vec<f64>,
    /// ℓ = log σ, D values.
    pub log_sd: Vec<f64>,
}

impl Factors {
    /// σ.
    pub fn sd(&self) -> Vec<f64> {
        self.log_sd.iter().map(|l| l.exp()).collect()
    }

    /// The approximation as a Gaussian.
    pub fn gaussian(&self) -> Gaussian {
        Gaussian::independent(self.mean.clone(), &self.sd())
    }
}

/// F, its gradient and the points it is an average over.
#[derive(Debug)]
pub(crate) struct Objective {
    pub free_energy: FreeEnergy,
    pub by_mean: Vec<f64>,
    pub by_log_sd: Vec<f64>,
}

/// F at `factors` over the points `standard`; +∞ where a point has no finite log density.
pub(crate) fn objective<T: LogDensity>(
    factors: &Factors,
    standard: &Matrix,
    evaluator: &mut Evaluator<'_, T>,
) -> Objective {
    let dimension = factors.mean.len();
    let count = standard.rows() as f64;
    let sd = factors.sd();
    let mut points = standard.clone();
    for d in 0..dimension {
        for x in points.column_mut(d) {
            *x = factors.mean[d] + sd[d] * *x;
        }
    }
    let evaluated = evaluator.evaluate(&points, Order::Gradient);
    let entropy = dimension as f64 * (0.5 + HALF_LOG_TWO_PI) + factors.log_sd.iter().sum::<f64>();
    let mut by_mean = vec![0.0; dimension];
    let mut by_log_sd = vec![0.0; dimension];
    for d in 0..dimension {
        let gradient = evaluated.gradient.column(d);
        by_mean[d] = -gradient.iter().sum::<f64>() / count;
        let product: f64 = gradient
            .iter()
            .zip(standard.column(d))
            .map(|(g, z)| g * z)
            .sum();
        by_log_sd[d] = -sd[d] * product / count - 1.0;
    }
    Objective {
        free_energy: FreeEnergy::over(&evaluated, entropy, evaluator.splits_likelihood()),
        by_mean,
        by_log_sd,
    }
}

/// The state: a minimiser in preconditioned coordinates around `origin`.
#[derive(Debug)]
pub struct FixedDraws<'a> {
    origin: Factors,
    shape: &'a Gaussian,
    standard: Matrix,
    minimiser: Lbfgs,
    /// F at the best point, taken apart.
    parts: FreeEnergy,
}

impl<'a> FixedDraws<'a> {
    /// Starts from `origin`, taking the covariance of `shape` as the inverse Hessian in the mean.
    /// None when F is not finite there.
    pub fn new<T: LogDensity>(
        origin: Factors,
        shape: &'a Gaussian,
        standard: Matrix,
        iterations: usize,
        evaluator: &mut Evaluator<'_, T>,
    ) -> Option<Self> {
        let start = objective(&origin, &standard, evaluator);
        let gradient = preconditioned(&start, shape);
        if !(start.free_energy.value.is_finite() && gradient.iter().all(|g| g.is_finite())) {
            return None;
        }
        let options = LbfgsOptions {
            history: 20,
            iterations,
            decrement: DECREMENT,
            largest_coordinate: 1e10,
        };
        let zero = vec![0.0; gradient.len()];
        let minimiser = Lbfgs::new(&zero, start.free_energy.value, &gradient, options);
        Some(Self {
            origin,
            shape,
            standard,
            minimiser,
            parts: start.free_energy,
        })
    }

    /// Evaluates one point of the search.
    pub fn step<T: LogDensity>(&mut self, evaluator: &mut Evaluator<'_, T>) -> Status {
        if self.minimiser.status().is_final() {
            return self.minimiser.status();
        }
        let factors = self.at(self.minimiser.trial());
        let value = objective(&factors, &self.standard, evaluator);
        let gradient = preconditioned(&value, self.shape);
        let status = self.minimiser.advance(value.free_energy.value, &gradient);
        if self.free_energy() == value.free_energy.value {
            self.parts = value.free_energy;
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

    /// The best point.
    pub fn factors(&self) -> Factors {
        self.at(&self.minimiser.best().point)
    }

    fn at(&self, parameters: &[f64]) -> Factors {
        let dimension = self.origin.mean.len();
        let mut move_ = parameters[..dimension].to_vec();
        self.shape.multiply_root(&mut move_);
        Factors {
            mean: self
                .origin
                .mean
                .iter()
                .zip(&move_)
                .map(|(a, b)| a + b)
                .collect(),
            log_sd: self
                .origin
                .log_sd
                .iter()
                .zip(&parameters[dimension..])
                .map(|(l, v)| l + v * std::f64::consts::FRAC_1_SQRT_2)
                .collect(),
        }
    }
}

/// The gradient with respect to the preconditioned coordinates.
fn preconditioned(value: &Objective, shape: &Gaussian) -> Vec<f64> {
    let mut gradient = value.by_mean.clone();
    shape.multiply_root_transposed(&mut gradient);
    gradient.extend(
        value
            .by_log_sd
            .iter()
            .map(|g| g * std::f64::consts::FRAC_1_SQRT_2),
    );
    gradient
}
