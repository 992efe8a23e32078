//! Any law of several variables, so that pairs can be matched.

use std::fmt;

use kullback_math::random::Stream;

use super::*;
use crate::distributions::catalogue::{catalogue, write_law};
use crate::distributions::nearest::nearest;
use crate::distributions::{Argument, Distribution, LawError, Named, ToDistribution};

catalogue! {
    /// A law of several variables.
    MultivariateLaw in Multivariate: dyn multivariate() -> Multivariate {
        Dirichlet InvWishart MatrixNormal MultiNormal MultiNormalCholesky MultiNormalDiagonal
        MultiNormalLowRank MultiNormalPrec MultiStudentT Multinomial NormalInverseGamma
        NormalInverseWishart OneHotCategorical VonMisesFisher Wishart
    }
    not {}
}

impl MultivariateLaw {
    /// The mean and covariance of a normal law of vectors.
    pub(crate) fn gaussian(&self) -> Option<&Gaussian> {
        Some(match self {
            Self::MultiNormal(law) => law.gaussian(),
            Self::MultiNormalCholesky(law) => law.gaussian(),
            Self::MultiNormalPrec(law) => law.gaussian(),
            Self::MultiNormalDiagonal(law) => law.gaussian(),
            Self::MultiNormalLowRank(law) => law.gaussian(),
            _ => return None,
        })
    }
}

impl Multivariate for MultivariateLaw {
    fn space(&self) -> Space {
        self.multivariate().space()
    }

    fn log_density(&self, x: &[f64]) -> f64 {
        self.multivariate().log_density(x)
    }

    fn adjoint(&self, x: &[f64]) -> Gradient {
        self.multivariate().adjoint(x)
    }

    fn sample(&self, rng: &mut Stream) -> Vec<f64> {
        self.multivariate().sample(rng)
    }

    fn entropy(&self) -> Option<f64> {
        self.multivariate().entropy()
    }
}
