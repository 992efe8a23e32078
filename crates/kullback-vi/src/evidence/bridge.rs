//! The evidence from reference draws, by warp bridge sampling.
//!
//! Half of the draws give a location m and a scale L; the other half meet draws of N(0, I) in
//! z = ±L⁻¹(x − m). Symmetrised in that way (warp III of Meng & Schilling, J. Comput. Graph. Stat.
//! 11, 2002) a skewed posterior overlaps with the normal, and the iteration of Meng & Wong (Stat.
//! Sinica 6, 1996) finds the ratio of the two constants. Both halves take both parts in turn.

use kullback_math::linalg::{Cholesky, Matrix, transposed_product};
use kullback_math::random::{Stream, standard_normal};
use kullback_math::special::{log_add_exp, log_sum_exp};
use kullback_math::{LogDensity, Order};

use super::{Certified, Estimate, NotCertified};
use crate::evaluator::Evaluator;
use crate::families::Gaussian;
use crate::reference::{Reference, effective_sample_size};
use crate::streams;

/// Iterations at most; each multiplies the error by less than one half as a rule.
const ITERATIONS: usize = 1000;
/// Change of log Z at which the iteration has ended.
const SETTLED: f64 = 1e-10;
/// Relative error of Z above which the two halves hardly meet, and the error itself means nothing.
const LARGEST_ERROR: f64 = 0.3;
/// The estimator's name.
const METHOD: &str = "warp bridge sampling from the reference draws";

/// log Z in nats from draws of the posterior, or why not.
///
/// The error is the relative one of Frühwirth-Schnatter (Econometrics J. 7, 2004), with the
/// effective number of draws.
pub fn bridge_evidence<T: LogDensity>(
    reference: &Reference,
    seed: u64,
    evaluator: &mut Evaluator<'_, T>,
) -> Certified {
    let length = reference.report.options.draws;
    let chains = reference.report.options.chains;
    let half = length / 2;
    let rows = |first: usize| -> Vec<usize> {
        let of = |chain: usize| chain * length + first..chain * length + first + half;
        (0..chains).flat_map(of).collect()
    };
    let halves = [rows(0), rows(length - half)];
    let dimension = reference.points.columns();
    if halves[0].len() <= dimension {
        return NotCertified::FewEffectiveDraws {
            effective_sample_size: halves[0].len() as f64,
            needed: dimension as f64 + 1.0,
        }
        .certified();
    }
    let mut values = Vec::with_capacity(2);
    for (turn, (fitted, met)) in [(&halves[0], &halves[1]), (&halves[1], &halves[0])]
        .into_iter()
        .enumerate()
    {
        let Some(warp) = gaussian_of(&reference.points, fitted) else {
            return NotCertified::NotFinite.certified();
        };
        let mut rng = Stream::new(seed, streams::BRIDGE, turn as u64);
        let (value, error) = bridge(reference, met, half, &warp, &mut rng, evaluator);
        if !value.is_finite() || !error.is_finite() {
            return NotCertified::NotFinite.certified();
        }
        if error > LARGEST_ERROR {
            return NotCertified::BridgeOverlap {
                relative_error: error,
                limit: LARGEST_ERROR,
            }
            .certified();
        }
        values.push((value, error));
    }
    let n = values.len() as f64;
    let value = values.iter().map(|(value, _)| value).sum::<f64>() / n;
    let square = values.iter().map(|(_, error)| error * error).sum::<f64>();
    Certified::Certified(Estimate::normal(value, square.sqrt() / n, METHOD))
}

/// The Gaussian with the moments of some rows, its correlations shrunk by how few they are.
fn gaussian_of(points: &Matrix, rows: &[usize]) -> Option<Gaussian> {
    let (count, dimension) = (rows.len(), points.columns());
    let mean: Vec<f64> = (0..dimension)
        .map(|d| {
            let column = points.column(d);
            rows.iter().map(|&i| column[i]).sum::<f64>() / count as f64
        })
        .collect();
    let centred = Matrix::from_fn(count, dimension, |i, d| points[(rows[i], d)] - mean[d]);
    let mut covariance = transposed_product(&centred, &centred);
    covariance.scale(1.0 / count as f64);
    let keep = count as f64 / (count as f64 + dimension as f64);
    for i in 0..dimension {
        for j in 0..dimension {
            if i != j {
                covariance[(i, j)] *= keep;
            }
        }
    }
    Some(Gaussian::new(mean, Cholesky::new(&covariance).ok()?))
}

