//! Targets that cannot be fitted end in the error that says so.

use std::ops::ControlFlow;

use kullback_vi::{FitError, FitOptions, Grew, Reason, Recommendation, Stage, fit};

use crate::{quiet, targets};

#[test]
fn a_density_that_is_nowhere_finite() {
    let target = targets::density(2, |_, g| {
        g.fill(0.0);
        f64::NEG_INFINITY
    });
    let error = quiet(&target, &FitOptions::default()).unwrap_err();
    let FitError::NoFiniteStart {
        tried,
        without_density,
        without_gradient,
    } = error
    else {
        panic!("{error:?}");
    };
    assert!(tried >= 100 && without_density == tried && without_gradient == 0);
}

#[test]
fn gradients_that_are_not_numbers() {
    let target = targets::density(2, |x, g| {
        g.fill(f64::NAN);
        -x[0] * x[0]
    });
    let error = quiet(&target, &FitOptions::default()).unwrap_err();
    let FitError::NoFiniteStart {
        tried,
        without_density,
        without_gradient,
    } = error
    else {
        panic!("{error:?}");
    };
    assert!(without_density == 0 && without_gradient == tried);
}

/// A gradient that is NaN on part of the space is survived.
#[test]
fn gradients_that_are_numbers_somewhere() {
    let target = targets::density(2, |x, g| {
        g[0] = if x[1] > 5.0 { f64::NAN } else { -x[0] };
        g[1] = -x[1];
        -0.5 * (x[0] * x[0] + x[1] * x[1])
    });
    let result = quiet(&target, &FitOptions::default()).unwrap();
    assert!((result.coordinates[0].full_rank_sd.unwrap() - 1.0).abs() < 0.02);
}

#[test]
fn improper_posteriors_name_the_coordinate_that_runs_away() {
    let flat = targets::density(2, |x, g| {
        g[0] = -x[0];
        g[1] = 0.0;
        -0.5 * x[0] * x[0]
    });
    let error = quiet(&flat, &FitOptions::default()).unwrap_err();
    assert!(
        matches!(
            error,
            FitError::RanAway {
                coordinate: 1,
                quantity: Grew::StandardDeviation,
                ..
            }
        ),
        "{error:?}"
    );
    let slope = targets::density(3, |x, g| {
        g.copy_from_slice(&[-x[0], -x[1], 2.0]);
        -0.5 * (x[0] * x[0] + x[1] * x[1]) + 2.0 * x[2]
    });
    let error = quiet(&slope, &FitOptions::default()).unwrap_err();
    assert!(
        matches!(error, FitError::RanAway { coordinate: 2, .. }),
        "{error:?}"
    );
    let flat_everywhere = targets::density(1, |_, g| {
        g.fill(0.0);
        0.0
    });
    let error = quiet(&flat_everywhere, &FitOptions::default()).unwrap_err();
    assert!(
        matches!(error, FitError::RanAway { coordinate: 0, .. }),
        "{error:?}"
    );
}

#[test]
fn no_parameters_and_bad_options() {
    let empty = targets::density(0, |_, _| 0.0);
    assert_eq!(
        quiet(&empty, &FitOptions::default()).unwrap_err(),
        FitError::NoParameters
    );
    let target = targets::equicorrelated(2, 0.0);
    for options in [
        FitOptions {
            starts: 0,
            ..FitOptions::default()
        },
        FitOptions {
            draws: 10,
            ..FitOptions::default()
        },
        FitOptions {
            draw_noise: f64::NAN,
            ..FitOptions::default()
        },
    ] {
        let error = quiet(&target, &options).unwrap_err();
        assert!(matches!(error, FitError::InvalidOption { .. }), "{error:?}");
    }
}

