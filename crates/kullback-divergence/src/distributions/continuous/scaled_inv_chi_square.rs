//! The scaled inverse chi-square distribution.

use kullback_math::random::Stream;
use kullback_math::special::{digamma_remainder, log1p_minus};

use super::InvGamma;
use crate::distributions::family::family;
use crate::distributions::rules::require;
use crate::distributions::{Adjoint, InvalidParameter, Support, Tails, Univariate};

family! {
    /// Scaled inverse chi-square with ν degrees of freedom and scale σ: inverse gamma(ν/2, νσ²/2).
    "scaled_inv_chi_square" ScaledInvChiSquare {
        /// Degrees of freedom.
        nu: positive,
        /// Scale, the square root of the harmonic mean.
        sigma: positive,
    }
    also check
}

impl ScaledInvChiSquare {
    fn check(&self) -> Result<(), InvalidParameter> {
        let scale = self.inv_gamma().beta;
        require(
            scale > 0.0 && scale.is_finite(),
            "scaled_inv_chi_square",
            "sigma",
            self.sigma,
            "such that nu sigma^2 / 2 is in the range of a double",
        )
    }

    /// The inverse gamma it is.
    pub fn inv_gamma(&self) -> InvGamma {
        InvGamma {
            alpha: 0.5 * self.nu,
            beta: 0.5 * self.nu * self.sigma * self.sigma,
        }
    }
}

impl Univariate for ScaledInvChiSquare {
    fn support(&self) -> Support {
        self.inv_gamma().support()
    }

    fn log_density(&self, x: f64) -> f64 {
        self.inv_gamma().log_density(x)
    }

    fn adjoint(&self, x: f64) -> Adjoint {
        let Self { nu, sigma } = *self;
        let square = sigma * sigma;
        let root = x.sqrt();
        // ln(σ²/x) + 1 − σ²/x, whose parts cancel near x = σ².
        let m = (sigma - root) * (sigma + root) / x;
        let by_nu = 0.5 * (log1p_minus(m, square / x) - digamma_remainder(0.5 * nu));
        Adjoint {
            by_x: (0.5 * nu * square / x - (0.5 * nu + 1.0)) / x,
            by_parameters: vec![by_nu, -nu / sigma * m],
        }
    }

    fn sample(&self, rng: &mut Stream) -> f64 {
        self.inv_gamma().sample(rng)
    }

    fn entropy(&self) -> Option<f64> {
        self.inv_gamma().entropy()
    }

    fn cdf(&self, x: f64) -> Option<f64> {
        self.inv_gamma().cdf(x)
    }

    fn survival(&self, x: f64) -> Option<f64> {
        self.inv_gamma().survival(x)
    }

    fn breakpoints(&self) -> Vec<f64> {
        self.inv_gamma().breakpoints()
    }

    fn tails(&self) -> Tails {
        self.inv_gamma().tails()
    }
}
