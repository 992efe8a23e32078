//! Integrals over the support of a density, in pieces between the breakpoints of two distributions.

use kullback_math::quadrature::{Integral, Tolerance, exp_sinh, gauss_kronrod, tanh_sinh};
use kullback_math::special::expm1mx;

use super::log_ratio::{LogRatio, Place};
use super::{if_resolved, with_error};
use crate::distributions::{End, Univariate};
use crate::result::Value;

/// Below this share of ∫ q |ln q/p| the difference of logarithms cancels, and the nonnegative
/// integrand is used.
const CANCELLATION: f64 = 0.05;

const TOLERANCE: Tolerance = Tolerance {
    relative: 2e-15,
    absolute: 0.0,
    evaluations: 40_000,
};

/// Enough to see whether the points of an integral find the mass.
const COARSE: Tolerance = Tolerance {
    relative: 1e-8,
    absolute: 0.0,
    evaluations: 40_000,
};

/// A support cut into pieces.
#[derive(Clone, Debug)]
pub(crate) struct Pieces {
    low: f64,
    high: f64,
    /// Increasing, strictly inside; at least one.
    inner: Vec<f64>,
    /// Inner points beside which the integrand may be singular.
    singular: Vec<f64>,
}

impl Pieces {
    /// The interval between `low` and `high`, cut at the points inside.
    pub(crate) fn new(low: f64, high: f64, points: impl Iterator<Item = f64>) -> Self {
        let mut inner: Vec<f64> = points
            .filter(|x| x.is_finite() && low < *x && *x < high)
            .collect();
        inner.sort_by(f64::total_cmp);
        inner.dedup_by(|b, a| (*b - *a).abs() <= 1e-13 * a.abs());
        if inner.is_empty() {
            inner.push(match (low.is_finite(), high.is_finite()) {
                (true, true) => 0.5 * low + 0.5 * high,
                (true, false) => low + 1.0,
                (false, true) => high - 1.0,
                (false, false) => 0.0,
            });
        }
        Self {
            low,
            high,
            inner,
            singular: Vec::new(),
        }
    }

    /// The support of Q, cut where Q and P change.
    pub(crate) fn of(q: &dyn Univariate, p: &dyn Univariate) -> Self {
        Self::between(q.support().ends(), q, p)
    }

    /// The smallest interval that holds the supports of both, cut where they change.
    pub(crate) fn over_both(q: &dyn Univariate, p: &dyn Univariate) -> Self {
        let ((a, b), (c, d)) = (q.support().ends(), p.support().ends());
        Self::between((a.min(c), b.max(d)), q, p)
    }

    fn between((low, high): (f64, f64), q: &dyn Univariate, p: &dyn Univariate) -> Self {
        let ((a, b), (c, d)) = (q.support().ends(), p.support().ends());
        let points = q.breakpoints().into_iter().chain(p.breakpoints());
        let mut pieces = Self::new(low, high, points.chain([a, b, c, d]));
        pieces.singular = q
            .inner_ends()
            .into_iter()
            .chain(p.inner_ends())
            .chain([a, b, c, d])
            .collect();
        pieces
    }

    /// The ends of the whole.
    pub(crate) fn ends(&self) -> (f64, f64) {
        (self.low, self.high)
    }

    /// The points the pieces meet at.
    pub(crate) fn inner(&self) -> &[f64] {
        &self.inner
    }

    /// ∫ f over all pieces, to rounding. Next to a finite end f is given the distance from it.
    pub(crate) fn integrate(&self, f: impl FnMut(Place) -> f64) -> Integral {
        self.integrate_to(TOLERANCE, f)
    }

    /// ∫ f over all pieces.
    pub(crate) fn integrate_to(
        &self,
        tolerance: Tolerance,
        mut f: impl FnMut(Place) -> f64,
    ) -> Integral {
        let (Some(&first), Some(&last)) = (self.inner.first(), self.inner.last()) else {
            return Integral::default();
        };
        let mut total = Integral::default();
        // Neighbouring smooth pieces on one scale are integrated together, so that work goes where the
        // error is; a piece over several orders of magnitude is integrated in the logarithm.
        let mut start = 0;
        for i in 1..self.inner.len() {
            let (a, b) = (self.inner[i - 1], self.inner[i]);
            let special = if let Some((end, from, to)) = self.in_logarithm(a, b) {
                let anchor = if end == End::Low { self.low } else { self.high };
                let g = |t: f64| {
                    let distance = t.exp();
                    let x = match end {
                        End::Low => anchor + distance,
                        End::High => anchor - distance,
                    };
                    f(Place::Beside(x, end, distance)) * distance
                };
                gauss_kronrod(g, &[from, to], tolerance)
            } else if self.singular.contains(&a) || self.singular.contains(&b) {
                tanh_sinh(|x, _, _| f(Place::At(x)), a, b, tolerance)
            } else {
                continue;
            };
            total = total.plus(special).plus(gauss_kronrod(
                |x| f(Place::At(x)),
                &self.inner[start..i],
                tolerance,
            ));
            start = i;
        }
        total = total.plus(gauss_kronrod(
            |x| f(Place::At(x)),
            &self.inner[start..],
            tolerance,
        ));
        // The ends matter only as far as they are seen beside the rest.
        let ends = Tolerance {
            absolute: tolerance
                .absolute
                .max(0.1 * tolerance.relative * total.magnitude),
            ..tolerance
        };
        total
            .plus(self.low_end(first, ends, &mut f))
            .plus(self.high_end(last, ends, &mut f))
    }

