//! The Gaussians that minimise D_KL(P‖Q): those with the posterior's own moments.
//!
//! ∇_λ D_KL(P‖Q) = −E_P[∇_λ log q], so over an exponential family the minimum has the posterior's
//! expectations of the family's statistics: mean and covariance for the full-rank Gaussian, means and
//! marginal variances for independent factors. The work is to know these. In the order of what they
//! cost: the certifier's weighted draws, which are there already; [`AdaptiveImportanceSampling`] from
//! where the certifier gave up; [`ScoreAveraging`] over Markov chains; and, where D_KL(P‖Q) alone is
//! minimised, a [reference](crate::reference).

mod adaptive;
mod chains;
mod moments;

pub use adaptive::AdaptiveImportanceSampling;
pub use chains::ScoreAveraging;
pub(crate) use moments::without;
pub use moments::{leave_one_out, leave_one_out_factors, matched};

use kullback_math::LogDensity;
use kullback_math::linalg::Matrix;
use serde::Serialize;

use crate::diagnostics::{Moments, weighted_moments};
use crate::evaluator::Evaluator;
use crate::evidence::adapt::temper;
use crate::evidence::{NotCertified, WeightedDraws};

use crate::families::Gaussian;
use crate::initialise::{MultiPath, PathApproximation};
use crate::options::Minimise;
use crate::progress::Observer;
use crate::reference::{Convergence, Reference, ReferenceOptions, sample};
use crate::verdict::MOMENT_DRAWS;
use crate::{FitError, FitOptions};

/// Effective draws a coordinate that a covariance needs.
pub(crate) const EFFECTIVE: f64 = 10.0;

/// How the posterior's moments were found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum MomentMethod {
    /// By the certifier's weighted draws.
    Certifier,
    /// By adaptive importance sampling.
    AdaptiveImportanceSampling,
    /// By parallel Markov chains.
    MarkovChains,
    /// By reference draws of the No-U-Turn sampler.
    Reference,
}

/// The fit by D_KL(P‖Q) and how it was reached.
#[derive(Clone, Debug)]
pub struct MomentFit {
    /// The full-rank Gaussian; its marginals are the mean-field one.
    pub gaussian: Gaussian,
    /// Its means and sds with the Monte Carlo error of each.
    pub moments: Moments,
    /// Where the moments come from.
    pub method: MomentMethod,
    /// Rounds of importance sampling, sweeps of the chains or iterations of the reference; 0 where the certifier had the moments.
    pub steps: usize,
    /// Independent draws that the noisiest mean or sd is worth.
    pub worth: f64,
    /// Why the moments cannot be trusted, if so.
    pub doubt: Option<NotCertified>,
    /// Normalised weights of the certifier's draws, where these gave the moments.
    pub(crate) weights: Option<Vec<f64>>,
}

impl MomentFit {
    fn new(
        points: &Matrix,
        weights: &[f64],
        moments: Moments,
        (method, steps): (MomentMethod, usize),
        doubt: Option<NotCertified>,
    ) -> Option<Self> {
        let gaussian = matched(points, weights)?;
        Some(Self {
            worth: moments.worth(),
            gaussian,
            moments,
            method,
            steps,
            doubt,
            weights: None,
        })
    }

    fn weighted(
        draws: &WeightedDraws,
        how: (MomentMethod, usize),
        doubt: Option<NotCertified>,
    ) -> Option<Self> {
        let log_weights = &draws.weights.log_weights;
        let weights: Vec<f64> = log_weights.iter().map(|w| w.exp()).collect();
        let moments = weighted_moments(&draws.points, log_weights);
        Self::new(&draws.points, &weights, moments, how, doubt)
    }

    /// The moments by the certifier's draws; `failure` says why these certify nothing, if so.
    pub(crate) fn from_certifier(
        draws: &WeightedDraws,
        failure: Option<NotCertified>,
    ) -> Option<Self> {
        let log_weights = &draws.weights.log_weights;
        let weights = log_weights.iter().map(|w| w.exp()).collect();
        let fit = Self::weighted(draws, (MomentMethod::Certifier, 0), failure)?;
        Some(Self {
            weights: Some(weights),
            ..fit
        })
    }

    /// log q at the certifier's draws, full rank and factors; where these draws made the fit, each
    /// under the fit to the others.
    pub(crate) fn log_densities(&self, draws: &WeightedDraws) -> (Vec<f64>, Vec<f64>) {
        let points = &draws.points;
        match &self.weights {
            Some(weights) => (
                leave_one_out(&self.gaussian, points, weights),
                leave_one_out_factors(&self.gaussian, points, weights),
            ),
            None => (
                self.gaussian.log_density(points),
                self.factors().log_density(points),
            ),
        }
    }

    /// The mean-field Gaussian that minimises D_KL(P‖Q): the same means and sds, independent.
    pub fn factors(&self) -> Gaussian {
        Gaussian::independent(self.gaussian.mean().to_vec(), &self.gaussian.sd())
    }
}

/// Whether what made the certifier fail is a lack of draws where they count, which more adaptation may
/// mend, and not a blindness of the fit that it would share.
fn may_mend(failure: &NotCertified) -> bool {
    match failure {
        NotCertified::HeavyTail { .. }
        | NotCertified::FewEffectiveDraws { .. }
        | NotCertified::Inconsistent { .. } => true,
        NotCertified::UnstableFit { .. }
        | NotCertified::PeakElsewhere { .. }
        | NotCertified::FarMass { .. }
        | NotCertified::ChainsDisagree { .. }
        | NotCertified::ReferenceNotConverged { .. }
        | NotCertified::BridgeOverlap { .. }
        | NotCertified::Interrupted { .. }
        | NotCertified::NotFinite => false,
    }
}

