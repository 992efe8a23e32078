//! The normal distribution of several variables, by its covariance matrix.

use kullback_math::linalg::Matrix;

use super::covariance::Covariance;
use super::gaussian::{named, normal_law};
use super::{Gaussian, InvalidArray, rules};

/// Normal with mean μ and covariance Σ.
#[derive(Clone, Debug, PartialEq)]
pub struct MultiNormal {
    gaussian: Gaussian,
}

impl MultiNormal {
    /// A law with mean μ (n values) and covariance Σ (n × n).
    ///
    /// # Errors
    /// Where an entry is not finite, the shapes do not fit, or Σ is not symmetric (to 1e-8) and
    /// positive definite.
    pub fn new(mu: Vec<f64>, sigma: Matrix) -> Result<Self, InvalidArray> {
        let (sigma, factor) = rules::positive_definite(Self::NAME, "Sigma", sigma)?;
        let covariance = Covariance::Dense { sigma, factor };
        Ok(Self {
            gaussian: Gaussian::new(Self::NAME, mu, "Sigma", covariance)?,
        })
    }
}

named!("multi_normal" MultiNormal("mu" mu: vector, "Sigma" sigma: matrix), |law| vec![
    law.mu().to_vec().into(),
    law.gaussian.covariance().matrix().into_owned().into(),
]);

normal_law!(MultiNormal, by covariance |law, _x, w| vec![
    law.gaussian.by_sigma(w).into_values(),
]);
