//! Mixtures with a Gaussian for every mode found, under both directions.
//!
//! Under D_KL(Q‖P) the Gaussians stay where their own fits put them and [`Weights`] finds how much of
//! each; under D_KL(P‖Q) [`Cover`] fits weights, means and covariances to the certifier's draws.

mod cover;
mod weights;

pub use cover::Cover;
pub use weights::Weights;

use kullback_math::LogDensity;

use crate::FitOptions;
use crate::evaluator::Evaluator;
use crate::evidence::WeightedDraws;
use crate::families::{Gaussian, Mixture};

/// A fitted mixture.
#[derive(Clone, Debug)]
pub(crate) struct MixtureFit {
    pub mixture: Mixture,
    pub steps: usize,
    pub converged: bool,
    /// log q at the certifier's draws; where these made the fit, each under the fit to the others.
    pub log_q: Vec<f64>,
}

/// The mixture of `components` that minimises D_KL(Q‖P) over their weights.
pub(crate) fn by_qp<T: LogDensity>(
    components: &[Gaussian],
    certified: &WeightedDraws,
    options: &FitOptions,
    evaluator: &mut Evaluator<'_, T>,
) -> MixtureFit {
    let mut weights = Weights::new(components, options, evaluator);
    while weights.step() {}
    let mixture = weights.mixture();
    MixtureFit {
        log_q: mixture.log_density(&certified.points),
        mixture,
        steps: weights.steps(),
        converged: weights.converged(),
    }
}

/// The mixture that minimises D_KL(P‖Q) over the certifier's draws, from `start`.
pub(crate) fn by_pq(start: &Mixture, certified: &WeightedDraws) -> MixtureFit {
    let log_weights = &certified.weights.log_weights;
    let mut cover = Cover::new(start.clone(), &certified.points, log_weights);
    while cover.step() {}
    MixtureFit {
        log_q: cover.leave_one_out(),
        steps: cover.steps(),
        converged: cover.converged(),
        mixture: cover.mixture().clone(),
    }
}
