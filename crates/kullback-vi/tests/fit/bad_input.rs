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
