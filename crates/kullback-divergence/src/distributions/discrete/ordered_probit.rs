//! The ordered probit distribution.

use kullback_math::random::{Stream, standard_normal};
use kullback_math::special::{exp, expm1, normal_cdf};

use super::ordered::{Noise, chain, entropy_of_categories, noise_interval, ordered_law};
use crate::distributions::formulas::{HALF_LN_2_PI, log_normal_mass};
use crate::distributions::{Adjoint, Support, Tail, Tails, Univariate};

ordered_law! {
    /// Ordered probit: the category, from 1, in which η plus normal noise falls between cutpoints.
    "ordered_probit" OrderedProbit
}

impl Univariate for OrderedProbit {
    fn support(&self) -> Support {
        Support::Integers {
            low: 1.0,
            high: (self.c.len() + 1) as f64,
        }
    }

    fn log_density(&self, x: f64) -> f64 {
        noise_interval(self.eta, &self.c, x)
            .map_or(f64::NEG_INFINITY, |noise| log_normal_mass(noise.low, noise.high, noise.width))
    }

    fn adjoint(&self, x: f64) -> Adjoint {
        let Some(Noise { low, high, width }) = noise_interval(self.eta, &self.c, x) else {
            return Adjoint {
                by_x: 0.0,
                by_parameters: vec![f64::NAN; self.c.len() + 1],
            };
        };
        let log_mass = log_normal_mass(low, high, width);
        let ratio = |z: f64| exp(-0.5 * z * z - HALF_LN_2_PI - log_mass);
        let (by_low, by_high) = (-ratio(low), ratio(high));
        // φ(low) − φ(high), which cancels in a narrow interval.
        let by_eta = if width.is_finite() {
            let (near, sum) = if low + high > 0.0 { (-by_low, low + high) } else { (-by_high, -low - high) };
            -near * expm1(-0.5 * width * sum)
        } else {
            -by_low - by_high
        };
        Adjoint {
            by_x: 0.0,
            by_parameters: chain(x, self.c.len(), by_low, by_high, by_eta),
        }
    }

    fn sample(&self, rng: &mut Stream) -> f64 {
        let latent = self.eta + standard_normal(rng);
        1.0 + self.c.iter().filter(|c| **c < latent).count() as f64
    }

    fn entropy(&self) -> Option<f64> {
        Some(entropy_of_categories(self, self.c.len() + 1))
    }

    fn cdf(&self, x: f64) -> Option<f64> {
        let high = noise_interval(self.eta, &self.c, x.floor()).map(|ends| ends.high);
        Some(high.map_or(if x < 1.0 { 0.0 } else { 1.0 }, normal_cdf))
    }

    fn survival(&self, x: f64) -> Option<f64> {
        let high = noise_interval(self.eta, &self.c, x.floor()).map(|ends| ends.high);
        Some(high.map_or(if x < 1.0 { 1.0 } else { 0.0 }, |high| normal_cdf(-high)))
    }

    fn breakpoints(&self) -> Vec<f64> {
        Vec::new()
    }

    fn tails(&self) -> Tails {
        Tails::both(Tail::positive())
    }
}
