//! Sums over atoms, outwards from the middle, with a bound on what is left.

use kullback_math::series::{Compensated, Outward, Sum, sum_algebraic, sum_outward};

use super::log_ratio::{LogRatio, Place};
use super::quadrature::{nonnegative, plain};
use super::{if_resolved, with_error};
use crate::distributions::{Support, Tail, Univariate};
use crate::result::Value;

/// Below this share of Σ q |ln q/p| the nonnegative terms are used.
const CANCELLATION: f64 = 0.05;
/// The most terms on either side.
const TERMS: usize = 1 << 23;
/// Logarithm of the share of the largest probability that still counts as a place with mass.
const DIP: f64 = 45.0;
/// Atoms summed one by one before an algebraic tail.
const HEAD: f64 = 64.0;

/// Where a sum runs.
#[derive(Clone, Debug)]
pub(crate) enum Atoms {
    /// Over a list.
    Points(Vec<f64>),
    /// Over the integers of a plan.
    Integers {
        /// The plan.
        plan: Outward,
        /// Whether the upper tail is algebraic.
        heavy: bool,
        /// Atoms beside the integers.
        beside: Vec<f64>,
    },
}

impl Atoms {
    /// The atoms of Q, begun where Q is largest among its breakpoints.
    pub(crate) fn of(q: &dyn Univariate) -> Self {
        let (low, high) = match q.support() {
            Support::Points(points) => return Self::Points(points),
            Support::Integers { low, high } | Support::Interval { low, high } => (low, high),
        };
        let first = if low.is_finite() {
            low
        } else if high.is_finite() {
            high
        } else {
            0.0
        };
        let mut peaks = vec![(first, q.log_density(first))];
        peaks.extend(q.breakpoints().into_iter().map(|x| (x, q.log_density(x))));
        let start = peaks
            .iter()
            .copied()
            .fold((first, f64::NEG_INFINITY), |best, peak| {
                if peak.1 > best.1 { peak } else { best }
            });
        // What lies between places that carry mass is summed even where the terms dip.
        let heavy = || {
            peaks
                .iter()
                .filter(|peak| peak.1 > start.1 - DIP)
                .map(|peak| peak.0)
        };
        let cover = (
            heavy().fold(start.0, f64::min),
            heavy().fold(start.0, f64::max),
        );
        let tails = q.tails();
        Self::Integers {
            plan: Outward {
                start: start.0,
                low,
                high,
                cover,
                low_ratio: if low.is_finite() {
                    0.0
                } else {
                    limit(tails.low)
                },
                high_ratio: if high.is_finite() {
                    0.0
                } else {
                    limit(tails.high)
                },
                relative: 1e-17,
                terms: TERMS,
            },
            heavy: high == f64::INFINITY && matches!(tails.high, Tail::Algebraic { .. }),
            beside: Vec::new(),
        }
    }

    /// The atoms of either, begun where Q is largest.
    pub(crate) fn of_both(q: &dyn Univariate, p: &dyn Univariate) -> Self {
        match (Self::of(q), Self::of(p)) {
            (
                Self::Integers { plan, heavy, .. },
                Self::Integers {
                    plan: other,
                    heavy: also,
                    ..
                },
            ) => Self::Integers {
                plan: Outward {
                    low: plan.low.min(other.low),
                    high: plan.high.max(other.high),
                    cover: (
                        plan.cover.0.min(other.cover.0),
                        plan.cover.1.max(other.cover.1),
                    ),
                    low_ratio: plan.low_ratio.max(other.low_ratio),
                    high_ratio: plan.high_ratio.max(other.high_ratio),
                    ..plan
                },
                heavy: heavy || also,
                beside: Vec::new(),
            },
            (Self::Points(mut points), Self::Points(more)) => {
                points.extend(more);
                points.sort_by(f64::total_cmp);
                points.dedup();
                Self::Points(points)
            }
            (Self::Points(points), Self::Integers { plan, heavy, .. })
            | (Self::Integers { plan, heavy, .. }, Self::Points(points)) => {
                let first = points.first().map_or(plan.start, |x| x.floor());
                let last = points.last().map_or(plan.start, |x| x.ceil());
                Self::Integers {
                    plan: Outward {
                        low: plan.low.min(first),
                        high: plan.high.max(last),
                        cover: (plan.cover.0.min(first), plan.cover.1.max(last)),
                        ..plan
                    },
                    heavy,
                    beside: points.into_iter().filter(|x| x.fract() != 0.0).collect(),
                }
            }
        }
    }

