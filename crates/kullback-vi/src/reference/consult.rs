//! What a reference says about a fit: the posterior's moments, the evidence and both divergences.

use kullback_math::LogDensity;
use serde::Serialize;

use super::{Convergence, NotConverged, Reference, ReferenceOptions, sample};
use crate::diagnostics::{Coordinate, Moments};
use crate::evaluator::Evaluator;
use crate::evidence::{Certified, Divergences, Estimate, NotCertified, bridge_evidence};
use crate::families::Gaussian;
use crate::progress::Observer;
use crate::verdict::{MEAN_SHIFT, Reason, SD_RATIO};
use crate::{FitError, FitOptions};

/// The acceptance rate of the second attempt, when trajectories diverged in the first.
const CAREFUL: f64 = 0.99;
/// How many times as many draws the next attempt takes when nothing but too few draws speaks against
/// the chains.
const LONGER: usize = 4;
/// R̂ above which longer chains would not help: they are in different places.
const APART: f64 = 1.05;
/// Standard errors by which two estimates may differ.
const AGREE: f64 = 4.0;

/// A reference and what follows from it.
#[derive(Clone, Debug, Serialize)]
pub struct ReferenceResult {
    /// The draws and how the chains went.
    #[serde(flatten)]
    pub reference: Reference,
    /// log Z by bridge sampling, in nats.
    pub log_evidence: Certified,
}

/// Samples a reference around the modes of a fit. Where trajectories diverge, once more with a
/// smaller step; where the chains are only too short to agree, once more with longer ones.
pub(crate) fn consult<T: LogDensity>(
    reference: &ReferenceOptions,
    modes: &[Gaussian],
    options: &FitOptions,
    evaluator: &mut Evaluator<'_, T>,
    observer: &mut Observer<'_>,
) -> Result<ReferenceResult, FitError> {
    let mut chosen = ReferenceOptions {
        seed: options.seed,
        ..reference.clone()
    };
    let mut draws = sample(evaluator, modes, &chosen, observer)?;
    if draws.report.divergences > 0 && chosen.target_accept < CAREFUL {
        chosen.target_accept = CAREFUL;
        draws = sample(evaluator, modes, &chosen, observer)?;
    }
    if is_only_short(&draws.report.failures) {
        chosen.draws *= LONGER;
        draws = sample(evaluator, modes, &chosen, observer)?;
    }
    let log_evidence = if draws.report.converged() {
        bridge_evidence(&draws, options.seed, evaluator)
    } else {
        draws.report.not_certified().certified()
    };
    Ok(ReferenceResult {
        reference: draws,
        log_evidence,
    })
}

/// Whether chains fail, but by nothing that more draws would not mend.
fn is_only_short(failures: &[NotConverged]) -> bool {
    let mended = |failure: &NotConverged| match failure {
        NotConverged::Disagree { r_hat, .. } => *r_hat < APART,
        NotConverged::FewEffectiveDraws { .. } => true,
        NotConverged::Divergences { .. } | NotConverged::Energy { .. } => false,
    };
    !failures.is_empty() && failures.iter().all(mended)
}

impl ReferenceResult {
    /// Whether the draws may be trusted.
    pub fn converged(&self) -> bool {
        self.reference.report.converged()
    }

    /// Both divergences of q, and their sum, from the draws alone, at which log q is `log_q`; `elbo`
    /// is that of q.
    pub fn divergences(&self, log_q: &[f64], elbo: &Estimate) -> Divergences {
        let log_z = match &self.log_evidence {
            Certified::Certified(estimate) => estimate,
            not_certified => return Divergences::withheld(not_certified),
        };
        let terms: Vec<f64> = self
            .reference
            .log_density
            .iter()
            .zip(log_q)
            .map(|(p, q)| p - q)
            .collect();
        // E_p[log p̃ − log q] with the error of dependent draws.
        let under_p = Convergence::of(&self.reference.chains(&terms));
        let certified = |value: f64, error: f64, method| {
            if value.is_finite() && error.is_finite() {
                Certified::Certified(Estimate::normal(value, error, method))
            } else {
                NotCertified::NotFinite.certified()
            }
        };
        Divergences {
            q_from_p: certified(
                log_z.value - elbo.value,
                log_z.standard_error.hypot(elbo.standard_error),
                "log Z by bridge sampling from the reference draws minus the ELBO",
            ),
            p_from_q: certified(
                under_p.mean - log_z.value,
                under_p.mean_error.hypot(log_z.standard_error),
                "mean over the reference draws minus log Z by bridge sampling",
            ),
            symmetric_sum: certified(
                under_p.mean - elbo.value,
                under_p.mean_error.hypot(elbo.standard_error),
                "mean over the reference draws minus the ELBO",
            ),
        }
    }

