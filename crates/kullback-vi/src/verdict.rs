//! Whether to use the fit: computed from its numbers, each reason with them.

use serde::Serialize;

use crate::evidence::{Certified, Divergences, INTERRUPTED, NotCertified, WeightDiagnostics};
use crate::progress::Stage;
use crate::reference::ReferenceResult;

/// Largest shift of a mean, in posterior sds, that passes.
pub(crate) const MEAN_SHIFT: f64 = 0.05;
/// Largest relative error of an sd that passes.
pub(crate) const SD_RATIO: f64 = 0.05;
/// Largest certified divergence, in nats, in either direction, that passes.
pub(crate) const DIVERGENCE: f64 = 0.25;
/// Share of the evidence that a mode left out may have.
pub(crate) const MODE_SHARE: f64 = 0.01;
/// Independent draws that the noisiest weighted mean or sd has to be worth.
pub(crate) const MOMENT_DRAWS: f64 = 100.0;
/// Effective draws that make resampled draws worth using.
pub(crate) const RESAMPLED: f64 = 200.0;

/// The answer to "may I use this?".
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Recommendation {
    /// The draws of q stand for the posterior.
    Use,
    /// The resampled draws do; q itself does not.
    UseAfterResampling,
    /// The reference draws do; no approximation does.
    UseReference,
    /// Nothing does.
    DoNotUse,
}

/// One thing that speaks against the fit.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "snake_case", tag = "reason")]
pub enum Reason {
    /// The caller cancelled the fit; the result is the best approximation until then.
    Interrupted {
        /// Where it was.
        stage: Stage,
    },
    /// The importance weights of q's own draws have a heavy tail.
    ParetoK {
        /// k̂; none when it could not be fitted.
        pareto_k: Option<f64>,
        /// What it has to be below.
        threshold: f64,
    },
    /// The evidence, and with it the gap, is not certified.
    GapNotCertified {
        /// Why.
        why: NotCertified,
    },
    /// A certified divergence is too large.
    Divergence {
        /// Whether the expectation is under q: D_KL(q‖p); else D_KL(p‖q).
        under_q: bool,
        /// Nats.
        value: f64,
        /// Its standard error.
        standard_error: f64,
        /// What it has to be below.
        limit: f64,
    },
    /// A mean or an sd of q differs from the posterior's by the certifier's weights.
    Moments {
        /// The coordinate that differs most, from 0.
        coordinate: usize,
        /// Difference of means, in posterior sds.
        mean_shift: f64,
        /// sd of q over that of the posterior.
        sd_ratio: f64,
    },
    /// The sds of the corrected mean field, of the full-rank fit and of the fit by D_KL(P‖Q) disagree.
    StandardDeviations {
        /// The coordinate that differs most, from 0.
        coordinate: usize,
        /// Mean-field sd.
        mean_field: f64,
        /// Linear-response sd.
        linear_response: f64,
        /// Full-rank sd.
        full_rank: f64,
        /// The sd that minimises D_KL(P‖Q), where it can be trusted.
        pq: Option<f64>,
    },
    /// The moments that the fit by D_KL(P‖Q) rests on cannot be trusted.
    UncertainMoments {
        /// Why.
        why: NotCertified,
    },
    /// There is no fit by D_KL(P‖Q): too many coordinates, or too few draws for a covariance. The
    /// fit by D_KL(Q‖P) stands in.
    NoPq,
    /// The starts lead to several modes of comparable evidence.
    Modes {
        /// Modes found (there may be more).
        found: usize,
        /// Evidence share of the one kept.
        kept_share: f64,
        /// Modes that a single start leads to: where these exist, others were probably missed.
        found_once: usize,
    },
    /// An optimiser stopped before its tolerance.
    NotConverged {
        /// Which fit.
        fit: &'static str,
        /// Remaining change, in sds.
        residual: f64,
    },
    /// The answer still moved when the draws of the objective were doubled.
    DrawNoise {
        /// Which fit.
        fit: &'static str,
        /// Largest move of a mean, in sds.
        mean: f64,
        /// Largest relative move of an sd.
        sd: f64,
        /// The tolerance.
        limit: f64,
    },
    /// Too few effective draws to resample, overall or for the noisiest mean or sd.
    FewEffectiveDraws {
        /// Independent draws that the weights are worth.
        effective_sample_size: f64,
        /// What it has to reach.
        needed: f64,
    },
    /// A mean or an sd of q differs from that of converged reference draws.
    Reference {
        /// The coordinate that differs most, from 0.
        coordinate: usize,
        /// Difference of means, in sds of the reference.
        mean_shift: f64,
        /// sd of q over that of the reference.
        sd_ratio: f64,
    },
    /// A mean or an sd by the certifier's weights differs from that of converged reference draws.
    CertifierDisagrees {
        /// The coordinate that differs most, from 0.
        coordinate: usize,
        /// Difference of means, in sds of the reference.
        mean_shift: f64,
        /// sd by the weights over that of the reference.
        sd_ratio: f64,
    },
    /// log Z by the certifier differs from that of converged reference draws.
    EvidenceDisagrees {
        /// By the certifier, in nats.
        certifier: f64,
        /// By bridge sampling, in nats.
        reference: f64,
        /// Standard error of the difference.
        standard_error: f64,
    },
    /// There are too many coordinates for a full-rank fit.
    NoFullRank,
}

