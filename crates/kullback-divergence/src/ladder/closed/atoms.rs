//! Discrete laws of one family.

use kullback_math::special::log1pmx_ratio;

use super::Formula;
use super::base::{atom, bernoulli};
use crate::distributions::Law;

/// D_KL(q‖p) where both are of one discrete family and there is a formula.
pub(crate) fn kl(q: &Law, p: &Law) -> Option<Formula> {
    let nats = match (q, p) {
        (Law::Bernoulli(q), Law::Bernoulli(p)) => trial(q.theta, p.theta),
        (Law::Binomial(q), Law::Binomial(p)) if q.n == p.n => q.n * trial(q.theta, p.theta),
        (Law::Poisson(q), Law::Poisson(p)) => poisson(q.lambda, p.lambda),
        (Law::Geometric(q), Law::Geometric(p)) => trial(q.theta, p.theta) / q.theta,
        (Law::NegBinomial(q), Law::NegBinomial(p)) if q.alpha == p.alpha => {
            failures(q.alpha, (q.beta, 1.0), (p.beta, 1.0), q.beta - p.beta)
        }
        (Law::Categorical(q), Law::Categorical(p)) => list(q.theta(), p.theta()),
        _ => return None,
    };
    Some(Formula::accurate(nats))
}

fn trial(q: f64, p: f64) -> f64 {
    bernoulli([q, 1.0 - q], [p, 1.0 - p], q - p)
}

/// λ_p − λ_q + λ_q ln(λ_q/λ_p).
fn poisson(q: f64, p: f64) -> f64 {
    if q == 0.0 {
        p
    } else {
        -q * log1pmx_ratio(p, q)
    }
}

/// Failures before the `shape`-th success, successes having these odds given as quotients n/d;
/// `step` is n_q d_p − n_p d_q.
fn failures(shape: f64, q: (f64, f64), p: (f64, f64), step: f64) -> f64 {
    let (total_q, total_p) = (q.0 + q.1, p.0 + p.1);
    let success = q.0 / total_q;
    let one = bernoulli(
        [success, q.1 / total_q],
        [p.0 / total_p, p.1 / total_p],
        step / total_q / total_p,
    );
    shape / success * one
}

/// Two lists of probabilities, the shorter one followed by zeros.
pub(crate) fn list(q: &[f64], p: &[f64]) -> f64 {
    let at = |list: &[f64], k: usize| list.get(k).copied().unwrap_or(0.0);
    let terms = (0..q.len().max(p.len())).map(|k| {
        let (q, p) = (at(q, k), at(p, k));
        atom(q, p, q - p)
    });
    let mut sum = kullback_math::series::Compensated::default();
    terms.for_each(|term| sum.add(term));
    sum.value()
}
