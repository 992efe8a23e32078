//! What a fit returns.

use kullback_math::linalg::Matrix;
use serde::Serialize;

use crate::diagnostics::{Coordinate, Forced, Moments};
use crate::evidence::{
    Divergences, Estimate, Evidence, NotCertified, Splits, WeightDiagnostics, WeightedDraws,
};
use crate::families::{Approximation, Gaussian, LowRank};
use crate::initialise::PathReport;
use crate::linear_response::LinearResponse;
use crate::pq::MomentMethod;
use crate::progress::Stage;
use crate::reference::ReferenceResult;
use crate::verdict::Verdict;
use crate::{EvaluationCount, FitOptions};

/// A fit of a target, with everything needed to judge it. Coordinates are the
/// target's unconstrained ones; all energies are in nats.
#[derive(Clone, Debug, Serialize)]
pub struct FitResult {
    /// The options, seed included.
    pub options: FitOptions,
    /// D.
    pub dimension: usize,
    /// Where the fit began.
    pub initialisation: Initialisation,
    /// The mean-field Gaussian; none when the target is nowhere finite around the optimum.
    pub mean_field: Option<MeanFieldResult>,
    /// The covariance corrected by linear response, or why there is none.
    pub linear_response: LinearResponseResult,
    /// The full-rank Gaussian; none above the dimension the options allow.
    pub full_rank: Option<FullRankResult>,
    /// The diagonal-plus-low-rank Gaussian; none where the dimension allows a full-rank one.
    pub low_rank: Option<LowRankResult>,
    /// The Gaussians that minimise D_KL(P‖Q); none when that was not asked for, above the dimension
    /// the options allow, or where no draws determine a covariance.
    pub pq: Option<PqResult>,
    /// The mixtures over the modes found.
    pub mixtures: Mixtures,
    /// The approximation called q: the draws, what is forced and the verdict are about it.
    pub chosen: Chosen,
    /// log Z and what certifies it.
    pub evidence: Evidence,
    /// Reference draws and what follows from them, where they were asked for.
    pub reference: Option<ReferenceResult>,
    /// Mean and sd of the posterior by the certifier's weights; none when these cannot be trusted.
    pub weighted_moments: Option<Moments>,
    /// The sds side by side, coordinate by coordinate.
    pub coordinates: Vec<Coordinate>,
    /// The draws of the recommended approximation.
    pub draws: Draws,
    /// Q itself: the approximation that is chosen.
    #[serde(skip)]
    pub approximation: Approximation,
    /// The certifier's draws with their weights.
    #[serde(skip)]
    pub certifier_draws: WeightedDraws,
    /// ln p − ln q of Q's own draws, in nats, not normalised.
    #[serde(skip)]
    pub log_ratios: Vec<f64>,
    /// What the expectation under q forced in this fit.
    pub forced: Vec<Forced>,
    /// Whether to use it.
    pub verdict: Verdict,
    /// Where the caller cancelled the fit, if so: the result is then the best approximation so far.
    pub interrupted: Option<Stage>,
    /// Points at which the target was evaluated.
    pub evaluations: EvaluationCount,
}

impl FitResult {
    /// The account of the chosen approximation.
    pub fn judged(&self) -> Option<&Assessment> {
        match (self.chosen.minimises, self.chosen.family) {
            (Direction::Qp, DrawSource::FullRank) => {
                self.full_rank.as_ref().map(|fit| &fit.assessment)
            }
            (_, DrawSource::LowRank) => self.low_rank.as_ref().map(|fit| &fit.assessment),
            (Direction::Qp, DrawSource::MeanField) => {
                self.mean_field.as_ref().map(|fit| &fit.assessment)
            }
            (Direction::Pq, DrawSource::FullRank) => self.pq.as_ref().map(|fit| &fit.assessment),
            (Direction::Pq, DrawSource::MeanField) => self.pq.as_ref().map(|fit| &fit.mean_field),
            (Direction::Qp, DrawSource::Mixture) => {
                self.mixtures.qp.as_ref().map(|fit| &fit.assessment)
            }
            (Direction::Pq, DrawSource::Mixture) => {
                self.mixtures.pq.as_ref().map(|fit| &fit.assessment)
            }
            (_, DrawSource::Certifier | DrawSource::Reference) => None,
        }
    }
}

/// The starts, the paths and the modes found.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Initialisation {
    /// Points tried for a start.
    pub tried: usize,
    /// One report a path.
    pub paths: Vec<PathReport>,
    /// Paths that did not reach an optimum.
    pub failed_paths: usize,
    /// Modes found, the one kept first. There may be more.
    pub modes: Vec<ModeReport>,
}

