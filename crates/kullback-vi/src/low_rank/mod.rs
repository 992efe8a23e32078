//! The diagonal-plus-low-rank Gaussian that minimises D_KL(Q‖P), for targets of too many coordinates
//! for a dense covariance. Time and memory are linear in D.
//!
//! At the optimum E_q[∇log p] = 0, and the covariance is the one nearest to the mean curvature
//! E_q[−∇²log p] in the family. A *round* measures both at fresh draws of the fit: the curvature by
//! differences of gradients along the directions of Lanczos's iteration, which finds the few directions
//! in which the posterior is much wider or narrower than its coordinates say, and along random signs,
//! which give its diagonal. Then the covariance is fitted to the curvature (`profile`) and the mean takes
//! Newton's step. For a Gaussian target the first round leaves little to do. The fit is done when it no
//! longer moves from one round's draws to the next; the rank is what the curvature asks for.

mod curvature;
mod profile;

use kullback_math::LogDensity;
use kullback_math::linalg::norm;
use kullback_math::random::Stream;

use crate::draws::{largest_draws, matched_points};
use crate::error::Grew;
use crate::evaluator::Evaluator;
use crate::families::{Gaussian, LowRank};
use crate::progress::{Observer, Progress, Stage, report};
use crate::{FitError, FitOptions, streams};

use curvature::Curvature;

/// Rounds at most.
const ROUNDS: usize = 16;
/// Draws of the first round.
const FIRST_DRAWS: usize = 256;
/// Draws of a round at most.
const LARGEST_DRAWS: usize = 4096;
/// The fit is not done while a round moves it by this much D_KL, in nats: many small moves add up.
const SETTLED: f64 = 0.02;
/// A coordinate, or an sd, beyond this is a fit that runs away.
const LARGEST_COORDINATE: f64 = 1e10;
/// The mean moves by at most this many sds of the new approximation, and one more for every √D.
const LONGEST_STEP: f64 = 10.0;
/// F may rise by this many nats from one round's draws to the next before the step counts as a failure.
const RISE: f64 = 5.0;

/// Where the fit stands after a round.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum StepOutcome {
    /// The fit moved.
    Moved,
    /// The answer no longer moves.
    Converged,
    /// The target is not finite at some draw, or F rose: the fit before stands.
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

/// The state: the fit after the rounds so far. It is also the result.
#[derive(Clone, Debug)]
pub struct LowRankFit {
    /// The approximation; its root is diagonal plus low rank.
    pub gaussian: Gaussian,
    /// F of the fit before the last round, over that round's draws, in nats.
    pub free_energy: f64,
    /// Rounds.
    pub rounds: usize,
    /// Draws of the last round.
    pub draws: usize,
    /// Largest move of a mean, in sds, between the last two sets of draws.
    pub mean_noise: f64,
    /// Largest relative move of an sd between the last two sets of draws.
    pub sd_noise: f64,
    /// D_KL of the last fit to the one before it, in nats.
    pub change: f64,
    /// Whether the noise is below the option.
    pub converged: bool,
}

impl LowRankFit {
    /// Starts from a Gaussian whose root is diagonal plus low rank; from the sds of any other.
    pub fn new(initial: &Gaussian) -> Self {
        let gaussian = match initial.low_rank_root() {
            Some(_) => initial.clone(),
            None => Gaussian::independent(initial.mean().to_vec(), &initial.sd()),
        };
        let dimension = gaussian.dimension();
        Self {
            gaussian,
            free_energy: f64::INFINITY,
            rounds: 0,
            draws: FIRST_DRAWS.min(largest_draws(dimension)),
            mean_noise: f64::INFINITY,
            sd_noise: f64::INFINITY,
            change: f64::INFINITY,
            converged: false,
        }
    }