#[test]
fn a_cancelled_fit_is_the_best_so_far_and_not_to_be_used() {
    let target = targets::eight_schools_noncentred();
    for (stage, later) in [
        (Stage::Optimise, 5),
        (Stage::Pathfinder, 20),
        (Stage::FullRank, 7),
        (Stage::MeanField, 3),
        (Stage::LinearResponse, 2),
        (Stage::Draws, 1),
        (Stage::Evidence, 2),
    ] {
        for patience in [1, later] {
            let mut steps = 0;
            let result = fit(&target, &FitOptions::default(), &mut |progress| {
                steps += usize::from(progress.stage == stage);
                if steps >= patience {
                    ControlFlow::Break(())
                } else {
                    ControlFlow::Continue(())
                }
            })
            .unwrap_or_else(|error| panic!("{stage}: {error}"));
            assert_eq!(result.interrupted, Some(stage));
            assert_eq!(
                result.verdict.recommendation,
                Recommendation::DoNotUse,
                "{stage}"
            );
            assert_eq!(result.verdict.reasons, [Reason::Interrupted { stage }]);
            assert!(result.evidence.log_evidence.estimate().is_none());
            let full_rank = result.full_rank.expect("an approximation");
            assert!(full_rank.sd.iter().all(|sd| sd.is_finite() && *sd > 0.0));
            assert!(!result.draws.resampled.is_empty());
        }
    }
}

/// A user's own gradient that forgets a factor, in one coordinate of three.
#[test]
fn a_wrong_gradient_names_the_coordinate_and_both_values() {
    let target = targets::density(3, |x, g| {
        g.copy_from_slice(&[-x[0], -x[1], -x[2]]);
        -0.5 * x[0] * x[0] - x[1] * x[1] - 0.5 * x[2] * x[2]
    });
    let error = quiet(&target, &FitOptions::default()).unwrap_err();
    let FitError::GradientDisagrees {
        coordinate,
        gradient,
        difference,
        point,
    } = error
    else {
        panic!("{error:?}");
    };
    assert_eq!(coordinate, 1);
    assert_eq!(gradient, -point[1]);
    assert!((difference + 2.0 * point[1]).abs() < 1e-6);
}

/// A kink at the origin, a jump, and values of 1e12 whose differences are rounding: the gradient is right
/// wherever there is one.
#[test]
fn right_gradients_of_rough_densities_pass() {
    let kinked = targets::density(2, |x, g| {
        for (g, x) in g.iter_mut().zip(x) {
            *g = -f64::from(u8::from(*x > 0.0)) - x;
        }
        x.iter().map(|x| -x.max(0.0) - 0.5 * x * x).sum()
    });
    let jumping = targets::density(2, |x, g| {
        g.copy_from_slice(&[-x[0], -x[1]]);
        let jump = if x[0] > 0.3 { 0.5 } else { 0.0 };
        jump - 0.5 * (x[0] * x[0] + x[1] * x[1])
    });
    let large = targets::density(2, |x, g| {
        g.copy_from_slice(&[-x[0], -x[1]]);
        1e12 - 0.5 * (x[0] * x[0] + x[1] * x[1])
    });
    for target in [kinked, jumping, large] {
        for seed in 1..4 {
            let options = FitOptions {
                seed,
                ..FitOptions::default()
            };
            let outcome = quiet(&target, &options);
            assert!(
                !matches!(outcome, Err(FitError::GradientDisagrees { .. })),
                "{:?}",
                outcome.err()
            );
        }
    }
}

/// Nothing of a density with a jump is a Gaussian, but its moments are there: P is a mixture of two
/// truncated normals, whose mean is 0.3 standard deviations' worth of e^½ − 1 to the right.
#[test]
fn a_jump_is_seen_by_the_weights() {
    let target = targets::density(1, |x, g| {
        g[0] = -x[0];
        let jump = if x[0] > 0.0 { 1.0 } else { 0.0 };
        jump - 0.5 * x[0] * x[0]
    });
    let result = quiet(&target, &FitOptions::default()).unwrap();
    // E x = √(2/π) (e − 1) / (e + 1).
    let expected = (2.0 / std::f64::consts::PI).sqrt() * 0.5_f64.tanh();
    let moments = result.weighted_moments.as_ref().unwrap();
    assert!((moments.mean[0] - expected).abs() < 4.0 * moments.mean_error[0]);
    assert_ne!(result.verdict.recommendation, Recommendation::Use);
}

