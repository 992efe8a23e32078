//! The inverse chi-square distribution.

use super::InvGamma;
use crate::distributions::family::{family, same_law};

family! {
    /// Inverse chi-square with ν degrees of freedom: inverse gamma(ν/2, 1/2).
    "inv_chi_square" InvChiSquare {
        /// Degrees of freedom.
        nu: positive,
    }
}

impl InvChiSquare {
    /// The inverse gamma it is.
    pub fn inv_gamma(&self) -> InvGamma {
        InvGamma {
            alpha: 0.5 * self.nu,
            beta: 0.5,
        }
    }
}

same_law!(InvChiSquare is inv_gamma, by parameters |_law, by| vec![0.5 * by[0]]);
