//! How much two distributions overlap: Jeffreys, Jensen–Shannon, total variation, Hellinger,
//! Bhattacharyya.

use std::f64::consts::LN_2;

use kullback_math::special::{expm1, log1p, log1pmx};

use super::integral::{Found, Pair};
use super::quantity::{Quantity, Unit};
use crate::question::{Question, QuestionError};
use crate::result::{Method, Value};

impl Question {
    fn quantity(&self, symbol: &str, formula: &str, unit: Unit, found: Found) -> Quantity {
        Quantity {
            definition: format!(
                "{symbol} = {formula}, q of {}, p of {}",
                self.under, self.reference
            ),
            value: found.value,
            error: found.error,
            unit,
            method: found.method,
        }
    }

    /// The value for two distributions without common mass, or the integral.
    fn overlap(
        &self,
        apart: f64,
        integrand: impl Fn(f64, f64) -> f64,
    ) -> Result<Found, QuestionError> {
        let pair = Pair::of(self)?;
        if pair.is_singular() {
            return Ok(Found {
                value: apart,
                error: 0.0,
                method: Method::Analytic,
            });
        }
        Ok(pair.integrate(integrand))
    }

    /// Jeffreys' divergence, the sum of both KL divergences.
    ///
    /// # Errors
    /// As [`Question::kl`].
    pub fn jeffreys(&self) -> Result<Quantity, QuestionError> {
        let both = self.both()?;
        let nats = |value: &Value| value.nats().map_or(f64::NAN, |nats| nats.0);
        let found = Found {
            value: nats(&both.as_asked.value) + nats(&both.reversed.value),
            error: 0.0,
            method: both.as_asked.method,
        };
        Ok(self.quantity("J(Q, P)", "D_KL(Q‖P) + D_KL(P‖Q)", Unit::Nats, found))
    }

    /// The Jensen–Shannon divergence, ½ D_KL(Q‖M) + ½ D_KL(P‖M) with M = ½ (Q + P); at most ln 2.
    ///
    /// # Errors
    /// Where a distribution is not of one variable.
    pub fn jensen_shannon(&self) -> Result<Quantity, QuestionError> {
        let found = self.overlap(LN_2, |log_q, log_p| {
            let (q, p) = (log_q.exp(), log_p.exp());
            let middle = 0.5 * (q + p);
            // (1 ± s) ln(1 ± s) ∓ s, whose second parts cancel.
            let s = if (log_p - log_q).abs() < 1.0 {
                kullback_math::special::tanh(0.5 * (log_p - log_q))
            } else {
                (p - q) / (p + q)
            };
            let term = |s: f64| {
                if s <= -1.0 {
                    1.0
                } else {
                    -(1.0 + s) * log1pmx(-s / (1.0 + s))
                }
            };
            if middle == 0.0 {
                0.0
            } else {
                0.5 * middle * (term(s) + term(-s))
            }
        })?;
        Ok(self.quantity("JSD(Q, P)", "½ D_KL(Q‖M) + ½ D_KL(P‖M)", Unit::Nats, found))
    }

    /// The Jensen–Shannon distance, the root of the divergence; a metric.
    ///
    /// # Errors
    /// Where a distribution is not of one variable.
    pub fn jensen_shannon_distance(&self) -> Result<Quantity, QuestionError> {
        let square = self.jensen_shannon()?;
        let found = rooted(square.value, square.error, square.method);
        Ok(self.quantity(
            "√JSD(Q, P)",
            "(½ D_KL(Q‖M) + ½ D_KL(P‖M))^½",
            Unit::One,
            found,
        ))
    }

    /// Total variation, ½ ∫ |q − p|: the largest difference of the probabilities of an event.
    ///
    /// # Errors
    /// Where a distribution is not of one variable.
    pub fn total_variation(&self) -> Result<Quantity, QuestionError> {
        let found = self.overlap(1.0, |log_q, log_p| {
            let step = log_p - log_q;
            if step.abs() < 1.0 {
                0.5 * log_q.exp() * expm1(step).abs()
            } else {
                0.5 * (log_q.exp() - log_p.exp()).abs()
            }
        })?;
        Ok(self.quantity("TV(Q, P)", "½ ∫ |q − p|", Unit::One, found))
    }

    fn squared_hellinger(&self) -> Result<Found, QuestionError> {
        self.overlap(1.0, |log_q, log_p| {
            let step = 0.5 * (log_p - log_q);
            let root = if step.abs() < 1.0 {
                (0.5 * log_q).exp() * expm1(step)
            } else {
                (0.5 * log_p).exp() - (0.5 * log_q).exp()
            };
            0.5 * root * root
        })
    }

    /// The Hellinger distance, (½ ∫ (√q − √p)²)^½, between 0 and 1.
    ///
    /// # Errors
    /// Where a distribution is not of one variable.
    pub fn hellinger(&self) -> Result<Quantity, QuestionError> {
        let square = self.squared_hellinger()?;
        let found = rooted(square.value, square.error, square.method);
        Ok(self.quantity("H(Q, P)", "(½ ∫ (√q − √p)²)^½", Unit::One, found))
    }

    /// The Bhattacharyya distance, −ln ∫ √(q p).
    ///
    /// # Errors
    /// Where a distribution is not of one variable.
    pub fn bhattacharyya(&self) -> Result<Quantity, QuestionError> {
        let square = self.squared_hellinger()?;
        let found = if square.value < 0.5 {
            Found {
                value: -log1p(-square.value),
                ..square
            }
        } else {
            let affinity = self.overlap(0.0, |log_q, log_p| (0.5 * (log_q + log_p)).exp())?;
            Found {
                value: -affinity.value.ln(),
                error: affinity.error / affinity.value,
                method: affinity.method,
            }
        };
        Ok(self.quantity("B(Q, P)", "−ln ∫ √(q p)", Unit::Nats, found))
    }
}

fn rooted(square: f64, error: f64, method: Method) -> Found {
    let value = square.max(0.0).sqrt();
    Found {
        value,
        error: if value > 0.0 {
            0.5 * error / value
        } else {
            error.sqrt()
        },
        method,
    }
}
