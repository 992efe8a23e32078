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
        let gap = Estimate::difference(log_z, elbo, "log Z by the certifier minus the ELBO");
        let q_from_p = if gap.value.is_finite() {
            Certified::Certified(gap)
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

/// Share of the estimated variance of D_KL(p‖q) that one draw may carry: above it the error itself is
/// not known.
const LARGEST_SHARE: f64 = 0.15;
/// Standard error of D_KL(p‖q), in nats, below which that does not matter.
const SMALL_ERROR: f64 = 0.05;
/// The same from which nothing is known of the posterior far from q, where the terms have no mean.
const LARGE_ERROR: f64 = 0.5;
/// Hill's index of the terms of D_KL(p‖q) from which their mean does not exist.
const FINITE_MEAN: f64 = 1.0;

/// What each draw moves the estimate of D_KL(p‖q) by. With h̄ the estimate of E_p[h], h = log p̃ − log q,
/// draw i moves both of its terms together by w_i (h_i − h̄ − 1) + 1/S.
struct Influence {
    /// E_p[h].
    mean: f64,
    terms: Vec<f64>,
    /// The same of E_p[h] alone: w_i (h_i − h̄).
    of_mean: Vec<f64>,
}

impl Influence {
    fn new(log_q: &[f64], draws: &WeightedDraws) -> Self {
        let s = log_q.len() as f64;
        let weighted: Vec<(f64, f64)> = draws
            .weights
            .log_weights
            .iter()
            .zip(draws.log_density.iter().zip(log_q))
            .map(|(w, (p, q))| (w.exp(), p - q))
            .collect();
        let positive = |&&(w, _): &&(f64, f64)| w > 0.0;
        let mean: f64 = weighted.iter().filter(positive).map(|(w, h)| w * h).sum();
        let of_mean: Vec<f64> = weighted
            .iter()
            .map(|&(w, h)| if w > 0.0 { w * (h - mean) } else { 0.0 })
            .collect();
        let terms = of_mean.iter().zip(&weighted);
        Self {
            mean,
            terms: terms
                .map(|(of_mean, (w, _))| of_mean - w + 1.0 / s)
                .collect(),
            of_mean,
        }
    }

    fn standard_error_of_mean(&self) -> f64 {
        self.of_mean.iter().map(|t| t * t).sum::<f64>().sqrt()
    }

    fn standard_error(&self) -> f64 {
        self.terms.iter().map(|t| t * t).sum::<f64>().sqrt()
    }

    /// The share of the variance that the largest term carries.
    fn largest_share(&self) -> f64 {
        let largest = self.terms.iter().map(|t| t * t).fold(0.0, f64::max);
        largest / self.standard_error().powi(2)
    }

    /// The tail index of the √S largest terms (Hill, Annals of Statistics 3, 1975): moments of order 1/k
    /// and above do not exist.
    fn tail_index(&self) -> f64 {
        let mut sizes: Vec<f64> = self.terms.iter().map(|t| t.abs()).collect();
        sizes.sort_by(|a, b| b.total_cmp(a));
        let count = (sizes.len() as f64).sqrt() as usize;
        let threshold = sizes.get(count).map_or(f64::NAN, |t| t.ln());
        let excess = sizes.iter().take(count).map(|t| t.ln() - threshold);
        excess.sum::<f64>() / count as f64
    }

    fn far_mass(&self) -> NotCertified {
        NotCertified::FarMass {
            tail_index: self.tail_index(),
            largest_share: self.largest_share(),
            limit: LARGEST_SHARE,
        }
    }
}

/// Whether the posterior's mass far from q was met by so few draws that the mean of log (p/q) under the
/// posterior, and with it the posterior's second moments, cannot be estimated. The weights alone do not
/// show it: no draw is far enough out.
pub(crate) fn far_mass(log_q: &[f64], draws: &WeightedDraws) -> Option<NotCertified> {
    let influence = Influence::new(log_q, draws);
    let hopeless = influence.standard_error() > LARGE_ERROR
        && influence.largest_share() > LARGEST_SHARE
        && influence.tail_index() >= FINITE_MEAN;
    hopeless.then(|| influence.far_mass())
}

/// E_p[h] − log Z and E_p[h] − ELBO with h = log p̃ − log q, by self-normalised weights. The terms of the
/// first difference have their errors in common.
fn under_p(
    log_q: &[f64],
    draws: &WeightedDraws,
    log_z: f64,
    elbo: &Estimate,
) -> (Certified, Certified) {
    let influence = Influence::new(log_q, draws);
    let error = influence.standard_error();
    if error > SMALL_ERROR && influence.largest_share() > LARGEST_SHARE {
        let withheld = influence.far_mass().certified();
        return (withheld.clone(), withheld);
    }
    let certified = |value: f64, error: f64, method| {
        if value.is_finite() {
            Certified::Certified(Estimate::normal(value, error, method))
        } else {
            NotCertified::NotFinite.certified()
        }
    };
    (
        certified(
            influence.mean - log_z,
            error,
            "self-normalised importance sampling from the certifier",
        ),
        certified(
            influence.mean - elbo.value,
            influence
                .standard_error_of_mean()
                .hypot(elbo.standard_error),
            "self-normalised importance sampling from the certifier minus the ELBO",
        ),
    )
}
