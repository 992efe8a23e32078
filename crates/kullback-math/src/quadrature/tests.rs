//! Integrals with known values (mpmath 1.3, 30 digits, `mpmath.quad` or a formula).

use super::{Integral, Tolerance, exp_sinh, gauss_kronrod, sinh_sinh, tanh_sinh};

fn close(name: &str, got: Integral, expected: f64, relative: f64) {
    let error = (got.value - expected).abs();
    assert!(
        error <= relative * expected.abs(),
        "{name}: {} instead of {expected}, error {error:e}, claimed {:e}, {} evaluations",
        got.value,
        got.error,
        got.evaluations
    );
    assert!(
        error <= got.error + 1e-15 * got.magnitude,
        "{name}: error {error:e} above the claimed {:e}",
        got.error
    );
}

#[test]
fn smooth_pieces_between_breakpoints() {
    let t = Tolerance::default();
    // quad(exp, [0, 1])
    close(
        "exp",
        gauss_kronrod(f64::exp, &[0.0, 1.0], t),
        1.718281828459045235,
        2e-15,
    );
    // quad(lambda x: 1/(1+25x²), [-1,1]) = 2/5 atan 5
    let runge = gauss_kronrod(|x| 1.0 / (1.0 + 25.0 * x * x), &[-1.0, 1.0], t);
    close("Runge", runge, 0.54936030677800635, 2e-15);
    // ∫|x − 1/3| over [0, 1] = 5/18 with the kink as a breakpoint
    let third = 1.0 / 3.0;
    let kink = gauss_kronrod(|x| (x - third).abs(), &[0.0, third, 1.0], t);
    close("kink", kink, 5.0 / 18.0, 2e-15);
    // erf(10/√2) √(2π): a narrow peak in a wide interval
    let peak = gauss_kronrod(|x| (-0.5 * (x * 1e3).powi(2)).exp(), &[-1.0, 0.0, 1.0], t);
    close("peak", peak, 0.0025066282746310005, 4e-15);
    assert_eq!(gauss_kronrod(|x| x, &[1.0, 1.0], t).value, 0.0);
}

#[test]
fn singular_ends() {
    let t = Tolerance::default();
    // B(0.1, 0.05) = gamma(.1) gamma(.05)/gamma(.15)
    let beta = tanh_sinh(|_, a, b| a.powf(-0.9) * b.powf(-0.95), 0.0, 1.0, t);
    close("beta", beta, 29.778244500352280, 1e-13);
    // ∫ ln x over [0, 1]
    close("ln", tanh_sinh(|_, a, _| a.ln(), 0.0, 1.0, t), -1.0, 2e-15);
    // Γ(0.05)
    let gamma = exp_sinh(|_, d| d.powf(-0.95) * (-d).exp(), 0.0, 1.0, t);
    close("gamma", gamma, 19.470085311255495, 1e-13);
    // ∫ 1/(1+x²) over [3, ∞) = atan(1/3)
    let tail = exp_sinh(|x, _| 1.0 / (1.0 + x * x), 3.0, 1.0, t);
    close("tail", tail, 0.32175055439664219, 2e-15);
    // ∫ e^x over (−∞, 1]
    let left = exp_sinh(|x, _| x.exp(), 1.0, -2.0, t);
    close("left", left, std::f64::consts::E, 2e-15);
}

#[test]
fn the_whole_line() {
    let t = Tolerance::default();
    let normal = sinh_sinh(|x| (-0.5 * x * x).exp(), 0.3, 1.0, t);
    close("normal", normal, 2.5066282746310005024, 2e-15);
    let cauchy = sinh_sinh(|x| 1.0 / (1.0 + x * x), 1.0, 3.0, t);
    close("Cauchy", cauchy, std::f64::consts::PI, 2e-15);
}
