//! A proposal wider than the fit, adapted to the posterior's own moments, whose importance weights
//! certify the evidence and both divergences.
//!
//! A fit's own draws cannot show what it misses: k̂ reads low, and the divergences far too small.
//! So each mode found contributes half its share as the fitted Gaussian and half as a multivariate
//! t around it, which is re-fitted to the tempered weights for a few rounds (adaptive importance
//! sampling, Cappé et al. 2008) before fresh draws are taken.

use kullback_math::LogDensity;
use kullback_math::random::Stream;
use serde::Serialize;

use super::adapt::{DEGREES_OF_FREEDOM, Refit, draw, proposal_around, refit, round_draws, score};
use super::{NotCertified, WeightDiagnostics, WeightedDraws, log_evidence};
use crate::diagnostics::weighted_moments;
use crate::evaluator::Evaluator;
use crate::families::{Gaussian, Mixture};
use crate::progress::{Observer, Progress, Stage, report};
use crate::{FitError, FitOptions, streams};

/// Rounds of adaptation at most.
const ROUNDS: usize = 5;
/// k̂ below which there is nothing to adapt.
const GOOD_K: f64 = 0.4;
/// Effective draws for each draw above which the first round is enough.
const AT_ONCE: f64 = 0.6;
/// Effective draws for each draw below which more are taken.
const GOOD_SHARE: f64 = 0.4;
/// Times the final draws may be taken again.
const REPEATS: usize = 2;
/// The limit of k̂ after a look that failed.
const REPEATED_K: f64 = 0.5;
/// k̂ above which another look is pointless.
const HOPELESS_K: f64 = 1.0;
/// Independent draws that the noisiest mean or sd has to be worth, or they are taken again.
const SETTLED_DRAWS: f64 = 250.0;
/// Effective draws below which nothing is certified.
const SMALLEST_EFFECTIVE: f64 = 100.0;
/// Standard errors by which an earlier round may exceed the final evidence.
const INCONSISTENT: f64 = 4.0;

/// The state: the proposal of the next round and the best so far.
pub struct Certifier {
    proposal: Mixture,
    round: usize,
    rounds: usize,
    pilot: usize,
    best: Option<Best>,
    /// log Z and its error by every round whose weights passed.
    seen: Vec<(f64, f64)>,
}

/// The best proposal of the rounds so far.
struct Best {
    score: f64,
    proposal: Mixture,
    /// Effective draws for each draw.
    share: f64,
}

/// What certified, or did not.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct CertifierReport {
    /// The weights of the final draws.
    pub weights: WeightDiagnostics,
    /// Rounds of adaptation.
    pub rounds: usize,
    /// Components of the proposal: a Gaussian and a Student-t for every mode.
    pub components: usize,
    /// Degrees of freedom of the wide components.
    pub degrees_of_freedom: f64,
    /// Why nothing is certified, if so.
    pub failure: Option<NotCertified>,
}

impl Certifier {
    /// Starts from the fits of the modes found and the evidence each seems to have, in nats.
    pub fn new(modes: &[(Gaussian, f64)], draws: usize) -> Self {
        let dimension = modes.first().map_or(0, |m| m.0.dimension());
        Self {
            proposal: proposal_around(modes),
            round: 0,
            rounds: 0,
            pilot: round_draws(dimension, draws),
            best: None,
            seen: Vec::new(),
        }
    }

    /// One round: draws, weighs and re-fits the wide components. Returns false when done.
    pub fn step<T: LogDensity>(
        &mut self,
        options: &FitOptions,
        evaluator: &mut Evaluator<'_, T>,
        observer: &mut Observer<'_>,
    ) -> Result<bool, FitError> {
        if self.round == ROUNDS {
            return Ok(false);
        }
        let mut rng = Stream::new(options.seed, streams::CERTIFIER, self.round as u64);
        let draws = draw(&self.proposal, self.pilot, &mut rng, evaluator);
        self.round += 1;
        self.rounds += 1;
        let diagnostics = draws.weights.diagnostics;
        let (log_z, error) = log_evidence(&draws);
        if diagnostics.pass() {
            self.seen.push((log_z, error));
        }
        report(
            observer,
            Progress {
                free_energy: -log_z,
                standard_error: Some(error),
                evaluations: evaluator.count().total(),
                ..Progress::at(Stage::Evidence, self.round)
            },
        )?;
        let share = diagnostics.effective_sample_size / self.pilot as f64;
        let score = score(&diagnostics);
        if self.best.as_ref().is_none_or(|best| score < best.score) {
            self.best = Some(Best {
                score,
                proposal: self.proposal.clone(),
                share,
            });
        }
        let good = match diagnostics.pareto_k {
            Some(k) => k < GOOD_K,
            None => diagnostics.constant,
        };
        if good && share > 0.2 && (self.rounds > 1 || share > AT_ONCE) {
            self.round = ROUNDS;
            return Ok(false);
        }
        match refit(&self.proposal, &draws, Refit::Wide) {
            Some(next) => self.proposal = next,
            None => self.round = ROUNDS,
        }
        Ok(self.round < ROUNDS)
    }