    /// Σ f.
    pub(crate) fn sum(&self, mut f: impl FnMut(f64) -> f64) -> Sum {
        match self {
            Self::Points(points) => listed(points, f),
            Self::Integers {
                plan,
                heavy: false,
                beside,
            } => added(listed(beside, &mut f), sum_outward(f, *plan)),
            Self::Integers {
                plan,
                heavy: true,
                beside,
            } => {
                let last = plan.start + HEAD + plan.start.abs();
                let body = sum_outward(
                    &mut f,
                    Outward {
                        high: last,
                        high_ratio: 0.0,
                        relative: 0.0,
                        ..*plan
                    },
                );
                let beside = listed(beside, &mut f);
                added(added(beside, body), sum_algebraic(|k| f(last + k)))
            }
        }
    }
}

fn listed(points: &[f64], mut f: impl FnMut(f64) -> f64) -> Sum {
    let mut sum = Compensated::default();
    let mut magnitude = 0.0;
    for &x in points {
        let term = f(x);
        sum.add(term);
        magnitude += term.abs();
    }
    Sum {
        value: sum.value(),
        remainder: 0.0,
        magnitude,
        terms: points.len(),
    }
}

fn added(a: Sum, b: Sum) -> Sum {
    Sum {
        value: a.value + b.value,
        remainder: a.remainder + b.remainder,
        magnitude: a.magnitude + b.magnitude,
        terms: a.terms + b.terms,
    }
}

/// The limit of the ratio of neighbouring probabilities.
fn limit(tail: Tail) -> f64 {
    match tail {
        Tail::Exponential {
            power: 1.0, rate, ..
        } => (-rate).exp(),
        Tail::Exponential { power, .. } if power < 1.0 => 1.0,
        Tail::Algebraic { .. } | Tail::LogSquared { .. } => 1.0,
        Tail::Exponential { .. } | Tail::Factorial | Tail::DoubleExponential { .. } => 0.0,
    }
}

/// D_KL(Q‖P) where it is finite.
pub(crate) fn kl(q: &dyn Univariate, p: &dyn Univariate, ratio: &LogRatio<'_>) -> Value {
    let atoms = Atoms::of(q);
    let mass = atoms.sum(|x| ratio.log_q(Place::At(x)).exp());
    let resolved = |value| if_resolved(mass.value, value);
    let direct = atoms.sum(|x| {
        let place = Place::At(x);
        plain(ratio.log_q(place), ratio.difference(place))
    });
    if direct.value > CANCELLATION * direct.magnitude {
        return resolved(with_error(direct.value, direct.remainder));
    }
    let inside = atoms.sum(|x| {
        let place = Place::At(x);
        let log_q = ratio.log_q(place);
        if log_q == f64::NEG_INFINITY {
            return ratio.log_p(place).exp();
        }
        nonnegative(log_q, ratio.accurate(place))
    });
    let value = inside.value + mass_outside(p, q);
    resolved(with_error(value, inside.remainder))
}

/// The mass of P on atoms that Q does not have.
fn mass_outside(p: &dyn Univariate, q: &dyn Univariate) -> f64 {
    if let Support::Points(points) = p.support() {
        let missed = points
            .iter()
            .filter(|&&x| q.log_density(x) == f64::NEG_INFINITY);
        return missed.map(|&x| p.log_density(x).exp()).sum();
    }
    let (low, high) = q.support().ends();
    let between = match q.support() {
        // Integers of P between the points of Q.
        Support::Points(points) => points
            .windows(2)
            .flat_map(|pair| {
                let gap = (pair[1] - pair[0]).max(1.0) as usize;
                (1..gap).map(move |k| pair[0] + k as f64)
            })
            .map(|x| p.log_density(x).exp())
            .sum(),
        _ => 0.0,
    };
    let (low_p, high_p) = p.support().ends();
    let mut mass = between;
    if low_p < low {
        mass += beyond(p, p.cdf(low - 1.0), low_p, low - 1.0);
    }
    if high_p > high {
        mass += beyond(p, p.survival(high), high + 1.0, high_p);
    }
    mass
}

/// A tail probability by its formula or by summation.
fn beyond(p: &dyn Univariate, formula: Option<f64>, low: f64, high: f64) -> f64 {
    formula.unwrap_or_else(|| {
        let atoms = match Atoms::of(p) {
            Atoms::Integers { plan, heavy, .. } => Atoms::Integers {
                plan: Outward {
                    start: plan.start.clamp(low, high),
                    low,
                    high,
                    ..plan
                },
                heavy: heavy && high == f64::INFINITY,
                beside: Vec::new(),
            },
            points => points,
        };
        atoms.sum(|x| p.log_density(x).exp()).value
    })
}