/// A mode that the starts lead to.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ModeReport {
    /// Which full-rank fit it was, as the progress numbers them.
    pub fit: usize,
    /// Starts that lead here.
    pub paths: usize,
    /// The highest log density on those paths.
    pub log_density: f64,
    /// Evidence lower bound of its full-rank fit.
    pub elbo: f64,
    /// Whether that fit was solved; where not, it may be another mode's, on its way there.
    pub solved: bool,
    /// Its share of the evidence by the certifier's draws; 0 for a mode more than 30 nats below the
    /// best, none when not certified.
    pub evidence_share: Option<f64>,
    /// Mean of its full-rank fit, D values.
    pub mean: Vec<f64>,
}

/// What both families report.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Assessment {
    /// Evidence lower bound.
    pub elbo: Estimate,
    /// Both divergences.
    pub divergences: Divergences,
    /// Both splits of F = −ELBO.
    pub splits: Splits,
    /// Importance weights of its own draws.
    pub weights: WeightDiagnostics,
}

/// The mean-field fit.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct MeanFieldResult {
    /// Means, D values.
    pub mean: Vec<f64>,
    /// Logarithms of the sds, D values.
    pub log_sd: Vec<f64>,
    /// ELBO, divergences, splits and weights.
    pub assessment: Assessment,
    /// Iterations.
    pub iterations: usize,
    /// Draws of the last objective.
    pub objective_draws: usize,
    /// Standard error of the noisiest mean over independent scrambles, in sds.
    pub mean_noise: f64,
    /// Standard error of the noisiest log sd.
    pub sd_noise: f64,
    /// Whether the objective was solved and the noise is within the option.
    pub converged: bool,
}

/// The full-rank fit.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct FullRankResult {
    /// Means, D values.
    pub mean: Vec<f64>,
    /// Standard deviations, D values.
    pub sd: Vec<f64>,
    /// The Cholesky factor of the covariance, rows of the lower triangle.
    pub cholesky: Vec<Vec<f64>>,
    /// ELBO, divergences, splits and weights.
    pub assessment: Assessment,
    /// Natural-gradient steps.
    pub steps: usize,
    /// Draws of the last objective.
    pub objective_draws: usize,
    /// Largest change left, in sds.
    pub residual: f64,
    /// Largest move of a mean, in sds, when the draws were last doubled.
    pub mean_noise: f64,
    /// Largest relative move of an sd when the draws were last doubled.
    pub sd_noise: f64,
    /// Whether the objective was solved and the noise is within the option.
    pub converged: bool,
}

/// The diagonal-plus-low-rank fit: the covariance is diag(s) (I + Q (Λ − I) Qᵀ) diag(s).
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct LowRankResult {
    /// Means, D values.
    pub mean: Vec<f64>,
    /// Standard deviations, D values.
    pub sd: Vec<f64>,
    /// s, D values.
    pub scale: Vec<f64>,
    /// Columns of Q, each of D values.
    pub directions: Vec<Vec<f64>>,
    /// The diagonal of Λ, one value for every direction.
    pub variances: Vec<f64>,
    /// ELBO, divergences, splits and weights.
    pub assessment: Assessment,
    /// Rounds of fresh draws.
    pub rounds: usize,
    /// Draws of the last round.
    pub objective_draws: usize,
    /// Largest move of a mean, in sds, between the last two sets of draws.
    pub mean_noise: f64,
    /// Largest relative move of an sd between the last two sets of draws.
    pub sd_noise: f64,
    /// Whether the objective was solved and the noise is within the option.
    pub converged: bool,
}

impl LowRankResult {
    /// The approximation.
    pub fn gaussian(&self) -> Gaussian {
        let (dimension, rank) = (self.mean.len(), self.variances.len());
        let q = Matrix::from_fn(dimension, rank, |d, k| self.directions[k][d]);
        let stretch = self.variances.iter().map(|v| v.sqrt()).collect();
        let root = LowRank::new(self.scale.clone(), q, stretch);
        Gaussian::low_rank(self.mean.clone(), root)
    }
}

/// The fits by D_KL(P‖Q): full-rank and mean-field Gaussian have the same means and sds.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PqResult {
    /// Where the moments come from.
    pub method: MomentMethod,
    /// Why they cannot be trusted; none when they can.
    pub doubt: Option<NotCertified>,
    /// Means, D values.
    pub mean: Vec<f64>,
    /// Standard errors of the means.
    pub mean_error: Vec<f64>,
    /// Standard deviations, D values.
    pub sd: Vec<f64>,
    /// Standard errors of the standard deviations.
    pub sd_error: Vec<f64>,
    /// The Cholesky factor of the full-rank covariance, rows of the lower triangle.
    pub cholesky: Vec<Vec<f64>>,
    /// ELBO, divergences, splits and weights of the full-rank Gaussian. Where the certifier's draws
    /// made the fit, D_KL(P‖Q) takes each of them under the fit to the others.
    pub assessment: Assessment,
    /// The same of the mean-field Gaussian.
    pub mean_field: Assessment,
    /// Rounds of adaptive importance sampling, or sweeps of the chains; 0 for the certifier's draws.
    pub steps: usize,
    /// Independent draws that the noisiest mean or sd is worth.
    pub effective_sample_size: f64,
}

