//! The pairs (s, y) of a minimisation and the inverse-Hessian estimates made of them.

use super::Iterate;
use crate::linalg::dot;

/// A pair is left out when the cosine of its angle is below this: the curvature is then noise.
const SMALLEST_COSINE: f64 = 1e-12;

#[derive(Debug)]
struct Pair {
    s: Vec<f64>,
    y: Vec<f64>,
    /// s·y, positive.
    sy: f64,
}

/// All pairs accepted so far.
#[derive(Debug)]
pub(super) struct History {
    pairs: Vec<Pair>,
    oldest: usize,
    dimension: usize,
}

impl History {
    pub(super) fn new(dimension: usize) -> Self {
        Self {
            pairs: Vec::new(),
            oldest: 0,
            dimension,
        }
    }

    pub(super) fn len(&self) -> usize {
        self.pairs.len()
    }

    /// The first pair that may still be used.
    pub(super) fn oldest(&self) -> usize {
        self.oldest
    }

    /// Whether there is a pair to search with.
    pub(super) fn is_usable(&self) -> bool {
        self.oldest < self.pairs.len()
    }

    /// Makes every pair so far unusable for later iterates.
    pub(super) fn forget(&mut self) {
        self.oldest = self.pairs.len();
    }

    /// Keeps the pair if its curvature is positive, and updates the diagonal estimate α:
    /// α⁺ = s·y / (yᵀαy/α + y² − (yᵀαy / sᵀα⁻¹s)(s/α)²), Gilbert & Lemaréchal 1989.
    pub(super) fn push(&mut self, s: Vec<f64>, y: Vec<f64>, diagonal: &mut [f64]) {
        let sy = dot(&s, &y);
        let lengths = (dot(&s, &s) * dot(&y, &y)).sqrt();
        if !(sy > SMALLEST_COSINE * lengths && lengths.is_finite()) {
            return;
        }
        // The first pair sets the scale, as in Nocedal & Wright (7.20).
        if self.pairs.len() == self.oldest {
            diagonal.fill(sy / dot(&y, &y));
        }
        let yay: f64 = (0..self.dimension).map(|i| y[i] * y[i] * diagonal[i]).sum();
        let sas: f64 = (0..self.dimension).map(|i| s[i] * s[i] / diagonal[i]).sum();
        for i in 0..self.dimension {
            let a = diagonal[i];
            let updated = sy / (yay / a + y[i] * y[i] - yay / sas * (s[i] / a) * (s[i] / a));
            if updated > 0.0 && updated.is_finite() {
                diagonal[i] = updated;
            }
        }
        self.pairs.push(Pair { s, y, sy });
    }

    pub(super) fn inverse_hessian<'a>(&'a self, iterate: &'a Iterate) -> InverseHessian<'a> {
        InverseHessian {
            diagonal: &iterate.diagonal,
            pairs: &self.pairs[iterate.pairs.clone()],
        }
    }
}

/// H, an estimate of the inverse Hessian: the BFGS updates by the pairs kept, applied to a diagonal.
#[derive(Clone, Copy, Debug)]
pub struct InverseHessian<'a> {
    diagonal: &'a [f64],
    pairs: &'a [Pair],
}

impl<'a> InverseHessian<'a> {
    /// α, the diagonal that the updates start from; D positive values.
    pub fn diagonal(&self) -> &'a [f64] {
        self.diagonal
    }

    /// The number of pairs.
    pub fn len(&self) -> usize {
        self.pairs.len()
    }

    /// Whether there is no pair yet, so that H is the diagonal.
    pub fn is_empty(&self) -> bool {
        self.pairs.is_empty()
    }

    /// The step s of pair `k`, oldest first.
    pub fn step(&self, k: usize) -> &'a [f64] {
        &self.pairs[k].s
    }

    /// The change of gradient y of pair `k`, oldest first.
    pub fn gradient_change(&self, k: usize) -> &'a [f64] {
        &self.pairs[k].y
    }

    /// Replaces `v` by H v, by the two-loop recursion.
    pub fn apply(&self, v: &mut [f64]) {
        let mut weights = vec![0.0; self.pairs.len()];
        for (pair, weight) in self.pairs.iter().zip(&mut weights).rev() {
            *weight = dot(&pair.s, v) / pair.sy;
            for (v, y) in v.iter_mut().zip(&pair.y) {
                *v -= *weight * y;
            }
        }
        for (v, a) in v.iter_mut().zip(self.diagonal) {
            *v *= a;
        }
        for (pair, weight) in self.pairs.iter().zip(&weights) {
            let correction = weight - dot(&pair.y, v) / pair.sy;
            for (v, s) in v.iter_mut().zip(&pair.s) {
                *v += correction * s;
            }
        }
    }
}
