//! The second half of the recipe: draws, certificate, both divergences, and the result they make.

use kullback_math::linalg::Matrix;
use kullback_math::random::Stream;
use kullback_math::sobol::normal_points;
use kullback_math::{LogDensity, Order};

use crate::diagnostics::{Coordinate, ForcedEvidence, Moments, forced, weighted_moments};
use crate::evaluator::Evaluator;
use crate::evidence::{
    Certifier, CertifierReport, Divergences, Estimate, Evidence, SCRAMBLES, SmoothedWeights,
    Splits, WeightedDraws, log_evidence, smooth,
};
use crate::families::Gaussian;
use crate::fit::Fits;
use crate::full_rank::FullRank;
use crate::initialise::{PathOutcome, PathReport};
use crate::mean_field::MeanField;
use crate::progress::{Observer, Progress, Stage, report};
use crate::reasons::{
    blind_spot, convergence_reasons, judge_modes, moments_reason, noise_reason, sd_reason,
};
use crate::resample::resample;
use crate::result::{
    Assessment, DrawSource, Draws, FitResult, FullRankResult, Initialisation, LinearResponseResult,
    MeanFieldResult, ModeReport,
};
use crate::verdict::{Grounds, Reason, decide};
use crate::{FitError, FitOptions, Recommendation, streams};

/// Draws of a Gaussian in [`SCRAMBLES`] groups, with what the target is there.
struct OwnDraws {
    points: Matrix,
    log_q: Vec<f64>,
    log_density: Vec<f64>,
    log_likelihood: Option<Vec<f64>>,
    weights: SmoothedWeights,
    elbo: Estimate,
}

fn own_draws<T: LogDensity>(
    q: &Gaussian,
    stream: u64,
    count: usize,
    options: &FitOptions,
    evaluator: &mut Evaluator<'_, T>,
) -> OwnDraws {
    let group = count / SCRAMBLES;
    let dimension = q.dimension();
    let mut standard = Matrix::zeros(group * SCRAMBLES, dimension);
    for scramble in 0..SCRAMBLES {
        let mut rng = Stream::new(options.seed, stream, scramble as u64);
        let points = normal_points(group, dimension, &mut rng);
        for d in 0..dimension {
            standard.column_mut(d)[scramble * group..(scramble + 1) * group]
                .copy_from_slice(points.column(d));
        }
    }
    let points = q.transform(&standard);
    let log_q = q.log_density_at_standard(&standard);
    let evaluated = evaluator.evaluate(&points, Order::Value);
    let ratios: Vec<f64> = evaluated
        .log_density
        .iter()
        .zip(&log_q)
        .map(|(p, q)| p - q)
        .collect();
    OwnDraws {
        weights: smooth(&ratios),
        elbo: Estimate::over_scrambles(&ratios),
        log_likelihood: evaluator
            .splits_likelihood()
            .then_some(evaluated.log_likelihood),
        log_density: evaluated.log_density,
        log_q,
        points,
    }
}

fn assessment(
    q: &Gaussian,
    own: &OwnDraws,
    certified: &WeightedDraws,
    evidence: &Evidence,
) -> Assessment {
    let log_q = q.log_density(&certified.points);
    let divergences = Divergences::new(&own.elbo, &log_q, certified, evidence);
    let splits = Splits::new(
        &own.log_q,
        &own.log_density,
        own.log_likelihood.as_deref(),
        divergences.q_from_p.clone(),
        evidence.log_evidence.clone(),
    );
    Assessment {
        elbo: own.elbo.clone(),
        divergences,
        splits,
        weights: own.weights.diagnostics,
    }
}

