//! Draws of the approximate posterior, with everything that the program computes from them.

use kullback_math::linalg::Matrix;
use kullback_math::random::{Rng, Stream};
use kullback_stan::{Model, ModelError};
use kullback_vi as vi;

use crate::marginals::as_points;

/// The stream of the order in which draws are written.
const STREAM: u64 = 0x6472_6177;

/// A table of draws: a row per draw, a column per element of what the program declares.
#[derive(Clone, Debug, PartialEq)]
pub struct Draws {
    /// Names of the columns as CmdStan writes them (`theta.1`): parameters, transformed parameters,
    /// generated quantities.
    pub columns: Vec<String>,
    /// Row after row.
    pub values: Vec<f64>,
    /// ln q of each draw on the unconstrained scale, in nats.
    pub log_q: Vec<f64>,
    /// ln p of each draw on the unconstrained scale, Jacobian included, in nats.
    pub log_p: Vec<f64>,
    /// The importance weight of each draw, 1 on average over all draws of the fit; exactly 1 where the
    /// draws are already resampled by their weights, and where these cannot be trusted.
    pub weights: Vec<f64>,
}

impl Draws {
    /// The draws one after another.
    pub fn rows(&self) -> impl Iterator<Item = &[f64]> {
        self.values.chunks_exact(self.columns.len().max(1))
    }

    /// `count` of the draws that a fit hands on, at most as many as it has, in random order: theirs
    /// follows the Sobol sequence or the weights, which would look like correlation.
    pub(crate) fn choose(
        draws: &vi::Draws,
        model: &Model,
        count: usize,
        seed: u64,
        threads: usize,
    ) -> Result<Self, ModelError> {
        let mut chosen = draws.resampled.clone();
        shuffle(&mut chosen, &mut Stream::new(seed, STREAM, 0));
        chosen.truncate(count);
        let points = Matrix::from_fn(chosen.len(), draws.points.columns(), |i, d| {
            draws.points[(chosen[i], d)]
        });
        let pick = |values: &[f64]| chosen.iter().map(|&i| values[i]).collect();
        Ok(Self {
            columns: model.columns().iter().map(|c| c.csv_name.clone()).collect(),
            values: model.write(as_points(&points), seed, threads)?,
            log_q: pick(&draws.log_approximation),
            log_p: pick(&draws.log_density),
            weights: chosen.iter().map(|&i| draws.relative_weight(i)).collect(),
        })
    }
}

/// Fisher and Yates's shuffle.
fn shuffle(indices: &mut [usize], rng: &mut Stream) {
    for last in (1..indices.len()).rev() {
        // The bias of the remainder is below 2⁻³² for every number of draws that fits in memory.
        let other = (rng.next_u64() % (last as u64 + 1)) as usize;
        indices.swap(last, other);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shuffle_is_a_permutation_that_depends_on_the_seed() {
        let shuffled = |seed| {
            let mut indices: Vec<usize> = (0..100).collect();
            shuffle(&mut indices, &mut Stream::new(seed, STREAM, 0));
            indices
        };
        assert_eq!(shuffled(1), shuffled(1));
        assert_ne!(shuffled(1), shuffled(2));
        let mut sorted = shuffled(1);
        sorted.sort_unstable();
        assert!(sorted.into_iter().eq(0..100));
    }
}
