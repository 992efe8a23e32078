//! The Poisson distribution by the logarithm of its mean.

use kullback_math::special::exp;

use super::Poisson;
use crate::distributions::family::{family, same_law};

family! {
    /// Poisson with mean e^α.
    "poisson_log" PoissonLog {
        /// Logarithm of the mean.
        alpha: logarithm,
    }
}

impl PoissonLog {
    /// The Poisson it is.
    pub fn poisson(&self) -> Poisson {
        Poisson {
            lambda: exp(self.alpha),
        }
    }
}

same_law!(PoissonLog is poisson, by parameters |law, by| vec![law.poisson().lambda * by[0]]);
