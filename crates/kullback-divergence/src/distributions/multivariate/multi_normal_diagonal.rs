//! Independent normal variables.

use super::covariance::Covariance;
use super::gaussian::{named, normal_law};
use super::{Gaussian, InvalidArray, rules};

/// Independent normals with means μ and standard deviations σ.
#[derive(Clone, Debug, PartialEq)]
pub struct MultiNormalDiagonal {
    gaussian: Gaussian,
}

impl MultiNormalDiagonal {
    /// A law with means μ and standard deviations σ, n values each.
    ///
    /// # Errors
    /// Where an entry is not finite, a σ is not positive, or the lengths differ.
    pub fn new(mu: Vec<f64>, sigma: Vec<f64>) -> Result<Self, InvalidArray> {
        rules::positive(Self::NAME, "sigma", &sigma, 1)?;
        let covariance = Covariance::Diagonal(sigma);
        Ok(Self {
            gaussian: Gaussian::new(Self::NAME, mu, "sigma", covariance)?,
        })
    }

    /// The standard deviations.
    pub fn sigma(&self) -> &[f64] {
        match self.gaussian.covariance() {
            Covariance::Diagonal(sd) => sd,
            _ => unreachable!("made with standard deviations"),
        }
    }
}

named!("multi_normal_diagonal" MultiNormalDiagonal("mu" mu: vector, "sigma" sigma: vector), |law| vec![
    law.mu().to_vec().into(),
    law.sigma().to_vec().into(),
]);

// (z² − 1)/σ with z = w σ.
normal_law!(MultiNormalDiagonal, by covariance |law, _x, w| {
    let by = w.iter().zip(law.sigma()).map(|(w, s)| (w * s - 1.0) * (w * s + 1.0) / s);
    vec![by.collect()]
});
