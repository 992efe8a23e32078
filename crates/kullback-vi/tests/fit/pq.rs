//! Fits by D_KL(P‖Q): they have the posterior's own moments, and they cover.

use kullback_vi::pq::MomentMethod;
use kullback_vi::{Direction, FitOptions, FitResult, Minimise};

use crate::{agrees, fitted, quiet, targets};

fn by_pq(target: &targets::Target, seed: u64) -> FitResult {
    let options = FitOptions {
        seed,
        minimise: Minimise::Pq,
        ..FitOptions::default()
    };
    quiet(target, &options).unwrap()
}

/// Both optima of a factorised Gaussian, (D_KL(q‖p), D_KL(p‖q)): the table of the project's research
/// notes, from the closed form. Each direction wins by its own measure.
#[test]
fn equicorrelated_gaussians_have_both_optima() {
    for (dimension, rho, qp, pq) in [
        (2, 0.9, (0.830, 3.433), (3.433, 0.830)),
        (10, 0.5, (0.722, 3.369), (1.824, 2.267)),
    ] {
        let result = fitted(&targets::equicorrelated(dimension, rho), 1);
        let by_qp = &result.mean_field.as_ref().unwrap().assessment;
        let fit = result.pq.as_ref().unwrap();
        assert_eq!(fit.method, MomentMethod::Certifier);
        assert!(fit.is_trustworthy());
        for (assessment, (under_q, under_p)) in [(by_qp, qp), (&fit.mean_field, pq)] {
            let q_from_p = assessment.divergences.q_from_p.estimate().unwrap();
            let p_from_q = assessment.divergences.p_from_q.estimate().unwrap();
            // The table has three decimals, and the moments an error of their own.
            assert!(
                (q_from_p.value - under_q).abs() < 4.0 * q_from_p.standard_error + 0.03 * under_q,
                "{dimension}: {q_from_p:?} {under_q}"
            );
            assert!(
                (p_from_q.value - under_p).abs() < 4.0 * p_from_q.standard_error + 0.03 * under_p,
                "{dimension}: {p_from_q:?} {under_p}"
            );
        }
        for c in &result.coordinates {
            assert!((c.pq_sd.unwrap() - 1.0).abs() < 0.06, "{c:?}");
            assert!(c.pq_mean.unwrap().abs() < 0.06, "{c:?}");
        }
    }
}

/// Two unit modes at ±d with shares w and 1 − w: mean (1 − 2w) d, variance 1 + 4 w (1 − w) d², and the
/// fit has these, however far apart.
#[test]
fn two_modes_are_covered() {
    for (distance, left) in [(2.0, 0.5), (3.0, 0.3), (6.0, 0.5), (6.0, 0.3), (12.0, 0.4)] {
        let d: f64 = 0.5 * distance;
        let mean = (1.0 - 2.0 * left) * d;
        let sd = (1.0 + 4.0 * left * (1.0 - left) * d * d).sqrt();
        let result = by_pq(&targets::two_modes(3, distance, left), 2);
        let fit = result.pq.as_ref().unwrap();
        assert_eq!(result.chosen.minimises, Direction::Pq);
        assert!(fit.is_trustworthy(), "{:?}", fit.doubt);
        let (m, s) = (fit.mean[0], fit.sd[0]);
        assert!(
            (m - mean).abs() < 4.0 * fit.mean_error[0],
            "{distance}: {m}"
        );
        assert!((s - sd).abs() < 4.0 * fit.sd_error[0], "{distance}: {s}");
        assert!(fit.mean_error[0] < 0.05 * sd && fit.sd_error[0] < 0.05 * sd);
        for d in 1..3 {
            assert!((fit.sd[d] - 1.0).abs() < 4.0 * fit.sd_error[d]);
        }
        if distance == 12.0 {
            // SciPy 1.17.1, `integrate.quad` of the one-dimensional divergences between the mixture
            // of shares 0.4 and 0.6 at ±6 and the normal with its moments.
            let divergences = &fit.assessment.divergences;
            let p_from_q = divergences.p_from_q.estimate().unwrap();
            assert!(agrees(p_from_q, FAR_MODES.1, 4.0), "{p_from_q:?}");
            let q_from_p = divergences.q_from_p.estimate().unwrap();
            assert!(agrees(q_from_p, FAR_MODES.0, 4.0), "{q_from_p:?}");
        }
    }
}

/// (D_KL(q‖p), D_KL(p‖q)) for `two_modes` at distance 12; see `pq.py`.
const FAR_MODES: (f64, f64) = (5.762_344_196_509_191, 1.112_599_041_257_133_6);

/// A log-gamma of shape a has mean ψ(a) and variance ψ₁(a) (SciPy 1.17.1, `special.polygamma`), and
/// no Gaussian by D_KL(Q‖P) has both.
#[test]
fn skewed_targets_have_their_moments() {
    for (shape, mean, sd) in [
        (1.0, -0.577_215_664_901_532_9, 1.282_549_830_161_864_3),
        (4.0, 1.256_117_668_431_800_4, 0.532_750_369_063_330_8),
    ] {
        for dimension in [1, 5] {
            let result = fitted(&targets::log_gammas(dimension, shape), 1);
            let fit = result.pq.as_ref().unwrap();
            for d in 0..dimension {
                assert!((fit.mean[d] - mean).abs() < 4.0 * fit.mean_error[d]);
                assert!((fit.sd[d] - sd).abs() < 4.0 * fit.sd_error[d]);
                assert!(fit.sd_error[d] < 0.05 * sd);
            }
        }
    }
}

/// What cannot be trusted is in no table: under Neal's funnel v is N(0, 3), and either the fit knows it,
/// or says why it does not.
#[test]
fn a_funnel_is_met_or_doubted() {
    for seed in 1..4 {
        let result = by_pq(&targets::funnel(4), seed);
        let Some(fit) = &result.pq else { continue };
        if fit.is_trustworthy() {
            assert!(fit.mean[0].abs() < 0.3, "{fit:?}");
            assert!((fit.sd[0] / 3.0 - 1.0).abs() < 0.1, "{fit:?}");
        } else {
            assert!(result.coordinates.iter().all(|c| c.pq_sd.is_none()));
        }
    }
}
