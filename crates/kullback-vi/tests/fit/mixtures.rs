//! Several modes: what one Gaussian makes of them under D_KL(Q‖P), and the mixtures over them.

use kullback_vi::{
    Direction, DrawSource, FitOptions, FitResult, Minimise, MixtureResult, Recommendation,
};

use crate::{fitted, quiet, targets};

/// Equal unit modes at ±h, the Gaussian that minimises D_KL(Q‖P): (h, |mean|, sd, D_KL(Q‖P)), by SciPy
/// (`pq.py`). Up to h = 2.4 the only optimum covers; from 2.45 each mode is one too, which no more than
/// ties with the covering one at 2.8 and wins from there.
const TRANSITION: [(f64, f64, f64, f64); 5] = [
    (2.0, 0.0, 2.047_025_57, 0.226_504_27),
    (2.4, 0.0, 2.321_246_46, 0.421_699_59),
    (2.6, 0.0, 2.460_930_71, 0.544_394_00),
    (3.2, 3.192_209_02, 1.012_415_32, 0.691_009_85),
    (4.0, 3.999_601_77, 1.000_796_22, 0.693_052_94),
];

/// Every path of an optimiser ends at a mode, so the covering optimum has to be looked for.
#[test]
fn the_better_of_covering_and_keeping_one_mode_is_found() {
    for (h, mean, sd, divergence) in TRANSITION {
        let result = fitted(&targets::two_modes(2, 2.0 * h, 0.5), 3);
        let fit = result.full_rank.as_ref().unwrap();
        assert!(
            (fit.mean[0].abs() - mean).abs() < 0.05 * sd,
            "{h}: {:?}",
            fit.mean
        );
        assert!((fit.sd[0] / sd - 1.0).abs() < 0.03, "{h}: {:?}", fit.sd);
        let gap = fit.assessment.divergences.q_from_p.estimate().unwrap();
        assert!(
            (gap.value - divergence).abs() < 4.0 * gap.standard_error + 0.01,
            "{h}: {gap:?}"
        );
        // One Gaussian is not enough from the first on; two are.
        if result.initialisation.modes.len() > 1 {
            assert_eq!(result.chosen.family, DrawSource::Mixture, "{h}");
            // A mode that one start alone leads to says that others were probably missed.
            let once = result
                .initialisation
                .modes
                .iter()
                .any(|mode| mode.paths == 1);
            let expected = if once {
                Recommendation::DoNotUse
            } else {
                Recommendation::Use
            };
            assert_eq!(result.verdict.recommendation, expected, "{h}");
        } else {
            assert!(h < 2.5, "{h}");
        }
    }
}

fn check_two(fit: &MixtureResult, left: f64, half: f64) {
    assert!(fit.converged && fit.components.len() == 2);
    for component in &fit.components {
        let expected = if component.mean[0] < 0.0 {
            left
        } else {
            1.0 - left
        };
        assert!((component.weight - expected).abs() < 0.03, "{component:?}");
        assert!(
            (component.mean[0].abs() - half).abs() < 0.15,
            "{component:?}"
        );
        assert!((component.sd[0] - 1.0).abs() < 0.1, "{component:?}");
    }
    for divergence in [
        &fit.assessment.divergences.q_from_p,
        &fit.assessment.divergences.p_from_q,
    ] {
        // It is zero but for the noise of the fit.
        let estimate = divergence.estimate().unwrap();
        assert!(
            estimate.value.abs() < 4.0 * estimate.standard_error + 0.01,
            "{estimate:?}"
        );
    }
}

/// A target that is a mixture of two Gaussians is met by both directions, its shares with it.
#[test]
fn mixtures_meet_a_mixture() {
    for (minimise, direction) in [
        (Minimise::Both, Direction::Qp),
        (Minimise::Pq, Direction::Pq),
    ] {
        for left in [0.5, 0.3] {
            let options = FitOptions {
                seed: 2,
                minimise,
                ..FitOptions::default()
            };
            let result = quiet(&targets::two_modes(3, 6.0, left), &options).unwrap();
            check_two(result.mixtures.qp.as_ref().unwrap(), left, 3.0);
            check_two(result.mixtures.pq.as_ref().unwrap(), left, 3.0);
            assert_eq!(result.chosen.family, DrawSource::Mixture);
            assert_eq!(result.chosen.minimises, direction);
            assert_eq!(
                result.verdict.recommendation,
                Recommendation::Use,
                "{:?}",
                result.verdict
            );
            // The draws are the mixture's: mean (1 − 2w) 3, variance 1 + 36 w (1 − w).
            assert_eq!(result.draws.source, DrawSource::Mixture);
            let draws = result.draws.selected();
            let n = draws.rows() as f64;
            let mean = draws.column(0).iter().sum::<f64>() / n;
            let square = draws
                .column(0)
                .iter()
                .map(|x| (x - mean).powi(2))
                .sum::<f64>();
            let sd = (1.0 + 36.0 * left * (1.0 - left)).sqrt();
            assert!(
                (mean - 3.0 * (1.0 - 2.0 * left)).abs() < 0.05 * sd,
                "{mean}"
            );
            assert!(((square / n).sqrt() / sd - 1.0).abs() < 0.05);
            let shares: Vec<f64> = result
                .initialisation
                .modes
                .iter()
                .map(|mode| mode.evidence_share.unwrap())
                .collect();
            assert!(
                (shares.iter().sum::<f64>() - 1.0).abs() < 1e-9,
                "{shares:?}"
            );
        }
    }
}

/// One seed, one result, whatever the number of threads: with mixtures, with Markov chains, and where
/// D_KL(P‖Q) alone is minimised.
#[test]
fn both_directions_give_the_same_bytes_on_any_number_of_threads() {
    fn check(target: &targets::Target, minimise: Minimise) {
        let bytes = |threads| {
            let options = FitOptions {
                threads,
                minimise,
                draws: 1024,
                ..FitOptions::default()
            };
            let mut result: FitResult = quiet(target, &options).unwrap();
            result.options.threads = 0;
            let draws: Vec<u64> = result
                .draws
                .points
                .values()
                .iter()
                .map(|x| x.to_bits())
                .collect();
            (serde_json::to_string(&result).unwrap(), draws)
        };
        let one = bytes(1);
        assert!(one == bytes(2));
        assert!(one == bytes(3));
    }
    check(&targets::two_modes(2, 6.0, 0.4), Minimise::Both);
    check(&targets::two_modes(2, 6.0, 0.4), Minimise::Pq);
    check(&targets::funnel(5), Minimise::Pq);
}
