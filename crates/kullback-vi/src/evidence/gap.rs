//! log Z and both divergences between an approximation and the posterior.

use serde::Serialize;

use super::{Certified, CertifierReport, Estimate, NotCertified, WeightedDraws, log_evidence};

/// The evidence and what certifies it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Evidence {
    /// log Z = log ∫ p̃, in nats.
    pub log_evidence: Certified,
    /// The proposal behind it.
    pub certifier: CertifierReport,
}

impl Evidence {
    pub(crate) fn new(draws: &WeightedDraws, certifier: CertifierReport) -> Self {
        let (value, error) = log_evidence(draws);
        let log_evidence = match &certifier.failure {
            Some(why) => why.clone().certified(),
            None if !(value.is_finite() && error.is_finite()) => {
                NotCertified::NotFinite.certified()
            }
            None => Certified::Certified(Estimate::normal(
                value,
                error,
                "Pareto-smoothed importance sampling from the certifier",
            )),
        };
        Self {
            log_evidence,
            certifier,
        }
    }
}

impl Evidence {
    /// Why it is not certified, if so.
    pub(crate) fn failure(&self) -> Option<&NotCertified> {
        match &self.log_evidence {
            Certified::Certified(_) => None,
            Certified::NotCertified { why, .. } => Some(why),
        }
    }
}

/// Both divergences between an approximation q and the posterior p, in nats.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Divergences {
    /// D_KL(q‖p) = log Z − ELBO: the expectation is under q.
    pub q_from_p: Certified,
    /// D_KL(p‖q) = E_p[log p̃ − log q] − log Z: the expectation is under p.
    pub p_from_q: Certified,
    /// D_KL(q‖p) + D_KL(p‖q) = E_p[log p̃ − log q] − ELBO, which needs no log Z.
    pub symmetric_sum: Certified,
}

impl Divergences {
    /// None of them, for the reason that there is no log Z.
    pub(crate) fn withheld(not_certified: &Certified) -> Self {
        Self {
            q_from_p: not_certified.clone(),
            p_from_q: not_certified.clone(),
            symmetric_sum: not_certified.clone(),
        }
    }

    /// From the ELBO of q and log q at the certifier's draws.
    pub(crate) fn new(
        elbo: &Estimate,
        log_q: &[f64],
        draws: &WeightedDraws,
        evidence: &Evidence,
    ) -> Self {
        let log_z = match &evidence.log_evidence {
            Certified::Certified(estimate) => estimate,
            not_certified @ Certified::NotCertified { .. } => {
                return Self::withheld(not_certified);
            }
        };
        let gap = log_z.value - elbo.value;
        let gap_error = log_z.standard_error.hypot(elbo.standard_error);
        let q_from_p = if gap.is_finite() {
            Certified::Certified(Estimate::normal(
                gap,
                gap_error,
                "log Z by the certifier minus the ELBO",
            ))
        } else {
            NotCertified::NotFinite.certified()
        };
        let (p_from_q, symmetric_sum) = under_p(log_q, draws, log_z.value, elbo);
        Self {
            q_from_p,
            p_from_q,
            symmetric_sum,
        }
    }
}

/// E_p[h] − log Z and E_p[h] − ELBO with h = log p̃ − log q, by self-normalised weights w. Draw i
/// moves E_p[h] by w_i (h_i − h̄), with h̄ the estimate, and the first difference, whose terms have
/// their errors in common, by w_i (h_i − h̄ − 1) + 1/S.
fn under_p(
    log_q: &[f64],
    draws: &WeightedDraws,
    log_z: f64,
    elbo: &Estimate,
) -> (Certified, Certified) {
    let s = log_q.len() as f64;
    let terms: Vec<(f64, f64)> = draws
        .weights
        .log_weights
        .iter()
        .zip(draws.log_density.iter().zip(log_q))
        .map(|(w, (p, q))| (w.exp(), p - q))
        .filter(|(w, _)| *w > 0.0)
        .collect();
    let mean: f64 = terms.iter().map(|(w, h)| w * h).sum();
    let nothing = (s - terms.len() as f64) / (s * s);
    let squares = |shift: f64, rest: f64| -> f64 {
        let moves = terms
            .iter()
            .map(|(w, h)| (w * (h - mean - shift) + rest).powi(2));
        moves.sum()
    };
    let certified = |value: f64, error: f64, method| {
        if value.is_finite() {
            Certified::Certified(Estimate::normal(value, error, method))
        } else {
            NotCertified::NotFinite.certified()
        }
    };
    (
        certified(
            mean - log_z,
            (squares(1.0, 1.0 / s) + nothing).sqrt(),
            "self-normalised importance sampling from the certifier",
        ),
        certified(
            mean - elbo.value,
            squares(0.0, 0.0).sqrt().hypot(elbo.standard_error),
            "self-normalised importance sampling from the certifier minus the ELBO",
        ),
    )
}
