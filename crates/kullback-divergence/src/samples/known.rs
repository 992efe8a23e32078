//! D_KL of a sample against a known density, with a Gaussian G fitted to the sample in between:
//! D_KL(Q‖P) = D_KL(Q‖G) + E_q\[ln g − ln p\].
//!
//! In a few dimensions D_KL(Q‖G) comes from the k-th neighbour's ball, whose mass under Q is known in
//! the mean and whose mass under G is integrated; for Q near a Gaussian nothing is left of the ball's
//! bias. In many dimensions it is taken to be 0, and a test of the sample's moments says whether that
//! was wrong.

use std::f64::consts::PI;

use kullback_math::special::{digamma, lgamma, log_sum_exp, normal_quantile, trigamma};

use super::cloud::{Cloud, Whitening};
use super::estimate::{Estimate, mean, variance};
use super::input::Samples;
use super::tree::{Nearest, Tree};
use super::two::{FEW, NEIGHBOURS};
use crate::Method;

/// An estimate of E_q\[ln q − ln p\] given ln p at every point.
pub(super) fn estimate(sample: &Samples<'_>, log_p: &[f64]) -> (Estimate, Method) {
    if sample.dimension() <= FEW {
        (local(sample, log_p), Method::NearestNeighbours)
    } else {
        (gaussian(sample, log_p), Method::MonteCarlo)
    }
}

fn local(sample: &Samples<'_>, log_p: &[f64]) -> Estimate {
    let dimension = sample.dimension();
    let whitening = Whitening::of(&[*sample], dimension);
    let cloud = whitening.apply(sample);
    let n = cloud.len();
    let tree = Tree::new(&cloud);
    let mut found = Nearest::default();
    let mut ties = 0;
    let log_ratios: Vec<f64> = (0..n)
        .map(|i| {
            let z = cloud.point(i);
            let square = tree.nearest(z, NEIGHBOURS, Some(i), &mut found);
            ties += usize::from(square == 0.0);
            // A radius below rounding stands in for a tie.
            let radius = square.sqrt().max(f64::EPSILON);
            let mass = digamma(NEIGHBOURS as f64) - digamma(n as f64);
            let correction = log_gaussian(z) - log_mean_gaussian(z, radius);
            mass - log_volume(dimension, radius) + correction + whitening.log_scale - log_p[i]
        })
        .collect();
    let mut flags = Vec::new();
    if ties > 0 {
        flags.push(format!(
            "{ties} points are repeated more than {NEIGHBOURS} times: a law with a discrete part \
             has an infinite divergence from a density"
        ));
    }
    Estimate {
        nats: mean(log_ratios.iter().copied()),
        // Balls that overlap share their noise, ψ′(k) for each: it is counted twice (the limit for
        // k = 1 is 1.3 to 1.5 times; Delattre & Fournier, J. Stat. Plan. Inference 185, 2017).
        standard_error: ((variance(&log_ratios) + trigamma(NEIGHBOURS as f64)) / n as f64).sqrt(),
        estimator: format!(
            "{NEIGHBOURS} nearest neighbours around a fitted Gaussian, influence-function interval"
        ),
        n,
        pareto_k: None,
        flags,
    }
}

/// ln of the standard normal density.
fn log_gaussian(z: &[f64]) -> f64 {
    let square: f64 = z.iter().map(|z| z * z).sum();
    -0.5 * (square + z.len() as f64 * (2.0 * PI).ln())
}

/// ln of its mean over a ball, by the rule with 2d points that is exact for cubic polynomials.
fn log_mean_gaussian(z: &[f64], radius: f64) -> f64 {
    let dimension = z.len() as f64;
    let step = radius * (dimension / (dimension + 2.0)).sqrt();
    let terms: Vec<f64> = z
        .iter()
        .flat_map(|z| [step, -step].map(|s| -s * z - 0.5 * s * s))
        .collect();
    log_gaussian(z) + log_sum_exp(&terms) - (2.0 * dimension).ln()
}

/// ln of the volume of a ball.
fn log_volume(dimension: usize, radius: f64) -> f64 {
    let half = 0.5 * dimension as f64;
    half * PI.ln() - lgamma(half + 1.0) + dimension as f64 * radius.ln()
}

/// The entropy of a Gaussian without bias (Ahmed & Gokhale, IEEE Trans. Inf. Theory 35, 1989), and
/// E_q\[−ln p\]. A Gaussian has the largest entropy of all laws with its covariance, so for any other
/// Q this estimates a lower bound.
fn gaussian(sample: &Samples<'_>, log_p: &[f64]) -> Estimate {
    let (n, dimension) = (sample.len(), sample.dimension());
    let whitening = Whitening::of(&[*sample], dimension);
    let cloud = whitening.apply(sample);
    let pointwise: Vec<f64> = (0..n)
        .map(|i| log_gaussian(cloud.point(i)) + whitening.log_scale - log_p[i])
        .collect();
    // E[ln |S|] − ln |Σ| of the covariance with divisor n.
    let degrees = (n - 1) as f64;
    let bias: f64 = (0..dimension)
        .map(|i| digamma(0.5 * (degrees - i as f64)) - (0.5 * n as f64).ln())
        .sum();
    // The mean of ln g over the sample is −½ (ln |S| + d ln 2πe) exactly.
    let nats = mean(pointwise.iter().copied()) + 0.5 * bias;
    let mut flags = Vec::new();
    if let Some((coordinate, power, z)) = not_gaussian(&cloud) {
        flags.push(format!(
            "the sample is not Gaussian (whitened coordinate {coordinate}, moment {power}: {z:.1} \
             standard errors), so this estimates a lower bound"
        ));
    }
    Estimate {
        nats,
        // The fitted mean and covariance take a degree of freedom for each coordinate and one more.
        standard_error: (variance(&pointwise) / (n - dimension - 1) as f64).sqrt(),
        estimator: "unbiased entropy of a Gaussian, influence-function interval".to_owned(),
        n,
        pareto_k: None,
        flags,
    }
}

/// The whitened coordinate whose third or fourth moment is furthest from a Gaussian's, where one
/// stands out at 1 % after Bonferroni's correction: (coordinate, moment, z).
fn not_gaussian(cloud: &Cloud) -> Option<(usize, i32, f64)> {
    let n = cloud.len();
    let tests = 2.0 * cloud.dimension as f64;
    let critical = -normal_quantile(0.005 / tests);
    let mut worst: Option<(usize, i32, f64)> = None;
    for j in 0..cloud.dimension {
        // The Hermite polynomials He₃ and He₄ have mean 0 and variance 3! and 4!.
        for (power, square) in [(3, 6.0), (4, 24.0_f64)] {
            let hermite = |x: f64| match power {
                3 => x * (x * x - 3.0),
                _ => (x * x - 6.0) * x * x + 3.0,
            };
            let sum: f64 = (0..n).map(|i| hermite(cloud.point(i)[j])).sum();
            let z = sum / (n as f64 * square).sqrt();
            if z.abs() > critical && worst.is_none_or(|(_, _, w)| z.abs() > w.abs()) {
                worst = Some((j, power, z));
            }
        }
    }
    worst
}
