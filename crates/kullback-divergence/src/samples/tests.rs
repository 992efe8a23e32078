//! Sample estimators against SciPy (`tests/samples/make.py`) and laws with known divergences.

use kullback_math::random::{Stream, exponential, standard_normal, student_t};
use serde::Deserialize;

use super::cloud::Cloud;
use super::logistic::{Design, Features};
use super::neighbours::Pair;
use super::*;
use crate::{Divergence, Value, Witness};

#[derive(Deserialize)]
struct Goldens {
    cases: Vec<Case>,
}

#[derive(Deserialize)]
struct Case {
    d: usize,
    x: Vec<f64>,
    y: Vec<f64>,
    k: usize,
    adaptive: Vec<f64>,
    ridge: f64,
    log_odds: Vec<f64>,
}

fn goldens() -> Vec<Case> {
    let text = include_str!("../../tests/samples/estimators.json");
    serde_json::from_str::<Goldens>(text).unwrap().cases
}

fn cloud(values: &[f64], dimension: usize) -> Cloud {
    Cloud {
        values: values.to_vec(),
        dimension,
    }
}

#[test]
fn balls_agree_with_scipy() {
    for case in goldens() {
        let (first, second) = (cloud(&case.x, case.d), cloud(&case.y, case.d));
        let zeros = vec![0.0; first.len() + second.len()];
        for threads in [1, 3] {
            let pair = Pair {
                first: &first,
                second: &second,
                log_ratio: zeros.split_at(first.len()),
                k: case.k,
            };
            let found = pair.log_ratios(threads);
            for (found, expected) in found.iter().zip(&case.adaptive) {
                assert!((found - expected).abs() < 1e-12, "{found} {expected}");
            }
        }
    }
}

#[test]
fn the_classifier_agrees_with_scipy() {
    for case in goldens() {
        let (first, second) = (cloud(&case.x, case.d), cloud(&case.y, case.d));
        let design = Design::new(&first, &second, Features::Quadratic, case.ridge);
        let rows = vec![true; first.len() + second.len()];
        let found = design.log_odds(&design.fit(&rows, None));
        for (found, expected) in found.iter().zip(&case.log_odds) {
            // The fit stops when it is far below the noise of a sample.
            assert!((found - expected).abs() < 1e-2, "{found} {expected}");
        }
    }
}

/// n draws of N(shift e₁, scale² I).
fn normals(n: usize, d: usize, shift: f64, scale: f64, stream: u64) -> Vec<f64> {
    let mut rng = Stream::new(11, stream, 0);
    (0..n * d)
        .map(|i| scale * standard_normal(&mut rng) + if i.is_multiple_of(d) { shift } else { 0.0 })
        .collect()
}

/// D_KL(N(0, I) ‖ N(shift e₁, scale² I)).
fn between_normals(d: usize, shift: f64, scale: f64) -> f64 {
    let square = scale * scale;
    0.5 * (d as f64 * (1.0 / square - 1.0 + square.ln()) + shift * shift / square)
}

/// Nats, the interval widened `times` about them, and the flag.
fn estimate(answer: &Divergence, times: f64) -> (f64, [f64; 2], Option<&str>) {
    match &answer.value {
        Value::Estimate {
            nats,
            interval: [low, high],
            bias_flag,
            ..
        } => {
            let widened = [nats + times * (low - nats), nats + times * (high - nats)];
            (*nats, widened, bias_flag.as_deref())
        }
        other => panic!("not an estimate: {other:?}"),
    }
}

#[track_caller]
fn covers(answer: &Divergence, truth: f64) {
    // Four standard errors: coverage itself is measured by the example program.
    let (nats, [low, high], _) = estimate(answer, 2.0);
    assert!(
        low < truth && truth < high,
        "{nats} in [{low}, {high}], not {truth}"
    );
}

#[test]
fn two_samples_give_the_known_divergence() {
    for d in [1, 2, 5, 8] {
        let (q, p) = (normals(1500, d, 0.0, 1.0, 1), normals(1000, d, 0.5, 1.2, 2));
        let (q, p) = (Samples::new(&q, d).unwrap(), Samples::new(&p, d).unwrap());
        let answer = expect_under(&q).against(&p).kl().unwrap();
        covers(&answer, between_normals(d, 0.5, 1.2));
        let (_, _, flag) = estimate(&answer, 1.0);
        assert_eq!(flag, None);
        let again = expect_under(&q).against(&p).threads(3).kl().unwrap();
        assert_eq!(answer, again);
    }
}

