//! Fits with known optima.

use super::{Behaviour, Minimise, fit};
use crate::distributions::Mixture;
use crate::distributions::continuous::{Gamma, Normal};
use crate::distributions::discrete::Poisson;

fn two(weight: f64, a: (f64, f64), b: (f64, f64)) -> Mixture {
    let normal = |(mu, sigma)| Normal::new(mu, sigma).unwrap().into();
    Mixture::new(vec![weight, 1.0 - weight], vec![normal(a), normal(b)]).unwrap()
}

fn near(got: f64, expected: f64, absolute: f64) {
    assert!(
        (got - expected).abs() <= absolute,
        "{got} instead of {expected}"
    );
}

/// A published example: SciPy's Nelder–Mead from many starts, four digits.
#[test]
fn three_optima_of_a_normal_under_qp_and_one_under_pq() {
    let target = two(0.7, (-2.0, 0.6), (2.0, 0.8));
    let found = fit("normal", &target, Minimise::Qp).unwrap();
    let expected = [
        (-1.9929, 0.6104, 0.35319, false),
        (-0.2120, 1.7935, 0.87784, true),
        (1.9521, 0.8647, 1.18964, false),
    ];
    assert_eq!(found.optima.len(), expected.len(), "{found:?}");
    for (optimum, (mu, sigma, nats, covers)) in found.optima.iter().zip(expected) {
        near(optimum.parameters[0], mu, 6e-5);
        near(optimum.parameters[1], sigma, 6e-5);
        near(optimum.divergence.nats().unwrap().0, nats, 6e-6);
        assert_eq!(
            matches!(optimum.behaviour, Behaviour::Covers { .. }),
            covers
        );
    }
    // The first leaves the smaller mode, which is nearly all of its 0.3.
    near(found.optima[0].thin.mass_reference, 0.2967, 1e-3);
    let forward = fit("normal", &target, Minimise::Pq).unwrap();
    assert_eq!(forward.optima.len(), 1);
    let best = &forward.optima[0];
    // The moments of the target: −0.8 and √(0.7·4.36 + 0.3·4.64 − 0.64).
    near(best.parameters[0], -0.8, 1e-9);
    near(best.parameters[1], 3.804_f64.sqrt(), 1e-9);
    near(best.divergence.nats().unwrap().0, 0.48696, 6e-6);
    // The Hessian of E_P[−ln q] at the moments is diag(1/σ², 2/σ²).
    near(best.curvature[0][0], 1.0 / 3.804, 1e-6);
    near(best.curvature[1][1], 2.0 / 3.804, 1e-6);
    near(best.curvature[0][1], 0.0, 1e-6);
    assert_eq!(
        best.divergence.definition(),
        "D_KL(P‖Q) = E_{x~P}[ln p − ln q]"
    );
}

/// Two equal modes at ±d: SciPy's Nelder–Mead on a trapezoidal rule of 48001 points.
#[test]
fn equal_modes_are_covered_until_they_are_far_apart() {
    let fitted = |d: f64| fit("normal", &two(0.5, (-d, 1.0), (d, 1.0)), Minimise::Qp).unwrap();
    let close = fitted(2.4);
    assert_eq!(close.optima.len(), 1);
    near(close.optima[0].parameters[1], 2.3210613263, 1e-7);
    // Mode optima appear near 2.45.
    let middle = fitted(2.5);
    assert_eq!(middle.optima.len(), 3);
    near(middle.optima[0].parameters[1], 2.3905887397, 1e-7);
    near(
        middle.optima[0].divergence.nats().unwrap().0,
        0.48106184524438644,
        1e-7,
    );
    assert!(matches!(
        middle.optima[0].behaviour,
        Behaviour::Covers { .. }
    ));
    for optimum in &middle.optima[1..] {
        near(optimum.parameters[0].abs(), 2.3860939035, 1e-7);
        near(optimum.parameters[1], 1.1364563791, 1e-7);
        near(
            optimum.divergence.nats().unwrap().0,
            0.6664629853283852,
            1e-7,
        );
    }
    // They win beyond 2.8.
    let far = fitted(2.85);
    assert_eq!(far.optima.len(), 3);
    near(
        far.optima[0].divergence.nats().unwrap().0,
        0.6857034010413599,
        1e-7,
    );
    near(
        far.optima[2].divergence.nats().unwrap().0,
        0.7217387676787808,
        1e-7,
    );
    assert!(matches!(far.optima[0].behaviour, Behaviour::Seeks { .. }));
}

#[test]
fn a_member_of_the_family_is_found_again() {
    for minimise in [Minimise::Qp, Minimise::Pq] {
        let gamma = fit("gamma", &Gamma::new(3.0, 2.0).unwrap(), minimise).unwrap();
        near(gamma.optima[0].parameters[0], 3.0, 1e-7);
        near(gamma.optima[0].parameters[1], 2.0, 1e-7);
        let poisson = fit("poisson", &Poisson::new(4.5).unwrap(), minimise).unwrap();
        near(poisson.optima[0].parameters[0], 4.5, 1e-7);
    }
}

#[test]
fn what_cannot_be_fitted_says_why() {
    let gamma = Gamma::new(3.0, 2.0).unwrap();
    let said = |family: &str, minimise| fit(family, &gamma, minimise).unwrap_err().to_string();
    assert!(said("normal", Minimise::Qp).contains("infinite: normal("));
    assert!(said("poisson", Minimise::Qp).contains("mutually singular"));
    assert!(said("nothing", Minimise::Qp).contains("there are: normal, "));
}
