//! The second half of the recipe: draws, certificate, both divergences, and the result they make.

use kullback_math::LogDensity;
use kullback_math::random::Stream;

use crate::account::{Candidate, OwnDraws};
use crate::diagnostics::{ForcedEvidence, forced, weighted_moments};
use crate::evaluator::Evaluator;
use crate::evidence::{
    Certifier, CertifierReport, Estimate, Evidence, NotCertified, WeightedDraws, far_mass,
    log_evidence, smooth,
};
use crate::families::{Approximation, Gaussian};
use crate::fit::Fits;
use crate::initialise::{PathOutcome, PathReport};
use crate::mixture::{self, MixtureFit};
use crate::modes::comparable;
use crate::options::{FamilyChoice, Minimise};
use crate::parts::{
    coordinates, full_rank_result, low_rank_result, mean_field_result, mixture_result,
    mode_reports, pq_result,
};
use crate::pq::{find_moments, of_reference};
use crate::progress::{Observer, Progress, Stage, report, unless_cancelled};
use crate::reasons::{
    blind_spot, convergence_reasons, judge_modes, moments_reason, noise_reason, pq_reason,
    sd_reason,
};
use crate::reference::{ReferenceResult, consult};
use crate::resample::resample;
use crate::result::{
    Assessment, Chosen, Direction, DrawSource, Draws, FitResult, Initialisation,
    LinearResponseResult, Mixtures,
};
use crate::verdict::{Grounds, MODE_SHARE, Reason, decide};
use crate::{FitError, FitOptions, Recommendation, streams};

/// The draws an approximation gets that is not the chosen one: enough to judge it.
const JUDGING: usize = 4;
/// Draws of the chosen approximation after an interruption.
const INTERRUPTED_DRAWS: usize = 1024;
/// Draws of the certifier after one: enough to see where the posterior is, not to certify.
const INTERRUPTED_CERTIFIER_DRAWS: usize = 256;

