//! The Maxwell distribution.

use std::f64::consts::FRAC_1_SQRT_2;

use super::root_gamma::{RootGamma, square_root_of_gamma};
use crate::distributions::family::family;

family! {
    /// Maxwell: the length of a vector of three normals(0, σ).
    "maxwell" Maxwell {
        /// Standard deviation of each coordinate.
        sigma: positive,
    }
}

impl Maxwell {
    pub(crate) fn root_gamma(&self) -> RootGamma {
        RootGamma {
            alpha: 1.5,
            root_rate: FRAC_1_SQRT_2 / self.sigma,
        }
    }
}

square_root_of_gamma!(Maxwell, by parameters |law, x| {
    let z = x / law.sigma;
    vec![(z * z - 3.0) / law.sigma]
});
