//! Draws of all paths together, on a target whose moments are known.

use std::ops::ControlFlow;

use kullback_vi::evidence::smooth;
use kullback_vi::initialise::{MultiPath, Search};
use kullback_vi::{Evaluator, FitOptions};

use crate::targets;

/// An equicorrelated Gaussian of unit variances, mean 0: the inverse Hessian of each short path
/// describes it after its own fashion.
const RHO: f64 = 0.5;
const DIMENSION: usize = 10;

/// Under the mixture of the paths the weights are worth several times as many draws as under each
/// draw's own path, and the means are closer: over seeds, as the errors of each are random.
#[test]
fn mixture_denominators_are_worth_more_than_own_ones() {
    let target = targets::equicorrelated(DIMENSION, RHO);
    let (mut by_mixture, mut by_own) = ((0.0, 0.0), (0.0, 0.0));
    for seed in 0..6 {
        let options = FitOptions {
            seed,
            starts: 4,
            ..FitOptions::default()
        };
        let mut evaluator = Evaluator::new(&target, 1).unwrap();
        let search =
            Search::run(&options, &mut evaluator, &mut |_| ControlFlow::Continue(())).unwrap();
        let draws = MultiPath::new(&search.approximations, 1000, seed, &mut evaluator).unwrap();
        assert_eq!(
            draws.points.rows(),
            1000 * search.approximations.iter().flatten().count()
        );
        assert_eq!(draws.resampled.len(), draws.points.rows());
        let ratios: Vec<f64> = draws
            .log_density
            .iter()
            .zip(&draws.log_own)
            .map(|(p, q)| p - q)
            .collect();
        let own = smooth(&ratios);
        for (sums, weights) in [(&mut by_mixture, &draws.weights), (&mut by_own, &own)] {
            sums.0 += weights.diagnostics.effective_sample_size;
            for d in 0..DIMENSION {
                let mean: f64 = weights
                    .log_weights
                    .iter()
                    .zip(draws.points.column(d))
                    .map(|(w, x)| w.exp() * x)
                    .sum();
                sums.1 += mean * mean;
            }
        }
    }
    assert!(by_mixture.0 > 2.0 * by_own.0, "{by_mixture:?} {by_own:?}");
    assert!(by_mixture.1 < 0.5 * by_own.1, "{by_mixture:?} {by_own:?}");
}
