//! What must not be called *use*, and what must.

use kullback_vi::diagnostics::Forced;
use kullback_vi::evidence::Certified;
use kullback_vi::{FamilyChoice, FitOptions, Reason, Recommendation};

use crate::{fitted, quiet, targets};

/// The parameterisation decides: the same posterior is a funnel when centred.
#[test]
fn funnels_are_not_used() {
    for seed in 1..4 {
        for result in [
            fitted(&targets::funnel(2), seed),
            fitted(&targets::funnel(10), seed),
            fitted(&targets::eight_schools_centred(), seed),
        ] {
            let verdict = &result.verdict;
            assert_eq!(
                verdict.recommendation,
                Recommendation::DoNotUse,
                "{verdict:?}"
            );
            assert!(!verdict.reasons.is_empty() && !verdict.next_action.is_empty());
            assert!(!result.draws.is_resampled);
        }
    }
}

/// What is certified must be true: Z of the centred parameterisation is that of the non-centred
/// one, and Neal's funnel has Z = 3 √(2π)^D.
#[test]
fn a_funnel_is_not_certified_wrongly() {
    let reference = fitted(&targets::eight_schools_noncentred(), 1);
    let log_z = reference.evidence.log_evidence.estimate().unwrap();
    for seed in 1..6 {
        let result = fitted(&targets::eight_schools_centred(), seed);
        if let Certified::Certified(estimate) = &result.evidence.log_evidence {
            let error = estimate.standard_error.hypot(log_z.standard_error);
            assert!(
                (estimate.value - log_z.value).abs() < 4.0 * error,
                "{estimate:?} {log_z:?}"
            );
        }
        for dimension in [2, 5, 10] {
            let expected = 3.0_f64.ln() + dimension as f64 * 0.918_938_533_204_672_8;
            let result = fitted(&targets::funnel(dimension), seed);
            if let Certified::Certified(estimate) = &result.evidence.log_evidence {
                let error = estimate.standard_error;
                assert!(
                    (estimate.value - expected).abs() < 4.0 * error,
                    "{estimate:?} {expected}"
                );
            }
        }
    }
}

#[test]
fn a_gaussian_on_one_of_two_modes_is_not_used() {
    for left in [0.5, 0.3] {
        let options = FitOptions {
            seed: 2,
            family: FamilyChoice::FullRank,
            ..FitOptions::default()
        };
        let result = quiet(&targets::two_modes(3, 6.0, left), &options).unwrap();
        let verdict = &result.verdict;
        assert_ne!(verdict.recommendation, Recommendation::Use);
        assert_eq!(result.initialisation.modes.len(), 2);
        let is_modes = |r: &Reason| matches!(r, Reason::Modes { found: 2, .. });
        assert!(verdict.reasons.iter().any(is_modes), "{verdict:?}");
        let kept = result.initialisation.modes[0].evidence_share.unwrap();
        let expected = if result.initialisation.modes[0].mean[0] < 0.0 {
            left
        } else {
            1.0 - left
        };
        assert!((kept - expected).abs() < 0.03, "{kept} {expected}");
        let is_one = |f: &Forced| matches!(f, Forced::KeepsOneMode { found: 2, .. });
        assert!(result.forced.iter().any(is_one));
        // D_KL(q‖p) of a fit to one of two far modes is −log of its share.
        let divergences = &result.full_rank.as_ref().unwrap().assessment.divergences;
        let gap = divergences.q_from_p.estimate().unwrap();
        assert!(
            (gap.value + expected.ln()).abs() < 4.0 * gap.standard_error + 0.02,
            "{gap:?}"
        );
        // The weighted moments know both: mean 3 − 6 w, variance 1 + 36 w (1 − w).
        let moments = result.weighted_moments.as_ref().unwrap();
        assert!((moments.mean[0] - (3.0 - 6.0 * left)).abs() < 4.0 * moments.mean_error[0]);
        let sd = (1.0 + 36.0 * left * (1.0 - left)).sqrt();
        assert!((moments.sd[0] - sd).abs() < 4.0 * moments.sd_error[0]);
    }
}