/// Judges the fits.
pub(crate) fn assess<T: LogDensity>(
    fits: Fits,
    options: &FitOptions,
    evaluator: &mut Evaluator<'_, T>,
    observer: &mut Observer<'_>,
) -> Result<FitResult, FitError> {
    let mean_field_q = fits.mean_field.as_ref().map(|m| m.factors.gaussian());
    let full_rank = fits.modes.first().map(|m| &m.fit);
    // One of the two exists: the mean-field fit is only attempted around the other.
    let q = match (full_rank, &mean_field_q) {
        (Some(fit), _) => fit.gaussian.clone(),
        (None, Some(q)) => q.clone(),
        (None, None) => {
            return Err(FitError::NoFiniteApproximation {
                paths: fits.reports.len(),
            });
        }
    };
    // Where the full-rank draws are the ones handed on, a quarter judges the mean field.
    let judging = if full_rank.is_some() {
        options.draws / 4
    } else {
        options.draws
    };
    let mean_field_draws = mean_field_q
        .as_ref()
        .map(|q| own_draws(q, streams::MEAN_FIELD_DRAWS, judging, options, evaluator));
    let full_rank_draws = full_rank.map(|fit| {
        let stream = streams::FULL_RANK_DRAWS;
        own_draws(&fit.gaussian, stream, options.draws, options, evaluator)
    });
    if let Some(own) = full_rank_draws.as_ref().or(mean_field_draws.as_ref()) {
        report(
            observer,
            Progress {
                stage: Stage::Draws,
                step: 1,
                free_energy: -own.elbo.value,
                standard_error: Some(own.elbo.standard_error),
                evaluations: evaluator.count().total(),
            },
        )?;
    }

    let starts: Vec<(Gaussian, f64)> = if fits.modes.is_empty() {
        vec![(q.clone(), 0.0)]
    } else {
        fits.modes
            .iter()
            .filter(|m| m.matters(&fits.modes[0]))
            .map(|m| (m.fit.gaussian.clone(), -m.fit.free_energy))
            .collect()
    };
    let (certified, mut certifier) = certify(&starts, options, evaluator, observer)?;
    if certifier.failure.is_none() {
        certifier.failure = full_rank_draws.as_ref().and_then(|own| {
            let failed = !own.weights.diagnostics.pass();
            blind_spot(&fits, &own.log_density, failed)
        });
    }
    let evidence = Evidence::new(&certified, certifier);
    let is_certified = evidence.log_evidence.estimate().is_some();
    let log_weights = certified.weights.log_weights.as_slice();
    let weighted = is_certified.then(|| weighted_moments(&certified.points, log_weights));
    let shares = is_certified.then(|| mode_shares(&certified));

    let full_rank_result = full_rank.zip(full_rank_draws.as_ref()).map(|(fit, own)| {
        full_rank_result(fit, assessment(&fit.gaussian, own, &certified, &evidence))
    });
    let mean_field_result = fits
        .mean_field
        .as_ref()
        .zip(mean_field_q.as_ref().zip(mean_field_draws.as_ref()))
        .map(|(fit, (q, own))| mean_field_result(fit, assessment(q, own, &certified, &evidence)));

    let response_sd = fits.response.sd();
    let coordinates = coordinates(
        mean_field_result.as_ref(),
        response_sd.as_deref(),
        full_rank_result.as_ref(),
        weighted.as_ref(),
    );
    let modes = mode_reports(&fits, shares.as_deref());
    let (own, source, judged) = match (full_rank_draws, mean_field_draws) {
        (Some(own), _) => (
            own,
            DrawSource::FullRank,
            full_rank_result.as_ref().map(|r| &r.assessment),
        ),
        (None, Some(own)) => (
            own,
            DrawSource::MeanField,
            mean_field_result.as_ref().map(|r| &r.assessment),
        ),
        (None, None) => {
            return Err(FitError::NoFiniteApproximation {
                paths: fits.reports.len(),
            });
        }
    };
    let (mode_reason, uncertain_modes) = judge_modes(&modes);
    let mut reasons: Vec<Reason> = mode_reason.into_iter().collect();
    reasons.extend(convergence_reasons(&fits, options));
    reasons.extend(weighted.as_ref().and_then(|w| moments_reason(&q, w)));
    reasons.extend(weighted.as_ref().and_then(noise_reason));
    reasons.extend(sd_reason(&coordinates, is_certified));
    let divergences = judged
        .map(|a| a.divergences.clone())
        .unwrap_or_else(|| Divergences {
            q_from_p: evidence.log_evidence.clone(),
            p_from_q: evidence.log_evidence.clone(),
        });
    let verdict = decide(Grounds {
        own: &own.weights.diagnostics,
        certifier: &evidence.certifier.weights,
        certified: is_certified,
        divergences: &divergences,
        reasons,
        uncertain_modes,
    });

    let mean_field_sd = mean_field_result
        .as_ref()
        .map(|m| m.log_sd.iter().map(|l| l.exp()).collect::<Vec<f64>>());
    let full_rank_sd = full_rank_result.as_ref().map(|r| r.sd.clone());
    let forced = forced(&ForcedEvidence {
        mean_field_sd: mean_field_sd.as_deref(),
        corrected_sd: response_sd.as_deref().or(full_rank_sd.as_deref()),
        mode_shares: shares.as_deref().unwrap_or(&[]),
        q: &q,
        posterior: is_certified.then_some((&certified.points, log_weights)),
    });
    let draws = choose_draws(own, source, certified, verdict.recommendation, options);
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
        evidence,
        weighted_moments: weighted,
        coordinates,
        draws,
        forced,
        verdict,
        evaluations: evaluator.count(),
    })
}

