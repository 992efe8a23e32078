//! Divergences of several variables against multiple precision (`tests/multivariate`).

use serde_json::Value as Json;

use crate::distributions::multivariate::tests::law;
use crate::distributions::multivariate::{
    Bijection, Histogram, Matrix, MultiNormal, MultiNormalLowRank, PushForward,
};
use crate::expect_under;
use crate::expression::parse;
use crate::result::{Method, Nats, Value, Witness};

/// Checks every row of a table to a relative error, and returns how many there were.
fn walk(text: &str, tolerance: f64) -> usize {
    let table: Json = serde_json::from_str(text).unwrap();
    let mut failures = Vec::new();
    let mut rows = 0;
    for pair in table["pairs"].as_array().unwrap() {
        let tolerance = pair["relative"].as_f64().unwrap_or(tolerance);
        let mut worst = (0.0, String::new());
        for row in pair["rows"].as_array().unwrap() {
            rows += 1;
            let (q, p) = (law(&pair["q"], &row[0]), law(&pair["p"], &row[1]));
            let answer = expect_under(&q).against(&p).kl().unwrap();
            let error = match (&answer.value, row[2].as_f64()) {
                (Value::Infinite { .. }, None) => 0.0,
                (Value::Exact { nats, .. }, Some(expected)) if *nats == expected => 0.0,
                (Value::Exact { nats, .. }, Some(expected)) if *nats >= 0.0 => {
                    (nats - expected).abs() / expected.abs()
                }
                _ => f64::INFINITY,
            };
            if error > worst.0 || error.is_nan() {
                worst = (
                    error,
                    format!("{q} ‖ {p}: {:?}, expected {}", answer.value, row[2]),
                );
            }
        }
        if worst.0 > tolerance || worst.0.is_nan() {
            failures.push(format!("{:e}: {}", worst.0, worst.1));
        }
    }
    assert!(
        failures.is_empty(),
        "{} pairs\n{}",
        failures.len(),
        failures.join("\n")
    );
    rows
}

#[test]
fn formulas_and_near_identical_pairs() {
    let rows = walk(
        include_str!("../../../tests/multivariate/pairs.json"),
        1e-13,
    );
    assert!(rows > 2400, "{rows}");
}

#[test]
fn integrals() {
    walk(
        include_str!("../../../tests/multivariate/integrals.json"),
        1e-12,
    );
}

fn ask(under: &str, against: &str) -> crate::Divergence {
    let made = |text: &str| parse(text).unwrap().distribution().unwrap();
    let (q, p) = (made(under), made(against));
    expect_under(&q).against(&p).kl().unwrap()
}

fn assert_near(found: Option<Nats>, expected: f64, relative: f64) {
    let found = found.unwrap().0;
    assert!(
        (found - expected).abs() <= relative * expected,
        "{found}, expected {expected}"
    );
}

/// N(0,1)‖N(1,2) is .4431471805599453 (R's kldest); the others by mpmath's `quad` at 30 digits.
#[test]
fn independent_parts_add_up() {
    let pair = ask(
        "product(normal(0,1), normal(0,1))",
        "product(normal(1,2), normal(1,2))",
    );
    assert_near(pair.nats(), 0.886_294_361_119_890_6, 1e-15);
    assert_eq!(pair.method, Method::Structural);
    let mixed = ask(
        "product(normal(0,1), dirichlet([1,2]))",
        "product(normal(1,2), dirichlet([1,2]))",
    );
    assert_near(mixed.nats(), 0.443_147_180_559_945_3, 1e-15);
    let diagonal = ask(
        "multi_normal_diagonal([0,0], [1,1])",
        "product(normal(1,2), normal(1,2))",
    );
    assert_near(diagonal.nats(), 0.886_294_361_119_890_6, 1e-15);
    let marginals = ask(
        "multi_normal([0,0], [[1,.5],[.5,1]])",
        "product(double_exponential(0,1), logistic(0,1))",
    );
    assert_near(marginals.nats(), 0.409_114_077_874_235_2, 1e-13);
    let outside = ask(
        "product(normal(0,1), normal(0,1))",
        "product(normal(0,1), exponential(1))",
    );
    assert!(matches!(outside.value, Value::Infinite { .. }), "{outside}");
}

