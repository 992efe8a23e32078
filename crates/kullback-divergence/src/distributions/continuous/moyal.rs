//! The Moyal distribution.

use std::f64::consts::{FRAC_1_SQRT_2, LN_2};

use kullback_math::random::{Stream, standard_normal};
use kullback_math::special::{erf, exp, expm1, ln, normal_cdf};

use crate::distributions::family::family;
use crate::distributions::formulas::{EULER, HALF_LN_2_PI, around};
use crate::distributions::{Adjoint, Support, Tail, Tails, Univariate};

family! {
    /// Moyal with mode μ and scale σ: e^−z is chi-square with one degree of freedom.
    "moyal" Moyal {
        /// Mode.
        mu: finite,
        /// Scale.
        sigma: positive,
    }
}

impl Moyal {
    fn standardised(&self, x: f64) -> f64 {
        (x - self.mu) / self.sigma
    }
}

impl Univariate for Moyal {
    fn support(&self) -> Support {
        Support::Interval {
            low: f64::NEG_INFINITY,
            high: f64::INFINITY,
        }
    }

    fn log_density(&self, x: f64) -> f64 {
        let z = self.standardised(x);
        if z == f64::NEG_INFINITY {
            return z;
        }
        -0.5 * (z + exp(-z)) - HALF_LN_2_PI - ln(self.sigma)
    }

    fn adjoint(&self, x: f64) -> Adjoint {
        let z = self.standardised(x);
        let by_z = 0.5 * expm1(-z);
        Adjoint {
            by_x: by_z / self.sigma,
            by_parameters: vec![-by_z / self.sigma, (-z * by_z - 1.0) / self.sigma],
        }
    }

    fn sample(&self, rng: &mut Stream) -> f64 {
        let size = standard_normal(rng).abs().max(f64::MIN_POSITIVE);
        self.mu - 2.0 * self.sigma * ln(size)
    }

    fn entropy(&self) -> Option<f64> {
        Some(ln(self.sigma) + HALF_LN_2_PI + 0.5 * (1.0 + EULER + LN_2))
    }

    fn cdf(&self, x: f64) -> Option<f64> {
        Some(2.0 * normal_cdf(-exp(-0.5 * self.standardised(x))))
    }

    fn survival(&self, x: f64) -> Option<f64> {
        Some(erf(exp(-0.5 * self.standardised(x)) * FRAC_1_SQRT_2))
    }

    fn breakpoints(&self) -> Vec<f64> {
        around(self.mu, self.sigma, f64::NEG_INFINITY, f64::INFINITY)
    }

    fn tails(&self) -> Tails {
        let rate = 1.0 / self.sigma;
        Tails {
            low: Tail::DoubleExponential { rate },
            high: Tail::exponential(1.0, 0.5 * rate, 0.0),
        }
    }
}
