//! The diagonal-plus-low-rank covariance nearest to a mean curvature, by D_KL(Q‖P) of Gaussians.
//!
//! For a target of precision P the divergence is ½ tr PΣ − ½ log det Σ but for constants. With
//! Σ = diag(s)(I + Q (Λ − I) Qᵀ)diag(s), A = diag(s) P diag(s) and Q within a subspace, the best Q are
//! eigenvectors of A there and Λ the inverse of their eigenvalues a, which leaves a function of s:
//! ½ Σ_i A_ii − ½ Σ_j (a_j − 1 − log a_j) − Σ_i log s_i. Its derivative with respect to log s_i is
//! A_ii − Σ_j (a_j − 1) q_ij² − 1, for the projection of A on the subspace does not depend on s.

use kullback_math::lbfgs::{Lbfgs, LbfgsOptions};
use kullback_math::linalg::Matrix;

use super::curvature::{Curvature, rescaled};
use crate::families::LowRank;

const ROOT_HALF: f64 = std::f64::consts::FRAC_1_SQRT_2;
/// A direction that costs less than this many nats to ignore is left out.
const NEGLIGIBLE: f64 = 1e-4;
/// Directions at most.
const LARGEST_RANK: usize = 48;
/// Iterations on s.
const ITERATIONS: usize = 50;
/// The divergence can still fall by this much, in nats, when the search stops.
const DECREMENT: f64 = 1e-5;
/// Curvature given to a direction where the mean curvature is not positive: its sd grows threefold.
const NOT_CONCAVE: f64 = 0.1;
/// The least curvature of a coordinate.
const SMALLEST_DIAGONAL: f64 = 1e-3;

/// a, Q and the value of the profile at log s₀ + `logs`/√2.
struct Profile {
    value: f64,
    gradient: Vec<f64>,
    ratio: Vec<f64>,
    curvatures: Vec<f64>,
    q: Matrix,
}

fn profile(curvature: &Curvature, logs: &[f64]) -> Option<Profile> {
    let ratio: Vec<f64> = logs.iter().map(|v| (ROOT_HALF * v).exp()).collect();
    let (values, vectors) = rescaled(curvature, &ratio)?;
    let cost = |a: f64| a - 1.0 - a.ln();
    let mut chosen: Vec<(usize, f64)> = values
        .iter()
        .map(|&a| if a > 0.0 { a } else { NOT_CONCAVE })
        .enumerate()
        .filter(|(_, a)| 0.5 * cost(*a) > NEGLIGIBLE)
        .collect();
    chosen.sort_by(|x, y| cost(y.1).total_cmp(&cost(x.1)));
    chosen.truncate(LARGEST_RANK);
    let q = Matrix::from_fn(ratio.len(), chosen.len(), |d, k| vectors[(d, chosen[k].0)]);
    let curvatures: Vec<f64> = chosen.iter().map(|(_, a)| *a).collect();
    let mut value = -0.5 * curvatures.iter().map(|&a| cost(a)).sum::<f64>();
    let mut gradient = Vec::with_capacity(ratio.len());
    for (d, e) in ratio.iter().enumerate() {
        let diagonal = curvature.diagonal[d].max(SMALLEST_DIAGONAL) * e * e;
        value += 0.5 * (diagonal - 1.0) - ROOT_HALF * logs[d];
        gradient.push(ROOT_HALF * (diagonal - 1.0));
    }
    for (k, a) in curvatures.iter().enumerate() {
        for (g, q) in gradient.iter_mut().zip(q.column(k)) {
            *g -= ROOT_HALF * (a - 1.0) * q * q;
        }
    }
    value.is_finite().then_some(Profile {
        value,
        gradient,
        ratio,
        curvatures,
        q,
    })
}

/// The root of the nearest covariance; `scale` is the unit that `curvature` was measured in.
pub(super) fn nearest(curvature: &Curvature, scale: &[f64]) -> Option<LowRank> {
    let origin = vec![0.0; scale.len()];
    let start = profile(curvature, &origin)?;
    let mut minimiser = Lbfgs::new(
        &origin,
        start.value,
        &start.gradient,
        LbfgsOptions {
            history: 10,
            iterations: ITERATIONS,
            decrement: DECREMENT,
            largest_coordinate: 50.0,
        },
    );
    while !minimiser.status().is_final() {
        match profile(curvature, minimiser.trial()) {
            Some(at) => minimiser.advance(at.value, &at.gradient),
            None => minimiser.advance(f64::INFINITY, &origin),
        };
    }
    let best = profile(curvature, &minimiser.best().point)?;
    let scale = scale.iter().zip(&best.ratio).map(|(s, e)| s * e).collect();
    let stretch = best.curvatures.iter().map(|a| a.sqrt().recip()).collect();
    Some(LowRank::new(scale, best.q, stretch))
}
