//! Samplers for discrete distributions, in Stan's parameterisation.

use rand::Rng;
use rand_distr::{Binomial, Distribution, Poisson};

use super::{InvalidParameter, gamma, require, require_positive, uniform};

/// Poisson rates above this are refused, as Stan refuses them.
const LARGEST_RATE: f64 = 1_073_741_824.0;

/// 1 with probability θ, else 0.
///
/// # Errors
/// When θ is not a probability; every other sampler likewise refuses what is outside its support.
pub fn bernoulli(rng: &mut impl Rng, theta: f64) -> Result<u64, InvalidParameter> {
    require_probability(theta, "bernoulli")?;
    Ok(u64::from(uniform(rng) < theta))
}

/// The number of successes in `trials` trials of probability θ.
///
/// # Errors
/// When θ is not a probability.
pub fn binomial(rng: &mut impl Rng, trials: u64, theta: f64) -> Result<u64, InvalidParameter> {
    require_probability(theta, "binomial")?;
    match Binomial::new(trials, theta) {
        Ok(distribution) => Ok(distribution.sample(rng)),
        Err(_) => Err(InvalidParameter {
            distribution: "binomial",
            parameter: "N",
            value: trials as f64,
            expected: "smaller",
        }),
    }
}

/// Poisson with mean λ.
///
/// # Errors
/// When λ is negative, not finite, or above 2³⁰.
pub fn poisson(rng: &mut impl Rng, lambda: f64) -> Result<u64, InvalidParameter> {
    require(
        (0.0..=LARGEST_RATE).contains(&lambda),
        "poisson",
        "lambda",
        lambda,
        "between 0 and 2^30",
    )?;
    // At zero the whole mass is at zero; the library refuses the value, and some tiny ones.
    match Poisson::new(lambda) {
        Ok(distribution) => {
            let count: f64 = distribution.sample(rng);
            Ok(count as u64)
        }
        Err(_) => Ok(0),
    }
}

/// Negative binomial with shape α and inverse scale β: Poisson with a Gamma(α, β) mean.
///
/// # Errors
/// When a parameter is not positive, or the rate drawn is too large for [`poisson`].
pub fn neg_binomial(rng: &mut impl Rng, alpha: f64, beta: f64) -> Result<u64, InvalidParameter> {
    require_positive(alpha, "neg_binomial", "alpha")?;
    require_positive(beta, "neg_binomial", "beta")?;
    let rate = gamma(rng, alpha, beta)?;
    poisson(rng, rate)
}

/// Negative binomial with mean μ and precision φ: variance μ + μ²/φ.
///
/// # Errors
/// When a parameter is not positive, or the rate drawn is too large for [`poisson`].
pub fn neg_binomial_2(rng: &mut impl Rng, mu: f64, phi: f64) -> Result<u64, InvalidParameter> {
    require_positive(mu, "neg_binomial_2", "mu")?;
    require_positive(phi, "neg_binomial_2", "phi")?;
    let rate = gamma(rng, phi, phi / mu)?;
    poisson(rng, rate)
}

/// An index 0 … K−1 with the probabilities `theta` (Stan counts from 1).
///
/// # Errors
/// When `theta` is empty, an entry is negative, or the sum is not 1 to 1e-8.
pub fn categorical(rng: &mut impl Rng, theta: &[f64]) -> Result<usize, InvalidParameter> {
    for &p in theta {
        require_probability(p, "categorical")?;
    }
    let total: f64 = theta.iter().sum();
    require(
        (total - 1.0).abs() <= 1e-8,
        "categorical",
        "sum of theta",
        total,
        "1",
    )?;
    let mut left = uniform(rng) * total;
    let mut last = 0;
    for (k, &p) in theta.iter().enumerate() {
        if p > 0.0 {
            last = k;
            left -= p;
            if left < 0.0 {
                break;
            }
        }
    }
    Ok(last)
}

fn require_probability(theta: f64, distribution: &'static str) -> Result<(), InvalidParameter> {
    require(
        (0.0..=1.0).contains(&theta),
        distribution,
        "theta",
        theta,
        "between 0 and 1",
    )
}
