//! Arrays against multiple precision (`tests/discrete/make.py`).

use serde::Deserialize;

use super::*;
use crate::{Value, Witness};

#[derive(Deserialize)]
struct Goldens {
    cases: Vec<Case>,
}

#[derive(Deserialize)]
struct Case {
    name: String,
    scale: String,
    q: Vec<Option<f64>>,
    p: Vec<Option<f64>>,
    kl: Option<f64>,
    js: f64,
    entropy: f64,
    cross_entropy: Option<f64>,
    #[serde(default)]
    single: bool,
}

fn goldens() -> Vec<Case> {
    let text = include_str!("../../tests/discrete/tables.json");
    serde_json::from_str::<Goldens>(text).unwrap().cases
}

fn numbers(values: &[Option<f64>]) -> Vec<f64> {
    let infinite = f64::NEG_INFINITY;
    values.iter().map(|v| v.unwrap_or(infinite)).collect()
}

fn nats(value: &Value) -> Option<f64> {
    match value {
        Value::Exact { nats, .. } => Some(*nats),
        _ => None,
    }
}

fn compare<Q: Table, P: Table>(case: &Case, q: &Q, p: &P, tolerance: f64) {
    let question = expect_under(q).against(p);
    let found = [
        ("kl", nats(&question.kl().unwrap().value), case.kl),
        (
            "js",
            nats(&question.jensen_shannon().unwrap()),
            Some(case.js),
        ),
        ("entropy", nats(&entropy(q, 1)), Some(case.entropy)),
        (
            "cross-entropy",
            nats(&question.cross_entropy().unwrap()),
            case.cross_entropy,
        ),
    ];
    for (what, found, expected) in found {
        match (found, expected) {
            (Some(found), Some(expected)) => {
                let error = (found - expected).abs();
                assert!(
                    error <= tolerance * expected.abs(),
                    "{}: {what} is {found}, not {expected}",
                    case.name
                );
            }
            (found, expected) => assert_eq!(found, expected, "{}: {what}", case.name),
        }
    }
}

#[test]
fn arrays_agree_with_multiple_precision() {
    for case in goldens() {
        let (q, p) = (numbers(&case.q), numbers(&case.p));
        if case.single {
            let q: Vec<f32> = q.iter().map(|&x| x as f32).collect();
            let p: Vec<f32> = p.iter().map(|&x| x as f32).collect();
            let (q, p) = (Logits::new(&q).unwrap(), Logits::new(&p).unwrap());
            compare(&case, &q, &p, 3e-6);
        } else if case.scale == "log" {
            // Logarithms of nearly equal arrays carry the rounding of the logarithms themselves,
            // but that is in the golden too: both start from the stored numbers.
            let (q, p) = (Logits::new(&q).unwrap(), Logits::new(&p).unwrap());
            compare(&case, &q, &p, 2e-15);
        } else {
            compare(
                &case,
                &Probs::new(&q).unwrap(),
                &Probs::new(&p).unwrap(),
                2e-15,
            );
        }
    }
}

#[test]
fn an_infinity_names_its_category() {
    let q = Probs::new(&[0.2, 0.3, 0.5]).unwrap();
    let p = Probs::new(&[0.5, 0.0, 0.5]).unwrap();
    let answer = expect_under(&q).against(&p).kl().unwrap();
    let Value::Infinite {
        witness: Witness::Point { x, why },
    } = answer.value
    else {
        panic!("not infinite: {answer:?}")
    };
    assert_eq!(x, [1.0]);
    assert_eq!(why, "category 1 has probability 0.3 under Q and 0 under P");
}

/// The posterior means (c + α)/(N + Kα) by hand: counts 3, 1, 0.
#[test]
fn zero_policies_are_posterior_means() {
    let counts = [3, 1, 0];
    let cases = [
        (ZeroPolicy::Exact, [0.75, 0.25, 0.0]),
        (ZeroPolicy::Jeffreys, [3.5 / 5.5, 1.5 / 5.5, 0.5 / 5.5]),
        (ZeroPolicy::Dirichlet(2.0), [0.5, 0.3, 0.2]),
    ];
    for (policy, expected) in cases {
        let table = Counts::new(&counts, policy).unwrap();
        for (i, expected) in expected.into_iter().enumerate() {
            assert!((table.probability(i) - expected).abs() < 1e-16);
        }
        assert_eq!(table.has_zero(), policy == ZeroPolicy::Exact);
    }
}

