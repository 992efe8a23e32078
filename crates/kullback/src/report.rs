//! What a fit says: one plain object that every face prints and that `--format json` writes.
//!
//! All divergences, free energies and log densities are in nats. A number that is not finite is
//! `null` in JSON.

use kullback_vi::diagnostics::Forced;
use kullback_vi::evidence::{Certified, Estimate, WeightDiagnostics};
use kullback_vi::pq::MomentMethod;
use kullback_vi::reference::{Convergence, NotConverged};
pub use kullback_vi::{Direction, MixtureComponent, Reason, Recommendation as Decision};
use serde::Serialize;

/// The schema that [`Report`] follows. A reader of one version can read every report that names it.
pub const SCHEMA: &str = "kullback.fit/1";

/// The result of a fit.
#[derive(Clone, Debug, Serialize)]
pub struct Report {
    /// [`SCHEMA`].
    pub schema: &'static str,
    /// Version of the program that made it.
    pub version: &'static str,
    /// The model, as the face names it.
    pub model: String,
    /// The data, as the face names them.
    pub data: Option<String>,
    /// D, the number of unconstrained coordinates.
    pub dimension: usize,
    /// The seed of all randomness.
    pub seed: u64,
    /// Whether the fit was interrupted: it is then the best approximation until that moment, and the
    /// verdict is *do not use*.
    pub partial: bool,
    /// Whether to use the result, why, and what to do next.
    pub verdict: Verdict,
    /// The two questions of every KL objective, answered for this fit.
    pub expectation: Expectation,
    /// The fitted families, from the narrowest to the widest.
    pub approximations: Vec<Approximation>,
    /// The family that is called Q: the verdict and the two divergences speak of it.
    pub chosen: Family,
    /// Which divergence the Q that is called so minimises.
    pub minimised: Direction,
    /// Where the fit by D_KL(P‖Q) has the posterior's moments from; none without such a fit.
    pub moments: Option<MomentSource>,
    /// D_KL(Q‖P) = E_{z~Q}\[ln q(z) − ln p(z|x)\].
    pub divergence_q_to_p: Certified,
    /// D_KL(P‖Q) = E_{z~P}\[ln p(z|x) − ln q(z)\].
    pub divergence_p_to_q: Certified,
    /// D_KL(Q‖P) + D_KL(P‖Q), which needs no evidence.
    pub symmetric_sum: Certified,
    /// ln p(x) of the density that the program writes.
    pub log_evidence: Certified,
    /// The importance weights p/q of Q's own draws.
    pub weights: WeightDiagnostics,
    /// The importance weights of the certifier's draws, which the evidence rests on.
    pub certifier_weights: WeightDiagnostics,
    /// Reference draws by Markov chains, where they were asked for.
    pub reference: Option<ReferenceSummary>,
    /// Starts and modes.
    pub search: Search,
    /// The modes that the starts led to, the highest evidence lower bound first.
    pub modes: Vec<Mode>,
    /// Parameters and transformed parameters, element by element, in the order of the program.
    pub parameters: Vec<Parameter>,
    /// The Gaussians themselves, on the unconstrained scale.
    pub unconstrained: Unconstrained,
    /// Points at which the log density, with or without gradient, was evaluated.
    pub evaluations: u64,
}

/// Whether to use the result.
#[derive(Clone, Debug, Serialize)]
pub struct Verdict {
    /// The decision.
    pub decision: Decision,
    /// What speaks for using it.
    pub supports: Vec<String>,
    /// What speaks against; empty for *use*.
    pub reasons: Vec<Said<Reason>>,
    /// What to do next.
    pub next: String,
    /// The command that does it, where there is one and the face knows it.
    pub command: Option<String>,
}

/// A finding in numbers and in words.
#[derive(Clone, Debug, Serialize)]
pub struct Said<T> {
    /// The numbers.
    #[serde(flatten)]
    pub finding: T,
    /// The words.
    pub text: String,
}

/// The two questions: which distribution is the expectation under, and what does that force?
#[derive(Clone, Debug, Serialize)]
pub struct Expectation {
    /// The objective that was minimised.
    pub objective: &'static str,
    /// The distribution that the expectation is under.
    pub under: &'static str,
    /// What that forces in this fit, computed from it.
    pub forces: Vec<Said<Forced>>,
}

/// Where the moments come from that minimise D_KL(P‖Q).
#[derive(Clone, Debug, Serialize)]
pub struct MomentSource {
    /// The method.
    pub method: MomentMethod,
    /// Whether they can be trusted. Where not, they are in no table.
    pub trustworthy: bool,
    /// Why not, in words.
    pub doubt: Option<String>,
    /// Independent draws that the noisiest mean or sd is worth.
    pub effective_sample_size: f64,
}

/// A family of approximations.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Family {
    /// Independent normal coordinates.
    MeanField,
    /// A multivariate normal.
    FullRank,
    /// A mixture with a multivariate normal for every mode found.
    Mixture,
    /// A multivariate normal with a covariance that is diagonal plus low rank.
    LowRank,
}

impl std::fmt::Display for Family {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::MeanField => "mean field",
            Self::FullRank => "full rank",
            Self::Mixture => "mixture",
            Self::LowRank => "low rank",
        })
    }
}