/// Judges the fits.
pub(crate) fn assess<T: LogDensity>(
    fits: Fits,
    options: &FitOptions,
    evaluator: &mut Evaluator<'_, T>,
    observer: &mut Observer<'_>,
) -> Result<FitResult, FitError> {
    let no_fit = FitError::NoFiniteApproximation {
        paths: fits.reports.len(),
    };
    let full_rank_q = fits.full_rank().map(|fit| fit.gaussian.clone());
    let mean_field_q = fits.mean_field.as_ref().map(|m| m.factors.gaussian());
    let low_rank_q = fits.low_rank.as_ref().map(|fit| fit.gaussian.clone());
    let family = match (options.family, &full_rank_q, &low_rank_q, &mean_field_q) {
        (FamilyChoice::MeanField, _, _, Some(_)) | (_, None, None, _) => DrawSource::MeanField,
        (_, Some(_), _, _) => DrawSource::FullRank,
        (_, None, Some(_), _) => DrawSource::LowRank,
    };
    let by_qp = options.minimise != Minimise::Pq;
    let mut interrupted = fits.interrupted;
    let draws = match interrupted {
        None => options.draws,
        Some(_) => options.draws.min(INTERRUPTED_DRAWS),
    };
    // Handed on are the draws of the chosen approximation; fewer judge the others.
    let count = |direction_chosen: bool, of: DrawSource| {
        if direction_chosen && of == family {
            draws
        } else {
            draws / JUDGING
        }
    };
    let full_rank_own = full_rank_q.clone().map(|q| {
        let q = Approximation::Gaussian(q);
        let count = count(by_qp, DrawSource::FullRank);
        let own = OwnDraws::of(&q, streams::FULL_RANK_DRAWS, count, options, evaluator);
        (q, own)
    });
    let low_rank_own = low_rank_q.clone().map(|q| {
        let q = Approximation::Gaussian(q);
        let count = count(by_qp, DrawSource::LowRank);
        let own = OwnDraws::of(&q, streams::LOW_RANK_DRAWS, count, options, evaluator);
        (q, own)
    });
    let mean_field_own = mean_field_q.clone().map(|q| {
        let q = Approximation::Gaussian(q);
        let count = count(by_qp, DrawSource::MeanField);
        let own = OwnDraws::of(&q, streams::MEAN_FIELD_DRAWS, count, options, evaluator);
        (q, own)
    });
    let wider_own = full_rank_own.as_ref().or(low_rank_own.as_ref());
    if let Some((_, own)) = wider_own.or(mean_field_own.as_ref()) {
        let progress = Progress {
            free_energy: -own.elbo.value,
            standard_error: Some(own.elbo.standard_error),
            evaluations: evaluator.count().total(),
            ..Progress::at(Stage::Draws, 1)
        };
        unless_cancelled(report(observer, progress), &mut interrupted)?;
    }

    let starts: Vec<(Gaussian, f64)> = match (
        fits.modes.first(),
        low_rank_q.as_ref().or(mean_field_q.as_ref()),
    ) {
        (Some(best), _) => fits
            .modes
            .iter()
            .filter(|m| m.matters(best))
            .map(|m| (m.fit.gaussian.clone(), -m.fit.free_energy))
            .collect(),
        (None, Some(q)) => vec![(q.clone(), 0.0)],
        (None, None) => return Err(no_fit),
    };
    let (certified, mut certifier) =
        certify(&starts, options, evaluator, observer, &mut interrupted)?;
    if let Some(stage) = interrupted {
        certifier.failure = Some(NotCertified::Interrupted { stage });
    }
    if certifier.failure.is_none() {
        certifier.failure = wider_own.and_then(|(_, own)| {
            let failed = !own.weights.diagnostics.pass();
            blind_spot(&fits, &own.log_density, failed)
        });
    }
    if certifier.failure.is_none()
        && let Some((q, _)) = wider_own.or(mean_field_own.as_ref())
    {
        certifier.failure = far_mass(&q.log_density(&certified.points), &certified);
    }
    let mut evidence = Evidence::new(&certified, certifier);
    let is_certified = evidence.log_evidence.estimate().is_some();
    let log_weights = certified.weights.log_weights.as_slice();
    let weighted = is_certified.then(|| weighted_moments(&certified.points, log_weights));
    let shares = is_certified.then(|| mode_shares(&certified));

    let failure = evidence.failure().cloned();
    let reference = match &options.reference {
        Some(chosen) if interrupted.is_none() => {
            let around = reference_starts(&starts, shares.as_deref());
            let consulted = consult(chosen, &around, options, evaluator, observer);
            unless_cancelled(consulted, &mut interrupted)?
        }
        Some(_) | None => None,
    };
    let trusted = reference.as_ref().filter(|r| r.converged());
    // The importance sampler's numbers where it certifies, else the reference's.
    let stands_in = trusted.filter(|_| !is_certified);
    if let Some(reference) = stands_in {
        evidence.log_evidence = reference.log_evidence.clone();
    }
    let by_reference = |q: &Approximation, elbo: &Estimate| {
        stands_in.map(|r| r.divergences(&q.log_density(&r.reference.points), elbo))
    };

    let candidate = |(q, own): (Approximation, OwnDraws)| Candidate {
        assessment: own.assessment(
            &q.log_density(&certified.points),
            &certified,
            &evidence,
            by_reference(&q, &own.elbo),
        ),
        q,
        own,
    };
    let full_rank = full_rank_own.map(candidate);
    let low_rank = low_rank_own.map(candidate);
    let mean_field = mean_field_own.map(candidate);
    let wanted = options.minimise != Minimise::Qp && !fits.modes.is_empty();
    let sampled = stands_in.filter(|_| wanted);
    let pq = if let Some(fit) = sampled.and_then(|r| of_reference(&r.reference)) {
        Some(fit)
    } else if wanted && interrupted.is_none() {
        let found = find_moments(
            &starts,
            &certified,
            failure.as_ref(),
            &fits.paths,
            options,
            evaluator,
            observer,
        );
        unless_cancelled(found, &mut interrupted)?.flatten()
    } else {
        None
    };
    let pq_candidates = pq.as_ref().map(|fit| {
        let (log_q, log_factors) = fit.log_densities(&certified);
        let mut judge = |q: Gaussian, log_q: &[f64], stream, of| {
            let q = Approximation::Gaussian(q);
            let own = OwnDraws::of(&q, stream, count(!by_qp, of), options, evaluator);
            let divergences = by_reference(&q, &own.elbo);
            Candidate {
                assessment: own.assessment(log_q, &certified, &evidence, divergences),
                q,
                own,
            }
        };
        let full = fit.gaussian.clone();
        (
            judge(full, &log_q, streams::PQ_DRAWS, DrawSource::FullRank),
            judge(
                fit.factors(),
                &log_factors,
                streams::PQ_MEAN_FIELD_DRAWS,
                DrawSource::MeanField,
            ),
        )
    });

    let judge_mixture = |fit: MixtureFit, stream, evaluator: &mut Evaluator<'_, T>| {
        let q = Approximation::Mixture(fit.mixture);
        let own = OwnDraws::of(&q, stream, options.draws, options, evaluator);
        let divergences = by_reference(&q, &own.elbo);
        let assessment = own.assessment(&fit.log_q, &certified, &evidence, divergences);
        let candidate = Candidate { q, own, assessment };
        (candidate, fit.steps, fit.converged)
    };
    let components = comparable(&fits.modes);
    let (mut mixture, mut pq_mixture) = (None, None);
    if components.len() > 1 && interrupted.is_none() {
        let fit = mixture::by_qp(&components, &certified, options, evaluator);
        if pq.is_some() && is_certified {
            let cover = mixture::by_pq(&fit.mixture, &certified);
            pq_mixture = Some(judge_mixture(cover, streams::PQ_MIXTURE_DRAWS, evaluator));
        }
        mixture = Some(judge_mixture(fit, streams::MIXTURE_DRAWS, evaluator));
    }
    let mixtures = Mixtures {
        qp: mixture.as_ref().map(mixture_result),
        pq: pq_mixture.as_ref().map(mixture_result),
    };

    let full_rank_result = fits
        .full_rank()
        .zip(full_rank.as_ref())
        .map(|(fit, c)| full_rank_result(fit, c.assessment.clone()));
    let low_rank_result = fits
        .low_rank
        .as_ref()
        .zip(low_rank.as_ref())
        .map(|(fit, c)| low_rank_result(fit, c.assessment.clone()));
    let mean_field_result = fits
        .mean_field
        .as_ref()
        .zip(mean_field.as_ref())
        .map(|(fit, c)| mean_field_result(fit, c.assessment.clone()));
    let pq_result = pq
        .as_ref()
        .zip(pq_candidates.as_ref())
        .map(|(fit, (full, factors))| pq_result(fit, full, factors));
    let response_sd = fits.response.sd();
    let mut coordinates = coordinates(
        evaluator.dimension(),
        mean_field_result.as_ref(),
        response_sd.as_deref(),
        full_rank_result.as_ref(),
        low_rank_result.as_ref(),
        pq_result.as_ref().filter(|fit| fit.is_trustworthy()),
        weighted.as_ref(),
    );
    if let Some(reference) = trusted {
        reference.fill(&mut coordinates);
    }
    let modes = mode_reports(&fits, shares.as_deref());

    // Where D_KL(P‖Q) was asked for alone and has no fit, the other one's stands in, and says so.
    let (minimises, gaussian, mixture) = match (by_qp, family, pq_candidates) {
        (false, DrawSource::MeanField, Some((_, factors))) => {
            (Direction::Pq, Some(factors), pq_mixture)
        }
        (false, _, Some((full, _))) => (Direction::Pq, Some(full), pq_mixture),
        (_, DrawSource::MeanField, _) => (Direction::Qp, mean_field, mixture),
        (_, DrawSource::LowRank, _) => (Direction::Qp, low_rank, mixture),
        (_, _, _) => (Direction::Qp, full_rank, mixture),
    };
    let gaussian = gaussian.ok_or(no_fit)?;
    let mixture = mixture.map(|(candidate, ..)| candidate);
    let (family, candidate) = match (options.family, mixture) {
        (FamilyChoice::Mixture, Some(mixture)) => (DrawSource::Mixture, mixture),
        (FamilyChoice::Auto, Some(mixture))
            if closer(&mixture.assessment, &gaussian.assessment, minimises) =>
        {
            (DrawSource::Mixture, mixture)
        }
        _ => (family, gaussian),
    };
    let Candidate { q, own, assessment } = candidate;
    let chosen = Chosen { family, minimises };
    let covers = minimises == Direction::Pq
        || family == DrawSource::Mixture
        || family == DrawSource::FullRank && fits.covering.is_some();
    let (mode_reason, uncertain_modes) = judge_modes(&modes, covers);
    let mut reasons: Vec<Reason> = mode_reason.into_iter().collect();
    reasons.extend(convergence_reasons(&fits, chosen, options));
    if !by_qp {
        reasons.extend(pq_reason(pq.as_ref()));
    }
    let moments = q.moments();
    let off = |w| moments_reason(&moments, w, options);
    reasons.extend(weighted.as_ref().and_then(off));
    reasons.extend(weighted.as_ref().and_then(noise_reason));
    reasons.extend(sd_reason(&coordinates, is_certified || trusted.is_some()));
    if let Some(reference) = trusted {
        reasons.extend(reference.against_fit(&moments));
        let log_evidence = evidence.log_evidence.estimate();
        reasons.extend(
            weighted
                .as_ref()
                .and_then(|w| reference.against_certifier(w, log_evidence)),
        );
    }
    let verdict = decide(Grounds {
        own: &own.weights.diagnostics,
        certifier: &evidence.certifier.weights,
        certified: is_certified,
        divergences: &assessment.divergences,
        reasons,
        uncertain_modes,
        reference: reference.as_ref(),
        interrupted,
    });

    let mean_field_sd = mean_field_result
        .as_ref()
        .map(|m| m.log_sd.iter().map(|l| l.exp()).collect::<Vec<f64>>());
    let wider_sd = full_rank_result
        .as_ref()
        .map(|r| r.sd.as_slice())
        .or(low_rank_result.as_ref().map(|r| r.sd.as_slice()));
    let posterior = match trusted {
        _ if is_certified => Some((&certified.points, log_weights.to_vec())),
        Some(r) => {
            let count = r.reference.points.rows();
            Some((&r.reference.points, vec![-(count as f64).ln(); count]))
        }
        None => None,
    };
    let forced = forced(&ForcedEvidence {
        minimises,
        own_log_weights: &own.weights.log_weights,
        mean_field_sd: mean_field_sd.as_deref(),
        corrected_sd: response_sd.as_deref().or(wider_sd),
        mode_shares: shares.as_deref().unwrap_or(&[]),
        q: &q.gaussians(),
        posterior: posterior
            .as_ref()
            .map(|(points, weights)| (*points, weights.as_slice())),
    });
    let log_ratios = own
        .log_density
        .iter()
        .zip(&own.log_q)
        .map(|(p, q)| p - q)
        .collect();
    let draws = match trusted {
        Some(reference) if verdict.recommendation == Recommendation::UseReference => {
            reference_draws(reference)
        }
        _ => choose_draws(own, family, &certified, verdict.recommendation, options),
    };
    let failed = |r: &PathReport| r.outcome != PathOutcome::Converged;
    Ok(FitResult {
        options: options.clone(),
        dimension: evaluator.dimension(),
        initialisation: Initialisation {
            tried: fits.tried,
            failed_paths: fits.reports.iter().filter(|r| failed(r)).count(),
            paths: fits.reports,
            modes,
        },
        mean_field: mean_field_result,
        linear_response: LinearResponseResult::from(&fits.response),
        full_rank: full_rank_result,
        low_rank: low_rank_result,
        pq: pq_result,
        mixtures,
        chosen,
        evidence,
        reference,
        weighted_moments: weighted,
        coordinates,
        draws,
        approximation: q,
        certifier_draws: certified,
        log_ratios,
        forced,
        verdict,
        interrupted,
        evaluations: evaluator.count(),
    })
}