    /// Adds the moments of the draws to the other accounts.
    pub(crate) fn fill(&self, coordinates: &mut [Coordinate]) {
        for (coordinate, c) in coordinates
            .iter_mut()
            .zip(&self.reference.report.coordinates)
        {
            coordinate.reference_mean = Some(c.mean);
            coordinate.reference_sd = Some(c.sd);
        }
    }

    /// Where q's means and sds, the two `moments`, are off, if by more than the limits and the Monte Carlo error.
    pub(crate) fn against_fit(&self, moments: &(Vec<f64>, Vec<f64>)) -> Option<Reason> {
        let (mean, sd) = moments;
        let (coordinate, mean_shift, sd_ratio) = self.worst(mean, sd, |_| 0.0, |_| 0.0)?;
        Some(Reason::Reference {
            coordinate,
            mean_shift,
            sd_ratio,
        })
    }

    /// Where the certifier's weighted moments or its evidence contradict the draws.
    pub(crate) fn against_certifier(
        &self,
        weighted: &Moments,
        log_evidence: Option<&Estimate>,
    ) -> Option<Reason> {
        if let (Some(here), Some(there)) = (self.log_evidence.estimate(), log_evidence) {
            let error = here.standard_error.hypot(there.standard_error);
            if (here.value - there.value).abs() > AGREE * error {
                return Some(Reason::EvidenceDisagrees {
                    certifier: there.value,
                    reference: here.value,
                    standard_error: error,
                });
            }
        }
        let (coordinate, mean_shift, sd_ratio) = self.worst(
            &weighted.mean,
            &weighted.sd,
            |d| weighted.mean_error[d],
            |d| weighted.sd_error[d],
        )?;
        Some(Reason::CertifierDisagrees {
            coordinate,
            mean_shift,
            sd_ratio,
        })
    }

    /// The coordinate whose mean or sd is furthest from that of the draws, beyond the limits and
    /// beyond [`AGREE`] standard errors of both.
    fn worst(
        &self,
        mean: &[f64],
        sd: &[f64],
        mean_error: impl Fn(usize) -> f64,
        sd_error: impl Fn(usize) -> f64,
    ) -> Option<(usize, f64, f64)> {
        let mut worst = (1.0, None);
        for (d, c) in self.reference.report.coordinates.iter().enumerate() {
            let shift = (mean[d] - c.mean) / c.sd;
            let ratio = sd[d] / c.sd;
            let shift_limit = MEAN_SHIFT.max(AGREE * c.mean_error.hypot(mean_error(d)) / c.sd);
            let ratio_limit = SD_RATIO.max(AGREE * c.sd_error.hypot(sd_error(d)) / c.sd);
            let excess = (shift.abs() / shift_limit).max((ratio - 1.0).abs() / ratio_limit);
            if excess.is_nan() || excess > worst.0 {
                worst = (excess, Some((d, shift, ratio)));
            }
        }
        worst.1
    }

    /// What to do about draws that did not converge.
    pub(crate) fn next_action(&self) -> Option<&'static str> {
        let failures = &self.reference.report.failures;
        let has = |test: fn(&NotConverged) -> bool| failures.iter().any(test);
        if failures.is_empty() {
            None
        } else if has(|f| {
            matches!(
                f,
                NotConverged::Divergences { .. } | NotConverged::Energy { .. }
            )
        }) {
            Some(
                "the reference did not converge either: reparameterise the model (for a \
                 hierarchical scale, the non-centred form)",
            )
        } else {
            Some(
                "the reference did not converge either: run its chains longer; if they stay \
                 apart, the posterior has several modes or is not identified",
            )
        }
    }
}