/// Two equal modes 2 sd apart are one optimum, which covers: "mode-seeking" is conditional.
#[test]
fn close_modes_are_covered() {
    let result = fitted(&targets::two_modes(3, 2.0, 0.5), 1);
    assert_eq!(result.initialisation.modes.len(), 1);
    assert!(
        result
            .forced
            .iter()
            .any(|f| matches!(f, Forced::Covers { .. }))
    );
    assert_eq!(
        result.verdict.recommendation,
        Recommendation::Use,
        "{:?}",
        result.verdict
    );
}

/// Means and variances of a Cauchy do not exist, and no Gaussian's weights see its tail.
#[test]
fn a_cauchy_is_not_used() {
    let cauchy = targets::density(1, |x, g| {
        g[0] = -2.0 * x[0] / (1.0 + x[0] * x[0]);
        -(x[0] * x[0]).ln_1p()
    });
    for seed in 1..4 {
        assert_eq!(
            fitted(&cauchy, seed).verdict.recommendation,
            Recommendation::DoNotUse
        );
    }
}

#[test]
fn the_mean_field_ratio_is_computed() {
    let result = fitted(&targets::equicorrelated(2, 0.9), 1);
    // √(1 − 0.9²): what a factor keeps of its sd.
    let expected = 0.19_f64.sqrt();
    let found = result.forced.iter().find_map(|f| match f {
        Forced::MeanFieldTooNarrow {
            ratio, coordinates, ..
        } => Some((*ratio, *coordinates)),
        _ => None,
    });
    let (ratio, coordinates) = found.unwrap();
    assert!((ratio - expected).abs() < 1e-4 && coordinates == 2);
    let result = fitted(&targets::equicorrelated(3, 0.0), 1);
    assert!(
        result
            .forced
            .iter()
            .any(|f| matches!(f, Forced::MeanFieldWidthsStand { .. }))
    );
}

/// One coordinate, and many without a full-rank fit.
#[test]
fn the_dimension_decides_what_is_fitted() {
    let result = fitted(&targets::gaussian(vec![5.0], vec![vec![0.25]]), 1);
    assert_eq!(result.verdict.recommendation, Recommendation::Use);
    assert!((result.coordinates[0].mean_field_sd.unwrap() - 2.0).abs() < 1e-4);
    let options = FitOptions {
        largest_dense_dimension: 5,
        ..FitOptions::default()
    };
    for rho in [0.0, 0.5] {
        let result = quiet(&targets::equicorrelated(8, rho), &options).unwrap();
        assert!(result.full_rank.is_none());
        assert_eq!(result.verdict.recommendation, Recommendation::Use);
        // The diagonal of the precision of unit variances with correlation ρ.
        let precision = (1.0 + 6.0 * rho) / ((1.0 - rho) * (1.0 + 7.0 * rho));
        for c in &result.coordinates {
            assert!((c.low_rank_sd.unwrap() - 1.0).abs() < 1e-3, "{c:?}");
            let mean_field = c.mean_field_sd.unwrap() * precision.sqrt();
            assert!((mean_field - 1.0).abs() < 1e-3, "{c:?}");
        }
    }
}

#[test]
fn the_result_does_not_depend_on_the_number_of_threads() {
    let bytes = |threads| {
        let options = FitOptions {
            threads,
            seed: 9,
            ..FitOptions::default()
        };
        let mut result = quiet(&targets::logistic(6, 40), &options).unwrap();
        result.options.threads = 0;
        let draws: Vec<u64> = result
            .draws
            .points
            .values()
            .iter()
            .map(|x| x.to_bits())
            .collect();
        (
            serde_json::to_string(&result).unwrap(),
            draws,
            result.draws.resampled,
        )
    };
    let one = bytes(1);
    assert!(one == bytes(2));
    assert!(one == bytes(3));
}
