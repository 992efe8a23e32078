//! Annealing in both directions against evidence known in closed form.

use kullback_math::linalg::Matrix;
use kullback_math::random::{Stream, gamma, standard_normal};
use kullback_vi::evidence::{AnnealingBounds, AnnealingOptions, annealing_bounds};
use kullback_vi::families::Gaussian;
use kullback_vi::{Evaluator, FitError};
use serde_json::Value;

use crate::targets;

fn bounds(
    target: &targets::Target,
    q: &Gaussian,
    exact: &Matrix,
    temperatures: usize,
    seed: u64,
) -> AnnealingBounds {
    let options = AnnealingOptions {
        seed,
        temperatures,
        ..AnnealingOptions::default()
    };
    let mut evaluator = Evaluator::new(target, 1).unwrap();
    annealing_bounds(q, exact, &options, &mut evaluator).unwrap()
}

/// Normal–normal (conjugate.json, SciPy): the posterior is drawn exactly. From a Q that is twice too
/// wide and one posterior sd off, more temperatures bring the bounds together around log Z.
#[test]
fn the_evidence_lies_between_the_bounds() {
    let golden: Value = serde_json::from_str(include_str!("conjugate.json")).unwrap();
    let model = &golden["normal_normal"];
    let [mean, sd, log_z] = ["mean", "sd", "log_evidence"].map(|key| model[key].as_f64().unwrap());
    let target = targets::normal_normal(model);
    let q = Gaussian::independent(vec![mean + sd], &[2.0 * sd]);
    let mut gaps = Vec::new();
    for temperatures in [5, 200] {
        let mut rng = Stream::new(3, 0, 0);
        let exact = Matrix::from_fn(32, 1, |_, _| mean + sd * standard_normal(&mut rng));
        let found = bounds(&target, &q, &exact, temperatures, 4);
        // e⁻² is 0.14; the seed is fixed.
        assert!(
            found.lower < log_z + 0.1 && log_z - 0.1 < found.upper,
            "{found:?} {log_z}"
        );
        gaps.push(found.upper - found.lower);
    }
    assert!(gaps[1].abs() < 0.1 && gaps[1] < gaps[0], "{gaps:?}");
}

/// Skewed coordinates: log Z = D log Γ(4) = D log 6, exact draws are logs of gamma variates.
#[test]
fn one_exact_draw_bounds_a_skewed_posterior() {
    let dimension = 8;
    let log_z = dimension as f64 * 6.0_f64.ln();
    let target = targets::log_gammas(dimension, 4.0);
    let q = Gaussian::independent(vec![1.0; dimension], &vec![1.0; dimension]);
    let runs = 8;
    let mut average = [0.0; 2];
    for seed in 0..runs {
        let mut rng = Stream::new(seed, 1, 0);
        let exact = Matrix::from_fn(1, dimension, |_, _| gamma(&mut rng, 4.0, 1.0).unwrap().ln());
        let found = bounds(&target, &q, &exact, 150, seed);
        assert!((found.lower - log_z).abs() < 0.3, "{found:?} {log_z}");
        assert!((found.upper - log_z).abs() < 0.3, "{found:?} {log_z}");
        assert_eq!(found.forward.len(), 32);
        assert_eq!(found.backward.len(), 32);
        let few = bounds(&target, &q, &exact, 6, seed);
        average[0] += few.lower / runs as f64;
        average[1] += few.upper / runs as f64;
    }
    // In expectation they are bounds whatever the number of temperatures.
    assert!(average[0] < log_z && log_z < average[1], "{average:?}");
    assert!(average[1] - average[0] > 0.1, "{average:?}");
}

#[test]
fn annealing_checks_its_input_and_does_not_depend_on_threads() {
    let target = targets::log_gammas(2, 4.0);
    let q = Gaussian::independent(vec![1.0; 2], &[1.0; 2]);
    let options = AnnealingOptions {
        particles: 70,
        temperatures: 10,
        ..AnnealingOptions::default()
    };
    let exact = Matrix::from_fn(1, 2, |_, _| 1.3);
    let run = |threads| {
        let mut evaluator = Evaluator::new(&target, threads).unwrap();
        annealing_bounds(&q, &exact, &options, &mut evaluator).unwrap()
    };
    let one = run(1);
    assert_eq!(one, run(2));
    assert_eq!(one, run(3));
    let mut evaluator = Evaluator::new(&target, 1).unwrap();
    let none = Matrix::zeros(0, 2);
    let wrong = Matrix::zeros(1, 3);
    for exact in [&none, &wrong] {
        let result = annealing_bounds(&q, exact, &options, &mut evaluator);
        assert!(matches!(result, Err(FitError::InvalidOption { .. })));
    }
}