fn certify<T: LogDensity>(
    starts: &[(Gaussian, f64)],
    options: &FitOptions,
    evaluator: &mut Evaluator<'_, T>,
    observer: &mut Observer<'_>,
    interrupted: &mut Option<Stage>,
) -> Result<(WeightedDraws, CertifierReport), FitError> {
    let mut certifier = Certifier::new(starts, options.draws);
    while interrupted.is_none() {
        let step = certifier.step(options, evaluator, observer);
        if unless_cancelled(step, interrupted)? == Some(false) {
            break;
        }
    }
    if interrupted.is_some() {
        let few = FitOptions {
            draws: INTERRUPTED_CERTIFIER_DRAWS,
            ..options.clone()
        };
        return Ok(certifier.finish(&few, evaluator));
    }
    let result = certifier.finish(options, evaluator);
    let evidence = log_evidence(&result.0);
    let progress = Progress {
        free_energy: -evidence.0,
        standard_error: Some(evidence.1),
        evaluations: evaluator.count().total(),
        ..Progress::at(Stage::Evidence, result.1.rounds + 1)
    };
    // Whoever cancels now gets a complete fit.
    unless_cancelled(report(observer, progress), &mut None)?;
    Ok(result)
}

/// The evidence share of every mode: the weights of the certifier's draws, each divided between
/// the modes by the density of their components.
fn mode_shares(draws: &WeightedDraws) -> Vec<f64> {
    draws
        .memberships
        .iter()
        .map(|memberships| {
            memberships
                .iter()
                .zip(&draws.weights.log_weights)
                .map(|(m, w)| m * w.exp())
                .sum()
        })
        .collect()
}

