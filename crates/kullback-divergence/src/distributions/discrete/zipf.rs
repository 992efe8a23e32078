//! The zeta (Zipf) distribution.

use kullback_math::random::{Stream, uniform};
use kullback_math::special::{exp, expm1, ln, log1p};

use crate::distributions::family::family;
use crate::distributions::formulas::{
    is_whole_between, sum_of_masses, uniform_above_zero, whole_around,
};
use crate::distributions::{Adjoint, Support, Tail, Tails, Univariate};

family! {
    /// Zipf on all whole numbers from 1: k with probability k^−s / ζ(s).
    "zipf" Zipf {
        /// Exponent.
        s: above_one,
    }
}

impl Univariate for Zipf {
    fn support(&self) -> Support {
        Support::Integers {
            low: 1.0,
            high: f64::INFINITY,
        }
    }

    fn log_density(&self, x: f64) -> f64 {
        if !is_whole_between(x, 1.0, f64::INFINITY) {
            return f64::NEG_INFINITY;
        }
        let (zeta_minus_1, _) = zeta(self.s);
        -self.s * ln(x) - log1p(zeta_minus_1)
    }

    fn adjoint(&self, x: f64) -> Adjoint {
        let (zeta_minus_1, slope) = zeta(self.s);
        Adjoint {
            by_x: 0.0,
            by_parameters: vec![-ln(x) - slope / (1.0 + zeta_minus_1)],
        }
    }

    /// L. Devroye, "Non-Uniform Random Variate Generation" (1986), X.6.1.
    fn sample(&self, rng: &mut Stream) -> f64 {
        let power = self.s - 1.0;
        let bound = -expm1(-power * std::f64::consts::LN_2);
        loop {
            let x = exp(-ln(uniform_above_zero(rng)) / power).floor();
            // T = (1 + 1/x)^power; the test V x (T − 1)/(b − 1) ≤ T/b over T and b.
            let rise = -expm1(-power * log1p(1.0 / x));
            if x.is_infinite() || uniform(rng) * x * rise <= bound {
                return x;
            }
        }
    }

    fn entropy(&self) -> Option<f64> {
        let (zeta_minus_1, slope) = zeta(self.s);
        let value = 1.0 + zeta_minus_1;
        Some(log1p(zeta_minus_1) - self.s * slope / value)
    }

    fn cdf(&self, x: f64) -> Option<f64> {
        sum_of_masses(self, 1.0, x.floor())
    }

    fn breakpoints(&self) -> Vec<f64> {
        whole_around(1.0, 1.0 + 1.0 / (self.s - 1.0), 1.0, f64::INFINITY)
    }

    fn tails(&self) -> Tails {
        Tails {
            low: Tail::positive(),
            high: Tail::algebraic(-self.s),
        }
    }
}

/// ζ(s) − 1 and ζ′(s) for s > 1 by the Euler–Maclaurin formula (DLMF 25.2.10).
fn zeta(s: f64) -> (f64, f64) {
    const FROM: f64 = 16.0;
    /// B₂ⱼ/(2j)!
    const BERNOULLI: [f64; 8] = [
        1.0 / 12.0,
        -1.0 / 720.0,
        1.0 / 30_240.0,
        -1.0 / 1_209_600.0,
        1.0 / 47_900_160.0,
        -691.0 / 1_307_674_368_000.0,
        1.0 / 74_724_249_600.0,
        -3617.0 / 10_670_622_842_880_000.0,
    ];
    let log = ln(FROM);
    let end = exp(-s * log);
    // The integral from 16, half the term there, and the corrections, with their slopes.
    let integral = FROM * end / (s - 1.0);
    let mut value = integral + 0.5 * end;
    let mut slope = -integral * (log + 1.0 / (s - 1.0)) - 0.5 * end * log;
    let mut factor = s * end / FROM;
    let mut log_slope = 1.0 / s - log;
    for (j, coefficient) in BERNOULLI.iter().enumerate() {
        value += coefficient * factor;
        slope += coefficient * factor * log_slope;
        for i in [2 * j + 1, 2 * j + 2] {
            let next = s + i as f64;
            factor *= next / FROM;
            log_slope += 1.0 / next;
        }
    }
    for k in (2..16).rev() {
        let log = ln(f64::from(k));
        let term = exp(-s * log);
        value += term;
        slope -= term * log;
    }
    (value, slope)
}
