//! What a fit went through and what its pictures are drawn from: the steps of every fit, draws of the
//! posterior, and the tails of the importance weights.
//!
//! `kullback fit --out` writes it as `trace.json` beside the report, for [`crate::page`]. All energies
//! are in nats; a number that is not finite is `null` in JSON.

mod build;
mod thin;

use serde::{Deserialize, Serialize};

/// The schema that [`Trace`] follows.
pub const SCHEMA: &str = "kullback.trace/1";

/// Everything that a page shows beyond the [`Report`](crate::Report).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Trace {
    /// [`SCHEMA`].
    pub schema: String,
    /// The steps of every path, fit and round, in the order in which they were run.
    pub lines: Vec<Line>,
    /// Draws of the posterior, and where Q is thin.
    pub sample: Option<Sample>,
    /// The tails of the weights p/q, of Q's own draws and of the certifier's.
    pub tails: Vec<Tail>,
    /// The errors of the weighted moments, a row for each parameter of the report; empty when the
    /// weights were not used.
    pub errors: Vec<WeightedError>,
}

/// The steps of one path or fit; all columns have the same length.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Line {
    /// The part of the fit, as in [`kullback_vi::Stage`].
    pub stage: String,
    /// Which path, fit or round of that part, from 0.
    pub fit: usize,
    /// Steps of that part; iterations of the path for `pathfinder`.
    pub step: Vec<usize>,
    /// Points at which the model had been evaluated by then, over all parts.
    pub evaluations: Vec<u64>,
    /// F = −ELBO.
    pub free_energy: Vec<Option<f64>>,
    /// Its standard error, were the draws independent.
    pub standard_error: Vec<Option<f64>>,
    /// The entropy of Q: F = energy − entropy.
    pub entropy: Vec<Option<f64>>,
    /// E_Q\[ln p(x|z)\]: F = complexity − accuracy.
    pub accuracy: Vec<Option<f64>>,
}

/// Draws of the posterior in a few unconstrained coordinates, beside Q.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Sample {
    /// Where the draws come from.
    pub source: String,
    /// Whether their weights are certified; where not, they are a hint and no more.
    pub certified: bool,
    /// Independent draws that the weighted ones are worth.
    pub effective_sample_size: f64,
    /// The coordinates that are shown: those where Q is furthest off.
    pub coordinates: Vec<Coordinate>,
    /// Coordinates of the model.
    pub dimension: usize,
    /// The Gaussians that Q is made of, in the coordinates shown; one unless Q is a mixture.
    pub q: Vec<Component>,
    /// Resampled draws of equal weight, a row of the coordinates shown for each.
    pub points: Vec<Vec<f64>>,
    /// Pairs of the coordinates shown, with the mass where Q is thin.
    pub pairs: Vec<Pair>,
    /// The draws at which Q is thinnest beside the posterior, the worst first.
    pub worst: Vec<ThinPoint>,
}

/// A Gaussian of Q in the coordinates shown.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Component {
    /// Its share of Q.
    pub weight: f64,
    /// Its means.
    pub mean: Vec<f64>,
    /// Its covariance, row by row.
    pub covariance: Vec<Vec<f64>>,
}

impl Component {
    /// The squared distance of a point from the mean in two of the coordinates, and the logarithm of
    /// the weight times the peak of the density there, but for ln 2π.
    fn in_pair(&self, [a, b]: [usize; 2], [x, y]: [f64; 2]) -> Option<(f64, f64)> {
        let entry = |i: usize, j: usize| self.covariance.get(i)?.get(j).copied();
        let (aa, ab, bb) = (entry(a, a)?, entry(a, b)?, entry(b, b)?);
        let determinant = aa * bb - ab * ab;
        let (dx, dy) = (x - self.mean.get(a)?, y - self.mean.get(b)?);
        let square = (bb * dx * dx - 2.0 * ab * dx * dy + aa * dy * dy) / determinant;
        Some((square, self.weight.ln() - 0.5 * determinant.ln()))
    }
}

