//! The inverse Gaussian (Wald) distribution.

use std::f64::consts::FRAC_1_SQRT_2;

use kullback_math::random::{Stream, standard_normal, uniform};
use kullback_math::special::{erfcx, exp, ln, normal_cdf};

use crate::distributions::family::family;
use crate::distributions::formulas::{HALF_LN_2_PI, around_log};
use crate::distributions::{Adjoint, Support, Tail, Tails, Univariate};

family! {
    /// Inverse Gaussian with mean μ and shape λ: the time a Brownian motion with drift takes.
    "inverse_gaussian" InverseGaussian {
        /// Mean.
        mu: positive,
        /// Shape; the variance is μ³/λ.
        lambda: positive,
    }
}

impl InverseGaussian {
    /// √(λ/x) (x/μ − 1) and √(λ/x) (x/μ + 1).
    fn standardised(&self, x: f64) -> (f64, f64) {
        let root = (self.lambda / x).sqrt();
        let times_root = |distance: f64| {
            let product = root * (distance / self.mu);
            if product.is_nan() {
                // A factor left the range of a double where the product may not.
                let log = 0.5 * (ln(self.lambda) - ln(x)) + ln(distance.abs()) - ln(self.mu);
                return exp(log).copysign(distance);
            }
            product
        };
        (times_root(x - self.mu), times_root(x + self.mu))
    }

    /// e^(2λ/μ) Φ(−b), with the exponent taken into the tail function.
    fn reflected(a: f64, b: f64) -> f64 {
        0.5 * exp(-0.5 * a * a) * erfcx(b * FRAC_1_SQRT_2)
    }
}

impl Univariate for InverseGaussian {
    fn support(&self) -> Support {
        Support::Interval {
            low: 0.0,
            high: f64::INFINITY,
        }
    }

    fn log_density(&self, x: f64) -> f64 {
        if x <= 0.0 || x == f64::INFINITY {
            return f64::NEG_INFINITY;
        }
        let (a, _) = self.standardised(x);
        0.5 * ln(self.lambda) - HALF_LN_2_PI - 1.5 * ln(x) - 0.5 * a * a
    }

    fn adjoint(&self, x: f64) -> Adjoint {
        let Self { mu, lambda } = *self;
        let excess = (x - mu) / mu;
        let slope = excess * ((x + mu) / mu) / x / x;
        Adjoint {
            by_x: -1.5 / x - 0.5 * lambda * slope,
            by_parameters: vec![
                lambda / mu / mu * excess,
                0.5 / lambda - 0.5 * excess * excess / x,
            ],
        }
    }

    /// Michael, Schucany and Haas, "Generating random variates using transformations with multiple
    /// roots", The American Statistician 30 (1976), with the smaller root free of cancellation.
    fn sample(&self, rng: &mut Stream) -> f64 {
        let z = standard_normal(rng);
        let w = 0.5 * self.mu / self.lambda * z * z;
        let ratio = 1.0 / (1.0 + w + (w * (w + 2.0)).sqrt());
        let first = uniform(rng) * (1.0 + ratio) <= 1.0;
        self.mu * if first { ratio } else { 1.0 / ratio }
    }

    fn entropy(&self) -> Option<f64> {
        None
    }

    fn cdf(&self, x: f64) -> Option<f64> {
        if x <= 0.0 || x == f64::INFINITY {
            return Some(if x > 0.0 { 1.0 } else { 0.0 });
        }
        let (a, b) = self.standardised(x);
        Some(normal_cdf(a) + Self::reflected(a, b))
    }

    /// Loses some relative accuracy far above the mean.
    fn survival(&self, x: f64) -> Option<f64> {
        if x <= 0.0 || x == f64::INFINITY {
            return Some(if x > 0.0 { 0.0 } else { 1.0 });
        }
        let (a, b) = self.standardised(x);
        Some((normal_cdf(-a) - Self::reflected(a, b)).max(0.0))
    }

    fn breakpoints(&self) -> Vec<f64> {
        let variation = (self.mu / self.lambda).sqrt();
        let mode = self.mu / ((1.0 + 2.25 * variation.powi(4)).sqrt() + 1.5 * variation * variation);
        let mut points = around_log(ln(mode), variation.min(1.0), f64::INFINITY);
        points.extend(around_log(ln(self.mu), variation.clamp(1e-3, 2.0), f64::INFINITY));
        points.sort_by(f64::total_cmp);
        points.dedup();
        points
    }

    fn tails(&self) -> Tails {
        let Self { mu, lambda } = *self;
        Tails {
            low: Tail::exponential(1.0, 0.5 * lambda, 1.5),
            high: Tail::exponential(1.0, 0.5 * lambda / mu / mu, -1.5),
        }
    }
}
