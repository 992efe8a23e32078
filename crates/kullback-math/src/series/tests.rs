//! Sums with known values.

use super::{Compensated, Outward, sum_algebraic, sum_outward};

const PLAN: Outward = Outward {
    start: 7.0,
    low: 0.0,
    high: f64::INFINITY,
    cover: (f64::INFINITY, f64::NEG_INFINITY),
    low_ratio: 0.0,
    high_ratio: 0.0,
    relative: 1e-17,
    terms: 1 << 20,
};

#[test]
fn a_poisson_mean_and_a_geometric_series() {
    let log_factorial = crate::special::lgamma;
    let mean = sum_outward(
        |k| k * (k * 7.5_f64.ln() - 7.5 - log_factorial(k + 1.0)).exp(),
        PLAN,
    );
    assert!((mean.value - 7.5).abs() < 2e-14 && mean.remainder < 1e-15);
    let geometric = sum_outward(
        |k| 0.99_f64.powf(k),
        Outward {
            start: 0.0,
            high_ratio: 0.99,
            ..PLAN
        },
    );
    assert!((geometric.value - 100.0).abs() <= geometric.remainder + 1e-12);
    // The rest that is claimed is really a bound when the sum is cut short.
    let cut = sum_outward(
        |k| 0.99_f64.powf(k),
        Outward {
            start: 0.0,
            high_ratio: 0.99,
            terms: 50,
            ..PLAN
        },
    );
    assert!((cut.value - 100.0).abs() <= cut.remainder * (1.0 + 1e-12) && cut.remainder < 100.0);
}

#[test]
fn a_bounded_range() {
    let sum = sum_outward(
        |k| k,
        Outward {
            low: -2.0,
            high: 10.0,
            ..PLAN
        },
    );
    assert_eq!((sum.value, sum.remainder, sum.terms), (52.0, 0.0, 13));
}

#[test]
fn zeta_values_from_integers_alone() {
    // mpmath 1.3: zeta(2), zeta(1.5), zeta(1.1), -zeta(2, derivative=1)
    for (s, logs, expected) in [
        (2.0, 0, 1.6449340668482264365),
        (1.5, 0, 2.6123753486854883433),
        (1.1, 0, 10.584448464950800951),
        (2.0, 1, 0.93754825431584375370),
    ] {
        let sum = sum_algebraic(|k: f64| k.powf(-s) * k.ln().powi(logs));
        let error = (sum.value - expected).abs();
        assert!(error < 5e-14 * expected, "zeta({s}): {error:e}");
        assert!(error <= sum.remainder + 1e-13 * expected);
    }
}

#[test]
fn compensation() {
    let mut sum = Compensated::default();
    for term in [1.0, 1e100, 1.0, -1e100] {
        sum.add(term);
    }
    assert_eq!(sum.value(), 2.0);
}

#[test]
fn a_second_peak_is_not_missed() {
    let f = |k: f64| (-0.5 * k * k).exp() + (-0.5 * (k - 500.0) * (k - 500.0)).exp();
    let plan = Outward {
        start: 0.0,
        low: f64::NEG_INFINITY,
        cover: (0.0, 500.0),
        ..PLAN
    };
    // Twice the theta function at e^(−1/2): mpmath 1.3, 2*jtheta(3, 0, exp(-0.5)).
    assert!((sum_outward(f, plan).value - 5.0132565760858111).abs() < 1e-12);
}
