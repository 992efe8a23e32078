//! Discrete laws of one family.

use kullback_math::special::{exp, expm1, expm1mx, inv_logit, log1pmx_ratio};

use super::Formula;
use super::base::{atom, bernoulli};
use crate::distributions::Law;

/// D_KL(q‖p) where both are of one discrete family and there is a formula.
pub(crate) fn kl(q: &Law, p: &Law) -> Option<Formula> {
    let nats = match (q, p) {
        (Law::Bernoulli(q), Law::Bernoulli(p)) => trial(q.theta, p.theta),
        (Law::Binomial(q), Law::Binomial(p)) if q.n == p.n => q.n * trial(q.theta, p.theta),
        (Law::BernoulliLogit(q), Law::BernoulliLogit(p)) => logits(q.alpha, p.alpha),
        (Law::BinomialLogit(q), Law::BinomialLogit(p)) if q.n == p.n => {
            q.n * logits(q.alpha, p.alpha)
        }
        (Law::PoissonLog(q), Law::PoissonLog(p)) => exp(q.alpha) * expm1mx(p.alpha - q.alpha),
        (Law::NegBinomial2(q), Law::NegBinomial2(p)) if q.phi == p.phi => {
            failures(q.phi, (q.phi, q.mu), (p.phi, p.mu), q.phi * (p.mu - q.mu))
        }
        (Law::NegBinomial2Log(q), Law::NegBinomial2Log(p)) if q.phi == p.phi => {
            let (mean_q, mean_p) = (exp(q.eta), exp(p.eta));
            let step = q.phi * mean_q * expm1(p.eta - q.eta);
            failures(q.phi, (q.phi, mean_q), (p.phi, mean_p), step)
        }
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

/// Probabilities by their log odds.
fn logits(q: f64, p: f64) -> f64 {
    let both = |alpha: f64| [inv_logit(alpha), inv_logit(-alpha)];
    let (at_q, at_p) = (both(q), both(p));
    bernoulli(at_q, at_p, -at_q[0] * at_p[1] * expm1(p - q))
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