/// Whether the divergence that both minimise is certified to be smaller for the mixture, by more than
/// twice the error.
fn closer(mixture: &Assessment, gaussian: &Assessment, minimises: Direction) -> bool {
    let of = |assessment: &Assessment| match minimises {
        // D_KL(Q‖P) = log Z − ELBO, with one log Z for both.
        Direction::Qp => assessment
            .divergences
            .q_from_p
            .estimate()
            .map(|gap| (gap.value, assessment.elbo.standard_error)),
        Direction::Pq => assessment
            .divergences
            .p_from_q
            .estimate()
            .map(|gap| (gap.value, gap.standard_error)),
    };
    match (of(mixture), of(gaussian)) {
        (Some((a, error_a)), Some((b, error_b))) => b - a > 2.0 * error_a.hypot(error_b),
        // A mixture that is certified beats a Gaussian that is infinitely far.
        (Some(_), None) => true,
        (None, _) => false,
    }
}

/// Where the chains of a reference begin: the modes that are known to matter, or all of them.
fn reference_starts(modes: &[(Gaussian, f64)], shares: Option<&[f64]>) -> Vec<Gaussian> {
    let matters = |k: usize| shares.is_none_or(|s| s.get(k).is_some_and(|s| *s > MODE_SHARE));
    modes
        .iter()
        .enumerate()
        .filter(|(k, _)| *k == 0 || matters(*k))
        .map(|(_, (fit, _))| fit.clone())
        .collect()
}

