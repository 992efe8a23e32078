//! The Maxwell distribution.

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
            beta: 0.5 / self.sigma / self.sigma,
        }
    }
}

square_root_of_gamma!(Maxwell, by parameters |law, x| {
    let z = x / law.sigma;
    vec![(z * z - 3.0) / law.sigma]
});
