//! The parts of a result, each told from the fit that it describes.

use crate::account::Candidate;
use crate::diagnostics::{Coordinate, Moments};
use crate::families::{Approximation, Gaussian, LowRank};
use crate::fit::Fits;
use crate::full_rank::FullRank;
use crate::low_rank::LowRankFit;
use crate::mean_field::MeanField;
use crate::pq::MomentFit;
use crate::result::{
    Assessment, FullRankResult, LowRankResult, MeanFieldResult, MixtureComponent, MixtureResult,
    ModeReport, PqResult,
};

pub(crate) fn mixture_result(
    (candidate, steps, converged): &(Candidate, usize, bool),
) -> MixtureResult {
    let components = match &candidate.q {
        Approximation::Mixture(mixture) => mixture.components(),
        Approximation::Gaussian(_) => &[],
    };
    MixtureResult {
        components: components
            .iter()
            .map(|component| MixtureComponent {
                weight: component.weight,
                mean: component.shape.mean().to_vec(),
                sd: component.shape.sd(),
                cholesky: triangle(&component.shape),
            })
            .collect(),
        assessment: candidate.assessment.clone(),
        steps: *steps,
        converged: *converged,
    }
}

/// The rows of the lower triangle of the Cholesky factor.
fn triangle(gaussian: &Gaussian) -> Vec<Vec<f64>> {
    let lower = gaussian.root();
    (0..lower.rows())
        .map(|i| lower.row(i)[..=i].to_vec())
        .collect()
}

pub(crate) fn pq_result(
    fit: &MomentFit,
    full_rank: &Candidate,
    mean_field: &Candidate,
) -> PqResult {
    PqResult {
        method: fit.method,
        doubt: fit.doubt.clone(),
        mean: fit.moments.mean.clone(),
        mean_error: fit.moments.mean_error.clone(),
        sd: fit.moments.sd.clone(),
        sd_error: fit.moments.sd_error.clone(),
        cholesky: triangle(&fit.gaussian),
        assessment: full_rank.assessment.clone(),
        mean_field: mean_field.assessment.clone(),
        steps: fit.steps,
        effective_sample_size: fit.worth,
    }
}

pub(crate) fn full_rank_result(fit: &FullRank, assessment: Assessment) -> FullRankResult {
    FullRankResult {
        mean: fit.gaussian.mean().to_vec(),
        sd: fit.gaussian.sd(),
        cholesky: triangle(&fit.gaussian),
        assessment,
        steps: fit.steps,
        objective_draws: fit.draws,
        residual: fit.residual,
        mean_noise: fit.mean_noise,
        sd_noise: fit.sd_noise,
        converged: fit.converged,
    }
}

pub(crate) fn low_rank_result(fit: &LowRankFit, assessment: Assessment) -> LowRankResult {
    let q = &fit.gaussian;
    let root = q.low_rank_root();
    let columns = root.map_or(0, LowRank::rank);
    let column = |k| root.map_or_else(Vec::new, |root| root.q().column(k).to_vec());
    LowRankResult {
        mean: q.mean().to_vec(),
        sd: q.sd(),
        scale: root.map_or_else(Vec::new, |root| root.scale().to_vec()),
        directions: (0..columns).map(column).collect(),
        variances: root.map_or_else(Vec::new, |root| {
            root.stretch().iter().map(|s| s * s).collect()
        }),
        assessment,
        rounds: fit.rounds,
        objective_draws: fit.draws,
        mean_noise: fit.mean_noise,
        sd_noise: fit.sd_noise,
        converged: fit.converged,
    }
}

pub(crate) fn mean_field_result(fit: &MeanField, assessment: Assessment) -> MeanFieldResult {
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

pub(crate) fn coordinates(
    dimension: usize,
    mean_field: Option<&MeanFieldResult>,
    response_sd: Option<&[f64]>,
    full_rank: Option<&FullRankResult>,
    low_rank: Option<&LowRankResult>,
    pq: Option<&PqResult>,
    weighted: Option<&Moments>,
) -> Vec<Coordinate> {
    (0..dimension)
        .map(|d| Coordinate {
            mean_field_mean: mean_field.map(|m| m.mean[d]),
            mean_field_sd: mean_field.map(|m| m.log_sd[d].exp()),
            linear_response_sd: response_sd.map(|sd| sd[d]),
            full_rank_mean: full_rank.map(|r| r.mean[d]),
            full_rank_sd: full_rank.map(|r| r.sd[d]),
            low_rank_mean: low_rank.map(|r| r.mean[d]),
            low_rank_sd: low_rank.map(|r| r.sd[d]),
            pq_mean: pq.map(|r| r.mean[d]),
            pq_sd: pq.map(|r| r.sd[d]),
            weighted_mean: weighted.map(|w| w.mean[d]),
            weighted_sd: weighted.map(|w| w.sd[d]),
            reference_mean: None,
            reference_sd: None,
        })
        .collect()
}

pub(crate) fn mode_reports(fits: &Fits, shares: Option<&[f64]>) -> Vec<ModeReport> {
    fits.modes
        .iter()
        .enumerate()
        .map(|(k, mode)| ModeReport {
            fit: mode.number as usize,
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
