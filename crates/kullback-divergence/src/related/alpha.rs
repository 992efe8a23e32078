//! Divergences of order α: Rényi, Amari's family with both KL divergences at its ends, and χ².

use kullback_math::special::{expm1mx, log1p};

use super::integral::{Found, Pair};
use super::quantity::{Quantity, Unit};
use crate::distributions::{End, Univariate, is_integrable};
use crate::question::{Question, QuestionError};
use crate::result::{Divergence, Method};

impl Question {
    /// Rényi's divergence of order α > 0, ln ∫ q^α p^(1−α) / (α − 1); α = 1 is D_KL(Q‖P).
    ///
    /// # Errors
    /// Where α is not positive and finite, or a distribution is not of one variable.
    pub fn renyi(&self, alpha: f64) -> Result<Quantity, QuestionError> {
        if !(alpha > 0.0 && alpha.is_finite()) {
            return Err(QuestionError::Argument {
                argument: "alpha",
                value: alpha,
                expected: "positive and finite",
            });
        }
        let found = if alpha == 1.0 {
            of_divergence(&self.kl()?)
        } else {
            let excess = self.power_excess(alpha)?;
            let sum = 1.0 + excess.value;
            Found {
                value: log1p(excess.value) / (alpha - 1.0),
                error: excess.error / sum / (alpha - 1.0).abs(),
                method: excess.method,
            }
        };
        Ok(self.of_order(
            "D_α(Q‖P)",
            "ln ∫ q^α p^(1−α) / (α − 1)",
            alpha,
            Unit::Nats,
            found,
        ))
    }

    /// Amari's and Cressie–Read's divergence (1 − ∫ q^α p^(1−α)) / (α (1 − α)): D_KL(Q‖P) at α = 1,
    /// D_KL(P‖Q) at α = 0, 4 (1 − ∫ √(q p)) at α = ½, ½ χ²(Q‖P) at α = 2.
    ///
    /// # Errors
    /// Where α is not finite, or a distribution is not of one variable.
    pub fn amari(&self, alpha: f64) -> Result<Quantity, QuestionError> {
        if !alpha.is_finite() {
            return Err(QuestionError::Argument {
                argument: "alpha",
                value: alpha,
                expected: "finite",
            });
        }
        let found = if alpha == 1.0 {
            of_divergence(&self.kl()?)
        } else if alpha == 0.0 {
            of_divergence(&self.reversed().kl()?)
        } else {
            let excess = self.power_excess(alpha)?;
            let factor = alpha * (alpha - 1.0);
            Found {
                value: excess.value / factor,
                error: (excess.error / factor).abs(),
                method: excess.method,
            }
        };
        let formula = "(1 − ∫ q^α p^(1−α)) / (α (1 − α))";
        Ok(self.of_order("A_α(Q‖P)", formula, alpha, Unit::One, found))
    }

    /// Pearson's χ²(Q‖P) = E_P\[(q/p − 1)²\].
    ///
    /// # Errors
    /// Where a distribution is not of one variable.
    pub fn chi_square(&self) -> Result<Quantity, QuestionError> {
        let found = self.power_excess(2.0)?;
        Ok(self.of_order("χ²(Q‖P)", "E_P[(q/p − 1)²]", 2.0, Unit::One, found))
    }

    fn of_order(
        &self,
        symbol: &str,
        formula: &str,
        alpha: f64,
        unit: Unit,
        found: Found,
    ) -> Quantity {
        Quantity {
            definition: format!(
                "{symbol} = {formula}, α = {alpha}, q of {}, p of {}",
                self.under, self.reference
            ),
            value: found.value,
            error: found.error,
            unit,
            method: found.method,
        }
    }

    /// ∫ q^α p^(1−α) − 1, as the integral of a function of one sign.
    fn power_excess(&self, alpha: f64) -> Result<Found, QuestionError> {
        let pair = Pair::of(self)?;
        let apart = if pair.is_singular() {
            Some(if (0.0..=1.0).contains(&alpha) {
                -1.0
            } else {
                f64::INFINITY
            })
        } else {
            self.diverges(&pair, alpha)?.then_some(f64::INFINITY)
        };
        if let Some(value) = apart {
            return Ok(Found {
                value,
                error: 0.0,
                method: Method::Analytic,
            });
        }
        let beta = 1.0 - alpha;
        Ok(pair.integrate(|log_q, log_p| {
            let r = log_p - log_q;
            if r.abs() < 1.0 {
                return log_q.exp() * (expm1mx(beta * r) - beta * expm1mx(r));
            }
            // Beyond one support the product vanishes, or the divergence is infinite.
            let product = if log_q == f64::NEG_INFINITY || log_p == f64::NEG_INFINITY {
                0.0
            } else {
                (alpha * log_q + beta * log_p).exp()
            };
            product - alpha * log_q.exp() - beta * log_p.exp()
        }))
    }

    /// Whether ∫ q^α p^(1−α) is infinite.
    fn diverges(&self, pair: &Pair<'_>, alpha: f64) -> Result<bool, QuestionError> {
        if (0.0..=1.0).contains(&alpha) {
            return Ok(false);
        }
        // Mass of the one whose power is positive where the other has none.
        let question = if alpha > 1.0 {
            self.clone()
        } else {
            self.reversed()
        };
        if question.is_uncovered() {
            return Ok(true);
        }
        let (q, p) = (pair.q, pair.p);
        let (ends_q, ends_p) = (q.support().ends(), p.support().ends());
        Ok([End::Low, End::High].into_iter().any(|end| {
            let (a, b) = match end {
                End::Low => (ends_q.0, ends_p.0),
                End::High => (ends_q.1, ends_p.1),
            };
            let atoms = q.support().is_discrete() && a.is_finite();
            let tail = |law: &dyn Univariate| match end {
                End::Low => law.tails().low,
                End::High => law.tails().high,
            };
            !atoms
                && a == b
                && !is_integrable(&[(alpha, tail(q)), (1.0 - alpha, tail(p))], a.is_infinite())
        }))
    }
}

fn of_divergence(divergence: &Divergence) -> Found {
    Found {
        value: divergence.nats().map_or(f64::NAN, |nats| nats.0),
        error: 0.0,
        method: divergence.method,
    }
}
