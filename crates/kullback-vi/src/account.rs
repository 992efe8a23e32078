//! The account of one approximation: draws of its own, its ELBO, both divergences, its weights.

use kullback_math::linalg::Matrix;
use kullback_math::random::Stream;
use kullback_math::{LogDensity, Order};

use crate::FitOptions;
use crate::evaluator::Evaluator;
use crate::evidence::{
    Divergences, Estimate, Evidence, SCRAMBLES, SmoothedWeights, Splits, WeightedDraws, smooth,
};
use crate::families::Approximation;
use crate::result::Assessment;

/// Draws of an approximation in [`SCRAMBLES`] groups, with what the target is there.
pub(crate) struct OwnDraws {
    pub points: Matrix,
    pub log_q: Vec<f64>,
    pub log_density: Vec<f64>,
    pub log_likelihood: Option<Vec<f64>>,
    pub weights: SmoothedWeights,
    pub elbo: Estimate,
}

impl OwnDraws {
    /// `count` draws of `q`, rounded down to a multiple of the groups.
    pub fn of<T: LogDensity>(
        q: &Approximation,
        stream: u64,
        count: usize,
        options: &FitOptions,
        evaluator: &mut Evaluator<'_, T>,
    ) -> Self {
        let group = count / SCRAMBLES;
        let dimension = evaluator.dimension();
        let mut points = Matrix::zeros(group * SCRAMBLES, dimension);
        let mut log_q = Vec::with_capacity(points.rows());
        for scramble in 0..SCRAMBLES {
            let mut rng = Stream::new(options.seed, stream, scramble as u64);
            let (drawn, logs) = q.draw(group, &mut rng);
            for d in 0..dimension {
                points.column_mut(d)[scramble * group..(scramble + 1) * group]
                    .copy_from_slice(drawn.column(d));
            }
            log_q.extend(logs);
        }
        let evaluated = evaluator.evaluate(&points, Order::Value);
        let ratios: Vec<f64> = evaluated
            .log_density
            .iter()
            .zip(&log_q)
            .map(|(p, q)| p - q)
            .collect();
        Self {
            weights: smooth(&ratios),
            elbo: Estimate::over_scrambles(&ratios),
            log_likelihood: evaluator
                .splits_likelihood()
                .then_some(evaluated.log_likelihood),
            log_density: evaluated.log_density,
            log_q,
            points,
        }
    }

    /// What these say together with the certifier's draws, at which log q is `log_q`; `divergences`
    /// stand in for what these would give.
    pub fn assessment(
        &self,
        log_q: &[f64],
        certified: &WeightedDraws,
        evidence: &Evidence,
        divergences: Option<Divergences>,
    ) -> Assessment {
        let divergences =
            divergences.unwrap_or_else(|| Divergences::new(&self.elbo, log_q, certified, evidence));
        let splits = Splits::new(
            &self.log_q,
            &self.log_density,
            self.log_likelihood.as_deref(),
            divergences.q_from_p.clone(),
            evidence.log_evidence.clone(),
        );
        Assessment {
            elbo: self.elbo.clone(),
            divergences,
            splits,
            weights: self.weights.diagnostics,
        }
    }
}

/// An approximation that was fitted, with its draws and its account.
pub(crate) struct Candidate {
    pub q: Approximation,
    pub own: OwnDraws,
    pub assessment: Assessment,
}