/// A ratio that is no quadratic; the report's value by quadrature is 1.2370857.
#[test]
fn an_exponential_against_a_normal() {
    let mut rng = Stream::new(3, 0, 0);
    let q: Vec<f64> = (0..2000)
        .map(|_| exponential(&mut rng, 1.0).unwrap())
        .collect();
    let p: Vec<f64> = (0..2000)
        .map(|_| 3.0 + 2.0 * standard_normal(&mut rng))
        .collect();
    let (q, p) = (Samples::new(&q, 1).unwrap(), Samples::new(&p, 1).unwrap());
    covers(&expect_under(&q).against(&p).kl().unwrap(), 1.237_085_7);
}

#[test]
fn equal_laws_may_come_out_negative_and_are_not_told_apart() {
    let mut signs = [0, 0];
    for stream in 0..10 {
        let (q, p) = (
            normals(300, 2, 0.0, 1.0, 20 + stream),
            normals(300, 2, 0.0, 1.0, 40 + stream),
        );
        let (q, p) = (Samples::new(&q, 2).unwrap(), Samples::new(&p, 2).unwrap());
        let answer = expect_under(&q).against(&p).kl().unwrap();
        covers(&answer, 0.0);
        signs[usize::from(estimate(&answer, 1.0).0 < 0.0)] += 1;
    }
    assert!(signs[0] > 0 && signs[1] > 0, "{signs:?}");
    for d in [2, 8] {
        let q = normals(400, d, 0.0, 1.0, 60);
        let q = Samples::new(&q, d).unwrap();
        let (same, other) = (normals(400, d, 0.0, 1.0, 61), normals(400, d, 0.6, 1.3, 62));
        let (same, other) = (
            Samples::new(&same, d).unwrap(),
            Samples::new(&other, d).unwrap(),
        );
        let zero = expect_under(&q)
            .against(&same)
            .permutation_test(199)
            .unwrap();
        assert!(zero.p_value > 0.01, "{zero:?}");
        let apart = expect_under(&q)
            .against(&other)
            .permutation_test(199)
            .unwrap();
        assert_eq!(apart.p_value, 1.0 / 200.0, "{apart:?}");
    }
}

#[test]
fn a_sample_against_a_known_density() {
    let log_two_pi = (2.0 * std::f64::consts::PI).ln();
    for d in [1, 3, 5, 12] {
        let q = normals(2000, d, 0.0, 1.0, 5);
        let q = Samples::new(&q, d).unwrap();
        let log_p = |x: &[f64]| {
            let square: f64 = x.iter().map(|x| x * x / 4.0).sum();
            -0.5 * (square + d as f64 * (log_two_pi + 4.0_f64.ln()))
        };
        let answer = expect_under(&q).against_density(log_p).kl().unwrap();
        covers(&answer, between_normals(d, 0.0, 2.0));
    }
    // Exp(1) against a density of Exp(1/2): ln 2 − ½.
    let mut rng = Stream::new(4, 0, 0);
    let q: Vec<f64> = (0..3000)
        .map(|_| exponential(&mut rng, 1.0).unwrap())
        .collect();
    let q = Samples::new(&q, 1).unwrap();
    let log_p = |x: &[f64]| 0.5_f64.ln() - 0.5 * x[0];
    covers(
        &expect_under(&q).against_density(log_p).kl().unwrap(),
        2.0_f64.ln() - 0.5,
    );
    let bounded = |x: &[f64]| if x[0] < 1.0 { 0.0 } else { f64::NEG_INFINITY };
    let answer = expect_under(&q).against_density(bounded).kl().unwrap();
    let Value::Infinite {
        witness: Witness::Point { x, .. },
    } = answer.value
    else {
        panic!("not infinite: {answer:?}")
    };
    assert!(x[0] >= 1.0);
    // Beyond a few dimensions only a Gaussian's entropy is known, and a sample that is none is told.
    let mut rng = Stream::new(4, 1, 0);
    let heavy: Vec<f64> = (0..8000)
        .map(|_| student_t(&mut rng, 4.0, 0.0, 1.0).unwrap())
        .collect();
    let q = Samples::new(&heavy, 8).unwrap();
    let answer = expect_under(&q).against_density(|_| 0.0).kl().unwrap();
    assert!(
        estimate(&answer, 1.0)
            .2
            .is_some_and(|flag| flag.contains("not Gaussian"))
    );
}

/// 5 nats and more from 1000 points: no classifier between the two can see that.
#[test]
fn a_large_ratio_is_telescoped_and_says_so() {
    for (d, shift) in [(6, 6.0), (10, 8.0)] {
        let (q, p) = (
            normals(2000, d, 0.0, 1.0, 70),
            normals(2000, d, shift, 1.1, 71),
        );
        let (q, p) = (Samples::new(&q, d).unwrap(), Samples::new(&p, d).unwrap());
        let answer = expect_under(&q).against(&p).kl().unwrap();
        let (_, _, flag) = estimate(&answer, 1.0);
        assert!(
            flag.is_some_and(|flag| flag.contains("telescoping")),
            "{answer:?}"
        );
        covers(&answer, between_normals(d, shift, 1.1));
    }
}

