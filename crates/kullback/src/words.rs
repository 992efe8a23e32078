//! Findings in words. Every number in them is a field of the finding.

use kullback_vi::diagnostics::Forced;
use kullback_vi::evidence::NotCertified;
use kullback_vi::reference::NotConverged;
use kullback_vi::{Direction, DrawSource, FitResult, Reason, Recommendation};

/// Differences below this print as zero.
const SHOWN: f64 = 0.005;

/// A name for coordinate `index`.
fn name(coordinates: &[String], index: usize) -> &str {
    coordinates
        .get(index)
        .map_or("a coordinate", String::as_str)
}

/// A name as it is written, or the fit's.
fn fit_name(fit: &str) -> String {
    fit.replace('_', " ").replace(" rank", "-rank")
}

/// Two decimals, with a minus sign rather than a hyphen.
fn signed(x: f64) -> String {
    format!("{x:.2}").replace('-', "−")
}

/// A difference: with its sign, whichever it is.
pub(crate) fn difference(x: f64) -> String {
    format!("{x:+.2}").replace('-', "−")
}

/// k̂ against its limit.
fn tail(pareto_k: Option<f64>, threshold: f64) -> String {
    match pareto_k {
        Some(k) => format!("k̂ is {}, over its limit {threshold:.2}", signed(k)),
        None => "k̂ could not be fitted: too few draws have weight".to_owned(),
    }
}

/// By how much a mean and an sd are off. What would print as nothing is not said, unless it is all
/// there is to say.
fn off(mean_shift: f64, sd_ratio: f64) -> String {
    let mean = format!("its mean by {} posterior sds", difference(mean_shift));
    let sd = format!("its sd by a factor of {sd_ratio:.2}");
    match (mean_shift.abs() < SHOWN, (sd_ratio - 1.0).abs() < SHOWN) {
        (true, false) => sd,
        (false, true) => mean,
        (true, true) | (false, false) => format!("{mean}, {sd}"),
    }
}

/// What speaks against reference draws.
pub(crate) fn not_converged(failure: &NotConverged, coordinates: &[String]) -> String {
    let quantity = |coordinate: &Option<usize>| match coordinate {
        Some(index) => name(coordinates, *index),
        None => "the log density",
    };
    match failure {
        NotConverged::Disagree {
            coordinate,
            r_hat,
            limit,
        } => format!(
            "the chains disagree on {}: R̂ is {r_hat:.3}, over {limit}",
            quantity(coordinate)
        ),
        NotConverged::FewEffectiveDraws {
            coordinate,
            part,
            effective_sample_size,
            needed,
        } => format!(
            "the draws of {} are worth {effective_sample_size:.0} independent ones in the {part}; \
             {needed:.0} are needed",
            quantity(coordinate)
        ),
        NotConverged::Divergences { count, draws } => {
            format!("{count} of {draws} trajectories diverged")
        }
        NotConverged::Energy {
            chain,
            e_bfmi,
            limit,
        } => format!(
            "chain {} hardly moves between energies: its E-BFMI is {e_bfmi:.2}, under {limit}",
            chain + 1
        ),
    }
}

