//! The lower tail of a beta distribution with two large shapes, by quadrature of its density.
//!
//! The continued fraction needs about √a terms near the mean; a Gauss–Legendre rule over the few
//! standard deviations that matter needs 32 evaluations whatever the shapes.

use std::f64::consts::PI;

use super::digamma::digamma_remainder;
use super::exponential::exp;
use super::gamma::stirling_remainder;
use super::legendre::LEGENDRE;
use super::logarithm::log1p;
use super::saddle_point::{Fraction, log1p_minus};

/// Whether both shapes are large and the point is at most five standard deviations below the mean.
pub(super) fn applies(a: f64, b: f64, point: Fraction) -> bool {
    let deviation = (a / (a + b) * b).sqrt();
    a.min(b) > 2e4 && a.max(b) < 1e150 && (0.0..5.0 * deviation).contains(&point.excess(a, b))
}

/// [I, ∂I/∂a, ∂I/∂b] where [`applies`].
///
/// The variable is e = a − (a + b) t, through which alone the point enters: 1 − x and a − (a + b) x
/// are never rounded.
pub(super) fn tail(a: f64, b: f64, point: Fraction) -> [f64; 3] {
    let n = a + b;
    let start = point.excess(a, b);
    let deviation = (a / n * b).sqrt();
    // In standard deviations z below the mean, the density falls by e^−40 over w: z w + w²/2 = 40.
    let z = start / deviation;
    let half = 0.5 * deviation * ((z * z + 80.0).sqrt() - z);
    let common = digamma_remainder(n);
    let (score_a, score_b) = (common - digamma_remainder(a), common - digamma_remainder(b));
    let mut sums = [0.0; 3];
    for (node, weight) in LEGENDRE {
        for node in [-node, node] {
            let e = start + half * (1.0 + node);
            let (by_a, by_b) = (-e / a, e / b);
            let exponent = a * log1p_minus(by_a, 1.0 + by_a) + b * log1p_minus(by_b, 1.0 + by_b);
            let density = weight * exp(exponent) / ((1.0 + by_a) * (1.0 + by_b));
            sums[0] += density;
            // The density's logarithm changes with the shapes by ln t − ψ(a) + ψ(n) and its mirror.
            sums[1] += density * (log1p(by_a) + score_a);
            sums[2] += density * (log1p(by_b) + score_b);
        }
    }
    let remainder = stirling_remainder(a) + stirling_remainder(b) - stirling_remainder(n);
    let front = exp(-remainder) * half / (deviation * (2.0 * PI).sqrt());
    sums.map(|sum| front * sum)
}
