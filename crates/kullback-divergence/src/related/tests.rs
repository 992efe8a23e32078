//! Related quantities against formulas and numbers from outside, and the identities between them.

use crate::distributions::continuous::*;
use crate::distributions::discrete::*;
use crate::distributions::{Distribution, Law, Mixture, ToDistribution};
use crate::related::{Unnormalised, entropy_of, log_partition, perplexity_of};
use crate::{Question, expect_under};

fn normal(mu: f64, sigma: f64) -> Normal {
    Normal::new(mu, sigma).unwrap()
}

fn ask(q: &impl ToDistribution, p: &impl ToDistribution) -> Question {
    expect_under(q).against(p)
}

fn close(got: f64, expected: f64, relative: f64) {
    assert!(
        (got - expected).abs() <= relative * expected.abs(),
        "{got} instead of {expected}, relative error {:e}",
        ((got - expected) / expected).abs()
    );
}

fn mixture(parts: &[(f64, f64, f64)]) -> Mixture {
    let weights = parts.iter().map(|part| part.0).collect();
    let laws = parts
        .iter()
        .map(|part| normal(part.1, part.2).into())
        .collect();
    Mixture::new(weights, laws).unwrap()
}

#[test]
fn two_normals() {
    // mpmath 1.3, 30 digits, from the textbook formulas for N(0, 1) and N(1, 2).
    let q = ask(&normal(0.0, 1.0), &normal(1.0, 2.0));
    close(
        q.bhattacharyya().unwrap().value,
        0.161571775657104877,
        1e-13,
    );
    close(q.hellinger().unwrap().value, 0.386257087763266566, 1e-13);
    close(q.jeffreys().unwrap().value, 1.75, 1e-13);
    close(q.renyi(0.5).unwrap().value, 0.323143551314209755, 1e-13);
    close(q.renyi(2.0).unwrap().value, 0.556196429449376823, 1e-13);
    close(q.chi_square().unwrap().value, 0.744026341509685194, 1e-12);
    close(
        q.amari(0.5).unwrap().value,
        4.0 * (1.0 - (-0.161571775657104877_f64).exp()),
        1e-12,
    );
    close(q.wasserstein_2().unwrap().value, 2.0_f64.sqrt(), 1e-9);
    assert_eq!(q.reversed().chi_square().unwrap().value, f64::INFINITY);
    assert_eq!(q.reversed().renyi(1.5).unwrap().value, f64::INFINITY);
    close(q.reversed().renyi(1.2).unwrap().value, REVERSED_1_2, 1e-12);
}

/// mpmath 1.3: quad of the definition, 1/0.2 ln ∫ q^1.2 p^−0.2, q = N(1, 2), p = N(0, 1).
const REVERSED_1_2: f64 = 3.097_579_649_125_442;

#[test]
fn distances_of_other_laws() {
    // W₁ of shifted laws is the shift; of exponentials the difference of the means.
    let shift = ask(
        &Gumbel::new(0.0, 1.0).unwrap(),
        &Gumbel::new(3.0, 1.0).unwrap(),
    );
    close(shift.wasserstein_1().unwrap().value, 3.0, 1e-12);
    let q = ask(
        &Exponential::new(1.0).unwrap(),
        &Exponential::new(0.25).unwrap(),
    );
    close(q.wasserstein_1().unwrap().value, 3.0, 1e-12);
    // (∫ (3 ln u)²)^½ = 3 √2.
    close(q.wasserstein_2().unwrap().value, 3.0 * 2.0_f64.sqrt(), 1e-9);
    let poisson = ask(&Poisson::new(2.0).unwrap(), &Poisson::new(5.5).unwrap());
    close(poisson.wasserstein_1().unwrap().value, 3.5, 1e-12);
    // TV of N(0, 1) and N(1, 1) is erf(1 / (2√2)) (SciPy 1.16).
    let q = ask(&normal(0.0, 1.0), &normal(1.0, 1.0));
    close(q.total_variation().unwrap().value, 0.382924922548026, 1e-12);
    assert!(
        ask(&Cauchy::new(0.0, 1.0).unwrap(), &normal(0.0, 1.0))
            .wasserstein_1()
            .is_err()
    );
}

