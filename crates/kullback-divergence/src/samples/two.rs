//! D_KL between two samples: which estimator, and what joins a discrete part to a continuous one.

use super::atoms::Split;
use super::classifier::cross_fit;
use super::cloud::{Cloud, Whitening};
use super::error::SamplesError;
use super::estimate::{Estimate, mean, variance};
use super::input::Samples;
use super::logistic::Features;
use super::neighbours::Pair;
use super::{ratio, telescope};
use crate::Method;

/// Neighbours in a ball.
pub(super) const NEIGHBOURS: usize = 5;
/// Above this dimension balls are not local and the classifier takes over.
pub(super) const FEW: usize = 5;

/// An estimate of E_q\[ln q − ln p\], with its method.
pub(super) fn estimate(
    first: &Samples<'_>,
    second: &Samples<'_>,
    seed: u64,
    threads: usize,
) -> Result<(Estimate, Method), SamplesError> {
    let dimension = first.dimension();
    let split = Split::of(first, second);
    if split.atoms == 0 {
        let whitening = Whitening::of(&[*first, *second], dimension);
        let (estimate, method, _) = continuous(
            &whitening.apply(first),
            &whitening.apply(second),
            seed,
            threads,
        );
        return Ok((estimate, method));
    }
    mixed(first, second, &split, seed, threads)
}

/// The estimate for samples without repeated points, and ln q/p at the points of the first.
fn continuous(
    first: &Cloud,
    second: &Cloud,
    seed: u64,
    threads: usize,
) -> (Estimate, Method, Vec<f64>) {
    let n = first.len();
    let (estimate, method, log_ratios) = if first.dimension <= FEW {
        let (estimate, log_ratios) = local(first, second, seed, threads);
        (estimate, Method::NearestNeighbours, log_ratios)
    } else {
        let (estimate, fit) = ratio::estimate(first, second, seed);
        let log_ratios = fit.held_out[..n].to_vec();
        (estimate, Method::DensityRatio, log_ratios)
    };
    // A sample of m points cannot show a ratio far beyond m.
    let limit = 0.5 * (n.min(second.len()) as f64).ln();
    if estimate.nats > limit {
        let telescoped = telescope::estimate(first, second, seed);
        return (telescoped, Method::DensityRatio, log_ratios);
    }
    (estimate, method, log_ratios)
}

/// Nearest neighbours around a fitted quadratic log ratio.
fn local(first: &Cloud, second: &Cloud, seed: u64, threads: usize) -> (Estimate, Vec<f64>) {
    let (n, m) = (first.len(), second.len());
    let fitted = cross_fit(first, second, Features::Quadratic, 1.0, seed).blended();
    let pair = |k| Pair {
        first,
        second,
        log_ratio: fitted.split_at(n),
        k,
    };
    let log_ratios = pair(NEIGHBOURS).log_ratios(threads);
    let nats = mean(log_ratios.iter().copied());
    let pareto_k = ratio::tail_shape(&fitted[n..]);
    let mut estimate = Estimate {
        nats,
        standard_error: standard_error(&log_ratios, m),
        estimator: format!(
            "{NEIGHBOURS} nearest neighbours, adaptive radius, around a fitted quadratic log ratio, \
             influence-function interval"
        ),
        n: n + m,
        pareto_k,
        flags: Vec::new(),
    };
    // The bias of a ball grows as its squared radius: as (k/n)^(2/d).
    let wide = NEIGHBOURS * 4;
    if wide < n.min(m) {
        let wider = mean(pair(wide).log_ratios(threads).into_iter());
        let growth = 4_f64.powf(2.0 / first.dimension as f64) - 1.0;
        let bias = (wider - nats) / growth;
        if bias.abs() > estimate.half_width() {
            estimate.flags.push(format!(
                "with {wide} neighbours the estimate is {wider:.3}: a bias near {bias:.2} is left"
            ));
        }
    }
    (estimate, log_ratios)
}