impl PqResult {
    /// Whether the moments can be trusted.
    pub fn is_trustworthy(&self) -> bool {
        self.doubt.is_none()
    }
}

/// The mixtures, one for each direction; none where one mode has nearly all of the evidence found.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Mixtures {
    /// By D_KL(Q‖P): the full-rank fits of the modes, with the best weights.
    pub qp: Option<MixtureResult>,
    /// By D_KL(P‖Q): fitted to the certifier's draws; none when these are not certified.
    pub pq: Option<MixtureResult>,
}

/// A fitted mixture of Gaussians.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct MixtureResult {
    /// Its components.
    pub components: Vec<MixtureComponent>,
    /// ELBO, divergences, splits and weights.
    pub assessment: Assessment,
    /// Steps of its optimisation.
    pub steps: usize,
    /// Whether that converged.
    pub converged: bool,
}

/// One component of a mixture.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct MixtureComponent {
    /// Its weight; they sum to 1.
    pub weight: f64,
    /// Means, D values.
    pub mean: Vec<f64>,
    /// Standard deviations, D values.
    pub sd: Vec<f64>,
    /// The Cholesky factor of its covariance, rows of the lower triangle.
    pub cholesky: Vec<Vec<f64>>,
}

/// Which divergence a fit minimises.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    /// D_KL(Q‖P).
    Qp,
    /// D_KL(P‖Q).
    Pq,
}

/// The approximation called q.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Chosen {
    /// Its family.
    pub family: DrawSource,
    /// What it minimises.
    pub minimises: Direction,
}

/// The linear-response covariance, or why there is none.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "snake_case", tag = "status")]
pub enum LinearResponseResult {
    /// There is one.
    Available {
        /// Standard deviations, D values.
        sd: Vec<f64>,
        /// The covariance, row by row.
        covariance: Vec<Vec<f64>>,
    },
    /// There is none.
    NotAvailable {
        /// Why.
        why: crate::linear_response::NoLinearResponse,
    },
}

impl From<&LinearResponse> for LinearResponseResult {
    fn from(response: &LinearResponse) -> Self {
        match response {
            LinearResponse::Available { covariance } => Self::Available {
                sd: covariance.diagonal().iter().map(|v| v.sqrt()).collect(),
                covariance: (0..covariance.rows()).map(|i| covariance.row(i)).collect(),
            },
            LinearResponse::NotAvailable { why } => Self::NotAvailable { why: *why },
        }
    }
}

/// Which distribution the draws come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum DrawSource {
    /// The full-rank Gaussian.
    FullRank,
    /// The diagonal-plus-low-rank Gaussian, where there are too many coordinates for a full-rank one.
    LowRank,
    /// The mean-field Gaussian.
    MeanField,
    /// The mixture over the modes found.
    Mixture,
    /// The certifier's mixture; without weights or resampling these are not the posterior.
    Certifier,
    /// Markov chains that converged.
    Reference,
}

/// Draws of the recommended approximation.
#[derive(Clone, Debug, Serialize)]
pub struct Draws {
    /// Where they come from.
    pub source: DrawSource,
    /// S × D, unconstrained: a column holds one coordinate of all draws.
    #[serde(skip)]
    pub points: Matrix,
    /// Log density of the target at each draw.
    #[serde(skip)]
    pub log_density: Vec<f64>,
    /// Log density of the source at each draw.
    #[serde(skip)]
    pub log_approximation: Vec<f64>,
    /// Normalised, Pareto-smoothed log weights.
    #[serde(skip)]
    pub log_weights: Vec<f64>,
    /// What the weights say.
    pub weights: WeightDiagnostics,
    /// Indices of the resampled draws, ascending; every draw once when not resampled.
    #[serde(skip)]
    pub resampled: Vec<usize>,
    /// Whether the indices were drawn by the weights: only when these can be trusted.
    pub is_resampled: bool,
    /// Different draws among the resampled ones.
    pub distinct: usize,
}

impl Draws {
    /// The smoothed weight of draw `index`, 1 on average; exactly 1 where the draws are resampled, and
    /// where the weights cannot be trusted.
    pub fn relative_weight(&self, index: usize) -> f64 {
        if self.is_resampled || !self.weights.pass() {
            return 1.0;
        }
        self.log_weights
            .get(index)
            .map_or(1.0, |w| w.exp() * self.log_weights.len() as f64)
    }

    /// The draws to hand on, S × D: resampled where that was done, else as drawn.
    pub fn selected(&self) -> Matrix {
        Matrix::from_fn(self.resampled.len(), self.points.columns(), |i, d| {
            self.points[(self.resampled[i], d)]
        })
    }
}
