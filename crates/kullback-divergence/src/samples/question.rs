//! Questions about samples: which one the expectation is under is said, not implied by position.

use super::error::SamplesError;
use super::estimate::Estimate;
use super::input::Samples;
use super::permutation::{self, PermutationTest};
use super::{known, masses, two};
use crate::{Divergence, Method, Value, Witness};

/// Says which sample the expectation is under.
pub fn expect_under<'a>(q: &'a Samples<'a>) -> Under<'a> {
    Under { q }
}

/// A sample that an expectation is under.
#[derive(Clone, Copy, Debug)]
pub struct Under<'a> {
    q: &'a Samples<'a>,
}

impl<'a> Under<'a> {
    /// Says which sample it is compared with.
    pub fn against(self, p: &'a Samples<'a>) -> Question<'a> {
        Question {
            q: self.q,
            p,
            seed: 0,
            threads: 1,
        }
    }

    /// Compares with a law whose log density is known: `log_p(x)` is ln p in nats, normalised, −∞
    /// outside its support.
    pub fn against_density<F: Fn(&[f64]) -> f64>(self, log_p: F) -> DensityQuestion<'a, F> {
        DensityQuestion {
            q: self.q,
            log_p,
            has_atoms: false,
        }
    }

    /// Compares with a discrete law whose log probabilities are known: `log_p(x)` is ln p in nats, −∞
    /// where there is no atom. Points of the sample that are equal count as one value.
    pub fn against_probabilities<F: Fn(&[f64]) -> f64>(self, log_p: F) -> DensityQuestion<'a, F> {
        DensityQuestion {
            q: self.q,
            log_p,
            has_atoms: true,
        }
    }
}

/// What two samples say about D_KL(Q‖P).
#[derive(Clone, Copy, Debug)]
pub struct Question<'a> {
    q: &'a Samples<'a>,
    p: &'a Samples<'a>,
    seed: u64,
    threads: usize,
}

impl Question<'_> {
    /// The seed of everything random; 0 unless said.
    pub fn seed(self, seed: u64) -> Self {
        Self { seed, ..self }
    }

    /// Uses this many threads; the answer has the same bits for any number. One unless asked.
    pub fn threads(self, threads: usize) -> Self {
        Self { threads, ..self }
    }

    /// An estimate of D_KL(Q‖P) = E_q\[ln q − ln p\] with a 95 % interval; it may be negative.
    ///
    /// Up to five dimensions by nearest neighbours, beyond by a classifier, and through intermediate
    /// samples where the ratio is too large for either. Repeated points are taken for a discrete
    /// part, which the estimator's description names.
    ///
    /// # Errors
    /// [`SamplesError`] when the dimensions differ, or a sample is too small or constant.
    pub fn kl(&self) -> Result<Divergence, SamplesError> {
        self.check()?;
        let (estimate, method) = two::estimate(self.q, self.p, self.seed, self.threads)?;
        Ok(divergence(estimate, method, self.q, describe(self.p)))
    }

    /// Tests Q = P by shuffling which point belongs to which sample.
    ///
    /// # Errors
    /// As [`Question::kl`]; also when no permutation is asked for.
    pub fn permutation_test(&self, permutations: usize) -> Result<PermutationTest, SamplesError> {
        self.check()?;
        if permutations == 0 {
            return Err(SamplesError::TooSmall {
                argument: "permutations",
                value: 0,
                least: 1,
            });
        }
        Ok(permutation::test(self.q, self.p, permutations, self.seed))
    }

    fn check(&self) -> Result<(), SamplesError> {
        let (under, against) = (self.q.dimension(), self.p.dimension());
        if under != against {
            return Err(SamplesError::Dimensions { under, against });
        }
        let needed = two::needed(under);
        self.q.require("the sample under the expectation", needed)?;
        self.p.require("the reference", needed)
    }
}

/// What a sample and a log density, or log probabilities, say about D_KL(Q‖P).
#[derive(Clone, Copy, Debug)]
pub struct DensityQuestion<'a, F> {
    q: &'a Samples<'a>,
    log_p: F,
    has_atoms: bool,
}

impl<F: Fn(&[f64]) -> f64> DensityQuestion<'_, F> {
    /// An estimate of D_KL(Q‖P) = E_q\[ln q − ln p\] with a 95 % interval; it may be negative.
    ///
    /// Infinite, with the point as witness, when p is 0 at a point of the sample.
    ///
    /// # Errors
    /// [`SamplesError`] when the sample is too small or constant, or ln p is NaN or +∞ at one of its
    /// points.
    pub fn kl(&self) -> Result<Divergence, SamplesError> {
        let dimension = self.q.dimension();
        let needed = two::needed(dimension);
        let name = "the sample under the expectation";
        if self.has_atoms {
            self.q.require_points(name, needed)?;
        } else {
            self.q.require(name, needed)?;
        }
        let mut log_p = Vec::with_capacity(self.q.len());
        for (point, x) in self.q.points().enumerate() {
            let value = (self.log_p)(x);
            if value.is_nan() || value == f64::INFINITY {
                return Err(SamplesError::LogDensity { point, value });
            }
            if value == f64::NEG_INFINITY {
                let witness = Witness::Point {
                    x: x.to_vec(),
                    why: format!("point {point} of the sample has density 0 under P"),
                };
                return Ok(Divergence {
                    expectation_under: describe(self.q),
                    reference: self.reference(),
                    symbols: symbols(),
                    value: Value::Infinite { witness },
                    method: Method::Analytic,
                });
            }
            log_p.push(value);
        }
        let (estimate, method) = if self.has_atoms {
            (masses::estimate(self.q, &log_p), Method::Frequencies)
        } else {
            known::estimate(self.q, &log_p)
        };
        Ok(divergence(estimate, method, self.q, self.reference()))
    }

    fn reference(&self) -> String {
        if self.has_atoms {
            "log probabilities".to_owned()
        } else {
            "a log density".to_owned()
        }
    }
}

fn divergence(
    estimate: Estimate,
    method: Method,
    q: &Samples<'_>,
    reference: String,
) -> Divergence {
    Divergence {
        expectation_under: describe(q),
        reference,
        symbols: symbols(),
        value: estimate.into_value(),
        method,
    }
}

fn describe(sample: &Samples<'_>) -> String {
    format!(
        "{} points of dimension {}",
        sample.len(),
        sample.dimension()
    )
}

fn symbols() -> (String, String) {
    ("Q".to_owned(), "P".to_owned())
}