/// Two mixtures with known answers: .23769718 by quadrature (mpmath), Hershey and Olsen's
/// approximation .23744 and upper bound .23951, convexity 3.563.
#[test]
fn mixtures_are_bounded_and_estimated() {
    let (q, p) = (
        "mixture(0.3*multi_normal([-1],[[.25]]), 0.7*multi_normal([1],[[.64]]))",
        "mixture(0.5*multi_normal([-1.5],[[.36]]), 0.5*multi_normal([1.2],[[1]]))",
    );
    let answer = ask(q, p);
    let [low, high] = answer.value.interval().unwrap();
    assert!(
        low < 0.237_697_18 && 0.237_697_18 < high && high - low < 0.02,
        "{answer}"
    );
    let made = |text: &str| parse(text).unwrap().distribution().unwrap();
    let bounds = expect_under(&made(q))
        .against(&made(p))
        .mixture_bounds()
        .unwrap();
    assert!((bounds.variational - 0.237_44).abs() < 1e-5);
    assert!((bounds.variational_upper - 0.239_51).abs() < 1e-5);
    assert!((bounds.convexity - 3.563).abs() < 1e-3);
    assert!(bounds.envelope[0] < 0.237_697_18);
    // Components far from each other: N(0,1)‖N(1,2) in each half.
    let far = ask(
        "mixture(0.5*multi_normal([0],[[1]]), 0.5*multi_normal([1000],[[1]]))",
        "mixture(0.5*multi_normal([1],[[4]]), 0.5*multi_normal([1001],[[4]]))",
    );
    let [low, high] = far.value.interval().unwrap();
    // Within twice the 95 % interval: one fixed seed may lie outside the interval itself.
    let (centre, width) = (0.5 * (low + high), high - low);
    assert!((centre - 0.443_147_180_559_945_3).abs() < width, "{far}");
    assert!(width < 0.02, "{far}");
}

#[test]
fn infinity_has_a_witness() {
    let counts = ask("multinomial([.5,.5], 3)", "multinomial([.5,.5], 4)");
    assert_eq!(
        counts.value,
        Value::Infinite {
            witness: Witness::Point {
                x: vec![0.0, 3.0],
                why: "counts of the first sum to 3 and of the second to 4".to_string()
            }
        }
    );
    let category = ask("one_hot_categorical([.5,.5])", "one_hot_categorical([1,0])");
    assert!(
        category
            .to_string()
            .contains("category 2 has probability 0.5"),
        "{category}"
    );
    assert_near(
        ask("one_hot_categorical([1,0])", "one_hot_categorical([.5,.5])").nats(),
        std::f64::consts::LN_2,
        1e-15,
    );
    let spaces = ask("dirichlet([1,1])", "multi_normal([0,0],[[1,0],[0,1]])");
    assert!(spaces.to_string().contains("mutually singular"), "{spaces}");
    let tails = ask(
        "multi_student_t(2, [0,0], [[1,0],[0,1]])",
        "multi_normal([0,0],[[1,0],[0,1]])",
    );
    assert!(
        tails.to_string().contains("2 degrees of freedom"),
        "{tails}"
    );
}

#[test]
fn dimensions_must_agree() {
    let made = |text: &str| parse(text).unwrap().distribution().unwrap();
    let (q, p) = (made("dirichlet([1,1,1])"), made("normal(0,1)"));
    assert_eq!(
        expect_under(&q).against(&p).kl().unwrap_err().to_string(),
        "dirichlet([1, 1, 1]) has 3 dimensions and normal(0, 1) has 1; they must agree"
    );
}

/// Formulas of `large.py`, in doubles; the numbers are python-flint's and mpmath's.
#[test]
fn many_variables() {
    let large: Json =
        serde_json::from_str(include_str!("../../../tests/multivariate/large.json")).unwrap();
    let one = |i: usize, j: usize| if i == j { 1.0 } else { 0.0 };
    let base = |i: usize, j: usize| 1.0 / (1 + i.abs_diff(j)) as f64 + one(i, j);
    let moved = |i: usize, j: usize| base(i, j) * (1.0 + 1e-8 * ((i * j % 7) as f64 - 3.0) / 3.0);
    let n = 500;
    let q = MultiNormal::new(vec![0.0; n], Matrix::from_fn(n, n, moved)).unwrap();
    let p = MultiNormal::new(vec![0.0; n], Matrix::from_fn(n, n, base)).unwrap();
    let expected = large["near_identical"]["nats"].as_f64().unwrap();
    assert_near(
        expect_under(&q).against(&p).kl().unwrap().nats(),
        expected,
        1e-13,
    );

    let (n, r) = (2000, 10);
    let low_rank = |shift: f64, w: (usize, usize, usize, f64, f64), d: (usize, f64)| {
        MultiNormalLowRank::new(
            (0..n).map(|i| shift * (i % 4) as f64).collect(),
            Matrix::from_fn(n, r, |i, j| {
                (((w.0 * i + w.1 * j) % w.2) as f64 - w.3) / w.4
            }),
            (0..n).map(|i| 1.0 + (i % d.0) as f64 / d.1).collect(),
        )
        .unwrap()
    };
    let q = low_rank(0.01, (7, 3, 11, 5.0, 10.0), (5, 4.0));
    let p = low_rank(0.0, (5, 2, 13, 6.0, 12.0), (3, 2.0));
    let expected = large["low_rank"]["nats"].as_f64().unwrap();
    assert_near(
        expect_under(&q).against(&p).kl().unwrap().nats(),
        expected,
        1e-12,
    );
}

