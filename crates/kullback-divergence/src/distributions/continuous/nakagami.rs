//! The Nakagami distribution.

use kullback_math::special::{digamma_remainder, log1p_minus};

use super::root_gamma::{RootGamma, square_root_of_gamma};
use crate::distributions::family::family;

family! {
    /// Nakagami with shape m and mean square ω: x² is gamma(m, m/ω).
    "nakagami" Nakagami {
        /// Shape.
        m: positive,
        /// Mean of x².
        omega: positive,
    }
}

impl Nakagami {
    pub(crate) fn root_gamma(&self) -> RootGamma {
        RootGamma {
            alpha: self.m,
            root_rate: self.m.sqrt() / self.omega.sqrt(),
        }
    }
}

square_root_of_gamma!(Nakagami, by parameters |law, x| {
    let Nakagami { m, omega } = *law;
    let root = omega.sqrt();
    // x²/ω − 1; ln(x²/ω) + 1 − x²/ω cancels to second order.
    let excess = (x - root) * (x + root) / omega;
    vec![
        log1p_minus(excess, x * x / omega) - digamma_remainder(m),
        m / omega * excess,
    ]
});
