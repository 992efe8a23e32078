//! A proposal wider than the fit, adapted to the posterior's own moments, whose importance weights
//! certify the evidence and both divergences.
//!
//! A fit's own draws cannot show what it misses: k̂ reads low, and the divergences far too small.
//! So each mode found contributes half its share as the fitted Gaussian and half as a multivariate
//! t around it, which is re-fitted to the tempered weights for a few rounds (adaptive importance
//! sampling, Cappé et al. 2008) before fresh draws are taken.

use kullback_math::linalg::{Cholesky, Matrix};
use kullback_math::random::Stream;
use kullback_math::{LogDensity, Order};
use serde::Serialize;

use super::{NotCertified, SmoothedWeights, WeightDiagnostics, smooth};
use crate::diagnostics::weighted_moments;
use crate::evaluator::Evaluator;
use crate::families::{Component, Gaussian, Mixture, Tails, log_total};
use crate::progress::{Observer, Progress, Stage, report};
use crate::{FitError, FitOptions, streams};

/// Degrees of freedom of the wide components.
const DEGREES_OF_FREEDOM: f64 = 5.0;
/// What a mode contributes, with its share: the fitted Gaussian first, then the wide components, which
/// have one location and scale.
const PARTS: [(f64, Tails); 3] = [
    (0.5, Tails::Normal),
    (
        0.25,
        Tails::Joint {
            degrees_of_freedom: DEGREES_OF_FREEDOM,
        },
    ),
    (
        0.25,
        Tails::Independent {
            degrees_of_freedom: DEGREES_OF_FREEDOM,
        },
    ),
];
/// Factor by which their covariance exceeds the fit's.
const INFLATION: f64 = 1.2;
/// Rounds of adaptation at most.
const ROUNDS: usize = 5;
/// Draws of a round are this many per coordinate, within the bounds below.
const ROUND_DRAWS: usize = 32;
/// The least draws of a round.
const LEAST_ROUND: usize = 2048;
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
/// The least share of the mixture a mode is given.
const SMALLEST_SHARE: f64 = 0.02;

/// Draws of a proposal with everything known about them.
#[derive(Clone, Debug)]
pub struct WeightedDraws {
    /// What they were drawn from: the components of every mode in turn, once for every proposal.
    pub proposal: Mixture,
    /// S × D.
    pub points: Matrix,
    /// Log density of the target, in nats.
    pub log_density: Vec<f64>,
    /// Log density of the proposal, in nats.
    pub log_proposal: Vec<f64>,
    /// The smoothed weights.
    pub weights: SmoothedWeights,
    /// The probability of every draw to have come from the components of each mode: modes × S.
    pub(crate) memberships: Vec<Vec<f64>>,
}

impl WeightedDraws {
    fn new(proposal: Mixture, modes: usize, points: Matrix, log_density: Vec<f64>) -> Self {
        let log_parts = proposal.log_parts(&points);
        let log_proposal = log_total(&log_parts);
        let ratios: Vec<f64> = log_density
            .iter()
            .zip(&log_proposal)
            .map(|(p, q)| p - q)
            .collect();
        let mut memberships = vec![vec![0.0; ratios.len()]; modes];
        for (index, parts) in log_parts.chunks(PARTS.len()).enumerate() {
            let totals = log_total(parts);
            for (m, (part, total)) in memberships[index % modes]
                .iter_mut()
                .zip(totals.iter().zip(&log_proposal))
            {
                *m += (part - total).exp();
            }
        }
        Self {
            proposal,
            points,
            log_density,
            log_proposal,
            weights: smooth(&ratios),
            memberships,
        }
    }