/// log Z and its relative error from the draws `met`, `length` of each chain.
fn bridge<T: LogDensity>(
    reference: &Reference,
    met: &[usize],
    length: usize,
    warp: &Gaussian,
    rng: &mut Stream,
    evaluator: &mut Evaluator<'_, T>,
) -> (f64, f64) {
    let dimension = warp.dimension();
    let points = Matrix::from_fn(met.len(), dimension, |i, d| reference.points[(met[i], d)]);
    let at: Vec<f64> = met.iter().map(|&i| reference.log_density[i]).collect();
    let mirrored = mirror(&points, warp.mean());
    let mirrored = evaluator.evaluate(&mirrored, Order::Value).log_density;
    let posterior = log_ratios(&at, &mirrored, &warp.log_density(&points));

    let standard = Matrix::from_fn(met.len(), dimension, |_, _| standard_normal(rng));
    let points = warp.transform(&standard);
    let at = evaluator.evaluate(&points, Order::Value).log_density;
    let mirrored = mirror(&points, warp.mean());
    let mirrored = evaluator.evaluate(&mirrored, Order::Value).log_density;
    let proposal = log_ratios(&at, &mirrored, &warp.log_density_at_standard(&standard));

    let chains = |values: &[f64]| -> f64 {
        let chains: Vec<&[f64]> = values.chunks_exact(length).collect();
        effective_sample_size(&chains).min(values.len() as f64)
    };
    let n1 = chains(&posterior);
    let n2 = proposal.len() as f64;
    let shares = [n1 / (n1 + n2), n2 / (n1 + n2)];
    let log_z = iterate(&posterior, &proposal, shares);

    // f1 = p / (s1 p + s2 g) at draws of g, and f2 = g / (s1 p + s2 g) at draws of p, p normalised.
    let first: Vec<f64> = proposal
        .iter()
        .map(|l| 1.0 / (shares[0] + shares[1] * (log_z - l).exp()))
        .collect();
    let second: Vec<f64> = posterior
        .iter()
        .map(|l| 1.0 / (shares[0] * (l - log_z).exp() + shares[1]))
        .collect();
    let error = relative_variance(&first) / n2 + relative_variance(&second) / chains(&second);
    (log_z, error.sqrt())
}

/// 2 m − x for every row x.
fn mirror(points: &Matrix, mean: &[f64]) -> Matrix {
    Matrix::from_fn(points.rows(), points.columns(), |i, d| {
        2.0 * mean[d] - points[(i, d)]
    })
}

/// log of the symmetrised density, the mean of those at a point and its mirror image, over that of
/// the normal.
fn log_ratios(at: &[f64], mirrored: &[f64], normal: &[f64]) -> Vec<f64> {
    at.iter()
        .zip(mirrored)
        .zip(normal)
        .map(|((a, b), g)| log_add_exp(*a, *b) - std::f64::consts::LN_2 - g)
        .collect()
}

/// The fixed point of Meng & Wong's iteration, from log ratios at draws of the posterior and of
/// the normal.
fn iterate(posterior: &[f64], proposal: &[f64], shares: [f64; 2]) -> f64 {
    let [s1, s2] = shares.map(f64::ln);
    let log_mean = |terms: &[f64]| log_sum_exp(terms) - (terms.len() as f64).ln();
    // Importance sampling from the normal is the first guess.
    let mut log_z = log_mean(proposal);
    for _ in 0..ITERATIONS {
        let weight = |l: f64| -log_add_exp(s1 + l, s2 + log_z);
        let above: Vec<f64> = proposal.iter().map(|&l| l + weight(l)).collect();
        let below: Vec<f64> = posterior.iter().map(|&l| weight(l)).collect();
        let next = log_mean(&above) - log_mean(&below);
        let change = (next - log_z).abs();
        log_z = next;
        if change < SETTLED || !log_z.is_finite() {
            break;
        }
    }
    log_z
}

/// The variance over the square of the mean.
fn relative_variance(values: &[f64]) -> f64 {
    let n = values.len() as f64;
    let mean = values.iter().sum::<f64>() / n;
    let squares: f64 = values.iter().map(|x| (x - mean) * (x - mean)).sum();
    squares / (n - 1.0) / (mean * mean)
}
