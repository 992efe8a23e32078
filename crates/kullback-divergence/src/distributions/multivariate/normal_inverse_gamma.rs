//! The normal–inverse-gamma distribution of a mean and a variance.

use kullback_math::random::{Stream, standard_normal};
use kullback_math::special::ln;

use super::gaussian::named;
use super::{Gradient, InvalidArray, Multivariate, Space};
use crate::distributions::Univariate;
use crate::distributions::continuous::InvGamma;
use crate::distributions::formulas::HALF_LN_2_PI;
use crate::distributions::rules;

/// σ² is inverse gamma with shape α and scale β, and x given σ² is normal with mean μ and variance
/// σ²/λ; a point is (x, σ²).
#[derive(Clone, Debug, PartialEq)]
pub struct NormalInverseGamma {
    pub(crate) mu: f64,
    pub(crate) lambda: f64,
    pub(crate) variance: InvGamma,
}

impl NormalInverseGamma {
    /// A law with these parameters.
    ///
    /// # Errors
    /// Where μ is not finite or another parameter is not positive and finite.
    pub fn new(mu: f64, lambda: f64, alpha: f64, beta: f64) -> Result<Self, InvalidArray> {
        rules::finite(Self::NAME, "mu", mu)?;
        rules::positive(Self::NAME, "lambda", lambda)?;
        rules::positive(Self::NAME, "alpha", alpha)?;
        rules::positive(Self::NAME, "beta", beta)?;
        Ok(Self {
            mu,
            lambda,
            variance: InvGamma::new(alpha, beta)?,
        })
    }
}

named!(
    "normal_inverse_gamma" NormalInverseGamma(
        "mu" mu: number, "lambda" lambda: number, "alpha" alpha: number, "beta" beta: number
    ),
    |law| vec![
        law.mu.into(),
        law.lambda.into(),
        law.variance.alpha().into(),
        law.variance.beta().into(),
    ]
);

impl Multivariate for NormalInverseGamma {
    fn space(&self) -> Space {
        Space::LocationAndCovariance(1)
    }

    fn log_density(&self, x: &[f64]) -> f64 {
        let &[x, variance] = x else {
            return f64::NEG_INFINITY;
        };
        if variance.is_nan() || variance <= 0.0 {
            return f64::NEG_INFINITY;
        }
        let square = self.lambda * (x - self.mu) * (x - self.mu) / variance;
        self.variance.log_density(variance) - 0.5 * square + 0.5 * (ln(self.lambda) - ln(variance))
            - HALF_LN_2_PI
    }

    fn adjoint(&self, x: &[f64]) -> Gradient {
        let &[x, variance] = x else {
            return Gradient {
                by_x: vec![f64::NAN; x.len()],
                by_parameters: vec![vec![f64::NAN]; 4],
            };
        };
        let inner = self.variance.adjoint(variance);
        let delta = x - self.mu;
        let score = self.lambda * delta / variance;
        let by_variance = inner.by_x + 0.5 * (score * delta - 1.0) / variance;
        let by_lambda = 0.5 * (1.0 / self.lambda - delta * delta / variance);
        let mut by_parameters = vec![vec![score], vec![by_lambda]];
        by_parameters.extend(inner.by_parameters.into_iter().map(|by| vec![by]));
        Gradient {
            by_x: vec![-score, by_variance],
            by_parameters,
        }
    }

    fn sample(&self, rng: &mut Stream) -> Vec<f64> {
        let variance = self.variance.sample(rng);
        let x = self.mu + (variance / self.lambda).sqrt() * standard_normal(rng);
        vec![x, variance]
    }

    /// That of σ² and the mean of that of x given σ²; E\[ln σ²\] = ln β − ψ(α).
    fn entropy(&self) -> Option<f64> {
        let (alpha, beta) = (self.variance.alpha(), self.variance.beta());
        let mean_log = ln(beta) - kullback_math::special::digamma(alpha);
        let given = 0.5 + HALF_LN_2_PI + 0.5 * (mean_log - ln(self.lambda));
        Some(self.variance.entropy()? + given)
    }
}
