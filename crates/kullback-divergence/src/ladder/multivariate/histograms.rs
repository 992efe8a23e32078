//! Histograms against each other and against laws of one variable.

use crate::distributions::continuous::Uniform;
use crate::distributions::multivariate::Histogram;
use crate::distributions::{Distribution, Univariate};
use crate::ladder::closed::atoms;
use crate::ladder::log_ratio::Place;
use crate::ladder::quadrature::{Pieces, plain};
use crate::ladder::{self, Answer};
use crate::question::QuestionError;
use crate::result::{Method, Value, Witness};

/// D_KL(Q‖P) where one of the two is a histogram.
pub(super) fn kl(q: &Distribution, p: &Distribution) -> Option<Result<Answer, QuestionError>> {
    match (q, p) {
        (Distribution::Histogram(q), Distribution::Histogram(p)) => Some(Ok(both(q, p))),
        (Distribution::Histogram(q), p) => {
            p.as_univariate()?;
            Some(from_histogram(q, p))
        }
        (q, Distribution::Histogram(p)) => Some(Ok(to_histogram(q.as_univariate()?, p))),
        _ => None,
    }
}

fn infinite(x: f64, why: String) -> Answer {
    let witness = Witness::Point { x: vec![x], why };
    (Value::Infinite { witness }, Method::Analytic)
}

/// On all edges of either, the divergence of the masses.
fn both(q: &Histogram, p: &Histogram) -> Answer {
    let mut points: Vec<f64> = q.edges().iter().chain(p.edges()).copied().collect();
    points.sort_by(f64::total_cmp);
    points.dedup();
    let (of_q, of_p) = (q.refined(&points), p.refined(&points));
    let missing = of_q
        .iter()
        .zip(&of_p)
        .position(|(q, p)| *q > 0.0 && *p == 0.0);
    if let Some(k) = missing {
        let (a, b) = (points[k], points[k + 1]);
        let why = format!("the first has mass between {a} and {b} and the second has none");
        return infinite(0.5 * (a + b), why);
    }
    (
        super::exact(atoms::list(&of_q, &of_p), 0.0),
        Method::ClosedForm,
    )
}

/// Σ w ln w + Σ w D_KL(uniform on the bin‖P).
fn from_histogram(q: &Histogram, p: &Distribution) -> Result<Answer, QuestionError> {
    let (mut nats, mut error, mut size) = (0.0, 0.0, 0.0);
    for (a, b, mass) in q.bins().filter(|bin| bin.2 > 0.0) {
        let Ok(bin) = Uniform::new(a, b) else {
            continue;
        };
        let bin = Distribution::Law(bin.into());
        match ladder::kl(&bin, p)? {
            (
                Value::Exact {
                    nats: part,
                    relative_error,
                },
                _,
            ) => {
                nats += mass * (mass.ln() + part);
                error += mass * part * relative_error.unwrap_or(0.0);
                size += mass * (mass.ln().abs() + part);
            }
            infinite => return Ok(infinite),
        }
    }
    let value = super::exact(nats, error + f64::EPSILON * size);
    Ok((value, Method::Structural))
}

/// ∫ q ln(q/p) bin by bin, where ln p is constant; atoms of Q have none under P.
fn to_histogram(q: &dyn Univariate, p: &Histogram) -> Answer {
    if q.support().is_discrete() {
        let why = "mutually singular: the first has atoms and the second a density".to_string();
        let witness = Witness::Structure { why };
        return (Value::Infinite { witness }, Method::Analytic);
    }
    let (low, high) = q.support().ends();
    let (first, last) = (p.edges()[0], p.edges()[p.edges().len() - 1]);
    for (end, beyond) in [(low, low < first), (high, high > last)] {
        if beyond {
            let inside = if end == low {
                first.min(high)
            } else {
                last.max(low)
            };
            let x = if end.is_finite() {
                0.5 * (end + inside)
            } else {
                inside + if end == low { -1.0 } else { 1.0 }
            };
            let why = format!("the first has mass at {x}, outside of the second's bins");
            return infinite(x, why);
        }
    }
    let (mut nats, mut error) = (0.0, 0.0);
    for (a, b, mass) in p.bins() {
        let (from, to) = (a.max(low), b.min(high));
        if from >= to {
            continue;
        }
        if mass == 0.0 {
            let why = format!("the first has mass between {a} and {b} and the second has none");
            return infinite(0.5 * (from + to), why);
        }
        let log_p = mass.ln() - (b - a).ln();
        let pieces = Pieces::new(from, to, q.breakpoints().into_iter());
        let integral = pieces.integrate(|place| {
            let x = match place {
                Place::At(x) | Place::Beside(x, ..) => x,
            };
            let log_q = q.log_density(x);
            plain(log_q, log_p - log_q)
        });
        nats += integral.value;
        error += integral.error;
    }
    (ladder::with_error(nats.max(0.0), error), Method::Quadrature)
}
