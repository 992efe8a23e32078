//! The skew double exponential (asymmetric Laplace) distribution.

use kullback_math::random::{Stream, exponential, uniform};
use kullback_math::special::{exp, expm1, ln, log1p};

use crate::distributions::family::family;
use crate::distributions::formulas::{around, inside};
use crate::distributions::{Adjoint, Support, Tail, Tails, Univariate};

family! {
    /// Skew double exponential: rate 2(1 − τ)/σ below μ and 2τ/σ above, with mass τ below μ.
    "skew_double_exponential" SkewDoubleExponential {
        /// Mode, and quantile of τ.
        mu: finite,
        /// Scale.
        sigma: positive,
        /// Mass below μ.
        tau: inner_probability,
    }
}

impl SkewDoubleExponential {
    /// The rates below and above μ.
    fn rates(&self) -> (f64, f64) {
        (
            2.0 * (1.0 - self.tau) / self.sigma,
            2.0 * self.tau / self.sigma,
        )
    }
}

impl Univariate for SkewDoubleExponential {
    fn support(&self) -> Support {
        Support::Interval {
            low: f64::NEG_INFINITY,
            high: f64::INFINITY,
        }
    }

    fn log_density(&self, x: f64) -> f64 {
        let (below, above) = self.rates();
        let distance = x - self.mu;
        if distance.is_infinite() {
            return f64::NEG_INFINITY;
        }
        let front = ln(2.0 * self.tau) + log1p(-self.tau) - ln(self.sigma);
        front - if distance < 0.0 { -below } else { above } * distance
    }

    fn adjoint(&self, x: f64) -> Adjoint {
        let Self { sigma, tau, .. } = *self;
        let (below, above) = self.rates();
        let distance = x - self.mu;
        let slope = if distance < 0.0 { -below } else { above };
        let front = 1.0 / tau - 1.0 / (1.0 - tau);
        Adjoint {
            by_x: -slope,
            by_parameters: vec![
                slope,
                (slope * distance - 1.0) / sigma,
                front - 2.0 * distance / sigma,
            ],
        }
    }

    fn sample(&self, rng: &mut Stream) -> f64 {
        let (below, above) = self.rates();
        let lower = uniform(rng) < self.tau;
        let unit = exponential(rng, 1.0).unwrap_or(f64::NAN);
        self.mu + if lower { -unit / below } else { unit / above }
    }

    fn entropy(&self) -> Option<f64> {
        Some(1.0 - ln(2.0 * self.tau) - log1p(-self.tau) + ln(self.sigma))
    }

    fn cdf(&self, x: f64) -> Option<f64> {
        let (below, above) = self.rates();
        let distance = x - self.mu;
        Some(if distance.is_infinite() {
            if distance > 0.0 { 1.0 } else { 0.0 }
        } else if distance < 0.0 {
            self.tau * exp(below * distance)
        } else {
            self.tau - (1.0 - self.tau) * expm1(-above * distance)
        })
    }

    fn survival(&self, x: f64) -> Option<f64> {
        let (below, above) = self.rates();
        let distance = x - self.mu;
        Some(if distance.is_infinite() {
            if distance > 0.0 { 0.0 } else { 1.0 }
        } else if distance < 0.0 {
            (1.0 - self.tau) - self.tau * expm1(below * distance)
        } else {
            (1.0 - self.tau) * exp(-above * distance)
        })
    }

    fn breakpoints(&self) -> Vec<f64> {
        let (low, high) = (f64::NEG_INFINITY, f64::INFINITY);
        let (below, above) = self.rates();
        let lower = around(self.mu, 1.0 / below, low, self.mu);
        let upper = around(self.mu, 1.0 / above, self.mu, high);
        inside(lower.into_iter().chain([self.mu]).chain(upper), low, high)
    }

    fn tails(&self) -> Tails {
        let (below, above) = self.rates();
        Tails {
            low: Tail::exponential(1.0, below, 0.0),
            high: Tail::exponential(1.0, above, 0.0),
        }
    }
}