/// What speaks against a fit.
pub(crate) fn reason(reason: &Reason, coordinates: &[String]) -> String {
    match reason {
        Reason::Interrupted { stage } => format!(
            "interrupted at {stage}: this is the best approximation until then, and it was not \
             judged to the end"
        ),
        Reason::ParetoK {
            pareto_k,
            threshold,
        } => format!(
            "the weights of Q's own draws have a heavy tail: {}",
            tail(*pareto_k, *threshold)
        ),
        Reason::GapNotCertified { why } => {
            format!("the gap is not certified: {}", not_certified(why))
        }
        Reason::Divergence {
            under_q,
            value,
            standard_error,
            limit,
        } => {
            let divergence = if *under_q {
                "D_KL(Q‖P)"
            } else {
                "D_KL(P‖Q)"
            };
            format!("{divergence} is {value:.2} ± {standard_error:.2} nats, over {limit} nats")
        }
        Reason::Moments {
            coordinate,
            mean_shift,
            sd_ratio,
        } => format!(
            "Q is off at {}: {}",
            name(coordinates, *coordinate),
            off(*mean_shift, *sd_ratio)
        ),
        Reason::StandardDeviations {
            coordinate,
            linear_response,
            full_rank,
            pq,
            ..
        } => {
            let pq = pq.map_or_else(String::new, |sd| format!(", {sd:.3} by D_KL(P‖Q)"));
            format!(
                "the sds of {} disagree: {linear_response:.3} by linear response, {full_rank:.3} by \
                 the full-rank fit{pq} (unconstrained scale)",
                name(coordinates, *coordinate)
            )
        }
        Reason::UncertainMoments { why } => format!(
            "the posterior's moments, which minimise D_KL(P‖Q), cannot be trusted: {}",
            not_certified(why)
        ),
        Reason::NoPq => "there is no fit by D_KL(P‖Q), so Q minimises D_KL(Q‖P): too many \
                         coordinates, or no draws that determine a covariance"
            .to_owned(),
        Reason::Modes {
            found,
            kept_share,
            found_once,
        } => {
            let once = match found_once {
                0 => String::new(),
                1 => "; one of them by a single start, so others were probably missed".to_owned(),
                n => {
                    format!("; {n} of them by a single start each, so others were probably missed")
                }
            };
            let held = if *kept_share < 1.0 {
                format!(
                    "Q holds one with {:.0}% of the evidence found",
                    100.0 * kept_share
                )
            } else {
                "Q covers these".to_owned()
            };
            format!("the starts found {found} modes, and {held}{once}")
        }
        Reason::NotConverged { fit, residual } => format!(
            "the {} fit stopped before it converged: it was still moving by {residual:.2} sds",
            fit_name(fit)
        ),
        Reason::DrawNoise {
            fit,
            mean,
            sd,
            limit,
        } => format!(
            "the {} fit still moved when its draws were doubled: a mean by {mean:.2} sds, an sd by \
             {:.0}% (limit {limit})",
            fit_name(fit),
            100.0 * sd
        ),
        Reason::FewEffectiveDraws {
            effective_sample_size,
            needed,
        } => format!(
            "the certifier's draws are worth {effective_sample_size:.0} independent ones; {needed:.0} \
             are needed to resample"
        ),
        Reason::Reference {
            coordinate,
            mean_shift,
            sd_ratio,
        } => format!(
            "Q disagrees with the reference at {}: {}",
            name(coordinates, *coordinate),
            off(*mean_shift, *sd_ratio)
        ),
        Reason::CertifierDisagrees {
            coordinate,
            mean_shift,
            sd_ratio,
        } => format!(
            "the certifier's weights disagree with the reference at {}: {}",
            name(coordinates, *coordinate),
            off(*mean_shift, *sd_ratio)
        ),
        Reason::EvidenceDisagrees {
            certifier,
            reference,
            standard_error,
        } => format!(
            "ln p(x) is {} nats by the certifier and {} by the reference, with ± {standard_error:.2}",
            signed(*certifier),
            signed(*reference)
        ),
        Reason::NoFullRank => {
            "there are too many coordinates for a full-rank fit, so Q is the mean field".to_owned()
        }
    }
}

/// Why a number is withheld.
pub(crate) fn not_certified(why: &NotCertified) -> String {
    match why {
        NotCertified::HeavyTail {
            pareto_k,
            threshold,
        } => format!("the certifier's {}", tail(*pareto_k, *threshold)),
        NotCertified::FewEffectiveDraws {
            effective_sample_size,
            needed,
        } => format!(
            "the certifier's draws are worth {effective_sample_size:.0} independent ones; {needed:.0} \
             are needed"
        ),
        NotCertified::UnstableFit { mean, sd } if mean.is_finite() && sd.is_finite() => format!(
            "the fit it rests on is unstable: when its draws are doubled a mean moves by \
             {mean:.2} sds, an sd by {:.0}%",
            100.0 * sd
        ),
        NotCertified::UnstableFit { .. } => {
            "the fit it rests on is unstable: it could not be solved a second time".to_owned()
        }
        NotCertified::PeakElsewhere { peak, typical } => format!(
            "the log density reaches {peak:.1} nats away from Q's mass, where it is {typical:.1} on \
             average: the neck of a funnel, or a mode that Q does not reach"
        ),
        NotCertified::FarMass {
            tail_index,
            largest_share,
            limit,
        } => format!(
            "too few draws met the posterior's mass far from Q: one of them carries {:.0}% of the \
             variance of D_KL(P‖Q) (limit {:.0}%), whose terms have the tail index {}",
            100.0 * largest_share,
            100.0 * limit,
            signed(*tail_index)
        ),
        NotCertified::Inconsistent {
            log_evidence,
            earlier,
        } => format!(
            "a wider proposal saw more evidence: ln p(x) was {earlier:.2} nats in an earlier round, \
             {log_evidence:.2} in the last"
        ),
        NotCertified::ChainsDisagree {
            r_hat,
            limit,
            standing,
            chains,
        } => format!(
            "{chains} Markov chains do not agree: R̂ is {r_hat:.2} (limit {limit}), and {standing} of \
             them stand still for half of the sweeps"
        ),
        NotCertified::ReferenceNotConverged {
            r_hat,
            effective_sample_size,
            divergences,
        } => format!(
            "the chains of the No-U-Turn sampler did not converge: R̂ is {r_hat:.2}, their draws are \
             worth {effective_sample_size:.0} independent ones, {divergences} trajectories diverged"
        ),
        NotCertified::BridgeOverlap {
            relative_error,
            limit,
        } => format!(
            "the reference draws hardly overlap with the normal they are compared with: the \
             relative error of p(x) is {relative_error:.2}, over {limit}"
        ),
        NotCertified::Interrupted { stage } => format!("the fit was interrupted at {stage}"),
        NotCertified::NotFinite => {
            "Q or the posterior has no finite density at some draw".to_owned()
        }
    }
}