/// Integrals that can be done by hand.
#[test]
fn histograms_on_any_edges() {
    let histogram =
        |edges: &[f64], masses: &[f64]| Histogram::new(edges.to_vec(), masses.to_vec()).unwrap();
    let made = |text: &str| parse(text).unwrap().distribution().unwrap();
    let q = histogram(&[0.0, 1.0, 2.0], &[0.5, 0.5]);
    let p = histogram(&[0.0, 0.5, 2.0], &[0.5, 0.5]);
    // .25 ln(.25/.5) + .25 ln(.25·6) + .5 ln(.5·3).
    let expected = 0.75 * 1.5_f64.ln() - 0.25 * 2.0_f64.ln();
    assert_near(
        expect_under(&q).against(&p).kl().unwrap().nats(),
        expected,
        1e-14,
    );
    // −ln 2 + ½ ln 2π + ½·4/3.
    let flat = expect_under(&q).against(&made("normal(0,1)")).kl().unwrap();
    assert_near(flat.nats(), 0.892_458_019_311_394_1, 1e-14);
    let unit = histogram(&[0.0, 0.5, 1.0], &[0.5, 0.5]);
    let ramp = expect_under(&made("beta(2,1)"))
        .against(&unit)
        .kl()
        .unwrap();
    assert_near(ramp.nats(), std::f64::consts::LN_2 - 0.5, 1e-13);
    let holes = histogram(&[0.0, 0.5, 1.0], &[1.0, 0.0]);
    let said = expect_under(&unit)
        .against(&holes)
        .kl()
        .unwrap()
        .to_string();
    assert!(said.contains("between 0.5 and 1"), "{said}");
    let wide = expect_under(&made("normal(0,1)"))
        .against(&unit)
        .kl()
        .unwrap();
    assert!(matches!(wide.value, Value::Infinite { .. }), "{wide}");
    assert_eq!(
        Histogram::new(vec![0.0, 0.0], vec![1.0])
            .unwrap_err()
            .to_string(),
        "histogram: edges[2] is 0, but must be above the edge before it"
    );
}

#[test]
fn common_bijections_leave_the_divergence() {
    let made = |text: &str| parse(text).unwrap().distribution().unwrap();
    let image = |map: Bijection, of: &str| PushForward::new(map, made(of)).unwrap();
    let (q, p) = (
        image(Bijection::Exp, "normal(0,1)"),
        image(Bijection::Exp, "normal(1,2)"),
    );
    let expected = 0.443_147_180_559_945_3;
    assert_near(
        expect_under(&q).against(&p).kl().unwrap().nats(),
        expected,
        1e-15,
    );
    let law = expect_under(&q)
        .against(&made("lognormal(1,2)"))
        .kl()
        .unwrap();
    assert_near(law.nats(), expected, 1e-15);
    // The logistic's image is uniform: D_KL(beta(2,1)‖uniform) = ln 2 − ½.
    let uniform = image(Bijection::InvLogit, "logistic(0,1)");
    let ramp = expect_under(&made("beta(2,1)"))
        .against(&uniform)
        .kl()
        .unwrap();
    let [low, high] = ramp.value.interval().unwrap();
    let centre = 0.5 * (low + high);
    assert!(
        (centre - (std::f64::consts::LN_2 - 0.5)).abs() < high - low,
        "{ramp}"
    );
    let refused = Bijection::by_name("abs").unwrap_err().to_string();
    assert!(
        refused.starts_with("`abs` takes -1 and 1 to the same value"),
        "{refused}"
    );
    assert!(PushForward::new(Bijection::Log, made("normal(0,1)")).is_err());
    assert!(PushForward::new(Bijection::Exp, made("poisson(1)")).is_err());
}
