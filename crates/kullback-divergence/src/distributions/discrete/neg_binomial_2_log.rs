//! The negative binomial distribution by the logarithm of its mean, and its precision.

use kullback_math::special::exp;

use super::NegBinomial2;
use crate::distributions::InvalidParameter;
use crate::distributions::family::{family, same_law};
use crate::distributions::rules::require;

family! {
    /// Negative binomial with mean e^η and precision φ.
    "neg_binomial_2_log" NegBinomial2Log {
        /// Logarithm of the mean.
        eta: logarithm,
        /// Precision.
        phi: positive,
    }
    also check
}

impl NegBinomial2Log {
    fn check(&self) -> Result<(), InvalidParameter> {
        let rate = self.neg_binomial_2().neg_binomial().beta;
        require(
            rate > 0.0 && rate.is_finite(),
            "neg_binomial_2_log",
            "phi",
            self.phi,
            "such that its ratio to the mean is in the range of a double",
        )
    }

    /// The same law by its mean.
    pub fn neg_binomial_2(&self) -> NegBinomial2 {
        NegBinomial2 {
            mu: exp(self.eta),
            phi: self.phi,
        }
    }
}

same_law!(NegBinomial2Log is neg_binomial_2, by parameters |law, by| {
    vec![law.neg_binomial_2().mu * by[0], by[1]]
});
