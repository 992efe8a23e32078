//! Questions about two arrays: which one the expectation is under is said, not implied by position.

use super::error::TableError;
use super::table::Table;
use super::{single, sum, terms};
use crate::{Divergence, Method, Value, Witness};

/// Says which array the expectation is under.
pub fn expect_under<Q: Table>(q: &Q) -> Under<'_, Q> {
    Under { q }
}

/// An array that an expectation is under.
#[derive(Clone, Copy, Debug)]
pub struct Under<'a, Q> {
    q: &'a Q,
}

impl<'a, Q: Table> Under<'a, Q> {
    /// Says which array it is compared with.
    pub fn against<P: Table>(self, p: &'a P) -> Question<'a, Q, P> {
        Question {
            q: self.q,
            p,
            threads: 1,
        }
    }
}

/// An expectation under Q of something about Q and P.
#[derive(Clone, Copy, Debug)]
pub struct Question<'a, Q, P> {
    q: &'a Q,
    p: &'a P,
    threads: usize,
}

impl<Q: Table, P: Table> Question<'_, Q, P> {
    /// Uses this many threads; the answer has the same bits for any number. One unless asked.
    pub fn threads(self, threads: usize) -> Self {
        Self { threads, ..self }
    }

    /// D_KL(Q‖P) = Σ q ln(q/p), as Σ (q ln(q/p) − q + p), whose terms are non-negative.
    ///
    /// Infinite, with the first such category as witness, where q > 0 = p.
    ///
    /// # Errors
    /// [`TableError::Lengths`] when the arrays are over different categories; so do the others.
    pub fn kl(&self) -> Result<Divergence, TableError> {
        self.check()?;
        if let Some(witness) = self.witness() {
            return Ok(self.divergence(Value::Infinite { witness }));
        }
        let nats = match (self.q.single(), self.p.single()) {
            (Some(q), Some(p)) => single::relative_entropy(q, p, self.threads),
            _ if Q::LOGARITHMIC && P::LOGARITHMIC => {
                self.sum(|q, p, i| terms::relative_entropy_log(q.log_parts(i), p.log_parts(i)))
            }
            _ => self.sum(|q, p, i| terms::relative_entropy(q.probability(i), p.probability(i))),
        };
        Ok(self.divergence(self.exact(nats)))
    }

    /// The Jensen–Shannon divergence ½ D_KL(Q‖M) + ½ D_KL(P‖M), M = ½(Q + P); at most ln 2.
    ///
    /// # Errors
    /// As [`Question::kl`].
    pub fn jensen_shannon(&self) -> Result<Value, TableError> {
        self.check()?;
        let nats = if Q::LOGARITHMIC && P::LOGARITHMIC {
            self.sum(|q, p, i| terms::jensen_shannon_log(q.log_parts(i), p.log_parts(i)))
        } else {
            self.sum(|q, p, i| terms::jensen_shannon(q.probability(i), p.probability(i)))
        };
        Ok(self.exact(nats))
    }

    /// H(Q, P) = −Σ q ln p; infinite where q > 0 = p.
    ///
    /// # Errors
    /// As [`Question::kl`].
    pub fn cross_entropy(&self) -> Result<Value, TableError> {
        self.check()?;
        if let Some(witness) = self.witness() {
            return Ok(Value::Infinite { witness });
        }
        let nats = self.sum(|q, p, i| terms::surprise(q.probability(i), p.log_probability(i)));
        Ok(self.exact(nats))
    }

    fn check(&self) -> Result<(), TableError> {
        let (under, against) = (self.q.categories(), self.p.categories());
        if under == against {
            Ok(())
        } else {
            Err(TableError::Lengths { under, against })
        }
    }

    /// The first category with q > 0 = p. Positive means positive in the array, even where a
    /// logarithm is so low that the probability rounds to 0.
    fn witness(&self) -> Option<Witness> {
        if !self.p.has_zero() {
            return None;
        }
        let zero = f64::NEG_INFINITY;
        let category = (0..self.p.categories())
            .find(|&i| self.p.log_probability(i) == zero && self.q.log_probability(i) > zero)?;
        let q = self.q.probability(category);
        Some(Witness::Point {
            x: vec![category as f64],
            why: format!("category {category} has probability {q} under Q and 0 under P"),
        })
    }

    fn sum(&self, term: impl Fn(&Q, &P, usize) -> f64 + Sync) -> f64 {
        let arch = pulp::Arch::new();
        sum::parallel(self.q.categories(), self.threads, |range| {
            arch.dispatch(
                #[inline(always)]
                || sum::terms(range.clone(), |i| term(self.q, self.p, i)),
            )
        })
    }

    fn exact(&self, nats: f64) -> Value {
        Value::Exact {
            nats,
            relative_error: larger(Q::RELATIVE_ERROR, P::RELATIVE_ERROR),
        }
    }

    fn divergence(&self, value: Value) -> Divergence {
        let method = match value {
            Value::Infinite { .. } => Method::Analytic,
            _ => Method::ClosedForm,
        };
        Divergence {
            expectation_under: self.q.describe(),
            reference: self.p.describe(),
            symbols: ("Q".to_owned(), "P".to_owned()),
            value,
            method,
        }
    }
}

/// The larger of two error bounds, where there are any.
fn larger(a: Option<f64>, b: Option<f64>) -> Option<f64> {
    match (a, b) {
        (Some(a), Some(b)) => Some(a.max(b)),
        (a, b) => a.or(b),
    }
}

/// H(Q) = −Σ q ln q in nats.
pub fn entropy<Q: Table>(q: &Q, threads: usize) -> Value {
    let arch = pulp::Arch::new();
    let nats = sum::parallel(q.categories(), threads, |range| {
        arch.dispatch(
            #[inline(always)]
            || {
                sum::terms(range.clone(), |i| {
                    terms::surprise(q.probability(i), q.log_probability(i))
                })
            },
        )
    });
    Value::Exact {
        nats,
        relative_error: Q::RELATIVE_ERROR,
    }
}
