//! Random numbers that depend on (seed, stream, step) and on nothing else, and samplers for the
//! distributions that models draw from.

mod continuous;
mod discrete;
mod stream;

pub use continuous::{
    beta, cauchy, chi_square, dirichlet, exponential, gamma, normal, standard_normal, student_t,
    uniform,
};
pub use discrete::{bernoulli, binomial, categorical, neg_binomial, neg_binomial_2, poisson};
pub use rand::Rng;
pub use stream::Stream;

/// A parameter outside the support of its distribution.
#[derive(Clone, Copy, Debug, PartialEq, thiserror::Error)]
#[error("{distribution}: {parameter} is {value}, but must be {expected}")]
pub struct InvalidParameter {
    /// The distribution, as Stan names it.
    pub distribution: &'static str,
    /// The parameter, as Stan names it.
    pub parameter: &'static str,
    /// The value that was passed.
    pub value: f64,
    /// What the value has to be.
    pub expected: &'static str,
}

fn require(
    holds: bool,
    distribution: &'static str,
    parameter: &'static str,
    value: f64,
    expected: &'static str,
) -> Result<(), InvalidParameter> {
    if holds {
        Ok(())
    } else {
        Err(InvalidParameter {
            distribution,
            parameter,
            value,
            expected,
        })
    }
}

fn require_positive(
    value: f64,
    distribution: &'static str,
    parameter: &'static str,
) -> Result<(), InvalidParameter> {
    require(
        value > 0.0 && value.is_finite(),
        distribution,
        parameter,
        value,
        "positive and finite",
    )
}

fn require_finite(
    value: f64,
    distribution: &'static str,
    parameter: &'static str,
) -> Result<(), InvalidParameter> {
    require(value.is_finite(), distribution, parameter, value, "finite")
}

#[cfg(test)]
mod tests;
