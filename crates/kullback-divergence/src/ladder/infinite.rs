//! Infinity, decided from supports and tails alone.

use crate::distributions::{Distribution, Law, Support, Tail, Univariate};
use crate::result::{Witness, significant};

/// Why D_KL(Q‖P) is infinite, if it is. Q's own entropy is finite for every law here.
pub(crate) fn witness(q: &Distribution, p: &Distribution) -> Option<Witness> {
    let (parts_q, parts_p) = (q.univariate_parts(), p.univariate_parts());
    parts_q
        .iter()
        .find_map(|part| of_part(part, &parts_p, q, p))
}

/// The part of Q that makes the divergence infinite, against all parts of P.
fn of_part(part: &Law, parts_p: &[&Law], q: &Distribution, p: &Distribution) -> Option<Witness> {
    let support = part.support();
    let discrete = support.is_discrete();
    if parts_p
        .iter()
        .any(|law| law.support().is_discrete() != discrete)
    {
        let kind = |discrete| if discrete { "atoms" } else { "a density" };
        return Some(Witness::Structure {
            why: format!(
                "mutually singular: {q} has {} and {p} has {}",
                kind(discrete),
                kind(!discrete)
            ),
        });
    }
    if let Some(x) = uncovered(&support, parts_p) {
        return Some(Witness::Point {
            x: vec![x],
            why: format!("{q} has mass at {x} and {p} has none"),
        });
    }
    let (ends, tails) = (support.ends(), part.tails());
    for (end, tail, low) in [(ends.0, tails.low, true), (ends.1, tails.high, false)] {
        // Atoms at a finite end are finite.
        if discrete && end.is_finite() {
            continue;
        }
        // The tails of P there; an end inside a part of P meets a finite ln p.
        let mut meeting = Vec::new();
        for law in parts_p {
            let (from, to) = law.support().ends();
            if from < end && end < to {
                meeting.clear();
                break;
            }
            if (if low { from } else { to }) == end {
                let tails = law.tails();
                meeting.push(if low { tails.low } else { tails.high });
            }
        }
        let finite = |tail_p: &Tail| is_finite(tail, *tail_p, end.is_infinite());
        if let Some(first) = meeting.first()
            && !meeting.iter().any(finite)
        {
            return Some(Witness::Tail {
                end,
                why: format!(
                    "towards {}, {q} ends as {} and {p} as {}: −ln p has no mean",
                    significant(end, 6),
                    words(tail),
                    words(*first)
                ),
            });
        }
    }
    None
}

/// A point where Q has mass and no part of P has.
fn uncovered(q: &Support, parts: &[&Law]) -> Option<f64> {
    let missed = |x: &f64| {
        parts
            .iter()
            .all(|law| law.log_density(*x) == f64::NEG_INFINITY)
    };
    match q {
        Support::Points(points) => points.iter().copied().find(missed),
        Support::Interval { low, high } => {
            let (low, high) = gap(*low, *high, 0.0, parts)?;
            Some(match (low.is_finite(), high.is_finite()) {
                (true, true) => 0.5 * low + 0.5 * high,
                (true, false) => low + 1.0,
                (false, true) => high - 1.0,
                (false, false) => 0.0,
            })
        }
        Support::Integers { low, high } => {
            if let Some((from, to)) = gap(*low, *high, 1.0, parts) {
                return Some(if from.is_finite() { from } else { to });
            }
            // Lists of points may have holes; they are finite.
            let holes = parts
                .iter()
                .any(|law| matches!(law.support(), Support::Points(_)));
            let count = if holes && low.is_finite() && high.is_finite() {
                high - low + 1.0
            } else {
                0.0
            };
            (0..count.min(1e7) as usize)
                .map(|k| low + k as f64)
                .find(missed)
        }
    }
}

/// The first part of [low, high] that the hulls of the supports leave uncovered; hulls closer than
/// `step` meet.
fn gap(low: f64, high: f64, step: f64, parts: &[&Law]) -> Option<(f64, f64)> {
    let mut hulls: Vec<(f64, f64)> = parts.iter().map(|law| law.support().ends()).collect();
    hulls.sort_by(|a, b| a.0.total_cmp(&b.0));
    let mut reached = low;
    for (from, to) in hulls {
        if from > reached {
            return Some((reached, (from - step).min(high)));
        }
        if to >= high {
            return None;
        }
        reached = reached.max(to + step);
    }
    (reached < high || (step > 0.0 && reached <= high)).then_some((reached, high))
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
