//! The ladder: how D_KL(Q‖P) is found for any two distributions.
//!
//! Infinity first, from supports and tails; then a formula of the pair; then quadrature or a sum.
//! A formula whose terms nearly cancel gives way to the integral of a nonnegative integrand, so that
//! near-identical pairs keep relative accuracy.

pub(crate) mod closed;
mod infinite;
pub(crate) mod log_ratio;
mod multivariate;
pub(crate) use multivariate::mixture_lower;
pub(crate) mod quadrature;
pub(crate) mod sum;

#[cfg(test)]
mod tests;

use crate::distributions::{Distribution, Law, Univariate};
use crate::question::QuestionError;
use crate::result::{Method, Value, Witness};

/// A formula is trusted while its value is at least this share of its largest partial sum: the rest
/// is cancellation, and 1e-13 is promised.
const CANCELLATION: f64 = 0.02;

/// A finite value and the rung it was found on.
pub(crate) type Answer = (Value, Method);

/// D_KL(Q‖P).
pub(crate) fn kl(q: &Distribution, p: &Distribution) -> Result<Answer, QuestionError> {
    if let Some(answer) = multivariate::kl(q, p) {
        return answer;
    }
    if let Some(witness) = infinite::witness(q, p) {
        return Ok((Value::Infinite { witness }, Method::Analytic));
    }
    Ok(match (q, p) {
        (Distribution::Law(q), Distribution::Law(p)) => laws(q, p),
        _ => {
            let (q, p) = (univariate(q)?, univariate(p)?);
            numerical(q, p, &log_ratio::LogRatio::new(q, p))
        }
    })
}

/// Whether Q has mass at a point where P has none.
pub(crate) fn is_uncovered(q: &Distribution, p: &Distribution) -> bool {
    matches!(
        infinite::witness(q, p),
        Some(Witness::Point { .. } | Witness::Structure { .. })
    )
}

/// The distribution as one of a single variable.
pub(crate) fn univariate(distribution: &Distribution) -> Result<&dyn Univariate, QuestionError> {
    distribution
        .as_univariate()
        .ok_or_else(|| QuestionError::NotUnivariate {
            quantity: "this quantity",
            distribution: distribution.to_string(),
        })
}

fn laws(q: &Law, p: &Law) -> Answer {
    if let Some((formula, method)) = closed::formula(q, p)
        && formula.nats.abs() >= CANCELLATION * formula.magnitude
    {
        return (exact(formula.nats), method);
    }
    numerical(q, p, &log_ratio::LogRatio::of_laws(q, p))
}

/// Quadrature or a sum, for two distributions of one variable of which the first is absolutely
/// continuous with respect to the second.
fn numerical(q: &dyn Univariate, p: &dyn Univariate, ratio: &log_ratio::LogRatio<'_>) -> Answer {
    if q.support().is_discrete() {
        (sum::kl(q, p, ratio), Method::Sum)
    } else {
        (quadrature::kl(q, p, ratio), Method::Quadrature)
    }
}

/// A value known to rounding.
fn exact(nats: f64) -> Value {
    Value::Exact {
        nats: nats.max(0.0),
        relative_error: None,
    }
}

/// How far from 1 the mass of Q may come out on the points of an integral or a sum.
const UNRESOLVED: f64 = 1e-6;

/// `value`, unless the mass that the same points give Q shows that they miss it: then nothing is known.
/// Laws narrower than the spacing of doubles, or with mass beyond their range, are what is missed.
pub(crate) fn if_resolved(mass: f64, value: Value) -> Value {
    if (mass - 1.0).abs() <= UNRESOLVED {
        return value;
    }
    Value::Bounded {
        low: 0.0,
        high: f64::INFINITY,
    }
}

/// A value with an absolute error that is worth saying when it is above rounding. What leaves the range
/// of a double is only bounded.
pub(crate) fn with_error(nats: f64, error: f64) -> Value {
    if !nats.is_finite() {
        return Value::Bounded {
            low: if nats > 0.0 { f64::MAX } else { 0.0 },
            high: f64::INFINITY,
        };
    }
    let relative = error / nats.abs();
    Value::Exact {
        nats,
        relative_error: (relative > 1e-13).then_some(relative),
    }
}
