//! Tempered adaptive importance sampling: a proposal of t's is re-fitted to its own weighted draws,
//! with the weights w^τ flattened until they are worth ten draws a coordinate.
//!
//! Cappé, Douc, Guillin, Marin & Robert (2008), with the tempering of Koblents & Míguez (2015).

use kullback_math::LogDensity;
use kullback_math::random::Stream;

use super::{EFFECTIVE, few};
use crate::diagnostics::weighted_moments;
use crate::evaluator::Evaluator;
use crate::evidence::adapt::{Refit, draw, proposal_around, refit, round_draws, score};
use crate::evidence::{NotCertified, WeightedDraws, log_evidence};
use crate::families::{Gaussian, Mixture};
use crate::progress::{Observer, Progress, Stage, report};
use crate::{FitError, FitOptions, streams};

/// Rounds at most.
const ROUNDS: usize = 8;
/// k̂ below which, and effective draws for each draw above which, there is nothing to adapt.
const GOOD: (f64, f64) = (0.4, 0.2);
/// The limit of k̂: this is the second look at a target whose certifier failed.
const LARGEST_K: f64 = 0.5;

/// The state: the proposal of the next round and the best so far.
pub struct AdaptiveImportanceSampling {
    proposal: Mixture,
    best: Option<(f64, Mixture)>,
    rounds: usize,
}

impl AdaptiveImportanceSampling {
    /// Starts from the fits of the modes found and the evidence each seems to have, in nats, moved to
    /// where draws made before say (those of [`Certifier`](crate::evidence::Certifier)).
    pub fn new(modes: &[(Gaussian, f64)], before: Option<&WeightedDraws>) -> Self {
        let around = proposal_around(modes);
        let moved = before.and_then(|draws| refit(&around, draws, Refit::All));
        Self {
            proposal: moved.unwrap_or(around),
            best: None,
            rounds: 0,
        }
    }

    /// Rounds so far.
    pub fn rounds(&self) -> usize {
        self.rounds
    }

    /// One round: draws, weighs, re-fits. Returns false when done.
    ///
    /// # Errors
    /// [`FitError::Cancelled`].
    pub fn step<T: LogDensity>(
        &mut self,
        options: &FitOptions,
        evaluator: &mut Evaluator<'_, T>,
        observer: &mut Observer<'_>,
    ) -> Result<bool, FitError> {
        let count = round_draws(evaluator.dimension(), options.draws);
        let mut rng = Stream::new(options.seed, streams::PQ_ADAPTIVE, self.rounds as u64);
        let draws = draw(&self.proposal, count, &mut rng, evaluator);
        self.rounds += 1;
        let (log_z, error) = log_evidence(&draws);
        report(
            observer,
            Progress {
                free_energy: -log_z,
                standard_error: Some(error),
                evaluations: evaluator.count().total(),
                ..Progress::at(Stage::Moments, self.rounds)
            },
        )?;
        let diagnostics = draws.weights.diagnostics;
        let new = score(&diagnostics);
        if self.best.as_ref().is_none_or(|(best, _)| new < *best) {
            self.best = Some((new, self.proposal.clone()));
        }
        let share = diagnostics.effective_sample_size / count as f64;
        let (good_k, good_share) = GOOD;
        let done = diagnostics.pareto_k.is_none_or(|k| k < good_k) && share > good_share;
        if done || self.rounds == ROUNDS {
            return Ok(false);
        }
        match refit(&self.proposal, &draws, Refit::All) {
            Some(next) => self.proposal = next,
            None => return Ok(false),
        }
        Ok(true)
    }

    /// Draws afresh from the best proposal; beside the draws, why their moments cannot be trusted, if
    /// so.
    pub fn finish<T: LogDensity>(
        self,
        options: &FitOptions,
        evaluator: &mut Evaluator<'_, T>,
    ) -> (WeightedDraws, Option<NotCertified>) {
        let proposal = self.best.map_or(self.proposal, |(_, best)| best);
        let mut rng = Stream::new(options.seed, streams::PQ_ADAPTIVE, ROUNDS as u64);
        let draws = draw(&proposal, 2 * options.draws, &mut rng, evaluator);
        let doubt = doubt(&draws);
        (draws, doubt)
    }
}

/// Why the moments of these draws cannot be trusted, if so.
fn doubt(draws: &WeightedDraws) -> Option<NotCertified> {
    let diagnostics = &draws.weights.diagnostics;
    let effective = diagnostics.effective_sample_size;
    let usable = effective > 0.0;
    if !usable {
        return Some(NotCertified::NotFinite);
    }
    let threshold = diagnostics.threshold.min(LARGEST_K);
    if !(diagnostics.pass() && diagnostics.pareto_k.is_none_or(|k| k < threshold)) {
        return Some(NotCertified::HeavyTail {
            pareto_k: diagnostics.pareto_k,
            threshold,
        });
    }
    let needed = EFFECTIVE * draws.points.columns() as f64;
    if effective < needed {
        return Some(NotCertified::FewEffectiveDraws {
            effective_sample_size: effective,
            needed,
        });
    }
    few(weighted_moments(&draws.points, &draws.weights.log_weights).worth())
}