    /// One round.
    ///
    /// # Errors
    /// [`FitError::Cancelled`].
    pub fn step<T: LogDensity>(
        &mut self,
        options: &FitOptions,
        evaluator: &mut Evaluator<'_, T>,
        observer: &mut Observer<'_>,
    ) -> Result<StepOutcome, FitError> {
        let Some(root) = self.gaussian.low_rank_root() else {
            return Ok(StepOutcome::Stuck);
        };
        let dimension = self.gaussian.dimension();
        let mut rng = Stream::new(options.seed, streams::LOW_RANK, self.rounds as u64);
        let standard = matched_points(self.draws, dimension, &mut rng);
        let scale = root.scale().to_vec();
        let measured = Curvature::at(&self.gaussian, &scale, &standard, &mut rng, evaluator);
        drop(standard);
        let Some(curvature) = measured else {
            return Ok(StepOutcome::Stuck);
        };
        report(
            observer,
            Progress {
                free_energy: curvature.free_energy,
                evaluations: evaluator.count().total(),
                ..Progress::at(Stage::LowRank, self.rounds + 1)
            },
        )?;
        if curvature.free_energy > self.free_energy + RISE {
            return Ok(StepOutcome::Stuck);
        }
        let Some(next) = self.moved(&curvature, &scale) else {
            return Ok(StepOutcome::Stuck);
        };
        (self.mean_noise, self.sd_noise) = distance(&self.gaussian, &next);
        self.change = next.divergence_from(&self.gaussian);
        self.rounds += 1;
        self.free_energy = curvature.free_energy;
        self.gaussian = next;
        if let Some((coordinate, quantity, value)) = too_large(&self.gaussian) {
            return Ok(StepOutcome::RanAway {
                coordinate,
                quantity,
                value,
            });
        }
        let quiet = self.mean_noise < options.draw_noise && self.sd_noise < options.draw_noise;
        self.converged = quiet;
        if quiet && self.change < SETTLED {
            return Ok(StepOutcome::Converged);
        }
        // After a few rounds it is the draws that move the fit.
        if self.rounds >= 3 {
            let largest = largest_draws(dimension).min(LARGEST_DRAWS);
            self.draws = (2 * self.draws).min(largest);
        }
        Ok(StepOutcome::Moved)
    }

    /// The covariance nearest to the curvature, and Newton's step of the mean under it.
    fn moved(&self, curvature: &Curvature, scale: &[f64]) -> Option<Gaussian> {
        let root = profile::nearest(curvature, scale)?;
        let next = Gaussian::low_rank(vec![0.0; scale.len()], root);
        let mut step = curvature.slope.clone();
        next.multiply_root_transposed(&mut step);
        let longest = LONGEST_STEP + (scale.len() as f64).sqrt();
        let shrink = (longest / norm(&step)).min(1.0);
        next.multiply_root(&mut step);
        let pairs = self.gaussian.mean().iter().zip(&step);
        let mean: Vec<f64> = pairs.map(|(m, s)| m + shrink * s).collect();
        let finite = mean.iter().all(|m| m.is_finite());
        let root = next.low_rank_root()?.clone();
        finite.then(|| Gaussian::low_rank(mean, root))
    }

    /// Rounds until the fit is done or makes no more progress.
    pub(crate) fn fit<T: LogDensity>(
        initial: &Gaussian,
        options: &FitOptions,
        evaluator: &mut Evaluator<'_, T>,
        observer: &mut Observer<'_>,
    ) -> Result<Option<Self>, FitError> {
        let mut fit = Self::new(initial);
        while fit.rounds < ROUNDS {
            match fit.step(options, evaluator, observer)? {
                StepOutcome::Moved => {}
                StepOutcome::Converged | StepOutcome::Stuck => break,
                StepOutcome::RanAway {
                    coordinate,
                    quantity,
                    value,
                } => {
                    return Err(FitError::RanAway {
                        coordinate,
                        quantity,
                        value,
                        elbo: -fit.free_energy,
                    });
                }
            }
        }
        Ok((fit.rounds > 0).then_some(fit))
    }

    /// r, the number of columns of Q.
    pub fn rank(&self) -> usize {
        self.gaussian.low_rank_root().map_or(0, LowRank::rank)
    }
}

/// The largest move over the coordinates: of a mean in sds, of an sd relatively.
fn distance(from: &Gaussian, to: &Gaussian) -> (f64, f64) {
    let (sd_from, sd_to) = (from.sd(), to.sd());
    let mut mean = 0.0_f64;
    let mut sd = 0.0_f64;
    for d in 0..sd_to.len() {
        mean = mean.max((from.mean()[d] - to.mean()[d]).abs() / sd_to[d]);
        sd = sd.max((sd_from[d] / sd_to[d] - 1.0).abs());
    }
    (mean, sd)
}

fn too_large(q: &Gaussian) -> Option<(usize, Grew, f64)> {
    let beyond = |value: &f64| value.is_nan() || value.abs() > LARGEST_COORDINATE;
    if let Some(d) = q.mean().iter().position(beyond) {
        return Some((d, Grew::Mean, q.mean()[d]));
    }
    let sd = q.sd();
    let d = sd.iter().position(beyond)?;
    Some((d, Grew::StandardDeviation, sd[d]))
}
