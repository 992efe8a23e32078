//! Streams against the ChaCha test vector, samplers against closed-form moments.

use super::*;

const DRAWS: usize = 40_000;

/// Mean and variance of `DRAWS` draws lie within 5 standard errors of the textbook moments, the
/// error of the variance taken from the textbook kurtosis (fourth central moment over variance²).
fn check_moments(
    name: &str,
    mean: f64,
    variance: f64,
    kurtosis: f64,
    draw: impl Fn(&mut Stream) -> f64,
) {
    let mut rng = Stream::new(1, 2, 3);
    let draws: Vec<f64> = (0..DRAWS).map(|_| draw(&mut rng)).collect();
    let n = DRAWS as f64;
    let sample_mean = draws.iter().sum::<f64>() / n;
    let sample_variance = draws.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / n;
    let mean_error = (variance / n).sqrt();
    let variance_error = variance * ((kurtosis - 1.0) / n).sqrt();
    assert!(
        (sample_mean - mean).abs() < 5.0 * mean_error,
        "{name}: mean {sample_mean}, expected {mean}"
    );
    assert!(
        (sample_variance - variance).abs() < 5.0 * variance_error,
        "{name}: variance {sample_variance}, expected {variance}"
    );
}

#[test]
fn the_zero_key_gives_the_published_chacha8_key_stream() {
    // Strombergson, draft-strombergson-chacha-test-vectors-01, ChaCha8, TC1: key and IV zero.
    let mut rng = Stream::new(0, 0, 0);
    let first: [u8; 16] = [
        0x3e, 0x00, 0xef, 0x2f, 0x89, 0x5f, 0x40, 0xd6, 0x7f, 0x5b, 0xb8, 0xe8, 0x1f, 0x09, 0xa5,
        0xa1,
    ];
    let mut bytes = [0; 16];
    rng.fill_bytes(&mut bytes);
    assert_eq!(bytes, first);
}

#[test]
fn every_part_of_the_triple_changes_the_numbers() {
    let first = |seed, stream, step| Stream::new(seed, stream, step).next_u64();
    let values = [
        first(1, 1, 1),
        first(2, 1, 1),
        first(1, 2, 1),
        first(1, 1, 2),
    ];
    for i in 0..4 {
        for j in 0..i {
            assert_ne!(values[i], values[j]);
        }
    }
    assert_eq!(first(1, 1, 1), values[0]);
}

#[test]
fn continuous_samplers_have_the_textbook_moments() {
    check_moments("uniform", 0.5, 1.0 / 12.0, 1.8, uniform);
    check_moments("normal", 1.5, 4.0, 3.0, |r| normal(r, 1.5, 2.0).unwrap());
    check_moments("exponential", 0.5, 0.25, 9.0, |r| {
        exponential(r, 2.0).unwrap()
    });
    check_moments("gamma", 1.5, 0.75, 5.0, |r| gamma(r, 3.0, 2.0).unwrap());
    check_moments("chi_square", 5.0, 10.0, 5.4, |r| {
        chi_square(r, 5.0).unwrap()
    });
    check_moments("student_t", 1.0, 4.0 * 10.0 / 8.0, 4.0, |r| {
        student_t(r, 10.0, 1.0, 2.0).unwrap()
    });
    check_moments("beta", 0.4, 0.04, 2.36, |r| beta(r, 2.0, 3.0).unwrap());
    check_moments("dirichlet", 0.3, 0.3 * 0.7 / 11.0, 3.0, |r| {
        dirichlet(r, &[2.0, 3.0, 5.0]).unwrap()[1]
    });
}

#[test]
fn discrete_samplers_have_the_textbook_moments() {
    check_moments("bernoulli", 0.3, 0.21, 1.8, |r| {
        bernoulli(r, 0.3).unwrap() as f64
    });
    check_moments("binomial", 6.0, 4.2, 2.94, |r| {
        binomial(r, 20, 0.3).unwrap() as f64
    });
    check_moments("poisson", 4.0, 4.0, 3.25, |r| {
        poisson(r, 4.0).unwrap() as f64
    });
    check_moments("neg_binomial", 1.5, 2.25, 6.0, |r| {
        neg_binomial(r, 3.0, 2.0).unwrap() as f64
    });
    check_moments("neg_binomial_2", 4.0, 12.0, 6.1, |r| {
        neg_binomial_2(r, 4.0, 2.0).unwrap() as f64
    });
    check_moments("categorical", 1.3, 0.61, 2.0, |r| {
        categorical(r, &[0.2, 0.3, 0.5]).unwrap() as f64
    });
}

#[test]
fn the_cauchy_has_its_quartiles() {
    let mut rng = Stream::new(1, 2, 3);
    let inside = (0..DRAWS)
        .filter(|_| (cauchy(&mut rng, 3.0, 2.0).unwrap() - 3.0).abs() < 2.0)
        .count();
    let n = DRAWS as f64;
    assert!((inside as f64 / n - 0.5).abs() < 5.0 * 0.5 / n.sqrt());
}

#[test]
fn a_dirichlet_with_tiny_alpha_stays_on_the_simplex() {
    let mut rng = Stream::new(4, 0, 0);
    for _ in 0..100 {
        let draw = dirichlet(&mut rng, &[1e-6, 1e-6, 1e-6]).unwrap();
        assert!((draw.iter().sum::<f64>() - 1.0).abs() < 1e-12);
    }
}

#[test]
fn parameters_outside_the_support_are_errors() {
    let mut rng = Stream::new(0, 0, 0);
    assert!(normal(&mut rng, f64::NAN, 1.0).is_err());
    assert!(normal(&mut rng, 0.0, 0.0).is_err());
    assert!(gamma(&mut rng, -1.0, 1.0).is_err());
    assert!(binomial(&mut rng, 3, 1.5).is_err());
    assert!(poisson(&mut rng, f64::INFINITY).is_err());
    assert!(categorical(&mut rng, &[]).is_err());
    assert!(categorical(&mut rng, &[0.5, 0.4]).is_err());
    assert!(dirichlet(&mut rng, &[]).is_err());
    assert_eq!(poisson(&mut rng, 0.0), Ok(0));
}
