//! The divergence of a member of a family and its gradient in unconstrained coordinates.

use kullback_math::quadrature::Tolerance;

use super::Minimise;
use super::family::Fitted;
use crate::distributions::{Argument, Distribution, Law, Univariate};
use crate::ladder::log_ratio::{LogRatio, Place};
use crate::ladder::quadrature::Pieces;
use crate::ladder::sum::Atoms;

/// Good enough to descend with.
pub(super) const ROUGH: f64 = 1e-8;
/// Good enough for Newton's method to settle ten digits of a parameter.
pub(super) const FINE: f64 = 1e-12;

/// A fit as a function to minimise.
#[derive(Clone, Copy, Debug)]
pub(super) struct Objective<'a> {
    pub(super) family: &'a Fitted,
    pub(super) target: &'a Distribution,
    pub(super) minimise: Minimise,
}

impl Objective<'_> {
    /// The member at unconstrained coordinates.
    pub(super) fn law(&self, point: &[f64]) -> Option<Law> {
        let domains = self.family.domains.iter().zip(point);
        let parameters: Vec<Argument> = domains.map(|(d, u)| d.parameter(*u).into()).collect();
        Law::by_name(self.family.name, &parameters).ok()
    }

    /// The divergence and its gradient; infinite or None outside where either is finite.
    pub(super) fn evaluate(&self, point: &[f64], relative: f64) -> Option<(f64, Vec<f64>)> {
        let law = self.law(point)?;
        let target = self.target.as_univariate()?;
        let slopes: Vec<f64> = self
            .family
            .domains
            .iter()
            .zip(point)
            .map(|(domain, u)| domain.slope(*u))
            .collect();
        let mean = |f: &dyn Fn(&LogRatio<'_>, Place) -> f64| match self.minimise {
            Minimise::Qp => integral(&law, target, relative, f),
            Minimise::Pq => integral(target, &law, relative, f),
        };
        // Under whichever law the expectation is, `ratio` is ln of the other one over it.
        let value = mean(&|ratio, place| -ratio.difference(place));
        let mut gradient = Vec::with_capacity(slopes.len());
        for (k, slope) in slopes.iter().enumerate() {
            let score = |place: Place| {
                let (Place::At(x) | Place::Beside(x, ..)) = place;
                law.adjoint(x)
                    .by_parameters
                    .get(k)
                    .copied()
                    .unwrap_or(f64::NAN)
            };
            let by = match self.minimise {
                // E_Q[score] vanishes; leaving it in would only add rounding.
                Minimise::Qp => mean(&|ratio, place| -ratio.difference(place) * score(place)),
                Minimise::Pq => -mean(&|_, place| score(place)),
            };
            gradient.push(by * slope);
        }
        Some((value, gradient))
    }
}

/// E\[f\] under `q`.
fn integral(
    q: &dyn Univariate,
    p: &dyn Univariate,
    relative: f64,
    f: &dyn Fn(&LogRatio<'_>, Place) -> f64,
) -> f64 {
    let ratio = LogRatio::new(q, p);
    let term = |place: Place| {
        let mass = ratio.log_q(place).exp();
        if mass == 0.0 {
            0.0
        } else {
            mass * f(&ratio, place)
        }
    };
    if q.support().is_discrete() {
        Atoms::of(q).sum(|x| term(Place::At(x))).value
    } else {
        let tolerance = Tolerance {
            relative,
            absolute: 0.0,
            evaluations: 10_000,
        };
        Pieces::of(q, p).integrate_to(tolerance, term).value
    }
}
