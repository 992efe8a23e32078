//! Wasserstein distances from distribution functions.

use kullback_math::quadrature::{Tolerance, tanh_sinh};

use super::integral::{Found, Pair};
use super::quantity::{Quantity, Unit};
use crate::distributions::{Support, Tail, Univariate};
use crate::ladder::log_ratio::Place;
use crate::ladder::quadrature::Pieces;
use crate::ladder::sum::Atoms;
use crate::question::{Question, QuestionError};
use crate::result::Method;

impl Question {
    /// The Wasserstein-1 distance ∫ |F_Q − F_P| dx, in units of the variable.
    ///
    /// # Errors
    /// Where a distribution is not of one variable, has no mean, or its distribution function has no
    /// formula.
    pub fn wasserstein_1(&self) -> Result<Quantity, QuestionError> {
        let pair = self.transported(1.0)?;
        let (q, p) = (pair.q, pair.p);
        // Differences of the smaller tails, so that neither rounds to 1.
        let gap = |x: f64| {
            let (f, g) = (below(q, x), below(p, x));
            if f > 0.5 && g > 0.5 {
                (above(p, x) - above(q, x)).abs()
            } else {
                (f - g).abs()
            }
        };
        let found = if q.support().is_discrete() && p.support().is_discrete() {
            stepped(q, p, gap)
        } else {
            let integral = Pieces::over_both(q, p).integrate(|place| match place {
                Place::At(x) | Place::Beside(x, ..) => gap(x),
            });
            Found {
                value: integral.value,
                error: integral.error,
                method: Method::Quadrature,
            }
        };
        Ok(self.distance("W₁(Q, P)", "∫ |F_Q − F_P| dx", found))
    }

    /// The Wasserstein-2 distance (∫₀¹ (F_Q⁻¹ − F_P⁻¹)² du)^½, in units of the variable.
    ///
    /// # Errors
    /// As [`Question::wasserstein_1`], for variances; and where a distribution has atoms.
    pub fn wasserstein_2(&self) -> Result<Quantity, QuestionError> {
        let pair = self.transported(2.0)?;
        for (law, name) in [(pair.q, &self.under), (pair.p, &self.reference)] {
            if law.support().is_discrete() {
                return Err(QuestionError::Undefined {
                    quantity: "W₂ by quantiles",
                    distribution: name.to_string(),
                    why: "it has atoms",
                });
            }
        }
        let square = |_: f64, u: f64, v: f64| {
            let step = quantile(pair.q, u, v) - quantile(pair.p, u, v);
            step * step
        };
        let tolerance = Tolerance {
            relative: 1e-13,
            evaluations: 2_000,
            ..Tolerance::default()
        };
        let integral = tanh_sinh(square, 0.0, 1.0, tolerance);
        let value = integral.value.max(0.0).sqrt();
        let found = Found {
            value,
            error: if value > 0.0 {
                0.5 * integral.error / value
            } else {
                0.0
            },
            method: Method::Quadrature,
        };
        Ok(self.distance("W₂(Q, P)", "(∫ (F_Q⁻¹ − F_P⁻¹)² du)^½", found))
    }

    fn distance(&self, symbol: &str, formula: &str, found: Found) -> Quantity {
        Quantity {
            definition: format!(
                "{symbol} = {formula}, Q = {}, P = {}",
                self.under, self.reference
            ),
            value: found.value,
            error: found.error,
            unit: Unit::Variable,
            method: found.method,
        }
    }

    /// Both distributions, when they have a moment of this order and a distribution function.
    fn transported(&self, order: f64) -> Result<Pair<'_>, QuestionError> {
        let pair = Pair::of(self)?;
        for (law, name) in [(pair.q, &self.under), (pair.p, &self.reference)] {
            let undefined = |why: &'static str| QuestionError::Undefined {
                quantity: "a Wasserstein distance",
                distribution: name.to_string(),
                why,
            };
            let (low, high) = law.support().ends();
            let tails = law.tails();
            let heavy = |end: f64, tail: Tail| {
                end.is_infinite()
                    && matches!(tail, Tail::Algebraic { exponent } if exponent + order >= -1.0)
            };
            if heavy(low, tails.low) || heavy(high, tails.high) {
                return Err(undefined("a moment it needs is infinite"));
            }
            if law
                .cdf(law.breakpoints().first().copied().unwrap_or(0.0))
                .is_none()
            {
                return Err(undefined("its distribution function has no formula"));
            }
        }
        Ok(pair)
    }
}

