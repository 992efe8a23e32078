//! What sampling a reference returns: the draws, and whether they may be trusted.

use kullback_math::linalg::Matrix;
use serde::Serialize;

use super::{Convergence, ReferenceOptions};
use crate::evidence::NotCertified;

/// The sampler, for the report.
pub(crate) const SAMPLER: &str = "No-U-Turn sampler of nuts-rs 0.19.1";
/// R̂ above which chains disagree (Vehtari et al. 2021).
pub(crate) const LARGEST_R_HAT: f64 = 1.01;
/// Effective draws below which R̂ and the errors cannot be trusted (Vehtari et al. 2021).
pub(crate) const LEAST_EFFECTIVE: f64 = 400.0;
/// E-BFMI below which the momentum moves the energy too little.
pub(crate) const LEAST_E_BFMI: f64 = 0.2;

/// Draws of the posterior by Markov chains.
#[derive(Clone, Debug, Serialize)]
pub struct Reference {
    /// Draws × D, unconstrained, chain after chain.
    #[serde(skip)]
    pub points: Matrix,
    /// Log density of the target at each draw, in nats.
    #[serde(skip)]
    pub log_density: Vec<f64>,
    /// Its part that reads data; none when the target does not tell the parts apart.
    #[serde(skip)]
    pub log_likelihood: Option<Vec<f64>>,
    /// How the chains went.
    #[serde(flatten)]
    pub report: ReferenceReport,
}

impl Reference {
    /// The values of one coordinate, a slice for each chain.
    pub fn coordinate(&self, d: usize) -> Vec<&[f64]> {
        self.chains(self.points.column(d))
    }

    /// Values at all draws as one slice for each chain.
    pub fn chains<'a>(&self, values: &'a [f64]) -> Vec<&'a [f64]> {
        values.chunks_exact(self.report.options.draws).collect()
    }
}

/// How the chains of a reference went.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ReferenceReport {
    /// The sampler and its version.
    pub sampler: &'static str,
    /// How it was run.
    pub options: ReferenceOptions,
    /// Draws whose trajectory diverged: the integrator lost the energy, and the chain may not be
    /// able to enter a region of the posterior.
    pub divergences: usize,
    /// Draws whose trajectory was cut at the largest depth: slow, but not wrong.
    pub depth_hits: usize,
    /// The share of missing information about the energy, a number for each chain.
    pub e_bfmi: Vec<f64>,
    /// The step after warm-up, a number for each chain.
    pub step_size: Vec<f64>,
    /// Gradients that the chains took, warm-up included.
    pub gradients: u64,
    /// The log density of the target.
    pub log_density: Convergence,
    /// The unconstrained coordinates, D of them.
    pub coordinates: Vec<Convergence>,
    /// The largest R̂ of the log density and the coordinates.
    pub r_hat: f64,
    /// The smallest bulk effective sample size of these.
    pub ess_bulk: f64,
    /// The smallest tail effective sample size of these.
    pub ess_tail: f64,
    /// Why the draws are not to be trusted; empty when they converged.
    pub failures: Vec<NotConverged>,
}

impl ReferenceReport {
    /// Whether nothing speaks against the draws.
    pub fn converged(&self) -> bool {
        self.failures.is_empty()
    }

    /// Why nothing is estimated from draws that did not converge.
    pub(crate) fn not_certified(&self) -> NotCertified {
        NotCertified::ReferenceNotConverged {
            r_hat: self.r_hat,
            effective_sample_size: self.ess_bulk,
            divergences: self.divergences,
        }
    }

    /// Reads off everything that speaks against the draws.
    pub(crate) fn judged(mut self) -> Self {
        let all = || {
            let coordinates = self.coordinates.iter().enumerate();
            coordinates
                .map(|(d, c)| (Some(d), c))
                .chain(std::iter::once((None, &self.log_density)))
        };
        // The worst of a number, with NaN worse than anything.
        let worst = |of: fn(&Convergence) -> f64, sign: f64| {
            let key = |value: f64| {
                if value.is_nan() {
                    f64::INFINITY
                } else {
                    sign * value
                }
            };
            all()
                .map(|(d, c)| (d, of(c)))
                .max_by(|a, b| key(a.1).total_cmp(&key(b.1)))
                .unwrap_or((None, f64::NAN))
        };
        let r_hat = worst(|c| c.r_hat, 1.0);
        let ess_bulk = worst(|c| c.ess_bulk, -1.0);
        let ess_tail = worst(|c| c.ess_tail, -1.0);
        let mut failures = Vec::new();
        if r_hat.1.is_nan() || r_hat.1 > LARGEST_R_HAT {
            failures.push(NotConverged::Disagree {
                coordinate: r_hat.0,
                r_hat: r_hat.1,
                limit: LARGEST_R_HAT,
            });
        }
        for (part, (coordinate, effective)) in [("bulk", ess_bulk), ("tail", ess_tail)] {
            if effective.is_nan() || effective < LEAST_EFFECTIVE {
                failures.push(NotConverged::FewEffectiveDraws {
                    coordinate,
                    part,
                    effective_sample_size: effective,
                    needed: LEAST_EFFECTIVE,
                });
            }
        }
        if self.divergences > 0 {
            failures.push(NotConverged::Divergences {
                count: self.divergences,
                draws: self.options.chains * self.options.draws,
            });
        }
        let least = self.e_bfmi.iter().enumerate();
        if let Some((chain, &value)) = least.min_by(|a, b| a.1.total_cmp(b.1))
            && value < LEAST_E_BFMI
        {
            failures.push(NotConverged::Energy {
                chain,
                e_bfmi: value,
                limit: LEAST_E_BFMI,
            });
        }
        (self.r_hat, self.ess_bulk, self.ess_tail) = (r_hat.1, ess_bulk.1, ess_tail.1);
        self.failures = failures;
        self
    }
}

/// Why reference draws are not to be trusted.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "snake_case", tag = "failure")]
pub enum NotConverged {
    /// The chains disagree.
    Disagree {
        /// The coordinate on which they disagree most, from 0; none for the log density.
        coordinate: Option<usize>,
        /// Its R̂; NaN (null in JSON) when a draw is not finite.
        r_hat: f64,
        /// What it may be.
        limit: f64,
    },
    /// The draws are worth too few independent ones.
    FewEffectiveDraws {
        /// The coordinate with the fewest, from 0; none for the log density.
        coordinate: Option<usize>,
        /// `bulk` or `tail`.
        part: &'static str,
        /// What they are worth.
        effective_sample_size: f64,
        /// What they have to be worth.
        needed: f64,
    },
    /// Trajectories diverged.
    Divergences {
        /// How many.
        count: usize,
        /// Of how many draws.
        draws: usize,
    },
    /// The momentum moves the energy of a chain too little.
    Energy {
        /// The chain, from 0.
        chain: usize,
        /// Its E-BFMI.
        e_bfmi: f64,
        /// What it has to be.
        limit: f64,
    },
}