/// One per cent, in nats below the peak.
const THIN: f64 = -4.605_170_185_988_091;

impl Sample {
    /// ln q in two of the coordinates shown, but for a constant.
    fn log_q(&self, pair: [usize; 2], point: [f64; 2]) -> f64 {
        let terms = self.q.iter().filter_map(|component| {
            let (square, log_peak) = component.in_pair(pair, point)?;
            Some((log_peak - 0.5 * square).exp())
        });
        terms.sum::<f64>().ln()
    }

    /// The highest ln q in two of the coordinates, at the mean of a component.
    pub(crate) fn peak(&self, pair: [usize; 2]) -> f64 {
        let means = self.q.iter().filter_map(|component| {
            let [a, b] = pair;
            Some([*component.mean.get(a)?, *component.mean.get(b)?])
        });
        means
            .map(|mean| self.log_q(pair, mean))
            .fold(f64::NEG_INFINITY, f64::max)
    }

    /// Whether the density of Q in two of the coordinates is below 1 % of its `peak` at a point.
    pub(crate) fn is_thin(&self, pair: [usize; 2], point: [f64; 2], peak: f64) -> bool {
        self.log_q(pair, point) < peak + THIN
    }

    /// The density of Q in one of the coordinates shown.
    pub(crate) fn density(&self, k: usize, x: f64) -> f64 {
        let terms = self.q.iter().filter_map(|component| {
            let variance = *component.covariance.get(k)?.get(k)?;
            let shift = x - component.mean.get(k)?;
            let peak = component.weight / (2.0 * std::f64::consts::PI * variance).sqrt();
            Some(peak * (-0.5 * shift * shift / variance).exp())
        });
        terms.sum()
    }
}

/// One coordinate under Q and under the posterior.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Coordinate {
    /// Its name.
    pub name: String,
    /// Mean of Q.
    pub q_mean: f64,
    /// sd of Q.
    pub q_sd: f64,
    /// Mean of the draws by their weights.
    pub mean: f64,
    /// sd of the draws by their weights.
    pub sd: f64,
    /// Mass of the draws where the density of Q in this coordinate is below 1 % of its peak (0.24 % of
    /// a Gaussian is there).
    pub thin: f64,
}

/// Two coordinates.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Pair {
    /// The first, an index into [`Sample::coordinates`].
    pub first: usize,
    /// The second.
    pub second: usize,
    /// Mass of the draws where the density of Q in these two is below 1 % of its peak (1 % of a Gaussian is
    /// there).
    pub thin: f64,
}

/// A draw of the posterior that Q gives little density.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ThinPoint {
    /// ln p(z|x) − ln q(z).
    pub log_ratio: f64,
    /// ln q(z) less its peak.
    pub log_q: f64,
    /// The coordinates in which it is furthest from the mean of Q, the furthest first.
    pub furthest: Vec<Place>,
}

/// Where a draw lies in one coordinate.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Place {
    /// The coordinate.
    pub name: String,
    /// Its value.
    pub value: f64,
    /// Its distance from the mean of Q, in sds of Q.
    pub sds: f64,
}

/// The largest of a set of importance weights and the generalised Pareto distribution fitted to them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Tail {
    /// Whose draws: `q` or `certifier`.
    pub of: String,
    /// Draws in all.
    pub draws: usize,
    /// k̂.
    pub k: f64,
    /// The scale, in units of the largest weight.
    pub sigma: f64,
    /// The cutoff, in units of the largest weight.
    pub cutoff: f64,
    /// The logarithms of the weights above the cutoff, less that of the largest, ascending.
    pub log_weights: Vec<f64>,
}

/// The Monte Carlo error of one parameter by weights.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct WeightedError {
    /// Standard error of the mean.
    pub mean: Option<f64>,
    /// The larger of k̂ of the weights and of the weights times the distance from the mean (Vehtari,
    /// Simpson, Gelman, Yao & Gabry, JMLR 25, 2024, section 2.4).
    pub pareto_k: Option<f64>,
}
