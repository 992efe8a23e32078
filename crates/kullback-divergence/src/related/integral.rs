//! Integrals and sums of functions of ln q and ln p over both supports.

use crate::distributions::Univariate;
use crate::ladder::log_ratio::{LogRatio, Place};
use crate::ladder::quadrature::Pieces;
use crate::ladder::sum::Atoms;
use crate::ladder::univariate;
use crate::question::{Question, QuestionError};
use crate::result::Method;

/// A value with its error and the rung it was found on.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Found {
    pub(crate) value: f64,
    pub(crate) error: f64,
    pub(crate) method: Method,
}

/// The two distributions of a question on the line, both with densities or both with atoms.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Pair<'a> {
    pub(crate) q: &'a dyn Univariate,
    pub(crate) p: &'a dyn Univariate,
}

impl<'a> Pair<'a> {
    pub(crate) fn of(question: &'a Question) -> Result<Self, QuestionError> {
        Ok(Self {
            q: univariate(&question.under)?,
            p: univariate(&question.reference)?,
        })
    }

    /// Whether one has a density and the other atoms, so that they share no mass.
    pub(crate) fn is_singular(&self) -> bool {
        self.q.support().is_discrete() != self.p.support().is_discrete()
    }

    /// ∫ f(ln q, ln p) over both supports; f of two −∞ is not asked for.
    pub(crate) fn integrate(&self, f: impl Fn(f64, f64) -> f64) -> Found {
        let Self { q, p } = *self;
        let at = |ratio: &LogRatio<'_>, place: Place| {
            let (log_q, log_p) = (ratio.log_q(place), ratio.log_p(place));
            if log_q == f64::NEG_INFINITY && log_p == f64::NEG_INFINITY {
                0.0
            } else {
                f(log_q, log_p)
            }
        };
        if q.support().is_discrete() {
            let ratio = LogRatio::new(q, p);
            let sum = Atoms::of_both(q, p).sum(|x| at(&ratio, Place::At(x)));
            return Found {
                value: sum.value,
                error: sum.remainder,
                method: Method::Sum,
            };
        }
        let pieces = Pieces::over_both(q, p);
        let ratio = LogRatio::between(q, p, pieces.ends());
        let integral = pieces.integrate(|place| at(&ratio, place));
        Found {
            value: integral.value,
            error: integral.error,
            method: Method::Quadrature,
        }
    }
}
