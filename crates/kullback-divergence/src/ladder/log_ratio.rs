//! ln p − ln q at a point, with relative accuracy where two members of one family are close.

use crate::distributions::{Argument, End, Law, Named, Univariate};

/// Parameters closer than this, relative to their size and to each other's scale, count as near.
const NEAR: f64 = 1e-3;
/// Log ratios up to here are integrated along the path.
const SMALL: f64 = 1e-2;
/// Within this many changes of a location the difference is used.
const KINK: f64 = 30.0;
/// Nodes and weights of the three-point Gauss–Legendre rule on [0, 1].
const PATH: [(f64, f64); 3] = [
    (0.112_701_665_379_258_31, 5.0 / 18.0),
    (0.5, 4.0 / 9.0),
    (0.887_298_334_620_741_7, 5.0 / 18.0),
];

/// A point as its position or, beside a finite end of the support of Q, as its distance from there.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Place {
    /// A position.
    At(f64),
    /// The position, the end of Q's support and the distance from it.
    Beside(f64, End, f64),
}

/// Evaluates ln q and ln p − ln q.
#[derive(Debug)]
pub(crate) struct LogRatio<'a> {
    q: &'a dyn Univariate,
    p: &'a dyn Univariate,
    /// Whether Q's support ends where the integral does, at the low and at the high end.
    touches_q: (bool, bool),
    /// The same of P.
    touches_p: (bool, bool),
    path: Option<Path>,
}

/// The straight line between the parameters of two laws.
#[derive(Debug)]
struct Path {
    /// Laws on it with quadrature weights.
    laws: Vec<(Law, f64)>,
    /// q's parameters.
    from: Vec<f64>,
    /// p's parameters minus q's.
    change: Vec<f64>,
}

impl<'a> LogRatio<'a> {
    /// For integrals over the support of Q.
    pub(crate) fn new(q: &'a dyn Univariate, p: &'a dyn Univariate) -> Self {
        Self::between(q, p, q.support().ends())
    }

    /// For integrals between two ends.
    pub(crate) fn between(q: &'a dyn Univariate, p: &'a dyn Univariate, ends: (f64, f64)) -> Self {
        let touches = |own: (f64, f64)| (own.0 == ends.0, own.1 == ends.1);
        Self {
            q,
            p,
            touches_q: touches(q.support().ends()),
            touches_p: touches(p.support().ends()),
            path: None,
        }
    }

    /// For two laws: where they are close members of one family, the ratio is the integral of the
    /// score along the straight line between their parameters.
    pub(crate) fn of_laws(q: &'a Law, p: &'a Law) -> Self {
        Self {
            path: path(q, p),
            ..Self::new(q, p)
        }
    }

    /// ln q.
    pub(crate) fn log_q(&self, place: Place) -> f64 {
        log_density(self.q, self.touches_q, place)
    }

    /// ln p.
    pub(crate) fn log_p(&self, place: Place) -> f64 {
        log_density(self.p, self.touches_p, place)
    }

    /// ln p − ln q as a difference.
    pub(crate) fn difference(&self, place: Place) -> f64 {
        self.log_p(place) - self.log_q(place)
    }

    /// ln p − ln q with relative accuracy where the pair allows it.
    pub(crate) fn accurate(&self, place: Place) -> f64 {
        let (x, distance) = match place {
            Place::At(x) => (x, f64::INFINITY),
            Place::Beside(x, _, distance) => (x, distance),
        };
        let Some(Path { laws, change, from }) = &self.path else {
            return self.difference(place);
        };
        // Where a kink moves past x the score jumps along the path.
        let passes = |(at, step): (&f64, &f64)| *step != 0.0 && (x - at).abs() < KINK * step.abs();
        if from.iter().zip(change).any(passes) {
            return self.difference(place);
        }
        let mut sum = 0.0;
        for (law, weight) in laws {
            let scores = law.adjoint(x).by_parameters;
            let along: f64 = scores
                .iter()
                .zip(change)
                .map(|(s, d)| if *d == 0.0 { 0.0 } else { s * d })
                .sum();
            sum += weight * along;
        }
        // Where the ratio is not small the difference is as good, and the path's rule may not be; beside
        // a singular end x has lost digits that the difference has.
        if sum.abs() < SMALL && distance > sum.abs() * x.abs() {
            sum
        } else {
            self.difference(place)
        }
    }
}

fn log_density(law: &dyn Univariate, touches: (bool, bool), place: Place) -> f64 {
    match place {
        Place::Beside(_, End::Low, distance) if touches.0 => {
            law.log_density_beside(End::Low, distance)
        }
        Place::Beside(_, End::High, distance) if touches.1 => {
            law.log_density_beside(End::High, distance)
        }
        Place::At(x) | Place::Beside(x, ..) => law.log_density(x),
    }
}

fn path(q: &Law, p: &Law) -> Option<Path> {
    if q.name() != p.name() || q.support().ends() != p.support().ends() {
        return None;
    }
    let (from, to) = (flat(q)?, flat(p)?);
    if from.len() != to.len() {
        return None;
    }
    // Locations are compared on the largest parameter, which includes the scale.
    let size = from.iter().chain(&to).fold(0.0_f64, |m, v| m.max(v.abs()));
    let near = |(a, b): (&f64, &f64)| {
        let scale = if a.signum() == b.signum() && *a != 0.0 {
            a.abs()
        } else {
            size
        };
        (b - a).abs() <= NEAR * scale
    };
    if !from.iter().zip(&to).all(near) {
        return None;
    }
    let change: Vec<f64> = from.iter().zip(&to).map(|(a, b)| b - a).collect();
    let laws = PATH
        .iter()
        .map(|&(t, weight)| {
            let between: Vec<Argument> = from
                .iter()
                .zip(&change)
                .map(|(a, d)| Argument::Number(a + t * d))
                .collect();
            Some((Law::by_name(q.name(), &between).ok()?, weight))
        })
        .collect::<Option<Vec<_>>>()?;
    Some(Path { laws, from, change })
}

/// The parameters, where all are numbers.
fn flat(law: &Law) -> Option<Vec<f64>> {
    law.parameters()
        .into_iter()
        .map(|(_, argument)| match argument {
            Argument::Number(value) => Some(value),
            Argument::Vector(_) | Argument::Matrix(_) => None,
        })
        .collect()
}