    /// These and `other` together, as draws of the mixture of both proposals by their numbers.
    fn pooled(self, other: Self) -> Self {
        let (rows, more) = (self.points.rows(), other.points.rows());
        let points = Matrix::from_fn(rows + more, self.points.columns(), |i, d| {
            if i < rows {
                self.points[(i, d)]
            } else {
                other.points[(i - rows, d)]
            }
        });
        let of = |draws: &Self| {
            let count = draws.points.rows() as f64;
            let components = draws.proposal.components().to_vec();
            components.into_iter().map(move |c| Component {
                weight: count * c.weight,
                ..c
            })
        };
        let proposal = Mixture::new(of(&self).chain(of(&other)).collect());
        let modes = self.memberships.len();
        let log_density = [self.log_density, other.log_density].concat();
        Self::new(proposal, modes, points, log_density)
    }
}

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
        let largest = modes.iter().map(|m| m.1).fold(f64::NEG_INFINITY, f64::max);
        let mut components = Vec::new();
        for (fit, log_evidence) in modes {
            let share = (log_evidence - largest).exp().max(SMALLEST_SHARE);
            let wide = fit.widened(INFLATION.sqrt());
            components.extend(PARTS.iter().map(|&(part, tails)| Component {
                weight: part * share,
                shape: match tails {
                    Tails::Normal => fit.clone(),
                    Tails::Joint { .. } | Tails::Independent { .. } => wide.clone(),
                },
                tails,
            }));
        }
        let dimension = modes.first().map_or(0, |m| m.0.dimension());
        Self {
            proposal: Mixture::new(components),
            round: 0,
            rounds: 0,
            pilot: (ROUND_DRAWS * dimension)
                .next_multiple_of(32)
                .clamp(LEAST_ROUND, draws.max(LEAST_ROUND)),
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
        let draws = draw(
            &self.proposal,
            self.pilot,
            self.round,
            options.seed,
            evaluator,
        );
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
                stage: Stage::Evidence,
                step: self.round,
                free_energy: -log_z,
                standard_error: Some(error),
                evaluations: evaluator.count().total(),
            },
        )?;
        // Draws that are worth little count against a proposal as a heavy tail does.
        let k = match diagnostics.pareto_k {
            Some(k) => k,
            None if diagnostics.constant => f64::NEG_INFINITY,
            None => f64::INFINITY,
        };
        let share = diagnostics.effective_sample_size / self.pilot as f64;
        // Infinite scores (no usable weight at all) still leave the first proposal as the best.
        let score = k - 0.2 * share.max(1e-300).ln();
        if self.best.as_ref().is_none_or(|best| score < best.score) {
            self.best = Some(Best {
                score,
                proposal: self.proposal.clone(),
                share,
            });
        }
        if k < GOOD_K && share > 0.2 && (self.rounds > 1 || share > AT_ONCE) {
            self.round = ROUNDS;
            return Ok(false);
        }
        match refit(&self.proposal, &draws) {
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
        let mut draws = draw(&proposal, count, step, options.seed, evaluator);
        let mut failed = false;
        while step < ROUNDS + REPEATS && !settled(&draws) {
            failed |= !draws.weights.diagnostics.pass();
            let Some(next) = refit(&proposal, &draws) else {
                break;
            };
            proposal = next;
            count = (2 * count).min(4 * options.draws);
            step += 1;
            // All draws are kept, under the mixture of the proposals: none is thrown away for what it
            // showed.
            let more = draw(&proposal, count, step, options.seed, evaluator);
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

fn draw<T: LogDensity>(
    proposal: &Mixture,
    count: usize,
    step: usize,
    seed: u64,
    evaluator: &mut Evaluator<'_, T>,
) -> WeightedDraws {
    let mut rng = Stream::new(seed, streams::CERTIFIER, step as u64);
    // The degrees of freedom are a positive constant, so the sampler cannot refuse them.
    let points = proposal
        .sample(count, &mut rng)
        .unwrap_or_else(|_| Matrix::zeros(count, evaluator.dimension()));
    let evaluated = evaluator.evaluate(&points, Order::Value);
    let modes = proposal.components().len() / PARTS.len();
    WeightedDraws::new(proposal.clone(), modes, points, evaluated.log_density)
}

/// log Z = log mean (p/q) and its standard error by the delta method, both from smoothed weights.
pub(crate) fn log_evidence(draws: &WeightedDraws) -> (f64, f64) {
    let s = draws.log_density.len() as f64;
    let normaliser = draws.weights.log_total;
    let value = normaliser - s.ln();
    let squares: f64 = draws
        .weights
        .log_weights
        .iter()
        .map(|w| {
            let relative = s * w.exp() - 1.0;
            relative * relative
        })
        .sum();
    (value, (squares / (s * (s - 1.0))).sqrt())
}

/// Re-fits the wide components to tempered weights by one soft assignment.
fn refit(proposal: &Mixture, draws: &WeightedDraws) -> Option<Mixture> {
    let dimension = draws.points.columns();
    let needed = (10.0 * dimension as f64).min(0.5 * draws.log_density.len() as f64);
    let tempered = temper(&draws.weights.log_weights, needed)?;
    let components = proposal.components();
    let mut next = components.to_vec();
    for (mode, memberships) in draws.memberships.iter().enumerate() {
        // All components of a mode share its draws; the Gaussian stays where the fit put it.
        let parts = mode * PARTS.len()..(mode + 1) * PARTS.len();
        let weights: Vec<f64> = tempered
            .iter()
            .zip(memberships)
            .map(|(t, m)| t * m)
            .collect();
        let total: f64 = weights.iter().sum();
        let share = total.max(SMALLEST_SHARE);
        for (component, (part, _)) in next[parts.clone()].iter_mut().zip(PARTS) {
            component.weight = part * share;
        }
        let squares: f64 = weights.iter().map(|w| w * w).sum();
        let effective = total * total / squares;
        let old = &components[parts.start + 1].shape;
        if effective > 2.0 * dimension as f64
            && let Some(shape) = weighted_fit(&draws.points, &weights, total, effective, old)
        {
            for component in &mut next[parts.start + 1..parts.end] {
                component.shape = shape.clone();
            }
        }
    }
    Some(Mixture::new(next))
}

/// The Gaussian with the weighted moments, its covariance inflated and shrunk towards the old one
/// by how few effective draws there are for each coordinate.
fn weighted_fit(
    points: &Matrix,
    weights: &[f64],
    total: f64,
    effective: f64,
    old: &Gaussian,
) -> Option<Gaussian> {
    let dimension = points.columns();
    let mean: Vec<f64> = (0..dimension)
        .map(|d| kullback_math::linalg::dot(points.column(d), weights) / total)
        .collect();
    let scaled = Matrix::from_fn(points.rows(), dimension, |i, d| {
        (weights[i] / total).sqrt() * (points[(i, d)] - mean[d])
    });
    let mut covariance = kullback_math::linalg::transposed_product(&scaled, &scaled);
    let shrink = dimension as f64 / (dimension as f64 + effective);
    let before = old.covariance();
    for (c, b) in covariance.values_mut().iter_mut().zip(before.values()) {
        *c = (1.0 - shrink) * INFLATION * *c + shrink * b;
    }
    Some(Gaussian::new(mean, Cholesky::new(&covariance).ok()?))
}

/// Weights w^τ, normalised, with the largest τ ≤ 1 whose effective sample size reaches `needed`.
fn temper(log_weights: &[f64], needed: f64) -> Option<Vec<f64>> {
    let at = |tau: f64| {
        let powers: Vec<f64> = log_weights
            .iter()
            .map(|w| if w.is_finite() { (tau * w).exp() } else { 0.0 })
            .collect();
        let total: f64 = powers.iter().sum();
        let weights: Vec<f64> = powers.iter().map(|p| p / total).collect();
        let effective = 1.0 / weights.iter().map(|w| w * w).sum::<f64>();
        (effective, weights)
    };
    let (effective, weights) = at(1.0);
    if effective >= needed {
        return Some(weights);
    }
    let (mut low, mut high) = (0.0, 1.0);
    for _ in 0..40 {
        let middle = 0.5 * (low + high);
        if at(middle).0 >= needed {
            low = middle;
        } else {
            high = middle;
        }
    }
    let (effective, weights) = at(low);
    (effective.is_finite() && low > 0.0).then_some(weights)
}
