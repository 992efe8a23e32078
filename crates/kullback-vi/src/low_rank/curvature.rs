//! The mean curvature E_q[−∇² log p] at draws of a fit, as an operator: nothing of D × D is made.

use kullback_math::linalg::{
    Cholesky, Matrix, SymmetricEigen, dot, norm, product, product_transposed, transposed_product,
};
use kullback_math::random::{Stream, standard_normal};
use kullback_math::{LogDensity, Order};

use crate::evaluator::Evaluator;
use crate::families::Gaussian;

/// Step of the difference quotients, in units of s.
const STEP: f64 = 1e-4;
/// Draws that a product with the curvature averages over; the Hessian varies little between them.
const HESSIANS: usize = 64;
/// Steps of Lanczos's iteration at most.
const LANCZOS: usize = 64;
/// A direction whose curvature is within this of 1 is not kept.
const UNREMARKABLE: f64 = 0.02;
/// A vector this short after orthogonalisation ends the iteration: the subspace is invariant.
const INVARIANT: f64 = 1e-6;

/// What the target looks like around a fit q, in units of q's scale s: A = diag(s) E[−∇² log p] diag(s).
pub(super) struct Curvature {
    /// E_q[∇ log p], D values.
    pub slope: Vec<f64>,
    /// −E_q[log p − log q] over the draws, in nats.
    pub free_energy: f64,
    /// The diagonal of A.
    pub diagonal: Vec<f64>,
    /// Orthonormal columns V, D × k, that hold the extreme eigenvectors of A.
    pub basis: Matrix,
    /// Vᵀ A V.
    pub projected: Matrix,
}

impl Curvature {
    /// At the draws m + T z for every row z of `standard`, the second half of which are the
    /// negatives of the first. None where a log density or gradient is not finite.
    pub fn at<T: LogDensity>(
        q: &Gaussian,
        scale: &[f64],
        standard: &Matrix,
        rng: &mut Stream,
        evaluator: &mut Evaluator<'_, T>,
    ) -> Option<Self> {
        let (draws, dimension) = (standard.rows(), standard.columns());
        let points = q.transform(standard);
        let evaluated = evaluator.evaluate(&points, Order::Gradient);
        let log_q = q.log_density_at_standard(standard);
        let terms = log_q.iter().zip(&evaluated.log_density);
        let free_energy = terms.map(|(q, p)| q - p).sum::<f64>() / draws as f64;
        let gradient = evaluated.gradient;
        let slope: Vec<f64> = (0..dimension)
            .map(|d| gradient.column(d).iter().sum::<f64>() / draws as f64)
            .collect();
        if !(free_energy.is_finite() && gradient.is_finite()) {
            return None;
        }
        // As many of the first half as of the second, so that odd errors of the quotients cancel.
        let half = HESSIANS.min(draws) / 2;
        let chosen: Vec<usize> = (0..half).chain(draws / 2..draws / 2 + half).collect();
        let pick =
            |of: &Matrix| Matrix::from_fn(chosen.len(), dimension, |i, d| of[(chosen[i], d)]);
        let mut operator = Operator {
            scale,
            points: pick(&points),
            gradient: pick(&gradient),
        };
        let (basis, projected) = operator.lanczos(rng, evaluator)?;
        let (basis, projected) = leading(&basis, &projected)?;
        let mut curvature = Self {
            slope,
            free_energy,
            diagonal: Vec::new(),
            basis,
            projected,
        };
        curvature.diagonal = curvature.probe(scale, points, &gradient, rng, evaluator)?;
        Some(curvature)
    }

    /// The diagonal of A by Hutchinson's estimator with the extreme eigenvectors taken out (Meyer,
    /// Musco, Musco & Woodruff 2021): exact for I plus what V holds.
    fn probe<T: LogDensity>(
        &self,
        scale: &[f64],
        mut points: Matrix,
        gradient: &Matrix,
        rng: &mut Stream,
        evaluator: &mut Evaluator<'_, T>,
    ) -> Option<Vec<f64>> {
        let (draws, dimension) = (points.rows(), points.columns());
        let signs = Matrix::from_fn(draws, dimension, |_, _| {
            if standard_normal(rng) < 0.0 {
                -1.0
            } else {
                1.0
            }
        });
        for d in 0..dimension {
            let step = STEP * scale[d];
            for (x, v) in points.column_mut(d).iter_mut().zip(signs.column(d)) {
                *x += step * v;
            }
        }
        let moved = evaluator.evaluate(&points, Order::Gradient).gradient;
        drop(points);
        if !moved.is_finite() {
            return None;
        }
        // What is known of A: I + V (VᵀAV − I) Vᵀ.
        let mut excess = self.projected.clone();
        for k in 0..excess.rows() {
            excess[(k, k)] -= 1.0;
        }
        let known = product(&self.basis, &excess);
        let along = product(&signs, &known);
        let explained = product_transposed(&along, &self.basis);
        let diagonal = (0..dimension).map(|d| {
            let held: f64 = (0..excess.rows())
                .map(|k| known[(d, k)] * self.basis[(d, k)])
                .sum();
            let rest: f64 = (0..draws)
                .map(|k| {
                    let v = signs[(k, d)];
                    let image = scale[d] * (gradient[(k, d)] - moved[(k, d)]) / STEP;
                    v * (image - v - explained[(k, d)])
                })
                .sum();
            1.0 + held + rest / draws as f64
        });
        Some(diagonal.collect())
    }
}

