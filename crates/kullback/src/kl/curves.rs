//! Both densities and the integrand over a stretch of the line, to be drawn.

use kullback_divergence::distributions::{Distribution, Univariate};

use super::operand::Operand;
use super::{Answer, Refusal};

/// Points of a curve.
const POINTS: usize = 401;
/// Atoms that are drawn at most.
const ATOMS: f64 = 200.0;
/// How far beyond the outer region boundaries a curve goes, as a share of the distance between them.
const MARGIN: f64 = 1.2;

/// Values of both densities and of q ln(q/p).
#[derive(Clone, Debug, PartialEq)]
pub struct Curves {
    /// The places, in order.
    pub x: Vec<f64>,
    /// q there.
    pub q: Vec<f64>,
    /// p there.
    pub p: Vec<f64>,
    /// q (ln q − ln p) there; not finite where p is 0 and q is not.
    pub integrand: Vec<f64>,
    /// Whether the places are atoms.
    pub discrete: bool,
}

/// Curves of the two operands that `answer` is about.
///
/// # Errors
/// [`Refusal::Kinds`] unless both are distributions of one variable.
pub fn curves(under: &Operand, against: &Operand, answer: &Answer) -> Result<Curves, Refusal> {
    let (Some(q), Some(p)) = (univariate(under), univariate(against)) else {
        return Err(Refusal::Kinds {
            under: under.name(),
            under_kind: under.kind(),
            against: against.name(),
            against_kind: against.kind(),
            why: "a plot needs two distributions of one variable",
        });
    };
    let discrete = q.support().is_discrete() || p.support().is_discrete();
    let x = if discrete {
        atoms(q, p)
    } else {
        places(q, p, answer)
    };
    let at = |law: &dyn Univariate| -> Vec<f64> { x.iter().map(|&x| law.log_density(x)).collect() };
    let (log_q, log_p) = (at(q), at(p));
    let integrand = log_q
        .iter()
        .zip(&log_p)
        .map(|(q, p)| {
            if *q == f64::NEG_INFINITY {
                0.0
            } else {
                q.exp() * (q - p)
            }
        })
        .collect();
    let exp = |logs: Vec<f64>| logs.into_iter().map(f64::exp).collect();
    Ok(Curves {
        q: exp(log_q),
        p: exp(log_p),
        integrand,
        x,
        discrete,
    })
}

fn univariate(operand: &Operand) -> Option<&dyn Univariate> {
    match operand {
        Operand::Distribution { distribution, .. } => Distribution::as_univariate(distribution),
        Operand::Samples { .. } | Operand::Table { .. } => None,
    }
}

/// Places around the boundaries of the regions, within the supports.
fn places(q: &dyn Univariate, p: &dyn Univariate, answer: &Answer) -> Vec<f64> {
    let mut marks: Vec<f64> = answer
        .regions
        .iter()
        .flat_map(|region| [region.low, region.high])
        .filter(|x| x.is_finite())
        .collect();
    if marks.len() < 2 {
        marks.extend(q.breakpoints());
        marks.extend(p.breakpoints());
    }
    let (low, high) = range(&marks);
    let margin = if high > low {
        MARGIN * (high - low)
    } else {
        1.0
    };
    let (q_low, q_high) = q.support().ends();
    let (p_low, p_high) = p.support().ends();
    let low = (low - margin).max(q_low.min(p_low));
    let high = (high + margin).min(q_high.max(p_high));
    (0..POINTS)
        .map(|i| low + (high - low) * i as f64 / (POINTS - 1) as f64)
        .collect()
}

/// Integers that both break at, and those between.
fn atoms(q: &dyn Univariate, p: &dyn Univariate) -> Vec<f64> {
    let marks: Vec<f64> = q.breakpoints().into_iter().chain(p.breakpoints()).collect();
    let (low, high) = range(&marks);
    let (low, high) = (low.floor(), high.ceil());
    let high = high.min(low + ATOMS);
    (0..=(high - low) as usize)
        .map(|i| low + i as f64)
        .collect()
}

fn range(marks: &[f64]) -> (f64, f64) {
    let low = marks.iter().copied().fold(f64::INFINITY, f64::min);
    let high = marks.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    if low <= high {
        (low, high)
    } else {
        (-1.0, 1.0)
    }
}
