//! What speaks against a fit, read off its numbers one test at a time.

use crate::FitOptions;
use crate::diagnostics::{Coordinate, Moments};
use crate::evidence::NotCertified;
use crate::fit::Fits;
use crate::pq::MomentFit;
use crate::result::{Chosen, Direction, DrawSource, ModeReport};
use crate::verdict::{MEAN_SHIFT, MODE_SHARE, MOMENT_DRAWS, Reason, SD_RATIO};

/// Move of a mean, in sds, or of an sd, relatively, when the draws are doubled, above which a fit
/// is too unstable to build a certifier on.
const UNSTABLE: f64 = 0.25;

/// Whether modes other than the one kept matter, and whether some were probably missed. `covered` says
/// that q holds all modes found: then only what was missed matters.
pub(crate) fn judge_modes(modes: &[ModeReport], covered: bool) -> (Option<Reason>, bool) {
    let Some(kept) = modes.first() else {
        return (None, false);
    };
    // Without certified shares the evidence lower bounds stand in for them.
    let total: f64 = modes.iter().map(|m| (m.elbo - kept.elbo).exp()).sum();
    let share = |m: &ModeReport| {
        m.evidence_share
            .unwrap_or_else(|| (m.elbo - kept.elbo).exp() / total)
    };
    let comparable: Vec<&ModeReport> = modes
        .iter()
        .enumerate()
        // A fit that was not solved and has no certified share may be on its way to the first.
        .filter(|(k, m)| *k == 0 || m.solved || m.evidence_share.is_some())
        .filter(|(k, m)| *k == 0 || share(m) > MODE_SHARE)
        .map(|(_, m)| m)
        .collect();
    if comparable.len() < 2 {
        return (None, false);
    }
    let found_once = comparable.iter().filter(|m| m.paths == 1).count();
    if covered && found_once == 0 {
        return (None, false);
    }
    let reason = Reason::Modes {
        found: comparable.len(),
        kept_share: if covered { 1.0 } else { share(kept) },
        found_once,
    };
    (Some(reason), found_once > 0)
}

/// What speaks against the optimisation behind the chosen approximation.
pub(crate) fn convergence_reasons(
    fits: &Fits,
    chosen: Chosen,
    options: &FitOptions,
) -> Vec<Reason> {
    let mut reasons = Vec::new();
    let full_rank = fits.full_rank();
    if chosen.family == DrawSource::LowRank
        && let Some(fit) = &fits.low_rank
    {
        if !fit.converged {
            reasons.push(Reason::DrawNoise {
                fit: "low_rank",
                mean: fit.mean_noise,
                sd: fit.sd_noise,
                limit: options.draw_noise,
            });
        }
        return reasons;
    }
    if full_rank.is_none() {
        reasons.push(Reason::NoFullRank);
    }
    let (fit, converged, mean, sd, residual) = match (chosen.minimises, chosen.family, full_rank) {
        (Direction::Pq, _, _) => return reasons,
        (Direction::Qp, DrawSource::MeanField, Some(_)) => match &fits.mean_field {
            Some(fit) => {
                let residual = fit.mean_noise.max(fit.sd_noise);
                (
                    "mean_field",
                    fit.converged,
                    fit.mean_noise,
                    fit.sd_noise,
                    residual,
                )
            }
            None => return reasons,
        },
        (Direction::Qp, _, Some(fit)) => {
            let noise = (fit.mean_noise, fit.sd_noise);
            ("full_rank", fit.converged, noise.0, noise.1, fit.residual)
        }
        (Direction::Qp, _, None) => return reasons,
    };
    if converged {
        return reasons;
    }
    if mean > options.draw_noise || sd > options.draw_noise {
        reasons.push(Reason::DrawNoise {
            fit,
            mean,
            sd,
            limit: options.draw_noise,
        });
    } else {
        reasons.push(Reason::NotConverged { fit, residual });
    }
    reasons
}

/// What speaks against the fit by D_KL(P‖Q) as such.
pub(crate) fn pq_reason(fit: Option<&MomentFit>) -> Option<Reason> {
    match fit {
        None => Some(Reason::NoPq),
        Some(fit) => fit
            .doubt
            .clone()
            .map(|why| Reason::UncertainMoments { why }),
    }
}

