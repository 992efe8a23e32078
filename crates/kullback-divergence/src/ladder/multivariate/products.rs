//! Independent parts: the divergences of the parts add up.

use super::normals;
use crate::distributions::continuous::Normal;
use crate::distributions::multivariate::{Gaussian, Product};
use crate::distributions::{Distribution, Law};
use crate::ladder::{self, Answer};
use crate::question::QuestionError;
use crate::result::{Method, Value, Witness};

/// D_KL(Q‖P) where at least one is a product and the parts match, or P's parts are single variables
/// and Q is normal; None where no rule applies.
pub(super) fn kl(q: &Distribution, p: &Distribution) -> Option<Result<Answer, QuestionError>> {
    if let (Some(q), Some(p)) = (gaussian(q), gaussian(p)) {
        return Some(Ok((normals::kl(&q, &p), Method::Structural)));
    }
    let (parts_q, parts_p) = (parts(q), parts(p));
    let dimensions = |parts: &[&Distribution]| -> Vec<usize> {
        parts.iter().map(|part| part.space().dimension()).collect()
    };
    if dimensions(&parts_q) == dimensions(&parts_p) {
        return (parts_q.len() > 1 || (parts_q[0], parts_p[0]) != (q, p))
            .then(|| sum(&parts_q, &parts_p));
    }
    let q = gaussian(q)?;
    dimensions(&parts_p)
        .iter()
        .all(|n| *n == 1)
        .then(|| through_marginals(&q, &parts_p))
}

fn parts(distribution: &Distribution) -> Vec<&Distribution> {
    match distribution {
        Distribution::Product(product) => product.parts().iter().flat_map(parts).collect(),
        other => vec![other],
    }
}

/// A normal law of vectors, or a product of normals.
fn gaussian(distribution: &Distribution) -> Option<Gaussian> {
    match distribution {
        Distribution::Multivariate(law) => law.gaussian().cloned(),
        Distribution::Product(product) => independent(product),
        _ => None,
    }
}

fn independent(product: &Product) -> Option<Gaussian> {
    let mut moments = (Vec::new(), Vec::new());
    for part in product.parts().iter().flat_map(parts) {
        let Distribution::Law(Law::Normal(normal)) = part else {
            return None;
        };
        moments.0.push(normal.mu());
        moments.1.push(normal.sigma());
    }
    Some(Gaussian::independent(moments.0, moments.1))
}

/// Σ D_KL(qᵢ‖pᵢ).
fn sum(q: &[&Distribution], p: &[&Distribution]) -> Result<Answer, QuestionError> {
    let mut values = Vec::with_capacity(q.len());
    let mut start = 0;
    for (q, p) in q.iter().zip(p) {
        values.push((start, ladder::kl(q, p)?.0));
        start += q.space().dimension();
    }
    Ok(add(values))
}

/// D_KL(Q‖∏ qᵢ) + Σ D_KL(qᵢ‖pᵢ) with Q's marginals qᵢ.
fn through_marginals(q: &Gaussian, p: &[&Distribution]) -> Result<Answer, QuestionError> {
    let sd: Vec<f64> = q
        .covariance()
        .variances()
        .iter()
        .map(|v| v.sqrt())
        .collect();
    let marginals = Gaussian::independent(q.mu().to_vec(), sd.clone());
    let mut values = vec![(0, normals::kl(q, &marginals))];
    for (k, p) in p.iter().enumerate() {
        let Ok(marginal) = Normal::new(q.mu()[k], sd[k]) else {
            continue;
        };
        let marginal = Distribution::Law(marginal.into());
        values.push((k, ladder::kl(&marginal, p)?.0));
    }
    Ok(add(values))
}

/// The sum of values, each with the first coordinate of its part. Estimates of different parts share
/// their draws, so their intervals are added as they are.
fn add(values: Vec<(usize, Value)>) -> Answer {
    let mut nats = 0.0;
    let (mut low, mut high) = (0.0, 0.0);
    let mut error = 0.0;
    let mut estimate: Option<(String, usize, Option<f64>, Option<String>)> = None;
    let mut bounded = false;
    let mut infinite = None;
    for (start, value) in values {
        if let Some([a, b]) = value.interval() {
            low += a;
            high += b;
        }
        match value {
            Value::Exact {
                nats: part,
                relative_error,
            } => {
                nats += part;
                low += part;
                high += part;
                error += relative_error.unwrap_or(0.0) * part;
            }
            Value::Bounded { .. } => bounded = true,
            Value::Estimate {
                nats: part,
                estimator,
                n,
                pareto_k,
                bias_flag,
                ..
            } => {
                nats += part;
                let worst = |a: Option<f64>, b: Option<f64>| match (a, b) {
                    (Some(a), Some(b)) => Some(a.max(b)),
                    (a, b) => a.or(b),
                };
                let before = estimate.take();
                let (k, flag) = before.map_or((None, None), |(_, _, k, flag)| (k, flag));
                estimate = Some((estimator, n, worst(k, pareto_k), flag.or(bias_flag)));
            }
            Value::Infinite { witness } => infinite = Some((start, witness)),
        }
    }
    let value = if let Some((start, witness)) = infinite {
        let why = format!("part from coordinate {}: {}", start + 1, witness.why());
        Value::Infinite {
            witness: Witness::Structure { why },
        }
    } else if bounded {
        Value::Bounded { low, high }
    } else if let Some((estimator, n, pareto_k, bias_flag)) = estimate {
        Value::Estimate {
            nats,
            interval: [low, high],
            estimator,
            n,
            pareto_k,
            bias_flag,
        }
    } else {
        super::exact(nats, error)
    };
    (value, Method::Structural)
}