#[test]
fn a_discrete_part_is_named() {
    // Q and P put 0.3 and 0.5 on zero and the rest on N(0, 1).
    let mixed = |share: f64, stream: u64| -> Vec<f64> {
        let z = normals(2000, 1, 0.0, 1.0, stream);
        let cut = (share * 2000.0) as usize;
        z.iter()
            .enumerate()
            .map(|(i, z)| if i < cut { 0.0 } else { *z })
            .collect()
    };
    let (q, p) = (mixed(0.3, 80), mixed(0.5, 81));
    let (q, p) = (Samples::new(&q, 1).unwrap(), Samples::new(&p, 1).unwrap());
    let answer = expect_under(&q).against(&p).kl().unwrap();
    covers(&answer, 0.3 * 0.6_f64.ln() + 0.7 * 1.4_f64.ln());
    let Value::Estimate { estimator, .. } = &answer.value else {
        panic!("{answer:?}")
    };
    let named = "a discrete part of 1 values with 30.0 % and 50.0 % of the samples";
    assert!(estimator.contains(named), "{estimator}");

    // Rounded data: every value counts, and the reader is told.
    let round = |values: Vec<f64>| -> Vec<f64> { values.iter().map(|x| x.round()).collect() };
    let (q, p) = (
        round(normals(2000, 1, 0.0, 1.0, 82)),
        round(normals(2000, 1, 0.5, 1.2, 83)),
    );
    let (q, p) = (Samples::new(&q, 1).unwrap(), Samples::new(&p, 1).unwrap());
    let answer = expect_under(&q).against(&p).kl().unwrap();
    // By SciPy: the divergence of the two normals rounded to integers.
    covers(&answer, ROUNDED);
    assert!(
        estimate(&answer, 1.0)
            .2
            .is_some_and(|flag| flag.contains("rounded"))
    );

    // An atom that the reference lacks.
    let (q, p) = (mixed(0.3, 84), normals(2000, 1, 0.0, 1.0, 85));
    let (q, p) = (Samples::new(&q, 1).unwrap(), Samples::new(&p, 1).unwrap());
    let answer = expect_under(&q).against(&p).kl().unwrap();
    assert!(
        estimate(&answer, 1.0)
            .2
            .is_some_and(|flag| flag.contains("may be infinite"))
    );
}

/// Python: w = lambda m, s: norm.cdf(k + .5, m, s) - norm.cdf(k - .5, m, s) for k in −40 … 40;
/// rel_entr(w(0, 1), w(.5, 1.2)).sum() (SciPy 1.17.1).
const ROUNDED: f64 = 0.10806523300952683;

#[test]
fn bad_samples_are_refused_by_name() {
    let said = |error: SamplesError| error.to_string();
    assert_eq!(
        said(Samples::new(&[1.0, 2.0, 3.0], 2).unwrap_err()),
        "values: the array has 3 values, but must have a multiple of the dimension 2"
    );
    assert_eq!(
        said(Samples::new(&[1.0, 2.0, f64::NAN, 4.0], 2).unwrap_err()),
        "values: coordinate 0 of point 1 is NaN, but must be finite"
    );
    assert!(Samples::new(&[], 2).is_err());
    assert!(Samples::new(&[1.0], 0).is_err());
    let many = normals(50, 1, 0.0, 1.0, 90);
    let many = Samples::new(&many, 1).unwrap();
    let one = Samples::new(&[1.0], 1).unwrap();
    assert_eq!(
        said(expect_under(&many).against(&one).kl().unwrap_err()),
        "the reference has 1 points in dimension 1, but must have at least 10 points"
    );
    let equal = [2.5; 40];
    let equal = Samples::new(&equal, 1).unwrap();
    assert_eq!(
        said(expect_under(&equal).against(&many).kl().unwrap_err()),
        "the sample under the expectation: all 40 points are equal, but a density needs points that \
         differ"
    );
    let plane = normals(50, 2, 0.0, 1.0, 91);
    let plane = Samples::new(&plane, 2).unwrap();
    assert_eq!(
        said(expect_under(&many).against(&plane).kl().unwrap_err()),
        "the sample under the expectation has dimension 1 and the reference has 2, but they must \
         have the same dimension"
    );
    assert_eq!(
        said(
            expect_under(&many)
                .against_density(|_| f64::NAN)
                .kl()
                .unwrap_err()
        ),
        "ln p is NaN at point 0 of the sample, but must be a number below infinity"
    );
    assert!(
        expect_under(&many)
            .against(&many)
            .permutation_test(0)
            .is_err()
    );
}