/// One fitted approximation and its free energy F = −ELBO, split both ways.
#[derive(Clone, Debug, Serialize)]
pub struct Approximation {
    /// Its family.
    pub family: Family,
    /// Which divergence it minimises.
    pub minimises: Direction,
    /// F.
    pub free_energy: Estimate,
    /// E_Q\[ln q − ln prior\]: D_KL(Q‖prior) when the program's prior is normalised.
    /// F = complexity − accuracy.
    pub complexity: Option<Estimate>,
    /// E_Q\[ln p(x|z)\].
    pub accuracy: Option<Estimate>,
    /// −E_Q\[ln p(x, z)\]. F = energy − entropy.
    pub energy: Estimate,
    /// −E_Q\[ln q\].
    pub entropy: Estimate,
    /// D_KL(Q‖P) of this family. F = gap − log evidence.
    pub gap: Certified,
    /// D_KL(P‖Q) of this family.
    pub divergence_p_to_q: Certified,
    /// Whether its optimisation converged; for D_KL(P‖Q), whether its moments can be trusted.
    pub converged: bool,
}

/// How the chains of a reference went, and the evidence by them.
#[derive(Clone, Debug, Serialize)]
pub struct ReferenceSummary {
    /// The sampler.
    pub sampler: &'static str,
    /// Chains.
    pub chains: usize,
    /// Iterations of each chain that were thrown away.
    pub warmup: usize,
    /// Draws kept of each chain.
    pub draws: usize,
    /// Whether nothing speaks against the draws.
    pub converged: bool,
    /// What does; empty when they converged.
    pub failures: Vec<Said<NotConverged>>,
    /// The largest R̂ of the unconstrained coordinates and the log density.
    pub r_hat: Option<f64>,
    /// The smallest bulk effective sample size of these.
    pub ess_bulk: Option<f64>,
    /// The smallest tail effective sample size of these.
    pub ess_tail: Option<f64>,
    /// Draws whose trajectory diverged.
    pub divergences: usize,
    /// Draws whose trajectory was cut at the largest depth.
    pub depth_hits: usize,
    /// The share of missing information about the energy, a number for each chain.
    pub e_bfmi: Vec<f64>,
    /// Gradients that the chains took.
    pub gradients: u64,
    /// ln p(x) by bridge sampling.
    pub log_evidence: Certified,
}

/// How the posterior was searched.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Search {
    /// Starting points.
    pub starts: usize,
    /// How many did not reach an optimum.
    pub failed: usize,
    /// Modes they found. Others may exist.
    pub modes: usize,
}

/// A mode that the starts led to.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Mode {
    /// Which full-rank fit found it, from 0.
    pub fit: usize,
    /// Starts that led to it.
    pub starts: usize,
    /// Evidence lower bound of that fit.
    pub elbo: f64,
    /// Its share of the evidence found, by the certifier's draws; none when not certified.
    pub evidence_share: Option<f64>,
}

/// One element of a parameter or transformed parameter, on its own scale.
#[derive(Clone, Debug, Serialize)]
pub struct Parameter {
    /// For example `theta[1]`.
    pub name: String,
    /// Under the mean-field Gaussian.
    pub mean_field: Option<Moments>,
    /// By linear response: the mean under the mean field, its linear part's variance corrected.
    pub linear_response: Option<Moments>,
    /// Under the full-rank Gaussian.
    pub full_rank: Option<Moments>,
    /// Under the Gaussian that minimises D_KL(P‖Q), where its moments can be trusted.
    pub pq: Option<Moments>,
    /// Under the diagonal-plus-low-rank Gaussian, which takes the full-rank one's place in many
    /// coordinates.
    pub low_rank: Option<Moments>,
    /// Of the posterior, by importance weights; only when these can be trusted.
    pub weighted: Option<Moments>,
    /// Of the reference draws, whether they converged or not.
    pub reference: Option<Convergence>,
    /// Where an account disagrees with the best one, in words; empty when none does.
    pub note: String,
}

/// A mean and a standard deviation.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Moments {
    /// The mean.
    pub mean: f64,
    /// The standard deviation.
    pub sd: f64,
}

/// The fitted Gaussians in the coordinates that they live in.
#[derive(Clone, Debug, Serialize)]
pub struct Unconstrained {
    /// Names of the coordinates, D values.
    pub coordinates: Vec<String>,
    /// Means and sds of the mean-field Gaussian.
    pub mean_field: Option<Vec<Moments>>,
    /// Linear-response sds.
    pub linear_response_sd: Option<Vec<f64>>,
    /// Means and sds of the diagonal-plus-low-rank Gaussian.
    pub low_rank: Option<Vec<Moments>>,
    /// Mean of the full-rank Gaussian.
    pub full_rank_mean: Option<Vec<f64>>,
    /// The lower triangle of the Cholesky factor of its covariance, row by row.
    pub full_rank_cholesky: Option<Vec<Vec<f64>>>,
    /// Mean of the Gaussian that minimises D_KL(P‖Q), where its moments can be trusted.
    pub pq_mean: Option<Vec<f64>>,
    /// The lower triangle of the Cholesky factor of its covariance, row by row.
    pub pq_cholesky: Option<Vec<Vec<f64>>>,
    /// The mixture over the modes found, by the divergence that Q minimises; none where one mode has
    /// nearly all of the evidence found.
    pub mixture: Option<Vec<MixtureComponent>>,
}