/// The draws of a reference, each of the same weight.
fn reference_draws(result: &ReferenceResult) -> Draws {
    let count = result.reference.points.rows();
    let weights = smooth(&vec![0.0; count]);
    // The density that they are drawn from is the posterior's own.
    let log_z = result.log_evidence.estimate().map_or(f64::NAN, |e| e.value);
    let log_density = result.reference.log_density.clone();
    Draws {
        source: DrawSource::Reference,
        points: result.reference.points.clone(),
        log_approximation: log_density.iter().map(|p| p - log_z).collect(),
        log_density,
        log_weights: weights.log_weights,
        weights: weights.diagnostics,
        resampled: (0..count).collect(),
        is_resampled: false,
        distinct: count,
    }
}

/// The draws to hand on: q's own for *use*, the certifier's resampled for *use after resampling*,
/// and q's own, not resampled, for *do not use*.
fn choose_draws(
    own: OwnDraws,
    source: DrawSource,
    certified: &WeightedDraws,
    recommendation: Recommendation,
    options: &FitOptions,
) -> Draws {
    let resampling = recommendation == Recommendation::UseAfterResampling;
    let (points, log_density, log_approximation, weights, source) = if resampling {
        (
            certified.points.clone(),
            certified.log_density.clone(),
            certified.log_proposal.clone(),
            certified.weights.clone(),
            DrawSource::Certifier,
        )
    } else {
        (own.points, own.log_density, own.log_q, own.weights, source)
    };
    let resampled = if resampling {
        let mut rng = Stream::new(options.seed, streams::RESAMPLE, 0);
        resample(&weights.log_weights, options.draws, &mut rng)
    } else {
        (0..points.rows()).collect()
    };
    let mut distinct = resampled.clone();
    distinct.dedup();
    Draws {
        source,
        points,
        log_density,
        log_approximation,
        log_weights: weights.log_weights,
        weights: weights.diagnostics,
        distinct: distinct.len(),
        resampled,
        is_resampled: resampling,
    }
}