/// The recommendation and its reasons.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Verdict {
    /// The answer.
    pub recommendation: Recommendation,
    /// What speaks against the fit as it is; empty for *use*.
    pub reasons: Vec<Reason>,
    /// What to do next.
    pub next_action: String,
    /// Whether sampling a reference would help: there is none yet, and the fit cannot be used.
    pub sample_reference: bool,
}

/// What a verdict is computed from.
pub(crate) struct Grounds<'a> {
    /// Weights of q's own draws.
    pub own: &'a WeightDiagnostics,
    /// Weights of the certifier's draws, and whether it certified.
    pub certifier: &'a WeightDiagnostics,
    pub certified: bool,
    pub divergences: &'a Divergences,
    /// Everything found against the Gaussian before the divergences.
    pub reasons: Vec<Reason>,
    /// Whether modes of comparable evidence were found by one start only.
    pub uncertain_modes: bool,
    /// The reference, where one was sampled.
    pub reference: Option<&'a ReferenceResult>,
    /// Where the caller cancelled, if so.
    pub interrupted: Option<Stage>,
}

/// Decides.
pub(crate) fn decide(grounds: Grounds<'_>) -> Verdict {
    let Grounds {
        own,
        certifier,
        certified,
        divergences,
        mut reasons,
        uncertain_modes,
        reference,
        interrupted,
    } = grounds;
    if let Some(stage) = interrupted {
        // Whatever else could be said would blame the posterior for what was not done.
        return Verdict {
            recommendation: Recommendation::DoNotUse,
            reasons: vec![Reason::Interrupted { stage }],
            next_action: INTERRUPTED.into(),
            sample_reference: false,
        };
    }
    if !own.pass() {
        reasons.push(Reason::ParetoK {
            pareto_k: own.pareto_k,
            threshold: own.threshold,
        });
    }
    // Either divergence may be withheld; where both are, it is for one reason.
    let withheld = [&divergences.q_from_p, &divergences.p_from_q]
        .into_iter()
        .find_map(|divergence| match divergence {
            Certified::NotCertified { why, .. } => Some(why.clone()),
            Certified::Certified(_) => None,
        });
    reasons.extend(withheld.map(|why| Reason::GapNotCertified { why }));
    for (under_q, divergence) in [
        (true, &divergences.q_from_p),
        (false, &divergences.p_from_q),
    ] {
        if let Some(estimate) = divergence.estimate()
            && estimate.value > DIVERGENCE
        {
            reasons.push(Reason::Divergence {
                under_q,
                value: estimate.value,
                standard_error: estimate.standard_error,
                limit: DIVERGENCE,
            });
        }
    }
    let effective = certifier.effective_sample_size;
    if !reasons.is_empty() && certified && effective < RESAMPLED {
        reasons.push(Reason::FewEffectiveDraws {
            effective_sample_size: effective,
            needed: RESAMPLED,
        });
    }
    let against_weights = |r: &Reason| {
        matches!(
            r,
            Reason::FewEffectiveDraws { .. }
                | Reason::CertifierDisagrees { .. }
                | Reason::EvidenceDisagrees { .. }
        )
    };
    let weights_stand = certified && !reasons.iter().any(against_weights);
    let recommendation = if reasons.is_empty() {
        Recommendation::Use
    } else if weights_stand && !uncertain_modes {
        Recommendation::UseAfterResampling
    } else if reference.is_some_and(ReferenceResult::converged) {
        Recommendation::UseReference
    } else {
        Recommendation::DoNotUse
    };
    let unused = recommendation == Recommendation::DoNotUse;
    let next_action = match reference.and_then(ReferenceResult::next_action) {
        Some(action) if unused => action.into(),
        _ => next_action(recommendation, &reasons),
    };
    let hopeless = |r: &Reason| {
        let not_finite = NotCertified::NotFinite;
        matches!(r, Reason::Modes { .. })
            || matches!(r, Reason::GapNotCertified { why } if *why == not_finite)
    };
    Verdict {
        sample_reference: unused && reference.is_none() && !reasons.iter().any(hopeless),
        recommendation,
        reasons,
        next_action,
    }
}

fn next_action(recommendation: Recommendation, reasons: &[Reason]) -> String {
    let has = |test: fn(&Reason) -> bool| reasons.iter().any(test);
    match recommendation {
        Recommendation::Use => "use the draws of Q".into(),
        Recommendation::UseAfterResampling if has(|r| matches!(r, Reason::Modes { .. })) => {
            "use the resampled draws, which cover the modes found; if the modes are relabellings \
             of each other, order the parameters that are exchanged"
                .into()
        }
        Recommendation::UseAfterResampling => {
            "use the resampled draws, not the Gaussian's mean and sds".into()
        }
        Recommendation::UseReference => {
            "use the reference draws, not those of an approximation".into()
        }
        Recommendation::DoNotUse => reasons
            .iter()
            .find_map(|reason| match reason {
                Reason::GapNotCertified { why } => Some(why.next_action()),
                _ => None,
            })
            .or_else(|| {
                has(|r| matches!(r, Reason::Modes { .. })).then(|| {
                    "run again with more starts; if the modes are relabellings of each other, \
                     order the parameters that are exchanged"
                        .into()
                })
            })
            .or_else(|| {
                has(|r| matches!(r, Reason::FewEffectiveDraws { .. }))
                    .then(|| "run again with more draws, or sample the posterior with HMC".into())
            })
            .unwrap_or_else(|| "sample the posterior with HMC".into()),
    }
}
