//! Entropy, perplexity and cross-entropy.

use super::integral::{Found, Pair};
use super::quantity::{Quantity, Unit};
use crate::distributions::ToDistribution;
use crate::ladder::univariate;
use crate::question::{Question, QuestionError, expect_under};
use crate::result::{Method, Value};

/// H = −E\[ln p\] in nats: differential for a density, where it may be negative.
///
/// # Errors
/// Where the distribution is not of one variable.
pub fn entropy_of(
    distribution: &(impl ToDistribution + ?Sized),
) -> Result<Quantity, QuestionError> {
    let distribution = distribution.to_distribution();
    let law = univariate(&distribution)?;
    let found = match law.entropy() {
        Some(value) => Found {
            value,
            error: 0.0,
            method: Method::ClosedForm,
        },
        None => Pair { q: law, p: law }.integrate(|log_p, _| {
            let p = log_p.exp();
            if p == 0.0 { 0.0 } else { -p * log_p }
        }),
    };
    Ok(Quantity {
        definition: format!("H = E_{{x~{distribution}}}[−ln p]"),
        value: found.value,
        error: found.error,
        unit: Unit::Nats,
        method: found.method,
    })
}

/// e^H: the number of equally likely outcomes, or the length of an interval, of the same entropy.
///
/// # Errors
/// As [`entropy_of`].
pub fn perplexity_of(
    distribution: &(impl ToDistribution + ?Sized),
) -> Result<Quantity, QuestionError> {
    let entropy = entropy_of(distribution)?;
    let value = entropy.value.exp();
    Ok(Quantity {
        definition: entropy.definition.replacen('H', "exp H", 1),
        value,
        error: entropy.error * value,
        unit: Unit::One,
        method: entropy.method,
    })
}

impl Question {
    /// H(Q, P) = E_Q\[−ln p\] = H(Q) + D_KL(Q‖P), in nats.
    ///
    /// # Errors
    /// Where a distribution is not of one variable.
    pub fn cross_entropy(&self) -> Result<Quantity, QuestionError> {
        let (q, p) = (&self.under, &self.reference);
        let divergence = expect_under(q).against(p).kl()?;
        let found = match divergence.value {
            Value::Infinite { .. } => Found {
                value: f64::INFINITY,
                error: 0.0,
                method: Method::Analytic,
            },
            _ => Pair::of(self)?.integrate(|log_q, log_p| {
                let q = log_q.exp();
                if q == 0.0 { 0.0 } else { -q * log_p }
            }),
        };
        Ok(Quantity {
            definition: format!("H(Q, P) = E_{{x~{q}}}[−ln p], p of {p}"),
            value: found.value,
            error: found.error,
            unit: Unit::Nats,
            method: found.method,
        })
    }
}