/// Var_q(ln r)/n + Var_p(r)/m, the second as E_q\[r\] − 1; the noise of each ln r̂ is in both.
fn standard_error(log_ratios: &[f64], m: usize) -> f64 {
    let own = variance(log_ratios) / log_ratios.len() as f64;
    let other = mean(log_ratios.iter().map(|g| g.exp())) - 1.0;
    (own + other.max(0.0) / m as f64).sqrt()
}

/// Atoms by their frequencies, the rest by [`continuous`].
fn mixed(
    first: &Samples<'_>,
    second: &Samples<'_>,
    split: &Split,
    seed: u64,
    threads: usize,
) -> Result<(Estimate, Method), SamplesError> {
    let (n, m, dimension) = (first.len(), second.len(), first.dimension());
    let kept: Vec<usize> = (0..n).filter(|&i| split.first[i].is_none()).collect();
    let other: Vec<usize> = (0..m).filter(|&i| !split.second[i]).collect();
    let atom_ratios = split.first.iter().flatten();
    let atom_ratios: Vec<f64> = atom_ratios.map(|&c| Split::log_ratio(c, n, m)).collect();
    let share = kept.len() as f64 / n as f64;
    let describe = format!(
        "a discrete part of {} values with {:.1} % and {:.1} % of the samples by frequencies",
        split.atoms,
        100.0 * (1.0 - share),
        100.0 * (1.0 - other.len() as f64 / m as f64)
    );
    let mut nats = atom_ratios.iter().sum::<f64>() / n as f64;
    let mut pointwise = atom_ratios;
    let mut flags = Vec::new();
    let (mut estimator, mut method, mut pareto_k) =
        (describe.clone(), Method::NearestNeighbours, None);
    let mut square = 0.0;
    if !kept.is_empty() {
        let (x, y) = (pick(first, &kept), pick(second, &other));
        let needed = needed(dimension);
        for (argument, points) in [
            (
                "the continuous part of the sample under the expectation",
                kept.len(),
            ),
            ("the continuous part of the reference", other.len()),
        ] {
            if points < needed {
                return Err(SamplesError::TooFew {
                    argument,
                    points,
                    dimension,
                    needed,
                });
            }
        }
        let (x, y) = (Samples::new(&x, dimension)?, Samples::new(&y, dimension)?);
        let whitening = Whitening::of(&[x, y], dimension);
        let (part, by, log_ratios) =
            continuous(&whitening.apply(&x), &whitening.apply(&y), seed, threads);
        let shift = (share * m as f64 / other.len() as f64).ln();
        nats += share * (shift + part.nats);
        square += (share * part.standard_error).powi(2);
        pointwise.extend(log_ratios.iter().map(|g| shift + g));
        flags.extend(part.flags);
        estimator = format!("{}, and {describe}", part.estimator);
        (method, pareto_k) = (by, part.pareto_k);
    }
    square += standard_error(&pointwise, m).powi(2);
    if split.unmatched > 0 {
        flags.push(format!(
            "{} repeated values of the sample under the expectation never occur in the reference, \
             where each counts as half a point: the divergence may be infinite",
            split.unmatched
        ));
    }
    if split.lattice {
        flags.push(
            "most points are repeated, so every value counts as one of a discrete law; a \
             density was perhaps rounded"
                .to_owned(),
        );
    }
    let estimate = Estimate {
        nats,
        standard_error: square.sqrt(),
        estimator,
        n: n + m,
        pareto_k,
        flags,
    };
    Ok((estimate, method))
}

fn pick(sample: &Samples<'_>, indices: &[usize]) -> Vec<f64> {
    let points = indices.iter().flat_map(|&i| sample.point(i));
    points.copied().collect()
}

/// The least number of points in a dimension.
pub(super) fn needed(dimension: usize) -> usize {
    (2 * dimension).max(10)
}
