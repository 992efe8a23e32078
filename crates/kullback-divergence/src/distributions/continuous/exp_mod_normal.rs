//! The exponentially modified normal distribution.

use std::f64::consts::{FRAC_1_SQRT_2, LN_2};

use kullback_math::random::{Stream, exponential, standard_normal};
use kullback_math::special::{erfcx, exp, ln, normal_cdf, normal_log_cdf};

use crate::distributions::family::family;
use crate::distributions::formulas::{around, inside, normal_hazard, normal_hazard_excess};
use crate::distributions::{Adjoint, Support, Tail, Tails, Univariate};

family! {
    /// The sum of a normal(μ, σ) and an exponential(λ).
    "exp_mod_normal" ExpModNormal {
        /// Mean of the normal part.
        mu: finite,
        /// Standard deviation of the normal part.
        sigma: positive,
        /// Rate of the exponential part.
        lambda: positive,
    }
}

impl ExpModNormal {
    /// z = (x − μ)/σ, s = λσ.
    fn standardised(&self, x: f64) -> (f64, f64) {
        ((x - self.mu) / self.sigma, self.lambda * self.sigma)
    }
}

impl Univariate for ExpModNormal {
    fn support(&self) -> Support {
        Support::Interval {
            low: f64::NEG_INFINITY,
            high: f64::INFINITY,
        }
    }

    /// ln λ + s²/2 − sz + ln Φ(z − s), in two arrangements.
    fn log_density(&self, x: f64) -> f64 {
        let (z, s) = self.standardised(x);
        if z.is_infinite() {
            return f64::NEG_INFINITY;
        }
        let u = s - z;
        if u > 0.0 {
            ln(self.lambda) - 0.5 * z * z + ln(erfcx(u * FRAC_1_SQRT_2)) - LN_2
        } else {
            ln(self.lambda) + s * (0.5 * s - z) + normal_log_cdf(-u)
        }
    }

    fn adjoint(&self, x: f64) -> Adjoint {
        let (z, s) = self.standardised(x);
        let u = s - z;
        let excess = normal_hazard_excess(u);
        // On the exponential's side the hazard is small, and z and u cancel.
        let (by_z, by_sigma) = if u < 0.0 {
            let hazard = normal_hazard(u);
            (hazard - s, s * s - (z + s) * hazard)
        } else {
            (excess - z, -z * (excess - z) - s * excess)
        };
        Adjoint {
            by_x: by_z / self.sigma,
            by_parameters: vec![
                -by_z / self.sigma,
                by_sigma / self.sigma,
                1.0 / self.lambda - self.sigma * excess,
            ],
        }
    }

    fn sample(&self, rng: &mut Stream) -> f64 {
        let delay = exponential(rng, self.lambda).unwrap_or(f64::NAN);
        self.mu + self.sigma * standard_normal(rng) + delay
    }

    fn entropy(&self) -> Option<f64> {
        None
    }

    /// Loses relative accuracy in the lower tail.
    fn cdf(&self, x: f64) -> Option<f64> {
        let (z, _) = self.standardised(x);
        let rest = exp(self.log_density(x)) / self.lambda;
        Some((normal_cdf(z) - rest).max(0.0))
    }

    fn survival(&self, x: f64) -> Option<f64> {
        let (z, _) = self.standardised(x);
        Some((normal_cdf(-z) + exp(self.log_density(x)) / self.lambda).min(1.0))
    }

    fn breakpoints(&self) -> Vec<f64> {
        let (low, high) = (f64::NEG_INFINITY, f64::INFINITY);
        let delay = 1.0 / self.lambda;
        let near = around(self.mu, self.sigma, low, high);
        let late = [1.0, 3.0, 8.0, 30.0].map(|step| self.mu + step * delay);
        inside(near.into_iter().chain(late), low, high)
    }

    fn tails(&self) -> Tails {
        Tails {
            low: Tail::exponential(2.0, 0.5 / self.sigma / self.sigma, 0.0),
            high: Tail::exponential(1.0, self.lambda, 0.0),
        }
    }
}
