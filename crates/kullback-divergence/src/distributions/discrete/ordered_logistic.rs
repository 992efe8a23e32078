//! The ordered logistic distribution.

use kullback_math::random::{Stream, uniform};
use kullback_math::special::{expm1, inv_logit, log_inv_logit, log1m_exp, logit};

use super::ordered::{Noise, chain, entropy_of_categories, noise_interval, ordered_law};
use crate::distributions::{Adjoint, Support, Tail, Tails, Univariate};

ordered_law! {
    /// Ordered logistic: the category, from 1, in which η plus logistic noise falls between cutpoints.
    "ordered_logistic" OrderedLogistic
}

impl Univariate for OrderedLogistic {
    fn support(&self) -> Support {
        Support::Integers {
            low: 1.0,
            high: (self.c.len() + 1) as f64,
        }
    }

    fn log_density(&self, x: f64) -> f64 {
        let Some(Noise { low, high, width }) = noise_interval(self.eta, &self.c, x) else {
            return f64::NEG_INFINITY;
        };
        // F(high) − F(low) = F(high) (1 − e^−width) (1 − F(low)), where an end at infinity gives 1.
        log_inv_logit(high) + log_inv_logit(-low) + log1m_exp(-width)
    }

    fn adjoint(&self, x: f64) -> Adjoint {
        let Some(Noise { low, high, width }) = noise_interval(self.eta, &self.c, x) else {
            return Adjoint {
                by_x: 0.0,
                by_parameters: vec![f64::NAN; self.c.len() + 1],
            };
        };
        // 1/(e^width − 1), from ln(1 − e^−width).
        let rise = 1.0 / expm1(width);
        let (by_low, by_high) = (-rise - inv_logit(low), rise + inv_logit(-high));
        let by_eta = inv_logit(low) - inv_logit(-high);
        Adjoint {
            by_x: 0.0,
            by_parameters: chain(x, self.c.len(), by_low, by_high, by_eta),
        }
    }

    fn sample(&self, rng: &mut Stream) -> f64 {
        let latent = self.eta + logit(uniform(rng) + f64::EPSILON / 4.0);
        1.0 + self.c.iter().filter(|c| **c < latent).count() as f64
    }

    fn entropy(&self) -> Option<f64> {
        Some(entropy_of_categories(self, self.c.len() + 1))
    }

    fn cdf(&self, x: f64) -> Option<f64> {
        let high = noise_interval(self.eta, &self.c, x.floor()).map(|ends| ends.high);
        Some(high.map_or(if x < 1.0 { 0.0 } else { 1.0 }, inv_logit))
    }

    fn survival(&self, x: f64) -> Option<f64> {
        let high = noise_interval(self.eta, &self.c, x.floor()).map(|ends| ends.high);
        Some(high.map_or(if x < 1.0 { 1.0 } else { 0.0 }, |high| inv_logit(-high)))
    }

    fn breakpoints(&self) -> Vec<f64> {
        Vec::new()
    }

    fn tails(&self) -> Tails {
        Tails::both(Tail::positive())
    }
}