    /// The end and the logarithms of the distances from it, for a piece that spans a factor 30.
    fn in_logarithm(&self, a: f64, b: f64) -> Option<(End, f64, f64)> {
        const SPAN: f64 = 30.0;
        if self.low.is_finite() && b - self.low > SPAN * (a - self.low) {
            return Some((End::Low, (a - self.low).ln(), (b - self.low).ln()));
        }
        if self.high.is_finite() && self.high - a > SPAN * (self.high - b) {
            return Some((End::High, (self.high - b).ln(), (self.high - a).ln()));
        }
        None
    }

    /// The distance over which things change beside an inner point.
    fn scale(&self, x: f64, neighbour: Option<&f64>) -> f64 {
        neighbour.map_or(x.abs().max(1.0), |y| (x - y).abs())
    }

    fn low_end(
        &self,
        first: f64,
        tolerance: Tolerance,
        f: &mut impl FnMut(Place) -> f64,
    ) -> Integral {
        if self.low.is_finite() {
            let g = |x: f64, distance: f64, _: f64| f(Place::Beside(x, End::Low, distance));
            tanh_sinh(g, self.low, first, tolerance)
        } else {
            let scale = self.scale(first, self.inner.get(1));
            exp_sinh(|x, _| f(Place::At(x)), first, -scale, tolerance)
        }
    }

    fn high_end(
        &self,
        last: f64,
        tolerance: Tolerance,
        f: &mut impl FnMut(Place) -> f64,
    ) -> Integral {
        if self.high.is_finite() {
            let g = |x: f64, _: f64, distance: f64| f(Place::Beside(x, End::High, distance));
            tanh_sinh(g, last, self.high, tolerance)
        } else {
            let before = self.inner.len().checked_sub(2);
            let scale = self.scale(last, before.and_then(|i| self.inner.get(i)));
            exp_sinh(|x, _| f(Place::At(x)), last, scale, tolerance)
        }
    }
}

/// q·(p/q − 1 − ln p/q) ≥ 0, whose integral over Q's support is D_KL(Q‖P) less P's mass outside.
pub(crate) fn nonnegative(log_q: f64, log_ratio: f64) -> f64 {
    if log_q == f64::NEG_INFINITY {
        return if log_ratio < f64::INFINITY && !log_ratio.is_nan() {
            (log_q + log_ratio).exp()
        } else {
            0.0
        };
    }
    let q = log_q.exp();
    if log_ratio < 20.0 {
        q * expm1mx(log_ratio)
    } else {
        (log_q + log_ratio).exp() - q * (1.0 + log_ratio)
    }
}

/// q·ln(q/p), 0 where q vanishes. Where the divergence is known to be finite and ln p is beyond the
/// range of a double, q is negligible.
pub(crate) fn plain(log_q: f64, log_ratio: f64) -> f64 {
    let q = log_q.exp();
    if q == 0.0 || log_ratio == f64::NEG_INFINITY {
        0.0
    } else {
        -q * log_ratio
    }
}

/// D_KL(Q‖P) where it is finite.
pub(crate) fn kl(q: &dyn Univariate, p: &dyn Univariate, ratio: &LogRatio<'_>) -> Value {
    let pieces = Pieces::of(q, p);
    let mass = pieces.integrate_to(COARSE, |place| ratio.log_q(place).exp());
    let resolved = |value| if_resolved(mass.value, value);
    let direct = pieces.integrate(|place| plain(ratio.log_q(place), ratio.difference(place)));
    if direct.value > CANCELLATION * direct.magnitude {
        return resolved(with_error(direct.value, direct.error));
    }
    let inside = pieces.integrate(|place| {
        let log_q = ratio.log_q(place);
        if log_q == f64::NEG_INFINITY {
            return ratio.log_p(place).exp();
        }
        nonnegative(log_q, ratio.accurate(place))
    });
    let (outside, error) = mass_outside(p, q.support().ends());
    resolved(with_error(inside.value + outside, inside.error + error))
}

/// The mass of a density outside an interval.
fn mass_outside(p: &dyn Univariate, (low, high): (f64, f64)) -> (f64, f64) {
    let (low_p, high_p) = p.support().ends();
    let mut mass = (0.0, 0.0);
    for (from, to, formula) in [(low_p, low, p.cdf(low)), (high, high_p, p.survival(high))] {
        if from >= to {
            continue;
        }
        let part = match formula {
            Some(value) => (value, 1e-16 * value),
            None => {
                let pieces = Pieces::new(from, to, p.breakpoints().into_iter());
                let integral = pieces.integrate(|place| match place {
                    Place::At(x) | Place::Beside(x, ..) => p.log_density(x).exp(),
                });
                (integral.value, integral.error)
            }
        };
        mass = (mass.0 + part.0, mass.1 + part.1);
    }
    mass
}
