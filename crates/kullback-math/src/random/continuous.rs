//! Samplers for continuous distributions, in Stan's parameterisation.

use rand::{Rng, RngExt};
use rand_distr::{Beta, ChiSquared, Distribution, Exp1, Gamma, OpenClosed01, StandardNormal};

use super::{InvalidParameter, require, require_finite, require_positive};

/// Uniform on \[0, 1).
pub fn uniform(rng: &mut impl Rng) -> f64 {
    rng.random()
}

/// Normal with mean 0 and standard deviation 1.
pub fn standard_normal(rng: &mut impl Rng) -> f64 {
    StandardNormal.sample(rng)
}

/// Normal(μ, σ), σ the standard deviation.
///
/// # Errors
/// When μ is not finite or σ is not positive; likewise for every other sampler.
pub fn normal(rng: &mut impl Rng, mu: f64, sigma: f64) -> Result<f64, InvalidParameter> {
    require_finite(mu, "normal", "mu")?;
    require_positive(sigma, "normal", "sigma")?;
    Ok(mu + sigma * standard_normal(rng))
}

/// Exponential with rate β, mean 1/β.
///
/// # Errors
/// When the rate is not positive.
pub fn exponential(rng: &mut impl Rng, beta: f64) -> Result<f64, InvalidParameter> {
    require_positive(beta, "exponential", "beta")?;
    let unit: f64 = Exp1.sample(rng);
    Ok(unit / beta)
}

/// Gamma with shape α and rate β, mean α/β.
///
/// # Errors
/// When a parameter is not positive.
pub fn gamma(rng: &mut impl Rng, alpha: f64, beta: f64) -> Result<f64, InvalidParameter> {
    require_positive(alpha, "gamma", "alpha")?;
    require_positive(beta, "gamma", "beta")?;
    Ok(unit_gamma(rng, alpha)? / beta)
}

/// Gamma(α, 1).
fn unit_gamma(rng: &mut impl Rng, alpha: f64) -> Result<f64, InvalidParameter> {
    match Gamma::new(alpha, 1.0) {
        Ok(distribution) => Ok(distribution.sample(rng)),
        Err(_) => Err(InvalidParameter {
            distribution: "gamma",
            parameter: "alpha",
            value: alpha,
            expected: "positive and finite",
        }),
    }
}

/// Chi-square with ν degrees of freedom.
///
/// # Errors
/// When ν is not positive.
pub fn chi_square(rng: &mut impl Rng, nu: f64) -> Result<f64, InvalidParameter> {
    require_positive(nu, "chi_square", "nu")?;
    match ChiSquared::new(nu) {
        Ok(distribution) => Ok(distribution.sample(rng)),
        Err(_) => Err(InvalidParameter {
            distribution: "chi_square",
            parameter: "nu",
            value: nu,
            expected: "positive and finite",
        }),
    }
}

/// Student's t with ν degrees of freedom, location μ and scale σ.
///
/// # Errors
/// When ν or σ is not positive or μ is not finite.
pub fn student_t(
    rng: &mut impl Rng,
    nu: f64,
    mu: f64,
    sigma: f64,
) -> Result<f64, InvalidParameter> {
    require_positive(nu, "student_t", "nu")?;
    require_finite(mu, "student_t", "mu")?;
    require_positive(sigma, "student_t", "sigma")?;
    let z = standard_normal(rng);
    Ok(mu + sigma * z * (nu / chi_square(rng, nu)?).sqrt())
}

/// Cauchy with median μ and scale σ.
///
/// # Errors
/// When μ is not finite or σ is not positive.
pub fn cauchy(rng: &mut impl Rng, mu: f64, sigma: f64) -> Result<f64, InvalidParameter> {
    require_finite(mu, "cauchy", "mu")?;
    require_positive(sigma, "cauchy", "sigma")?;
    let u: f64 = OpenClosed01.sample(rng);
    Ok(mu + sigma * (std::f64::consts::PI * (u - 0.5)).tan())
}

/// Beta(α, β) on (0, 1).
///
/// # Errors
/// When a parameter is not positive.
pub fn beta(rng: &mut impl Rng, alpha: f64, beta: f64) -> Result<f64, InvalidParameter> {
    require_positive(alpha, "beta", "alpha")?;
    require_positive(beta, "beta", "beta")?;
    match Beta::new(alpha, beta) {
        Ok(distribution) => Ok(distribution.sample(rng)),
        Err(_) => Err(InvalidParameter {
            distribution: "beta",
            parameter: "alpha",
            value: alpha,
            expected: "positive and finite",
        }),
    }
}

/// Dirichlet(α): a point of the simplex with `alpha.len()` entries.
///
/// The gammas are drawn on the log scale, log G(α) = log G(α + 1) + log(U)/α, so that a small α
/// does not turn every entry into zero.
///
/// # Errors
/// When α is empty or an entry is not positive.
pub fn dirichlet(rng: &mut impl Rng, alpha: &[f64]) -> Result<Vec<f64>, InvalidParameter> {
    require(
        !alpha.is_empty(),
        "dirichlet",
        "size of alpha",
        0.0,
        "at least 1",
    )?;
    let mut logs = Vec::with_capacity(alpha.len());
    for &a in alpha {
        require_positive(a, "dirichlet", "alpha")?;
        let u: f64 = OpenClosed01.sample(rng);
        logs.push(unit_gamma(rng, a + 1.0)?.ln() + u.ln() / a);
    }
    let largest = logs.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let total: f64 = logs.iter().map(|log| (log - largest).exp()).sum();
    Ok(logs
        .iter()
        .map(|log| (log - largest).exp() / total)
        .collect())
}