#[test]
fn bad_arrays_are_refused_by_name() {
    let said = |error: TableError| error.to_string();
    assert_eq!(
        said(Probs::new(&[0.5, -0.1, 0.6]).unwrap_err()),
        "probabilities[1] is -0.1, but must be at least 0 and finite"
    );
    assert_eq!(
        said(Probs::<f64>::new(&[]).unwrap_err()),
        "probabilities: the array is empty, but must hold at least one value"
    );
    assert_eq!(
        said(Probs::new(&[0.25, 0.5]).unwrap_err()),
        "probabilities: the probabilities sum to 0.75, but must sum to 1 within 0.00000001; \
         `normalised` divides by the sum and reports it"
    );
    assert_eq!(Probs::normalised(&[1.0, 3.0]).unwrap().1, 4.0);
    assert!(Probs::normalised(&[0.0, 0.0]).is_err());
    let nan = f64::NAN;
    let index = |error: TableError| match error {
        TableError::Value { index, .. } => Some(index),
        _ => None,
    };
    assert_eq!(index(Probs::new(&[0.5, 0.5, nan]).unwrap_err()), Some(2));
    assert_eq!(index(LogProbs::new(&[nan, 0.0]).unwrap_err()), Some(0));
    assert_eq!(index(LogProbs::new(&[-1.0, 0.5]).unwrap_err()), Some(1));
    assert_eq!(
        index(Logits::new(&[1.0, f64::INFINITY]).unwrap_err()),
        Some(1)
    );
    let long = vec![f32::NAN; 100];
    assert_eq!(index(Logits::new(&long).unwrap_err()), Some(0));
    assert!(Logits::new(&[f64::NEG_INFINITY; 3]).is_err());
    assert!(LogProbs::new(&[-1.0, -1.0]).is_err());
    assert!(Counts::new(&[0, 0], ZeroPolicy::Exact).is_err());
    assert!(Counts::new(&[0, 0], ZeroPolicy::Jeffreys).is_ok());
    assert!(Counts::new(&[1, 0], ZeroPolicy::Dirichlet(0.0)).is_err());
    let (two, three) = ([0.5, 0.5], [0.5, 0.25, 0.25]);
    let (two, three) = (Probs::new(&two).unwrap(), Probs::new(&three).unwrap());
    assert_eq!(
        said(expect_under(&two).against(&three).kl().unwrap_err()),
        "the array under the expectation has 2 values and the reference has 3, \
         but they must have the same number"
    );
}

/// Two logarithms of the same geometric law over many blocks; KL by the formula
/// (ln(q/p) + (1 − q)/q · ln((1 − q)/(1 − p))) for success probabilities q and p.
#[test]
fn long_arrays_have_the_same_bits_at_any_number_of_threads() {
    let n = 300_000;
    let (q, p) = (1e-4_f64, 1.1e-4_f64);
    let law = |s: f64| -> Vec<f64> {
        let log = (-s).ln_1p();
        (0..n).map(|i| s.ln() + i as f64 * log).collect()
    };
    let expected = (q / p).ln() + (1.0 - q) / q * ((-q).ln_1p() - (-p).ln_1p());
    let (q, p) = (law(q), law(p));
    let single = |x: &[f64]| -> Vec<f32> { x.iter().map(|&x| x as f32).collect() };
    let (q32, p32) = (single(&q), single(&p));
    let double = |threads| {
        let (q, p) = (LogProbs::new(&q).unwrap(), LogProbs::new(&p).unwrap());
        nats(
            &expect_under(&q)
                .against(&p)
                .threads(threads)
                .kl()
                .unwrap()
                .value,
        )
        .unwrap()
    };
    let narrow = |threads| {
        let q = LogProbs::with_threads(&q32, threads).unwrap();
        let p = LogProbs::with_threads(&p32, threads).unwrap();
        nats(
            &expect_under(&q)
                .against(&p)
                .threads(threads)
                .kl()
                .unwrap()
                .value,
        )
        .unwrap()
    };
    assert!(
        (double(1) / expected - 1.0).abs() < 1e-9,
        "{} {expected}",
        double(1)
    );
    assert!(
        (narrow(1) / expected - 1.0).abs() < 1e-5,
        "{} {expected}",
        narrow(1)
    );
    for threads in [2, 3, 7] {
        assert_eq!(double(threads), double(1));
        assert_eq!(narrow(threads), narrow(1));
    }
}

/// Half of the categories e times as likely as the rest, against the other half: KL is tanh ½, and a
/// constant added to all logits, or categories of next to no probability, change nothing.
#[test]
fn logits_of_any_size_are_normalised() {
    for level in [0.0_f32, 30.0, 500.0, -50.0, -500.0, -1e4] {
        for rare in [level, level - 100.0, level - 300.0, f32::NEG_INFINITY] {
            let law = |parity| {
                let half = |i: usize| if i % 2 == parity { level + 1.0 } else { level };
                let mut values: Vec<f32> = (0..10_000).map(half).collect();
                values[5000..5002].fill(rare);
                values
            };
            let (q, p) = (law(0), law(1));
            let (q, p) = (Logits::new(&q).unwrap(), Logits::new(&p).unwrap());
            let kl = expect_under(&q).against(&p).kl().unwrap().value;
            let Value::Exact { nats, .. } = kl else {
                panic!("{level} {rare}: {kl:?}")
            };
            // The two rare categories are as likely under both.
            let (e, pairs) = (1f64.exp(), 4999.0);
            let weight = if rare == level { 2.0 } else { 0.0 };
            let expected = pairs * (e - 1.0) / (pairs * (e + 1.0) + weight);
            assert!(
                (nats / expected - 1.0).abs() < 3e-6,
                "{level} {rare}: {nats}, expected {expected}"
            );
        }
    }
}
