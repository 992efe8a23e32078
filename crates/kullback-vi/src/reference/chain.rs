//! One chain of the No-U-Turn sampler (Hoffman & Gelman 2014) by `nuts-rs`, over any log density.

use std::collections::HashMap;

use kullback_math::random::{Stream, standard_normal};
use kullback_math::{Evaluation, LogDensity, Order, Points};
use nuts_rs::{
    Chain as _, CpuLogpFunc, CpuMath, CpuMathError, DiagNutsSettings, HasDims, LogpError, Settings,
};

use super::ReferenceOptions;
use crate::families::Gaussian;
use crate::{FitError, streams};

/// Widths of a start around the fit, in its sds, from the first tried to the last.
const WIDTHS: [f64; 6] = [2.0, 1.5, 1.0, 0.5, 0.25, 0.1];
/// Tries at each width.
const TRIES: usize = 20;

/// The target in the coordinates z of the chain, x = m + L z with the mean and root of a fit. A
/// change of coordinates changes nothing but the speed, so a poor fit makes a slow reference and
/// not a wrong one.
struct Density<'a, T: LogDensity> {
    target: &'a T,
    coordinates: &'a Gaussian,
    workspace: T::Workspace,
    point: Vec<f64>,
    evaluation: Evaluation,
}

/// x = m + L z, in place.
fn untransform(coordinates: &Gaussian, z: &mut [f64]) {
    coordinates.multiply_root(z);
    for (z, m) in z.iter_mut().zip(coordinates.mean()) {
        *z += m;
    }
}

/// The density or its gradient is not finite: the trajectory ends there as a divergence.
#[derive(Debug, thiserror::Error)]
#[error("the log density or its gradient is not finite")]
struct NotFinite;

impl LogpError for NotFinite {
    fn is_recoverable(&self) -> bool {
        true
    }
}

impl<T: LogDensity> HasDims for Density<'_, T> {
    fn dim_sizes(&self) -> HashMap<String, u64> {
        HashMap::new()
    }
}

impl<T: LogDensity> CpuLogpFunc for Density<'_, T> {
    type LogpError = NotFinite;
    type FlowParameters = ();
    type ExpandedVector = Vec<f64>;

    fn dim(&self) -> usize {
        self.target.dimension()
    }

    fn logp(&mut self, position: &[f64], gradient: &mut [f64]) -> Result<f64, NotFinite> {
        self.point.clear();
        self.point.extend_from_slice(position);
        untransform(self.coordinates, &mut self.point);
        let point = Points::new(&self.point, position.len(), 1);
        let out = &mut self.evaluation;
        self.target
            .evaluate(point, Order::Gradient, out, &mut self.workspace);
        gradient.copy_from_slice(&out.gradient[..position.len()]);
        self.coordinates.multiply_root_transposed(gradient);
        if out.log_density[0].is_finite() && gradient.iter().all(|g| g.is_finite()) {
            Ok(out.log_density[0])
        } else {
            Err(NotFinite)
        }
    }

    fn expand_vector<R: nuts_rs::rand::Rng + ?Sized>(
        &mut self,
        _: &mut R,
        _: &[f64],
    ) -> Result<Vec<f64>, CpuMathError> {
        Ok(Vec::new())
    }
}

/// What one iteration of a chain left.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Iteration {
    /// Log density of the target at the draw, in nats.
    pub log_density: f64,
    /// Gradients that it took.
    pub gradients: u64,
    /// The Hamiltonian at the draw.
    pub energy: f64,
    /// Whether the trajectory diverged.
    pub diverged: bool,
    /// Whether it was cut at the largest depth.
    pub cut: bool,
    /// Its step.
    pub step_size: f64,
}

/// The state: `nuts-rs`'s chain, in the coordinates of a fit.
pub(crate) struct Chain<'a, T: LogDensity> {
    inner: <DiagNutsSettings as Settings>::Chain<CpuMath<Density<'a, T>>>,
    coordinates: &'a Gaussian,
    /// The point of the last iteration, in the target's coordinates.
    pub point: Vec<f64>,
}

impl<'a, T: LogDensity> Chain<'a, T> {
    /// Chain number `number`, from a draw around `start` (twice as wide, or less where the density
    /// is not finite there), moving in `coordinates`.
    pub fn new(
        target: &'a T,
        coordinates: &'a Gaussian,
        start: &Gaussian,
        number: usize,
        options: &ReferenceOptions,
    ) -> Result<Self, FitError> {
        let mut settings = DiagNutsSettings {
            num_tune: options.warmup as u64,
            num_draws: options.draws as u64,
            maxdepth: options.largest_depth,
            ..DiagNutsSettings::default()
        };
        settings.adapt_options.step_size_settings.target_accept = options.target_accept;
        let mut density = Density {
            target,
            coordinates,
            workspace: target.workspace(),
            point: Vec::new(),
            evaluation: Evaluation::default(),
        };
        let mut rng = Stream::new(options.seed, streams::REFERENCE, number as u64);
        let begin = begin(&mut density, start, &mut rng)?;
        let failed = |error: &dyn std::fmt::Display| FitError::Reference {
            chain: number,
            message: error.to_string(),
        };
        let mut inner = settings
            .new_chain(number as u64, CpuMath::new(density), &mut rng)
            .map_err(|error| failed(&error))?;
        inner.set_position(&begin).map_err(|error| failed(&error))?;
        Ok(Self {
            inner,
            coordinates,
            point: begin,
        })
    }

    /// One iteration; the draw is in [`Chain::point`].
    pub fn step(&mut self) -> Result<Iteration, FitError> {
        let (position, _, stats, progress) =
            self.inner
                .expanded_draw()
                .map_err(|error| FitError::Reference {
                    chain: 0,
                    message: error.to_string(),
                })?;
        self.point.copy_from_slice(&position);
        untransform(self.coordinates, &mut self.point);
        Ok(Iteration {
            log_density: stats.point.logp,
            gradients: progress.num_gradients,
            energy: stats.point.energy,
            diverged: progress.diverging,
            cut: stats.maxdepth_reached,
            step_size: progress.step_size,
        })
    }
}

/// A point around `start` with a finite density and gradient, in the coordinates of the chain.
fn begin<T: LogDensity>(
    density: &mut Density<'_, T>,
    start: &Gaussian,
    rng: &mut Stream,
) -> Result<Vec<f64>, FitError> {
    let dimension = density.target.dimension();
    let mut gradient = vec![0.0; dimension];
    for width in WIDTHS {
        for _ in 0..TRIES {
            let mut point: Vec<f64> = (0..dimension)
                .map(|_| width * standard_normal(rng))
                .collect();
            untransform(start, &mut point);
            for (x, m) in point.iter_mut().zip(density.coordinates.mean()) {
                *x -= m;
            }
            density.coordinates.solve_root(&mut point);
            if density.logp(&point, &mut gradient).is_ok() {
                return Ok(point);
            }
        }
    }
    Err(FitError::NoFiniteStart {
        tried: TRIES * WIDTHS.len(),
        without_density: 0,
        without_gradient: 0,
    })
}
