//! Is the divergence zero? A test that is exact at any sample size.

use kullback_math::linalg::{Cholesky, Matrix};
use serde::Serialize;

use super::cloud::{Cloud, Whitening};
use super::input::Samples;
use super::shuffle::{self, Purpose};
use super::tree::{Nearest, Tree};
use super::two::{FEW, NEIGHBOURS};

/// A permutation test of Q = P.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PermutationTest {
    /// (1 + permutations at least as extreme) / (1 + permutations).
    pub p_value: f64,
    /// What was compared, in words.
    pub statistic: &'static str,
    /// Permutations drawn.
    pub permutations: usize,
}

/// Compares the statistic with its values when the labels of the pooled points are shuffled.
pub(super) fn test(
    first: &Samples<'_>,
    second: &Samples<'_>,
    permutations: usize,
    seed: u64,
) -> PermutationTest {
    let dimension = first.dimension();
    let whitening = Whitening::of(&[*first, *second], dimension);
    let mut pooled = whitening.apply(first);
    let n = pooled.len();
    pooled.values.extend(whitening.apply(second).values);
    let mut labels: Vec<bool> = (0..pooled.len()).map(|i| i < n).collect();
    let statistic = if dimension <= FEW {
        Statistic::Neighbours(neighbours(&pooled))
    } else {
        Statistic::Means(scores(&pooled))
    };
    let observed = statistic.of(&labels);
    let mut rng = shuffle::stream(seed, Purpose::Permutation, 0);
    let mut extreme = 0;
    for _ in 0..permutations {
        shuffle::shuffle(&mut labels, &mut rng);
        extreme += usize::from(statistic.of(&labels) >= observed);
    }
    PermutationTest {
        p_value: (1 + extreme) as f64 / (1 + permutations) as f64,
        statistic: statistic.name(),
        permutations,
    }
}

/// What is compared, with what does not depend on the labels.
enum Statistic {
    Neighbours(Vec<Vec<usize>>),
    Means(Matrix),
}

impl Statistic {
    fn name(&self) -> &'static str {
        match self {
            Self::Neighbours(_) => "nearest neighbours from the same sample (Schilling 1986)",
            Self::Means(_) => {
                "squared distance between the means of coordinates and squares (Hotelling 1931)"
            }
        }
    }

    fn of(&self, labels: &[bool]) -> f64 {
        match self {
            Self::Neighbours(neighbours) => same(neighbours, labels),
            Self::Means(scores) => distance(scores, labels),
        }
    }
}

/// The nearest points of each point.
fn neighbours(pooled: &Cloud) -> Vec<Vec<usize>> {
    let tree = Tree::new(pooled);
    let mut found = Nearest::default();
    (0..pooled.len())
        .map(|i| {
            let x = pooled.point(i);
            let radius = tree.nearest(x, NEIGHBOURS, Some(i), &mut found);
            let mut near = Vec::with_capacity(NEIGHBOURS);
            tree.within(x, radius, &mut |j, _| {
                if j != i {
                    near.push(j);
                }
            });
            near
        })
        .collect()
}

/// Pairs of neighbours with the same label.
fn same(neighbours: &[Vec<usize>], labels: &[bool]) -> f64 {
    let pairs = neighbours.iter().enumerate();
    pairs
        .map(|(i, near)| near.iter().filter(|&&j| labels[i] == labels[j]).count())
        .sum::<usize>() as f64
}

/// Coordinates and squares of every point, row after row, uncorrelated and centred.
fn scores(pooled: &Cloud) -> Matrix {
    let (rows, d) = (pooled.len(), pooled.dimension);
    let mut raw = Matrix::from_fn(2 * d, rows, |j, i| {
        let z = pooled.point(i)[j % d];
        if j < d { z } else { z * z }
    });
    for j in 0..2 * d {
        let mean = (0..rows).map(|i| raw[(j, i)]).sum::<f64>() / rows as f64;
        for i in 0..rows {
            raw[(j, i)] -= mean;
        }
    }
    let mut covariance = kullback_math::linalg::product_transposed(&raw, &raw);
    covariance.scale(1.0 / rows as f64);
    for j in 0..2 * d {
        // Coordinates that are copies of each other leave a singular matrix.
        covariance[(j, j)] *= 1.0 + 1e-9;
    }
    if let Ok(cholesky) = Cholesky::new(&covariance) {
        cholesky.solve_lower_columns(&mut raw);
    }
    raw
}

fn distance(scores: &Matrix, labels: &[bool]) -> f64 {
    let mut sum = vec![0.0; scores.rows()];
    for (i, _) in labels.iter().enumerate().filter(|(_, first)| **first) {
        for (s, x) in sum.iter_mut().zip(scores.column(i)) {
            *s += x;
        }
    }
    // The scores sum to zero, so one group's sum says it all.
    sum.iter().map(|s| s * s).sum()
}
