//! Minimisers known in closed form, well and badly scaled.

use super::*;

fn minimise(start: &[f64], options: LbfgsOptions, f: impl Fn(&[f64]) -> (f64, Vec<f64>)) -> Lbfgs {
    let (value, gradient) = f(start);
    let mut minimiser = Lbfgs::new(start, value, &gradient, options);
    while !minimiser.status().is_final() {
        let (value, gradient) = f(minimiser.trial());
        minimiser.advance(value, &gradient);
    }
    minimiser
}

/// Rosenbrock's function in pairs of coordinates; its minimum is 0 at (1, …, 1).
fn rosenbrock(x: &[f64]) -> (f64, Vec<f64>) {
    let mut gradient = vec![0.0; x.len()];
    let mut value = 0.0;
    for i in (0..x.len()).step_by(2) {
        let (a, b) = (1.0 - x[i], x[i + 1] - x[i] * x[i]);
        value += a * a + 100.0 * b * b;
        gradient[i] = -2.0 * a - 400.0 * x[i] * b;
        gradient[i + 1] = 200.0 * b;
    }
    (value, gradient)
}

#[test]
fn rosenbrock_is_solved() {
    let result = minimise(&[-1.2, 1.0, 0.3, 2.0], LbfgsOptions::default(), rosenbrock);
    assert_eq!(result.status(), Status::Converged);
    for x in &result.best().point {
        assert!((x - 1.0).abs() < 1e-4, "{x}");
    }
    assert!(result.evaluations() < 120, "{}", result.evaluations());
}

#[test]
fn a_quadratic_of_condition_1e12_is_solved() {
    let scales = [1e-3, 0.1, 1.0, 10.0, 1e3];
    let f = |x: &[f64]| {
        let residual: Vec<f64> = (0..5).map(|i| (x[i] - scales[i]) / scales[i]).collect();
        let value = 0.5 * dot(&residual, &residual);
        (value, (0..5).map(|i| residual[i] / scales[i]).collect())
    };
    let result = minimise(&[1.0; 5], LbfgsOptions::default(), f);
    assert_eq!(result.status(), Status::Converged);
    assert!(result.best().value < 1e-8, "{}", result.best().value);
}

#[test]
fn the_inverse_hessian_satisfies_the_secant_equation() {
    let result = minimise(&[-1.2, 1.0], LbfgsOptions::default(), rosenbrock);
    for iterate in result.iterates() {
        let hessian = result.inverse_hessian(iterate);
        if hessian.is_empty() {
            continue;
        }
        let last = hessian.len() - 1;
        let mut v = hessian.gradient_change(last).to_vec();
        hessian.apply(&mut v);
        for (v, s) in v.iter().zip(hessian.step(last)) {
            assert!((v - s).abs() < 1e-8 * s.abs().max(1e-3));
        }
    }
}

#[test]
fn walls_and_slopes_are_met() {
    // −log x + x has its minimum at 1 and a wall at 0.
    let barrier = |x: &[f64]| {
        if x[0] > 0.0 {
            (x[0] - x[0].ln(), vec![1.0 - 1.0 / x[0]])
        } else {
            (f64::INFINITY, vec![f64::NAN])
        }
    };
    let result = minimise(&[30.0], LbfgsOptions::default(), barrier);
    assert_eq!(result.status(), Status::Converged);
    assert!((result.best().point[0] - 1.0).abs() < 1e-4);
    let linear = |x: &[f64]| (-x[1], vec![0.0, -1.0]);
    let result = minimise(&[0.0, 0.0], LbfgsOptions::default(), linear);
    assert_eq!(result.status(), Status::RanAway { coordinate: 1 });
    let flat = |_: &[f64]| (1.0, vec![0.0, 0.0]);
    let result = minimise(&[0.0, 0.0], LbfgsOptions::default(), flat);
    assert_eq!(result.status(), Status::Converged);
}