/// Standard errors that the largest of D errors reaches by chance, for D beyond a full-rank fit's.
fn chance(dimension: usize, options: &FitOptions) -> f64 {
    if dimension > options.largest_dense_dimension {
        (2.0 * (2.0 * dimension as f64).ln()).sqrt()
    } else {
        1.0
    }
}

/// The coordinate whose moments under q are furthest from the weighted ones, if beyond the limits
/// by more than the Monte Carlo error.
pub(crate) fn moments_reason(
    (mean, sd): &(Vec<f64>, Vec<f64>),
    weighted: &Moments,
    options: &FitOptions,
) -> Option<Reason> {
    let errors = chance(sd.len(), options);
    let mut worst = (1.0, None);
    for d in 0..sd.len() {
        let shift = (mean[d] - weighted.mean[d]) / weighted.sd[d];
        let shift_error = errors * weighted.mean_error[d] / weighted.sd[d];
        let ratio = sd[d] / weighted.sd[d];
        let ratio_error = errors * weighted.sd_error[d] / weighted.sd[d];
        let excess = ((shift.abs() - shift_error) / MEAN_SHIFT)
            .max(((ratio - 1.0).abs() - ratio_error) / SD_RATIO);
        if excess.is_nan() || excess > worst.0 {
            worst = (
                excess,
                Some(Reason::Moments {
                    coordinate: d,
                    mean_shift: shift,
                    sd_ratio: ratio,
                }),
            );
        }
    }
    worst.1
}

/// Whether a mean or sd by the certifier's weights is worth too few independent draws: a few far
/// ones decide it.
pub(crate) fn noise_reason(weighted: &Moments) -> Option<Reason> {
    let worth = weighted.worth();
    (worth < MOMENT_DRAWS).then_some(Reason::FewEffectiveDraws {
        effective_sample_size: worth,
        needed: MOMENT_DRAWS,
    })
}

/// The coordinate whose sds disagree most. Where the certifier has the posterior's own sds these
/// decide instead.
pub(crate) fn sd_reason(coordinates: &[Coordinate], certified: bool) -> Option<Reason> {
    if certified {
        return None;
    }
    let mut worst = (1.0 + SD_RATIO, None);
    for (coordinate, c) in coordinates.iter().enumerate() {
        if let (Some(mean_field), Some(linear_response), Some(full_rank)) =
            (c.mean_field_sd, c.linear_response_sd, c.full_rank_sd)
        {
            let accounts = [Some(linear_response), Some(full_rank), c.pq_sd];
            let (narrow, wide) = accounts
                .into_iter()
                .flatten()
                .fold((f64::INFINITY, 0.0), |(a, b): (f64, f64), sd| {
                    (a.min(sd), b.max(sd))
                });
            let ratio = wide / narrow;
            if ratio.is_nan() || ratio > worst.0 {
                worst = (
                    ratio,
                    Some(Reason::StandardDeviations {
                        coordinate,
                        mean_field,
                        linear_response,
                        full_rank,
                        pq: c.pq_sd,
                    }),
                );
            }
        }
    }
    worst.1
}

/// What the certifier's own weights cannot show: that the fit it is built around is unstable, or
/// that the density is much higher away from its mass.
pub(crate) fn blind_spot(
    fits: &Fits,
    log_density: &[f64],
    own_weights_failed: bool,
) -> Option<NotCertified> {
    let fit = fits.full_rank()?;
    if !(fit.mean_noise < UNSTABLE && fit.sd_noise < UNSTABLE) {
        return Some(NotCertified::UnstableFit {
            mean: fit.mean_noise,
            sd: fit.sd_noise,
        });
    }
    // Under a Gaussian the peak exceeds the mean log density by half a χ² with D degrees.
    let half = 0.5 * fit.gaussian.dimension() as f64;
    let peak = fits
        .reports
        .iter()
        .map(|r| r.log_density)
        .fold(f64::NEG_INFINITY, f64::max);
    let typical = log_density.iter().sum::<f64>() / log_density.len() as f64;
    let elsewhere = peak - typical > half + 5.0 * half.sqrt() + 5.0;
    (elsewhere && own_weights_failed).then_some(NotCertified::PeakElsewhere { peak, typical })
}
