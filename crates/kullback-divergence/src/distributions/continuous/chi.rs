//! The chi distribution.

use std::f64::consts::FRAC_1_SQRT_2;

use super::root_gamma::{RootGamma, square_root_of_gamma};
use crate::distributions::family::family;

family! {
    /// Chi with ν degrees of freedom: the length of a vector of ν standard normals.
    "chi" Chi {
        /// Degrees of freedom.
        nu: positive,
    }
}

impl Chi {
    pub(crate) fn root_gamma(&self) -> RootGamma {
        RootGamma {
            alpha: 0.5 * self.nu,
            root_rate: FRAC_1_SQRT_2,
        }
    }
}

square_root_of_gamma!(Chi, by parameters |law, x| {
    vec![0.5 * law.root_gamma().by_alpha(x)]
});
