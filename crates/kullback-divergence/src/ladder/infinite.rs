//! Infinity, decided from supports and tails alone.

use std::fmt::Display;

use crate::distributions::{Support, Tail, Univariate};
use crate::result::Witness;

/// Why D_KL(Q‖P) is infinite, if it is. Q's and P's own entropies are finite for every law here.
pub(crate) fn witness<Q, P>(q: &Q, p: &P) -> Option<Witness>
where
    Q: Univariate + Display,
    P: Univariate + Display,
{
    let (support_q, support_p) = (q.support(), p.support());
    if support_q.is_discrete() != support_p.is_discrete() {
        let kind = |discrete| if discrete { "atoms" } else { "a density" };
        return Some(Witness::Structure {
            why: format!(
                "mutually singular: {q} has {} and {p} has {}",
                kind(support_q.is_discrete()),
                kind(support_p.is_discrete())
            ),
        });
    }
    if let Some(x) = uncovered(&support_q, &support_p, p) {
        return Some(Witness::Point {
            x: vec![x],
            why: format!("{q} has mass at {x} and {p} has none"),
        });
    }
    let (ends_q, ends_p) = (support_q.ends(), support_p.ends());
    let (tails_q, tails_p) = (q.tails(), p.tails());
    for (end, other, tail_q, tail_p) in [
        (ends_q.0, ends_p.0, tails_q.low, tails_p.low),
        (ends_q.1, ends_p.1, tails_q.high, tails_p.high),
    ] {
        // Atoms at a finite end are finite; an end inside P's support meets a finite ln p.
        let open = end.is_infinite() || !support_q.is_discrete();
        if open && end == other && !is_finite(tail_q, tail_p, end.is_infinite()) {
            return Some(Witness::Tail {
                end,
                why: format!(
                    "towards {end}, {q} ends as {} and {p} as {}: −ln p has no mean",
                    words(tail_q),
                    words(tail_p)
                ),
            });
        }
    }
    None
}

/// A point where Q has mass and P has none.
fn uncovered(q: &Support, p: &Support, law_p: &dyn Univariate) -> Option<f64> {
    if let Support::Points(points) = q {
        return points
            .iter()
            .copied()
            .find(|&x| law_p.log_density(x) == f64::NEG_INFINITY);
    }
    let ((low, high), (low_p, high_p)) = (q.ends(), p.ends());
    let step = if q.is_discrete() { 1.0 } else { 0.0 };
    if low < low_p {
        // Halfway into the uncovered part, or at its first atom.
        let to = low_p.min(high);
        return Some(match (step > 0.0, low.is_finite()) {
            (true, true) => low,
            (true, false) => low_p - 1.0,
            (false, true) => 0.5 * low + 0.5 * to,
            (false, false) => to - 1.0,
        });
    }
    if high > high_p {
        let from = high_p.max(low);
        return Some(match (step > 0.0, high.is_finite()) {
            (true, true) => high,
            (true, false) => high_p + 1.0,
            (false, true) => 0.5 * high + 0.5 * from,
            (false, false) => from + 1.0,
        });
    }
    // Integers against a finite list of points: no longer than the list where it is covered.
    if let (Support::Integers { low, high }, Support::Points(points)) = (q, p) {
        let count = (high - low + 1.0).min(points.len() as f64 + 1.0) as usize;
        return (0..count)
            .map(|k| low + k as f64)
            .find(|&x| law_p.log_density(x) == f64::NEG_INFINITY);
    }
    None
}

/// Whether E_Q\[−ln p\] is finite at an end the supports share. `t` grows as |x| or as 1/distance.
fn is_finite(q: Tail, p: Tail, infinite: bool) -> bool {
    // ∫ t^a dt converges below −1; at a finite end dx = dt/t².
    let measure = if infinite { 0.0 } else { -2.0 };
    match p {
        // Logarithms of t have a mean under every law.
        Tail::Algebraic { .. } | Tail::LogSquared { .. } => true,
        Tail::Factorial => match q {
            Tail::Algebraic { exponent } => exponent + measure + 1.0 < -1.0,
            _ => true,
        },
        Tail::Exponential { power, .. } => match q {
            Tail::Algebraic { exponent } => exponent + measure + power < -1.0,
            _ => true,
        },
        Tail::DoubleExponential { rate } => match q {
            Tail::Algebraic { .. } | Tail::LogSquared { .. } => false,
            Tail::Exponential {
                power,
                rate: rate_q,
                prefactor,
            } => {
                power > 1.0
                    || (power == 1.0
                        && (rate_q > rate || (rate_q == rate && prefactor + measure < -1.0)))
            }
            Tail::Factorial | Tail::DoubleExponential { .. } => true,
        },
    }
}

fn words(tail: Tail) -> String {
    match tail {
        Tail::Algebraic { exponent } => format!("t^{exponent}"),
        Tail::LogSquared { rate } => format!("e^(−{rate} (ln t)²)"),
        Tail::Exponential { power, rate, .. } => format!("e^(−{rate} t^{power})"),
        Tail::Factorial => "1/t!".to_string(),
        Tail::DoubleExponential { rate } => format!("e^(−e^({rate} t))"),
    }
}