    /// Draws afresh from the best proposal, so that the adaptation does not bias the evidence. Where
    /// a few far draws still decide the answer, they show where the proposal is too thin: it is
    /// re-fitted to them and drawn from again, up to [`REPEATS`] times.
    pub fn finish<T: LogDensity>(
        self,
        options: &FitOptions,
        evaluator: &mut Evaluator<'_, T>,
    ) -> (WeightedDraws, CertifierReport) {
        let (mut proposal, share) = match self.best {
            Some(best) => (best.proposal, best.share),
            None => (self.proposal, 1.0),
        };
        // Where most draws are worth little, up to four times as many are taken.
        let more = (GOOD_SHARE / share).clamp(1.0, 4.0);
        let mut count = (more * options.draws as f64) as usize;
        let mut step = ROUNDS;
        let rng = |step: usize| Stream::new(options.seed, streams::CERTIFIER, step as u64);
        let mut draws = draw(&proposal, count, &mut rng(step), evaluator);
        let mut failed = false;
        while step < ROUNDS + REPEATS && !settled(&draws) {
            failed |= !draws.weights.diagnostics.pass();
            let Some(next) = refit(&proposal, &draws, Refit::Wide) else {
                break;
            };
            proposal = next;
            count = (2 * count).min(4 * options.draws);
            step += 1;
            // All draws are kept, under the mixture of the proposals: none is thrown away for what it
            // showed.
            let more = draw(&proposal, count, &mut rng(step), evaluator);
            draws = draws.pooled(more);
        }
        let rounds = self.rounds + step - ROUNDS;
        let mut weights = draws.weights.diagnostics;
        if failed {
            // Looking until k̂ reads low favours low readings: what failed once has to clear a lower bar.
            weights.threshold = weights.threshold.min(REPEATED_K);
        }
        let failure =
            if !weights.effective_sample_size.is_finite() || weights.effective_sample_size == 0.0 {
                Some(NotCertified::NotFinite)
            } else if !weights.pass() {
                Some(NotCertified::HeavyTail {
                    pareto_k: weights.pareto_k,
                    threshold: weights.threshold,
                })
            } else if weights.effective_sample_size < SMALLEST_EFFECTIVE {
                Some(NotCertified::FewEffectiveDraws {
                    effective_sample_size: weights.effective_sample_size,
                    needed: SMALLEST_EFFECTIVE,
                })
            } else {
                let (value, error) = log_evidence(&draws);
                self.seen
                    .iter()
                    .find(|(earlier, e)| earlier - value > INCONSISTENT * e.hypot(error))
                    .map(|(earlier, _)| NotCertified::Inconsistent {
                        log_evidence: value,
                        earlier: *earlier,
                    })
            };
        let report = CertifierReport {
            weights,
            rounds,
            components: draws.proposal.components().len(),
            degrees_of_freedom: DEGREES_OF_FREEDOM,
            failure,
        };
        (draws, report)
    }
}

/// Whether more adaptation would change little, or is hopeless.
fn settled(draws: &WeightedDraws) -> bool {
    let diagnostics = draws.weights.diagnostics;
    let log_weights = &draws.weights.log_weights;
    let hopeless = diagnostics.pareto_k.is_some_and(|k| k > HOPELESS_K);
    hopeless
        || diagnostics.pass()
            && weighted_moments(&draws.points, log_weights).worth() > SETTLED_DRAWS
}