/// Sds from 1e−8 to 1e8, means as many sds away.
#[test]
fn extreme_scales_are_fitted() {
    let scales = [1e-8, 1e-3, 1.0, 1e3, 1e8];
    let target = targets::density(5, move |x, g| {
        let mut value = 0.0;
        for d in 0..5 {
            let z = x[d] / scales[d] - d as f64;
            value -= 0.5 * z * z;
            g[d] = -z / scales[d];
        }
        value
    });
    match quiet(&target, &FitOptions::default()) {
        Ok(result) => {
            let right = result.coordinates.iter().zip(scales).enumerate().all(
                |(d, (coordinate, scale))| {
                    let sd = coordinate.full_rank_sd.unwrap();
                    let mean = coordinate.full_rank_mean.unwrap();
                    (sd / scale - 1.0).abs() < 0.05 && (mean / scale - d as f64).abs() < 0.05
                },
            );
            assert!(right || result.verdict.recommendation == Recommendation::DoNotUse);
            assert!(right, "{:?}", result.verdict);
        }
        Err(error) => panic!("{error}"),
    }
}

/// y = 3 three times under N(μ, σ) with flat priors of μ and log σ: the density grows without bound
/// along σ → 0, and there is no posterior. A single row says nothing about σ either.
#[test]
fn constant_data_and_single_rows_are_never_used() {
    for rows in [3.0, 1.0] {
        let target = targets::density(2, move |x, g| {
            let r = (3.0 - x[0]) * (-x[1]).exp();
            g[0] = rows * r * (-x[1]).exp();
            g[1] = rows * (r * r - 1.0);
            -rows * (x[1] + 0.5 * r * r)
        });
        never_used(&target, "constant data");
    }
}

/// Two components with their own scales and no priors: each collapses onto a data point.
#[test]
fn collapsing_mixtures_are_never_used() {
    let y = [-1.2, -0.4, 0.1, 0.3, 0.3, 0.3, 1.9];
    let target = targets::density(4, move |x, g| {
        g.fill(0.0);
        let mut value = 0.0;
        for y in y {
            let log = |k: usize| {
                let r = (y - x[2 * k]) * (-x[2 * k + 1]).exp();
                (r, -x[2 * k + 1] - 0.5 * r * r)
            };
            let ((r, a), (t, b)) = (log(0), log(1));
            let total = a.max(b) + (-(a - b).abs()).exp().ln_1p();
            let share = (a - total).exp();
            value += total;
            g[0] += share * r * (-x[1]).exp();
            g[1] += share * (r * r - 1.0);
            g[2] += (1.0 - share) * t * (-x[3]).exp();
            g[3] += (1.0 - share) * (t * t - 1.0);
        }
        value
    });
    never_used(&target, "mixture");
}

/// log p = −a log |x| − x²/2: infinite at zero, with finite mass for a = 0.9 and none for a = 2.
#[test]
fn infinite_densities_are_never_used() {
    for power in [0.9, 2.0] {
        let target = targets::density(1, move |x, g| {
            g[0] = -power / x[0] - x[0];
            -power * x[0].abs().ln() - 0.5 * x[0] * x[0]
        });
        never_used(&target, "spike");
    }
}

fn never_used(target: &targets::Target, what: &str) {
    for seed in 1..6 {
        let options = FitOptions {
            seed,
            ..FitOptions::default()
        };
        match quiet(target, &options) {
            Ok(result) => {
                let verdict = &result.verdict;
                assert_eq!(
                    verdict.recommendation,
                    Recommendation::DoNotUse,
                    "{what}, seed {seed}: {verdict:?}"
                );
                assert!(!verdict.reasons.is_empty());
            }
            Err(error) => assert!(
                matches!(
                    error,
                    FitError::RanAway { .. } | FitError::NoFiniteApproximation { .. }
                ),
                "{what}, seed {seed}: {error}"
            ),
        }
    }
}
