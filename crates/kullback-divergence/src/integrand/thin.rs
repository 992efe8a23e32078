//! How much of P lies where Q is thin.

use serde::Serialize;

use crate::question::{Question, QuestionError};
use crate::related::integral::Pair;

/// P's mass where q is at most a share of p. Such places cost D_KL(Q‖P) nothing, however much of P they
/// hold.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Thin {
    /// The share c of q ≤ c·p.
    pub share: f64,
    /// P's mass where q ≤ c·p.
    pub mass_reference: f64,
    /// Q's mass there.
    pub mass_under: f64,
}

impl Question {
    /// P's and Q's mass where q ≤ `share`·p.
    ///
    /// # Errors
    /// Where `share` is not positive and finite, or a distribution is not of one variable.
    pub fn thin(&self, share: f64) -> Result<Thin, QuestionError> {
        if !(share > 0.0 && share.is_finite()) {
            return Err(QuestionError::Argument {
                argument: "share",
                value: share,
                expected: "positive and finite",
            });
        }
        let pair = Pair::of(self)?;
        if pair.is_singular() {
            return Ok(Thin {
                share,
                mass_reference: 1.0,
                mass_under: 0.0,
            });
        }
        let log_share = share.ln();
        let mass = |of_p: bool| {
            let found = pair.integrate(|log_q, log_p| {
                if log_q > log_share + log_p {
                    0.0
                } else if of_p {
                    log_p.exp()
                } else {
                    log_q.exp()
                }
            });
            found.value.min(1.0)
        };
        Ok(Thin {
            share,
            mass_reference: mass(true),
            mass_under: mass(false),
        })
    }
}
