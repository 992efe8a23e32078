//! The normal–inverse-Wishart distribution of a mean vector and a covariance matrix.

use kullback_math::linalg::{Matrix, dot};
use kullback_math::random::{Stream, standard_normal};
use kullback_math::special::ln;

use super::gaussian::named;
use super::wishart::positive_definite;
use super::{Gradient, InvWishart, InvalidArray, Multivariate, Space, rules};
use crate::distributions::formulas::HALF_LN_2_PI;
use crate::distributions::rules::positive;

/// Σ is inverse Wishart with scale Ψ and ν degrees of freedom, and x given Σ is normal with mean μ
/// and covariance Σ/λ; a point is x followed by Σ.
#[derive(Clone, Debug, PartialEq)]
pub struct NormalInverseWishart {
    pub(crate) mu: Vec<f64>,
    pub(crate) lambda: f64,
    pub(crate) covariance: InvWishart,
}

impl NormalInverseWishart {
    /// A law with location μ (n values), λ pseudo-observations of it, scale Ψ (n × n) and ν degrees
    /// of freedom.
    ///
    /// # Errors
    /// Where an entry is not finite, the shapes do not fit, λ is not positive, Ψ is not symmetric
    /// (to 1e-8) and positive definite, or ν is not above n − 1.
    pub fn new(mu: Vec<f64>, lambda: f64, psi: Matrix, nu: f64) -> Result<Self, InvalidArray> {
        rules::finite(Self::NAME, "mu", &mu)?;
        positive(Self::NAME, "lambda", lambda)?;
        let shape = (mu.len(), mu.len());
        rules::shaped(Self::NAME, "Psi", &psi, shape, ", as mu is long")?;
        Ok(Self {
            mu,
            lambda,
            covariance: InvWishart::new(nu, psi)?,
        })
    }
}

named!(
    "normal_inverse_wishart" NormalInverseWishart(
        "mu" mu: vector, "lambda" lambda: number, "Psi" psi: matrix, "nu" nu: number
    ),
    |law| vec![
        law.mu.clone().into(),
        law.lambda.into(),
        law.covariance.parts().matrix.clone().into(),
        law.covariance.parts().nu.into(),
    ]
);

impl NormalInverseWishart {
    /// x − μ and the rest of a point.
    fn split<'a>(&self, x: &'a [f64]) -> Option<(Vec<f64>, &'a [f64])> {
        let n = self.mu.len();
        if x.len() != n * (n + 1) {
            return None;
        }
        let (x, sigma) = x.split_at(n);
        Some((x.iter().zip(&self.mu).map(|(x, m)| x - m).collect(), sigma))
    }
}

impl Multivariate for NormalInverseWishart {
    fn space(&self) -> Space {
        Space::LocationAndCovariance(self.mu.len())
    }

    fn log_density(&self, x: &[f64]) -> f64 {
        let n = self.mu.len();
        let parts = self
            .split(x)
            .and_then(|(delta, sigma)| Some((delta, sigma, positive_definite(sigma, n)?.1)));
        parts.map_or(f64::NEG_INFINITY, |(mut z, sigma, factor)| {
            factor.solve_lower(&mut z);
            self.covariance.log_density(sigma) - 0.5 * self.lambda * dot(&z, &z)
                + n as f64 * (0.5 * ln(self.lambda) - HALF_LN_2_PI)
                - 0.5 * factor.log_determinant()
        })
    }

    fn adjoint(&self, x: &[f64]) -> Gradient {
        let n = self.mu.len();
        let parts = self
            .split(x)
            .and_then(|(delta, sigma)| Some((delta, sigma, positive_definite(sigma, n)?.1)));
        let Some((delta, sigma, factor)) = parts else {
            return Gradient {
                by_x: vec![f64::NAN; x.len()],
                by_parameters: [n, 1, n * n, 1].map(|n| vec![f64::NAN; n]).to_vec(),
            };
        };
        let mut w = delta.clone();
        factor.solve(&mut w);
        let inverse = factor.inverse();
        let inner = self.covariance.adjoint(sigma);
        let mut by_x: Vec<f64> = w.iter().map(|w| -self.lambda * w).collect();
        for j in 0..n {
            for i in 0..n {
                let normal = 0.5 * (self.lambda * w[i] * w[j] - inverse[(i, j)]);
                by_x.push(inner.by_x[j * n + i] + normal);
            }
        }
        let by_lambda = 0.5 * (n as f64 / self.lambda - dot(&delta, &w));
        let [by_nu, by_psi] = <[Vec<f64>; 2]>::try_from(inner.by_parameters).unwrap_or_default();
        Gradient {
            by_x,
            by_parameters: vec![
                w.iter().map(|w| self.lambda * w).collect(),
                vec![by_lambda],
                by_psi,
                by_nu,
            ],
        }
    }

    fn sample(&self, rng: &mut Stream) -> Vec<f64> {
        let n = self.mu.len();
        let sigma = self.covariance.sample(rng);
        let mut z: Vec<f64> = (0..n).map(|_| standard_normal(rng)).collect();
        match positive_definite(&sigma, n) {
            Some((_, factor)) => factor.multiply_lower(&mut z),
            None => z.fill(f64::NAN),
        }
        let scale = self.lambda.sqrt();
        let x = self.mu.iter().zip(&z).map(|(m, z)| m + z / scale);
        x.chain(sigma.iter().copied()).collect()
    }

    /// That of Σ and the mean of that of x given Σ.
    fn entropy(&self) -> Option<f64> {
        let n = self.mu.len() as f64;
        let parts = self.covariance.parts();
        let mean_log = parts.factor.log_determinant() - parts.mean_log();
        let given = n * (0.5 + HALF_LN_2_PI) + 0.5 * (mean_log - n * ln(self.lambda));
        Some(self.covariance.entropy()? + given)
    }
}
