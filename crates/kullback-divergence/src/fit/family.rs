//! The families that can be fitted: what their parameters may be, and where to begin.

use std::f64::consts::PI;

use kullback_math::special::{inv_logit, ln, log1p, logit};

use Domain::{Positive, Real, Unit};

/// What a parameter may be, and with that its unconstrained coordinate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Domain {
    /// Any number; itself.
    Real,
    /// Positive; its logarithm.
    Positive,
    /// Between 0 and 1; its logit.
    Unit,
}

impl Domain {
    /// The parameter at an unconstrained coordinate.
    pub(super) fn parameter(self, u: f64) -> f64 {
        match self {
            Real => u,
            Positive => u.exp(),
            Unit => inv_logit(u),
        }
    }

    /// The unconstrained coordinate of a parameter.
    pub(super) fn coordinate(self, x: f64) -> f64 {
        match self {
            Real => x,
            Positive => ln(x),
            Unit => logit(x),
        }
    }

    /// d parameter / d coordinate at a coordinate.
    pub(super) fn slope(self, u: f64) -> f64 {
        match self {
            Real => 1.0,
            Positive => u.exp(),
            Unit => inv_logit(u) * inv_logit(-u),
        }
    }
}

/// A family to fit.
#[derive(Clone, Copy, Debug)]
pub(super) struct Fitted {
    pub(super) name: &'static str,
    pub(super) domains: &'static [Domain],
    /// Parameters whose mean and standard deviation are near these; None where none are.
    pub(super) from_moments: fn(f64, f64) -> Option<Vec<f64>>,
}

macro_rules! fitted {
    ($($name:literal [$($domain:ident)*] |$m:ident, $s:ident| $start:expr;)*) => {
        /// Names of the families that [`fit`](super::fit) knows.
        pub const FAMILIES: &[&str] = &[$($name),*];

        pub(super) const TABLE: &[Fitted] = &[$(Fitted {
            name: $name,
            domains: &[$($domain),*],
            from_moments: |$m, $s| $start,
        }),*];
    };
}

fn when(holds: bool, parameters: Vec<f64>) -> Option<Vec<f64>> {
    holds.then_some(parameters)
}

fitted! {
    "normal" [Real Positive] |m, s| Some(vec![m, s]);
    "logistic" [Real Positive] |m, s| Some(vec![m, s * 3.0_f64.sqrt() / PI]);
    "double_exponential" [Real Positive] |m, s| Some(vec![m, s / 2.0_f64.sqrt()]);
    "cauchy" [Real Positive] |m, s| Some(vec![m, 0.7 * s]);
    "student_t" [Positive Real Positive] |m, s| Some(vec![5.0, m, 0.8 * s]);
    "gumbel" [Real Positive] |m, s| Some(vec![m - 0.45 * s, s * 6.0_f64.sqrt() / PI]);
    "exponential" [Positive] |m, _s| when(m > 0.0, vec![1.0 / m]);
    "gamma" [Positive Positive] |m, s| when(m > 0.0, vec![m * m / (s * s), m / (s * s)]);
    "inv_gamma" [Positive Positive] |m, s| {
        let a = 2.0 + m * m / (s * s);
        when(m > 0.0, vec![a, m * (a - 1.0)])
    };
    "weibull" [Positive Positive] |m, s| when(m > 0.0, vec![(s / m).powf(-1.086), 1.1 * m]);
    "lognormal" [Real Positive] |m, s| {
        let v = log1p(s * s / (m * m));
        when(m > 0.0, vec![ln(m.max(1e-300)) - 0.5 * v, v.sqrt()])
    };
    "beta" [Positive Positive] |m, s| {
        let n = m * (1.0 - m) / (s * s) - 1.0;
        when(m > 0.0 && m < 1.0 && n > 0.0, vec![m * n, (1.0 - m) * n])
    };
    "poisson" [Positive] |m, _s| when(m > 0.0, vec![m]);
    "geometric" [Unit] |m, _s| when(m > 0.0, vec![1.0 / (1.0 + m)]);
    "neg_binomial" [Positive Positive] |m, s| {
        let excess = (s * s - m).max(0.1 * m);
        when(m > 0.0, vec![m * m / excess, m / excess])
    };
    "bernoulli" [Unit] |m, _s| when(m > 0.0 && m < 1.0, vec![m]);
}
