//! Formulas: pairs of one family under a common map, and pairs whose ln p is a sum of statistics with
//! known means under q.

pub(crate) mod atoms;
pub(crate) mod base;
mod expectations;
pub(crate) mod power_gamma;
mod reduce;
mod statistics;

use crate::distributions::{Law, Univariate};
use crate::result::Method;

/// The value of a formula and the sum of the absolute values of its terms.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Formula {
    /// The value in nats.
    pub(crate) nats: f64,
    /// How large its terms are; equal to the value where none is negative.
    pub(crate) magnitude: f64,
}

impl Formula {
    /// A sum of terms that are not negative, or that is accurate for other reasons.
    pub(crate) fn accurate(nats: f64) -> Self {
        Self {
            nats,
            magnitude: nats.abs(),
        }
    }

    /// A sum that may cancel.
    pub(crate) fn sum(terms: &[f64]) -> Self {
        Self {
            nats: terms.iter().sum(),
            magnitude: terms.iter().map(|t| t.abs()).sum(),
        }
    }
}

/// Below this a divergence depends on the last digits of the parameters.
const ROUNDED: f64 = 1e-4;

/// D_KL(Q‖P) by a formula, where there is one and the value is finite.
pub(crate) fn formula(q: &Law, p: &Law) -> Option<(Formula, Method)> {
    let found = atoms::kl(q, p)
        .map(|formula| (formula, Method::ClosedForm))
        .or_else(|| same_family(q, p))
        .or_else(|| by_statistics(q, p).map(|formula| (formula, Method::ClosedForm)))?;
    found.0.magnitude.is_finite().then_some(found)
}

/// Both reduce to one family under the same bijection, which leaves the divergence as it is.
fn same_family(q: &Law, p: &Law) -> Option<(Formula, Method)> {
    if let (Law::BetaProportion(q), Law::BetaProportion(p)) = (q, p) {
        let formula = base::beta_proportion((q.mu, q.kappa), (p.mu, p.kappa));
        return Some((formula, Method::ExponentialFamily));
    }
    let (q, p) = (reduce::reduce(q)?, reduce::reduce(p)?);
    if q.map != p.map {
        return None;
    }
    let found = base::kl(&q.base, &p.base)?;
    let rounded = (q.rounded || p.rounded) && found.0.nats < ROUNDED;
    (!rounded).then_some(found)
}

/// −H(Q) − E_Q\[ln p\] term by term.
fn by_statistics(q: &Law, p: &Law) -> Option<Formula> {
    let expansion = statistics::expansion(p)?;
    let mut terms = vec![-q.entropy()?, -expansion.constant];
    for (coefficient, statistic) in expansion.terms {
        if coefficient != 0.0 {
            terms.push(-coefficient * expectations::expectation(q, statistic)?);
        }
    }
    Some(Formula::sum(&terms))
}