#[test]
fn singular_pairs_are_as_far_as_can_be() {
    let q = ask(&normal(0.0, 1.0), &Poisson::new(1.0).unwrap());
    assert_eq!(q.total_variation().unwrap().value, 1.0);
    assert_eq!(q.jensen_shannon().unwrap().value, std::f64::consts::LN_2);
    assert_eq!(q.hellinger().unwrap().value, 1.0);
    assert_eq!(q.bhattacharyya().unwrap().value, f64::INFINITY);
    let apart = ask(
        &Uniform::new(0.0, 1.0).unwrap(),
        &Uniform::new(2.0, 3.0).unwrap(),
    );
    close(
        apart.jensen_shannon().unwrap().value,
        std::f64::consts::LN_2,
        1e-14,
    );
    close(apart.total_variation().unwrap().value, 1.0, 1e-14);
}

fn some_pairs() -> Vec<(Distribution, Distribution)> {
    let laws: Vec<Law> = vec![
        normal(0.3, 1.2).into(),
        Logistic::new(0.0, 0.8).unwrap().into(),
        StudentT::new(5.0, 0.0, 1.0).unwrap().into(),
        Gumbel::new(-0.5, 1.1).unwrap().into(),
    ];
    let counts: Vec<Law> = vec![
        Poisson::new(3.0).unwrap().into(),
        NegBinomial::new(2.0, 0.6).unwrap().into(),
        Geometric::new(0.3).unwrap().into(),
    ];
    let mut pairs = Vec::new();
    for group in [laws, counts] {
        for q in &group {
            for p in &group {
                if q != p {
                    pairs.push((q.clone().into(), p.clone().into()));
                }
            }
        }
    }
    pairs
}

#[test]
fn identities() {
    for (q, p) in some_pairs() {
        let question = ask(&q, &p);
        let kl = question.kl().unwrap().nats().unwrap().0;
        let tv = question.total_variation().unwrap().value;
        let hellinger = question.hellinger().unwrap().value;
        if kl.is_finite() {
            let entropy = entropy_of(&q).unwrap().value;
            let cross = question.cross_entropy().unwrap().value;
            assert!(
                (cross - entropy - kl).abs() < 1e-12,
                "{q} {p}: {cross} {entropy} {kl}"
            );
            // The limit of the order is reached slowly where −ln p outgrows every power.
            if q.as_univariate()
                .is_some_and(|law| law.support().is_discrete())
            {
                close(question.renyi(1.0 - 1e-6).unwrap().value, kl, 1e-4);
                close(question.amari(1.0 - 1e-6).unwrap().value, kl, 1e-4);
            }
        }
        // Pinsker, and Le Cam's bounds between Hellinger and total variation.
        assert!(tv <= (0.5 * kl).sqrt());
        assert!(hellinger * hellinger <= tv && tv <= std::f64::consts::SQRT_2 * hellinger);
        let mirrored = question.reversed().jensen_shannon().unwrap().value;
        close(question.jensen_shannon().unwrap().value, mirrored, 1e-12);
    }
}

#[test]
fn the_root_of_jensen_shannon_is_a_metric() {
    let laws = [(0.0, 1.0), (0.5, 1.5), (2.0, 0.7), (-1.0, 3.0)].map(|(m, s)| normal(m, s));
    let distance = |a: &Normal, b: &Normal| ask(a, b).jensen_shannon_distance().unwrap().value;
    for a in &laws {
        for b in &laws {
            for c in &laws {
                assert!(distance(a, c) <= distance(a, b) + distance(b, c) + 1e-12);
            }
        }
    }
}