/// v ↦ A v, by one difference of gradients at every draw.
struct Operator<'a> {
    scale: &'a [f64],
    points: Matrix,
    gradient: Matrix,
}

impl Operator<'_> {
    fn apply<T: LogDensity>(
        &mut self,
        v: &[f64],
        evaluator: &mut Evaluator<'_, T>,
    ) -> Option<Vec<f64>> {
        let mut moved = self.points.clone();
        for d in 0..v.len() {
            let step = STEP * self.scale[d] * v[d];
            moved.column_mut(d).iter_mut().for_each(|x| *x += step);
        }
        let gradient = evaluator.evaluate(&moved, Order::Gradient).gradient;
        let draws = self.points.rows() as f64;
        let image: Vec<f64> = (0..v.len())
            .map(|d| {
                let pairs = self.gradient.column(d).iter().zip(gradient.column(d));
                let change: f64 = pairs.map(|(before, after)| before - after).sum();
                self.scale[d] * change / (STEP * draws)
            })
            .collect();
        image.iter().all(|x| x.is_finite()).then_some(image)
    }

    /// Lanczos's iteration with full reorthogonalisation from a random vector: V and VᵀAV.
    fn lanczos<T: LogDensity>(
        &mut self,
        rng: &mut Stream,
        evaluator: &mut Evaluator<'_, T>,
    ) -> Option<(Matrix, Matrix)> {
        let dimension = self.scale.len();
        let mut next: Vec<f64> = (0..dimension).map(|_| standard_normal(rng)).collect();
        let mut length = norm(&next);
        let mut basis: Vec<Vec<f64>> = Vec::new();
        let mut images: Vec<Vec<f64>> = Vec::new();
        while basis.len() < LANCZOS.min(dimension) && length > INVARIANT {
            next.iter_mut().for_each(|x| *x /= length);
            let image = self.apply(&next, evaluator)?;
            basis.push(next);
            next = image.clone();
            images.push(image);
            for _ in 0..2 {
                for v in &basis {
                    let along = dot(v, &next);
                    next.iter_mut().zip(v).for_each(|(x, v)| *x -= along * v);
                }
            }
            length = norm(&next);
        }
        let k = basis.len();
        let mut projected = Matrix::from_fn(k, k, |i, j| dot(&basis[i], &images[j]));
        projected.symmetrise();
        let basis = Matrix::from_fn(dimension, k, |d, j| basis[j][d]);
        Some((basis, projected))
    }
}

/// The part of a subspace in which A differs from I: its Ritz vectors there, and their values.
fn leading(basis: &Matrix, projected: &Matrix) -> Option<(Matrix, Matrix)> {
    let eigen = SymmetricEigen::new(projected).ok()?;
    let kept: Vec<usize> = (0..eigen.values.len())
        .filter(|&k| (eigen.values[k] - 1.0).abs() > UNREMARKABLE)
        .collect();
    let values: Vec<f64> = kept.iter().map(|&k| eigen.values[k]).collect();
    let vectors = Matrix::from_fn(basis.columns(), kept.len(), |i, k| {
        eigen.vectors[(i, kept[k])]
    });
    Some((product(basis, &vectors), Matrix::from_diagonal(&values)))
}

/// The eigenvalues a of A within V when every coordinate is rescaled by `ratio`, and the eigenvectors
/// there, D × k: A' = diag(ratio) A diag(ratio) within the columns of V / ratio, whose projection is
/// VᵀAV itself, so that no new product with A is needed.
pub(super) fn rescaled(curvature: &Curvature, ratio: &[f64]) -> Option<(Vec<f64>, Matrix)> {
    let mut turned = curvature.basis.clone();
    for k in 0..turned.columns() {
        let column = turned.column_mut(k).iter_mut().zip(ratio);
        column.for_each(|(v, e)| *v /= e);
    }
    let factor = Cholesky::new(&transposed_product(&turned, &turned)).ok()?;
    // L⁻¹ (VᵀAV) L⁻ᵀ.
    let mut inner = curvature.projected.clone();
    factor.solve_lower_columns(&mut inner);
    let mut inner = inner.transpose();
    factor.solve_lower_columns(&mut inner);
    inner.symmetrise();
    let eigen = SymmetricEigen::new(&inner).ok()?;
    let mut weights = eigen.vectors;
    factor.solve_lower_transposed_columns(&mut weights);
    Some((eigen.values, product(&turned, &weights)))
}