fn certify<T: LogDensity>(
    starts: &[(Gaussian, f64)],
    options: &FitOptions,
    evaluator: &mut Evaluator<'_, T>,
    observer: &mut Observer<'_>,
) -> Result<(WeightedDraws, CertifierReport), FitError> {
    let mut certifier = Certifier::new(starts, options.draws);
    while certifier.step(options, evaluator, observer)? {}
    let result = certifier.finish(options, evaluator);
    let evidence = log_evidence(&result.0);
    report(
        observer,
        Progress {
            stage: Stage::Evidence,
            step: result.1.rounds + 1,
            free_energy: -evidence.0,
            standard_error: Some(evidence.1),
            evaluations: evaluator.count().total(),
        },
    )?;
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

fn full_rank_result(fit: &FullRank, assessment: Assessment) -> FullRankResult {
    let lower = fit.gaussian.root();
    FullRankResult {
        mean: fit.gaussian.mean().to_vec(),
        sd: fit.gaussian.sd(),
        cholesky: (0..lower.rows())
            .map(|i| lower.row(i)[..=i].to_vec())
            .collect(),
        assessment,
        steps: fit.steps,
        objective_draws: fit.draws,
        residual: fit.residual,
        mean_noise: fit.mean_noise,
        sd_noise: fit.sd_noise,
        converged: fit.converged,
    }
}

fn mean_field_result(fit: &MeanField, assessment: Assessment) -> MeanFieldResult {
    MeanFieldResult {
        mean: fit.factors.mean.clone(),
        log_sd: fit.factors.log_sd.clone(),
        assessment,
        iterations: fit.iterations,
        objective_draws: fit.draws,
        mean_noise: fit.mean_noise,
        sd_noise: fit.sd_noise,
        converged: fit.converged,
    }
}

fn coordinates(
    mean_field: Option<&MeanFieldResult>,
    response_sd: Option<&[f64]>,
    full_rank: Option<&FullRankResult>,
    weighted: Option<&Moments>,
) -> Vec<Coordinate> {
    let dimension = full_rank
        .map(|r| r.mean.len())
        .or(mean_field.map(|r| r.mean.len()))
        .unwrap_or(0);
    (0..dimension)
        .map(|d| Coordinate {
            mean_field_mean: mean_field.map(|m| m.mean[d]),
            mean_field_sd: mean_field.map(|m| m.log_sd[d].exp()),
            linear_response_sd: response_sd.map(|sd| sd[d]),
            full_rank_mean: full_rank.map(|r| r.mean[d]),
            full_rank_sd: full_rank.map(|r| r.sd[d]),
            weighted_mean: weighted.map(|w| w.mean[d]),
            weighted_sd: weighted.map(|w| w.sd[d]),
        })
        .collect()
}

fn mode_reports(fits: &Fits, shares: Option<&[f64]>) -> Vec<ModeReport> {
    fits.modes
        .iter()
        .enumerate()
        .map(|(k, mode)| ModeReport {
            paths: mode.paths.len(),
            log_density: mode
                .paths
                .iter()
                .map(|&p| fits.reports[p].log_density)
                .fold(f64::NEG_INFINITY, f64::max),
            elbo: -mode.fit.free_energy,
            solved: mode.fit.solved,
            evidence_share: shares.map(|s| s.get(k).copied().unwrap_or(0.0)),
            mean: mode.fit.gaussian.mean().to_vec(),
        })
        .collect()
}

/// The draws to hand on: q's own for *use*, the certifier's resampled for *use after resampling*,
/// and q's own, not resampled, for *do not use*.
fn choose_draws(
    own: OwnDraws,
    source: DrawSource,
    certified: WeightedDraws,
    recommendation: Recommendation,
    options: &FitOptions,
) -> Draws {
    let resampling = recommendation == Recommendation::UseAfterResampling;
    let (points, log_density, log_approximation, weights, source) = if resampling {
        (
            certified.points,
            certified.log_density,
            certified.log_proposal,
            certified.weights,
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
