//! The beta distribution.

use kullback_math::random::{Stream, beta};
use kullback_math::special::{
    beta_inc_split, digamma_remainder, lbeta, ln, log_beta_kernel, log_beta_kernel_slopes, log1p,
    stirling_remainder,
};

use crate::distributions::family::family;
use crate::distributions::formulas::{HALF_LN_2_PI, digamma_difference, inside};
use crate::distributions::{Adjoint, End, Support, Tail, Tails, Univariate};

family! {
    /// Beta(α, β) on (0, 1).
    "beta" Beta {
        /// Shape at 0.
        alpha: positive,
        /// Shape at 1.
        beta: positive,
    }
}

impl Beta {
    /// ln p at a point given by its distances from 0 and from 1.
    pub(crate) fn log_density_at(&self, x: f64, y: f64) -> f64 {
        let Self { alpha, beta } = *self;
        if x < 0.0 || y < 0.0 {
            return f64::NEG_INFINITY;
        }
        if x == 0.0 || y == 0.0 {
            let (at, other) = if x == 0.0 { (alpha, beta) } else { (beta, alpha) };
            return if at == 1.0 { ln(other) } else { (1.0 - at) * f64::INFINITY };
        }
        let (log_x, log_y) = if x < y { (ln(x), log1p(-x)) } else { (log1p(-y), ln(y)) };
        if alpha < 1.0 || beta < 1.0 {
            return (alpha - 1.0) * log_x + (beta - 1.0) * log_y - lbeta(alpha, beta);
        }
        log_beta_kernel(alpha, beta, x, y) - log_x - log_y
    }
}

impl Univariate for Beta {
    fn support(&self) -> Support {
        Support::Interval { low: 0.0, high: 1.0 }
    }

    fn log_density(&self, x: f64) -> f64 {
        self.log_density_at(x, 1.0 - x)
    }

    fn log_density_beside(&self, end: End, distance: f64) -> f64 {
        match end {
            End::Low => self.log_density_at(distance, 1.0 - distance),
            End::High => self.log_density_at(1.0 - distance, distance),
        }
    }

    fn adjoint(&self, x: f64) -> Adjoint {
        let Self { alpha, beta } = *self;
        let y = 1.0 - x;
        Adjoint {
            by_x: (alpha - 1.0) / x - (beta - 1.0) / y,
            by_parameters: log_beta_kernel_slopes(alpha, beta, x, y).to_vec(),
        }
    }

    fn sample(&self, rng: &mut Stream) -> f64 {
        beta(rng, self.alpha, self.beta).unwrap_or(f64::NAN)
    }

    fn entropy(&self) -> Option<f64> {
        let Self { alpha, beta } = *self;
        let n = alpha + beta;
        if alpha < 1.0 || beta < 1.0 {
            return Some(
                lbeta(alpha, beta)
                    + (alpha - 1.0) * digamma_difference(alpha, beta)
                    + (beta - 1.0) * digamma_difference(beta, alpha),
            );
        }
        // Stirling's formula for ln B and the ψ together: what is large cancels.
        let remainder = stirling_remainder(alpha) + stirling_remainder(beta) - stirling_remainder(n);
        let slopes = (n - 2.0) * digamma_remainder(n)
            - (alpha - 1.0) * digamma_remainder(alpha)
            - (beta - 1.0) * digamma_remainder(beta);
        Some(HALF_LN_2_PI + 0.5 * (ln(alpha) + ln(beta)) - 1.5 * ln(n) + remainder + slopes)
    }

    fn cdf(&self, x: f64) -> Option<f64> {
        let x = x.clamp(0.0, 1.0);
        Some(beta_inc_split(self.alpha, self.beta, x, 1.0 - x))
    }

    fn survival(&self, x: f64) -> Option<f64> {
        let x = x.clamp(0.0, 1.0);
        Some(beta_inc_split(self.beta, self.alpha, 1.0 - x, x))
    }

    fn breakpoints(&self) -> Vec<f64> {
        let Self { alpha, beta } = *self;
        let n = alpha + beta;
        let (a, b) = (alpha / n, beta / n);
        let scale = (a * b / (n + 1.0)).sqrt();
        let steps = [-30.0, -8.0, -3.0, -1.0, 0.0, 1.0, 3.0, 8.0, 30.0];
        let near = steps.iter().map(|step| a + step * scale);
        inside(near.chain([0.01 * a, 1.0 - 0.01 * b, 0.5]), 0.0, 1.0)
    }

    fn tails(&self) -> Tails {
        Tails {
            low: Tail::algebraic(1.0 - self.alpha),
            high: Tail::algebraic(1.0 - self.beta),
        }
    }
}