/// Why moments worth this many independent draws cannot be trusted, if so.
fn few(worth: f64) -> Option<NotCertified> {
    let enough = worth >= MOMENT_DRAWS;
    (!enough).then_some(NotCertified::FewEffectiveDraws {
        effective_sample_size: worth,
        needed: MOMENT_DRAWS,
    })
}

/// Finds the moments, by the cheapest method that can be trusted; where none can, by the last whose draws
/// are worth enough, as each is a stronger method than the one before. None when no draws determine a
/// covariance.
///
/// `modes` are the fits the certifier began with, `failure` why it certified nothing, if so; `paths`
/// gives the sampling another place to begin from.
///
/// # Errors
/// [`FitError::Cancelled`].
pub(crate) fn find_moments<T: LogDensity>(
    modes: &[(Gaussian, f64)],
    certified: &WeightedDraws,
    failure: Option<&NotCertified>,
    paths: &[Option<PathApproximation>],
    options: &FitOptions,
    evaluator: &mut Evaluator<'_, T>,
    observer: &mut Observer<'_>,
) -> Result<Option<MomentFit>, FitError> {
    let mut found = Vec::new();
    found.extend(
        MomentFit::from_certifier(certified, failure.cloned()).map(|fit| MomentFit {
            // Evidence can be certified where a few far draws still decide the moments.
            doubt: fit.doubt.clone().or_else(|| few(fit.worth)),
            ..fit
        }),
    );
    let is_trusted = |found: &[MomentFit]| found.last().is_some_and(|fit| fit.doubt.is_none());
    if !is_trusted(&found) && failure.is_none_or(may_mend) {
        let starts = more_starts(modes, paths, options, evaluator);
        let mut sampling = AdaptiveImportanceSampling::new(&starts, Some(certified));
        while sampling.step(options, evaluator, observer)? {}
        let how = (MomentMethod::AdaptiveImportanceSampling, sampling.rounds());
        let (draws, doubt) = sampling.finish(options, evaluator);
        found.extend(MomentFit::weighted(&draws, how, doubt));
        if !is_trusted(&found) && draws.weights.diagnostics.effective_sample_size > 0.0 {
            let mut chains = ScoreAveraging::new(&draws, options.seed);
            while chains.step(options, evaluator, observer)? {}
            let how = (MomentMethod::MarkovChains, chains.sweeps());
            let (points, moments, doubt) = chains.finish();
            let weights = vec![1.0 / points.rows() as f64; points.rows()];
            found.extend(MomentFit::new(&points, &weights, moments, how, doubt));
        }
    }
    // A sample costs more than all the rest of the fit.
    if !is_trusted(&found) && options.minimise == Minimise::Pq {
        found.extend(from_reference(modes, options, evaluator, observer)?);
    }
    if is_trusted(&found) {
        return Ok(found.pop());
    }
    let last = found.iter().rposition(|fit| few(fit.worth).is_none());
    Ok(match last {
        Some(index) => Some(found.swap_remove(index)),
        None => found.pop(),
    })
}

/// The moments by a sample of the No-U-Turn sampler.
fn from_reference<T: LogDensity>(
    modes: &[(Gaussian, f64)],
    options: &FitOptions,
    evaluator: &mut Evaluator<'_, T>,
    observer: &mut Observer<'_>,
) -> Result<Option<MomentFit>, FitError> {
    let starts: Vec<Gaussian> = modes.iter().map(|m| m.0.clone()).collect();
    let settings = ReferenceOptions {
        seed: options.seed,
        ..ReferenceOptions::default()
    };
    let reference = match sample(evaluator, &starts, &settings, observer) {
        Ok(reference) => reference,
        Err(error @ FitError::Cancelled { .. }) => return Err(error),
        // Without a sample there is still what was found before.
        Err(_) => return Ok(None),
    };
    Ok(of_reference(&reference))
}

/// The moments of reference draws.
pub(crate) fn of_reference(reference: &Reference) -> Option<MomentFit> {
    let points = &reference.points;
    let report = &reference.report;
    let weights = vec![1.0 / points.rows() as f64; points.rows()];
    let gaussian = matched(points, &weights)?;
    let each = |of: fn(&Convergence) -> f64| report.coordinates.iter().map(of).collect();
    let moments = Moments {
        mean: gaussian.mean().to_vec(),
        mean_error: each(|c| c.mean_error),
        sd: gaussian.sd(),
        sd_error: each(|c| c.sd_error),
    };
    let options = &report.options;
    Some(MomentFit {
        worth: moments.worth(),
        gaussian,
        moments,
        method: MomentMethod::Reference,
        steps: options.chains * (options.warmup + options.draws),
        doubt: (!report.converged()).then(|| report.not_certified()),
        weights: None,
    })
}

/// The fits of the modes, and the Gaussian with the moments of the draws of all paths, their weights
/// tempered: where the fits mislead, the paths' own approximations may not.
fn more_starts<T: LogDensity>(
    modes: &[(Gaussian, f64)],
    paths: &[Option<PathApproximation>],
    options: &FitOptions,
    evaluator: &mut Evaluator<'_, T>,
) -> Vec<(Gaussian, f64)> {
    let mut starts = modes.to_vec();
    let best = modes.iter().map(|m| m.1).fold(f64::NEG_INFINITY, f64::max);
    let each = options.draws / paths.len().max(1);
    let needed = EFFECTIVE * evaluator.dimension() as f64;
    let around = MultiPath::new(paths, each, options.seed, evaluator).and_then(|draws| {
        let weights = temper(&draws.weights.log_weights, needed)?;
        matched(&draws.points, &weights)
    });
    starts.extend(around.map(|gaussian| (gaussian, best)));
    starts
}
