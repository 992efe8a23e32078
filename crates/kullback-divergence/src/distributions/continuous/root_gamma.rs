//! The square root of a gamma variable: what chi, Maxwell and Nakagami have in common.

use std::f64::consts::LN_2;

use kullback_math::random::Stream;
use kullback_math::special::{
    digamma, exp, gamma_kernel_log_slope, gamma_p, gamma_q, ln, log_gamma_kernel,
};

use super::ExpGamma;
use crate::distributions::formulas::{around, around_log, gamma_entropy};
use crate::distributions::{Support, Tail, Tails, Univariate};

/// x with x² distributed as gamma(α, ρ²).
#[derive(Clone, Copy, Debug)]
pub(crate) struct RootGamma {
    pub(crate) alpha: f64,
    /// √β, which keeps its range where β would not.
    pub(crate) root_rate: f64,
}

impl RootGamma {
    pub(crate) fn support(&self) -> Support {
        Support::Interval {
            low: 0.0,
            high: f64::INFINITY,
        }
    }

    pub(crate) fn log_density(&self, x: f64) -> f64 {
        let Self { alpha, root_rate } = *self;
        if x < 0.0 || x == f64::INFINITY {
            return f64::NEG_INFINITY;
        }
        if x == 0.0 {
            // x^(2α − 1) at its end.
            return if alpha == 0.5 {
                LN_2 + ln(root_rate) - 0.5 * ln(std::f64::consts::PI)
            } else {
                (1.0 - 2.0 * alpha) * f64::INFINITY
            };
        }
        let z = root_rate * x;
        if z < 1e-140 {
            // The square would underflow.
            let log_square = 2.0 * (ln(root_rate) + ln(x));
            return self.log_square().log_density(log_square) + LN_2 - ln(x);
        }
        log_gamma_kernel(alpha, z * z) + LN_2 + ln(alpha) - ln(x)
    }

    pub(crate) fn by_x(&self, x: f64) -> f64 {
        (2.0 * self.alpha - 1.0) / x - 2.0 * self.root_rate * (self.root_rate * x)
    }

    /// The derivative by α.
    pub(crate) fn by_alpha(&self, x: f64) -> f64 {
        let z = self.root_rate * x;
        gamma_kernel_log_slope(self.alpha, z * z) + 1.0 / self.alpha
    }

    /// The law of ln βx².
    fn log_square(&self) -> ExpGamma {
        ExpGamma {
            alpha: self.alpha,
            beta: 1.0,
        }
    }

    pub(crate) fn sample(&self, rng: &mut Stream) -> f64 {
        exp(0.5 * self.log_square().sample(rng)) / self.root_rate
    }

    pub(crate) fn entropy(&self) -> Option<f64> {
        let Self { alpha, root_rate } = *self;
        Some(gamma_entropy(alpha) - 0.5 * digamma(alpha) - ln(root_rate) - LN_2)
    }

    pub(crate) fn cdf(&self, x: f64) -> Option<f64> {
        let z = self.root_rate * x.max(0.0);
        Some(gamma_p(self.alpha, z * z))
    }

    pub(crate) fn survival(&self, x: f64) -> Option<f64> {
        let z = self.root_rate * x.max(0.0);
        Some(gamma_q(self.alpha, z * z))
    }

    pub(crate) fn breakpoints(&self) -> Vec<f64> {
        let Self { alpha, root_rate } = *self;
        let centre = alpha.sqrt() / root_rate;
        if alpha < 4.0 {
            return around_log(ln(centre), 0.5 / alpha.min(1.0), f64::INFINITY);
        }
        around(centre, 0.5 / root_rate, 0.0, f64::INFINITY)
    }

    pub(crate) fn tails(&self) -> Tails {
        let power = 2.0 * self.alpha - 1.0;
        Tails {
            low: Tail::algebraic(-power),
            high: Tail::exponential(2.0, self.root_rate * self.root_rate, power),
        }
    }
}

/// Makes a law the square root of the gamma that its method `root_gamma` gives.
macro_rules! square_root_of_gamma {
    ($law:ident, by parameters |$this:ident, $x:ident| $chain:expr) => {
        impl $crate::distributions::Univariate for $law {
            fn support(&self) -> $crate::distributions::Support {
                self.root_gamma().support()
            }

            fn log_density(&self, x: f64) -> f64 {
                self.root_gamma().log_density(x)
            }

            fn adjoint(&self, x: f64) -> $crate::distributions::Adjoint {
                let $this = self;
                let $x = x;
                $crate::distributions::Adjoint {
                    by_x: self.root_gamma().by_x(x),
                    by_parameters: $chain,
                }
            }

            fn sample(&self, rng: &mut kullback_math::random::Stream) -> f64 {
                self.root_gamma().sample(rng)
            }

            fn entropy(&self) -> Option<f64> {
                self.root_gamma().entropy()
            }

            fn cdf(&self, x: f64) -> Option<f64> {
                self.root_gamma().cdf(x)
            }

            fn survival(&self, x: f64) -> Option<f64> {
                self.root_gamma().survival(x)
            }

            fn breakpoints(&self) -> Vec<f64> {
                self.root_gamma().breakpoints()
            }

            fn tails(&self) -> $crate::distributions::Tails {
                self.root_gamma().tails()
            }
        }
    };
}

pub(crate) use square_root_of_gamma;