#[test]
fn degenerate_samples_do_not_panic() {
    // Points on a line in the plane, and a constant coordinate.
    let line: Vec<f64> = normals(60, 1, 0.0, 1.0, 92)
        .iter()
        .flat_map(|x| [*x, 2.0 * x])
        .collect();
    let flat: Vec<f64> = normals(60, 1, 0.0, 1.0, 93)
        .iter()
        .flat_map(|x| [*x, 1.0])
        .collect();
    for values in [&line, &flat] {
        let (q, p) = values.split_at(60);
        let (q, p) = (Samples::new(q, 2).unwrap(), Samples::new(p, 2).unwrap());
        assert!(expect_under(&q).against(&p).kl().is_ok());
        assert!(expect_under(&q).against_density(|_| 0.0).kl().is_ok());
    }
    let far = [vec![0.0, 1e300, -1e300], normals(20, 1, 0.0, 1.0, 94)].concat();
    let far = Samples::new(&far, 1).unwrap();
    assert!(expect_under(&far).against(&far).kl().is_ok());
}

/// ln q and ln p at n draws of Q = N(0, 1), for P = N(mean, sd²).
fn paired(n: usize, mean: f64, sd: f64) -> PairedLogDensities {
    let mut rng = Stream::new(9, 0, 0);
    let x: Vec<f64> = (0..n).map(|_| standard_normal(&mut rng)).collect();
    let log_q: Vec<f64> = x.iter().map(|x| -0.5 * x * x).collect();
    let log_p: Vec<f64> = x
        .iter()
        .map(|x| -0.5 * ((x - mean) / sd).powi(2) - sd.ln())
        .collect();
    PairedLogDensities::new(&log_q, &log_p).unwrap()
}

/// Schulman's table: bias/true and sd/true of k1, k2, k3 for P = N(0.1, 1) and N(1, 1).
#[test]
fn schulmans_table() {
    let n = 400_000;
    let table = [
        (0.1, 0.005, [(0.0, 20.0), (0.002, 1.42), (0.0, 1.42)]),
        (1.0, 0.5, [(0.0, 2.0), (0.25, 1.73), (0.0, 1.7)]),
    ];
    for (mean, truth, rows) in table {
        let draws = paired(n, mean, 1.0);
        let estimators = [
            PairedEstimator::K1,
            PairedEstimator::K2,
            PairedEstimator::K3,
        ];
        for (estimator, (bias, sd)) in estimators.into_iter().zip(rows) {
            let answer = draws.kl(estimator).unwrap();
            let (nats, [low, high], _) = estimate(&answer, 1.0);
            let found = 0.5 * (high - low) / 1.96 * (n as f64).sqrt() / truth;
            assert!(
                (found / sd - 1.0).abs() < 0.02,
                "{estimator:?}: sd {found}, not {sd}"
            );
            let error = (nats - truth) / truth - bias;
            assert!(
                error.abs() < 4.0 * sd / (n as f64).sqrt() + 1e-3,
                "{estimator:?}: {error}"
            );
        }
    }
    // The report's λ and sd for the second pair.
    let draws = paired(n, 1.0, 1.0);
    assert!((draws.control_variate() - 0.58).abs() < 0.02);
    let answer = draws.kl(PairedEstimator::FittedControlVariate).unwrap();
    let (_, [low, high], _) = estimate(&answer, 1.0);
    let sd = 0.5 * (high - low) / 1.96 * (n as f64).sqrt() / 0.5;
    assert!((sd - 1.29).abs() < 0.03, "{sd}");
}

/// Q = N(0, 1), P = N(0, 9): r = p/q has no variance. D_KL = ln 3 + 1/18 − 1/2.
#[test]
fn k3_is_refused_where_its_variance_is_infinite() {
    let draws = paired(4000, 0.0, 3.0);
    let refused = draws.kl(PairedEstimator::K3).unwrap_err();
    assert!(refused.pareto_k > 0.5);
    let truth = 3.0_f64.ln() + 1.0 / 18.0 - 0.5;
    covers(&draws.kl(PairedEstimator::K1).unwrap(), truth);
    covers(
        &draws.kl(PairedEstimator::FittedControlVariate).unwrap(),
        truth,
    );
    assert!(PairedLogDensities::new(&[0.0], &[0.0, 1.0]).is_err());
    assert!(PairedLogDensities::new(&[0.0, f64::NAN], &[0.0, 1.0]).is_err());
}