fn below(law: &dyn Univariate, x: f64) -> f64 {
    law.cdf(x).unwrap_or(f64::NAN)
}

fn above(law: &dyn Univariate, x: f64) -> f64 {
    law.survival(x).unwrap_or(f64::NAN)
}

/// Σ |F − G| over the unit steps between whole numbers, or over the gaps of a list.
fn stepped(q: &dyn Univariate, p: &dyn Univariate, gap: impl Fn(f64) -> f64) -> Found {
    let atoms = Atoms::of_both(q, p);
    let whole = match &atoms {
        Atoms::Points(points) => {
            let steps = points.windows(2);
            return Found {
                value: steps.map(|pair| (pair[1] - pair[0]) * gap(pair[0])).sum(),
                error: 0.0,
                method: Method::Sum,
            };
        }
        Atoms::Integers { plan, heavy, .. } => Atoms::Integers {
            plan: *plan,
            heavy: *heavy,
            beside: Vec::new(),
        },
    };
    let mut sum = whole.sum(&gap);
    if let Atoms::Integers { beside, .. } = &atoms {
        // An atom between two whole numbers changes the gap from there on.
        for x in beside {
            sum.value += (x.ceil() - x) * (gap(*x) - gap(x.floor()));
        }
    }
    Found {
        value: sum.value,
        error: sum.remainder,
        method: Method::Sum,
    }
}

/// x with P(X ≤ x) = u, given also v = 1 − u: bisection on the smaller tail in a bracket that grows
/// from the breakpoints.
pub(crate) fn quantile(law: &dyn Univariate, u: f64, v: f64) -> f64 {
    let (low, high) = match law.support() {
        Support::Interval { low, high } | Support::Integers { low, high } => (low, high),
        Support::Points(_) => law.support().ends(),
    };
    // Negative to the left of the quantile.
    let sign = |x: f64| {
        if u < 0.5 {
            below(law, x) - u
        } else {
            v - above(law, x)
        }
    };
    let points = law.breakpoints();
    let first = points.first().copied().unwrap_or(0.0);
    let last = points.last().copied().unwrap_or(1.0);
    let width = (last - first).max(1e-300);
    let (mut a, mut b) = (first, last);
    let mut reach = width;
    while sign(a) > 0.0 && a > low {
        a = (a - reach).max(low);
        reach *= 2.0;
    }
    reach = width;
    while sign(b) < 0.0 && b < high {
        b = (b + reach).min(high);
        reach *= 2.0;
    }
    for &x in &points {
        if a < x && x < b {
            if sign(x) < 0.0 {
                a = x;
            } else {
                b = x;
                break;
            }
        }
    }
    illinois(sign, a, b)
}

/// A root of an increasing function between a and b (regula falsi, Illinois variant).
fn illinois(f: impl Fn(f64) -> f64, mut a: f64, mut b: f64) -> f64 {
    let (mut at_a, mut at_b) = (f(a), f(b));
    for k in 0..200 {
        if (b - a).abs() <= 4e-16 * a.abs().max(b.abs()) {
            break;
        }
        let mut x = (a * at_b - b * at_a) / (at_b - at_a);
        if !(x > a && x < b) || k % 4 == 3 {
            x = 0.5 * a + 0.5 * b;
        }
        let y = f(x);
        if y == 0.0 || x == a || x == b {
            return x;
        }
        if y < 0.0 {
            (a, at_a) = (x, y);
            at_b *= 0.5;
        } else {
            (b, at_b) = (x, y);
            at_a *= 0.5;
        }
    }
    0.5 * a + 0.5 * b
}
