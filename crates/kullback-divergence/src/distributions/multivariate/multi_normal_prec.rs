//! The normal distribution of several variables, by its precision matrix.

use kullback_math::linalg::Matrix;

use super::covariance::Covariance;
use super::gaussian::{named, normal_law};
use super::{Gaussian, InvalidArray, rules};

/// Normal with mean μ and precision Ω = Σ⁻¹.
#[derive(Clone, Debug, PartialEq)]
pub struct MultiNormalPrec {
    gaussian: Gaussian,
}

impl MultiNormalPrec {
    /// A law with mean μ (n values) and precision Ω (n × n).
    ///
    /// # Errors
    /// Where an entry is not finite, the shapes do not fit, or Ω is not symmetric (to 1e-8) and
    /// positive definite.
    pub fn new(mu: Vec<f64>, omega: Matrix) -> Result<Self, InvalidArray> {
        let (omega, factor) = rules::positive_definite(Self::NAME, "Omega", omega)?;
        let covariance = Covariance::Precision { omega, factor };
        Ok(Self {
            gaussian: Gaussian::new(Self::NAME, mu, "Omega", covariance)?,
        })
    }
}

named!("multi_normal_prec" MultiNormalPrec("mu" mu: vector, "Omega" omega: matrix), |law| vec![
    law.mu().to_vec().into(),
    law.gaussian.covariance().inverse().into_owned().into(),
]);

// ½ (Σ − (x − μ)(x − μ)ᵀ).
normal_law!(MultiNormalPrec, by covariance |law, x, w| {
    let sigma = law.gaussian.covariance().matrix();
    let delta = law.gaussian.centred(x).unwrap_or_else(|| vec![f64::NAN; w.len()]);
    let by = Matrix::from_fn(delta.len(), delta.len(), |i, j| {
        0.5 * (sigma[(i, j)] - delta[i] * delta[j])
    });
    vec![by.into_values()]
});