/// What the expectation under Q forced.
pub(crate) fn forced(forced: &Forced, coordinates: &[String]) -> String {
    match forced {
        Forced::MeanFieldTooNarrow {
            coordinate,
            ratio,
            coordinates: narrowed,
        } => format!(
            "the mean-field Q is too narrow in {narrowed} of {} coordinates; at worst its sd of {} \
             is {ratio:.2} of the corrected one",
            coordinates.len(),
            name(coordinates, *coordinate)
        ),
        Forced::MeanFieldWidthsStand { smallest_ratio } => format!(
            "little in the mean field's widths: its narrowest sd is {smallest_ratio:.2} of the \
             corrected one"
        ),
        Forced::KeepsOneMode { found, kept_share } => format!(
            "Q keeps one of {found} modes, with {:.0}% of the evidence found",
            100.0 * kept_share
        ),
        Forced::LeavesMassOut { outside } => format!(
            "Q leaves out {:.1}% of the posterior: that much lies beyond the ellipsoid with \
             99.9% of Q",
            100.0 * outside
        ),
        Forced::FillsGaps { share } => format!(
            "Q spills over: {:.0}% of its draws fall where the posterior has less than a hundredth of \
             Q's density",
            100.0 * share
        ),
        Forced::Covers { inside } => format!(
            "the full Q covers: {:.1}% of the posterior lies within the ellipsoid with 99.9% of Q",
            100.0 * inside
        ),
        Forced::CoverageUnknown => {
            "how much of the posterior Q leaves out is not certified".to_owned()
        }
    }
}

/// What speaks for a fit.
pub(crate) fn supports(result: &FitResult) -> Vec<String> {
    let mut found = Vec::new();
    let paths = result.initialisation.paths.len();
    let failed = result.initialisation.failed_paths;
    if result.initialisation.modes.len() == 1 && failed == 0 {
        found.push(format!("all {paths} starts lead to one mode"));
    } else if failed > 0 && 2 * failed <= paths {
        found.push(format!("{} of {paths} starts arrived", paths - failed));
    }
    if result.chosen.family == DrawSource::Mixture {
        let mixture = match result.chosen.minimises {
            Direction::Qp => result.mixtures.qp.as_ref(),
            Direction::Pq => result.mixtures.pq.as_ref(),
        };
        let components = mixture.map_or(0, |fit| fit.components.len());
        found.push(format!(
            "Q is a mixture, with a Gaussian for each of {components} modes found"
        ));
    }
    let weights = &result.evidence.certifier.weights;
    if result.weighted_moments.is_some() {
        found.push(match weights.pareto_k {
            Some(k) => format!(
                "the certifier stands behind the gap: its k̂ is {} (limit {:.2}), {:.0} effective \
                 draws of {}",
                signed(k),
                weights.threshold,
                weights.effective_sample_size,
                weights.draws
            ),
            None => "the certifier's weights are constant: Q is the posterior".to_owned(),
        });
    }
    if let Some(reference) = result.reference.as_ref().filter(|r| r.converged()) {
        let report = &reference.reference.report;
        found.push(format!(
            "the reference converged: R̂ is {:.3} at most, its draws are worth {:.0} independent \
             ones at least",
            report.r_hat,
            report.ess_bulk.min(report.ess_tail)
        ));
    }
    if result.verdict.recommendation == Recommendation::Use {
        found.push("both divergences, the means and the sds are within their limits".to_owned());
    }
    found
}