#[test]
fn entropies_and_partition_functions() {
    close(
        entropy_of(&normal(3.0, 2.0)).unwrap().value,
        0.5 * (2.0 * std::f64::consts::PI * std::f64::consts::E * 4.0).ln(),
        1e-14,
    );
    close(
        perplexity_of(&Bernoulli::new(0.5).unwrap()).unwrap().value,
        2.0,
        1e-14,
    );
    let quartic = Unnormalised {
        log_density: |x: f64| -x.powi(4),
        low: f64::NEG_INFINITY,
        high: f64::INFINITY,
        breakpoints: vec![],
    };
    // ∫ exp(−x⁴) = 2 Γ(5/4)
    close(
        log_partition(&quartic).unwrap().value,
        1.8128049541109541_f64.ln(),
        1e-13,
    );
    let far = Unnormalised {
        log_density: |x: f64| 1e4 - 0.5 * ((x - 3e4) / 0.01).powi(2),
        low: f64::NEG_INFINITY,
        high: f64::INFINITY,
        breakpoints: vec![3e4],
    };
    let expected = 1e4 + (0.01 * (2.0 * std::f64::consts::PI).sqrt()).ln();
    close(log_partition(&far).unwrap().value, expected, 1e-13);
    let gamma = Unnormalised {
        log_density: |x: f64| -0.7 * x.ln() - x,
        low: 0.0,
        high: f64::INFINITY,
        breakpoints: vec![],
    };
    // ln Γ(0.3)
    close(
        log_partition(&gamma).unwrap().value,
        1.0957979948180755,
        1e-12,
    );
}

#[test]
fn mixtures() {
    // The research literature's numbers are standard deviations; quadrature by SciPy 1.16.
    let f = mixture(&[(0.3, -1.0, 0.5), (0.7, 1.0, 0.8)]);
    let g = mixture(&[(0.5, -1.5, 0.6), (0.5, 1.2, 1.0)]);
    let question = ask(&f, &g);
    let kl = question.kl().unwrap().nats().unwrap().0;
    close(kl, 0.23769718, 2e-8);
    let bounds = question.mixture_bounds().unwrap();
    close(bounds.variational, 0.23744, 3e-5);
    close(bounds.variational_upper, 0.23951, 3e-5);
    close(bounds.convexity, 3.563, 2e-4);
    assert!(bounds.envelope[0] <= kl && kl <= bounds.envelope[1]);
    assert_eq!(
        f.to_string(),
        "mixture(0.3*normal(-1, 0.5), 0.7*normal(1, 0.8))"
    );
    assert_eq!(ask(&f, &f).kl().unwrap().nats().unwrap().0, 0.0);
}

#[test]
fn mixtures_with_gaps_and_jumps() {
    let uniform = |a: f64, b: f64| Law::from(Uniform::new(a, b).unwrap());
    let gappy = Mixture::new(vec![0.5, 0.5], vec![uniform(0.0, 1.0), uniform(2.0, 3.0)]).unwrap();
    let narrow = Uniform::new(0.5, 1.0).unwrap();
    close(
        ask(&narrow, &gappy).kl().unwrap().nats().unwrap().0,
        4.0_f64.ln(),
        1e-13,
    );
    assert_eq!(
        ask(&Uniform::new(0.5, 2.5).unwrap(), &gappy)
            .kl()
            .unwrap()
            .nats()
            .unwrap()
            .0,
        f64::INFINITY
    );
    let wide = Uniform::new(0.0, 3.0).unwrap();
    close(
        ask(&gappy, &wide).kl().unwrap().nats().unwrap().0,
        1.5_f64.ln(),
        1e-13,
    );
    let apart = Mixture::new(
        vec![0.5, 0.5],
        vec![
            Poisson::new(1.0).unwrap().into(),
            Poisson::new(1000.0).unwrap().into(),
        ],
    )
    .unwrap();
    // Half the divergence of Poisson(1000) from itself and ln 2: the other half is out of reach.
    let kl = ask(&Poisson::new(1000.0).unwrap(), &apart)
        .kl()
        .unwrap()
        .nats()
        .unwrap()
        .0;
    close(kl, std::f64::consts::LN_2, 1e-13);
}
