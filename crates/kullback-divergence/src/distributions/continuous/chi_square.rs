//! The chi-square distribution.

use super::Gamma;
use crate::distributions::family::{family, same_law};

family! {
    /// Chi-square with ν degrees of freedom: gamma(ν/2, 1/2).
    "chi_square" ChiSquare {
        /// Degrees of freedom.
        nu: positive,
    }
}

impl ChiSquare {
    /// The gamma it is.
    pub fn gamma(&self) -> Gamma {
        Gamma {
            alpha: 0.5 * self.nu,
            beta: 0.5,
        }
    }
}

same_law!(ChiSquare is gamma, by parameters |_law, by| vec![0.5 * by[0]]);
