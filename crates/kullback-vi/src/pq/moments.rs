//! Moment matching: the Gaussian with the mean and covariance of weighted draws.
//!
//! The draws that made a fit judge it too kindly: its D_KL(P‖Q) over them is too low by about half
//! a nat for every parameter and effective draw. So log q is taken at each draw under the fit to
//! all other draws, which the downdate of one outer product gives in closed form.

use kullback_math::linalg::{Cholesky, Matrix, dot, transposed_product};

use crate::families::{Gaussian, HALF_LOG_TWO_PI, squared_norms};

/// The Gaussian with the mean and covariance of `points` (S × D) under normalised weights, and with
/// its independent factors: the minima of D_KL(P‖Q) over both families (Bishop 2006, section 10.7).
/// None where the covariance is not positive definite: fewer draws with weight than coordinates.
pub fn matched(points: &Matrix, weights: &[f64]) -> Option<Gaussian> {
    let mean: Vec<f64> = (0..points.columns())
        .map(|d| weighted_sum(points.column(d), weights))
        .collect();
    let scaled = Matrix::from_fn(points.rows(), points.columns(), |i, d| {
        if weights[i] > 0.0 {
            weights[i].sqrt() * (points[(i, d)] - mean[d])
        } else {
            0.0
        }
    });
    let covariance = transposed_product(&scaled, &scaled);
    let cholesky = Cholesky::new(&covariance).ok()?;
    Some(Gaussian::new(mean, cholesky))
}

/// Σ w x over the draws with weight: others may be anywhere, at infinity too.
fn weighted_sum(x: &[f64], weights: &[f64]) -> f64 {
    if x.iter().all(|x| x.is_finite()) {
        return dot(x, weights);
    }
    x.iter()
        .zip(weights)
        .filter(|(_, w)| **w > 0.0)
        .map(|(x, w)| x * w)
        .sum()
}

/// log q at every draw under the Gaussian matched to the *other* draws, in nats; −∞ where these do
/// not determine one.
///
/// Without draw i, of weight w and offset δ from the mean, the covariance is
/// (Σ − w/(1 − w) δδᵀ)/(1 − w) and the offset δ/(1 − w).
pub fn leave_one_out(fit: &Gaussian, points: &Matrix, weights: &[f64]) -> Vec<f64> {
    let squares = squared_norms(&fit.standardise(points));
    let log_determinant = fit.log_determinant();
    squares
        .into_iter()
        .zip(weights)
        .map(|(square, &w)| without(square, w, fit.dimension() as f64, log_determinant))
        .collect()
}

/// The same for independent factors: every coordinate leaves the draw out on its own.
pub fn leave_one_out_factors(fit: &Gaussian, points: &Matrix, weights: &[f64]) -> Vec<f64> {
    let mut total = vec![0.0; points.rows()];
    for (d, sd) in fit.sd().into_iter().enumerate() {
        let log_variance = 2.0 * sd.ln();
        for ((total, x), &w) in total.iter_mut().zip(points.column(d)).zip(weights) {
            let z = (x - fit.mean()[d]) / sd;
            *total += without(z * z, w, 1.0, log_variance);
        }
    }
    total
}

/// log q of a draw with |L⁻¹δ|² = `square` and weight `w` under the fit to the others.
pub(crate) fn without(square: f64, w: f64, dimension: f64, log_determinant: f64) -> f64 {
    let rest = 1.0 - w;
    let left = 1.0 - w / rest * square;
    if !(left > 0.0 && rest > 0.0) {
        return f64::NEG_INFINITY;
    }
    -dimension * HALF_LOG_TWO_PI - 0.5 * log_determinant + 0.5 * dimension * rest.ln()
        - 0.5 * left.ln()
        - 0.5 * square / (rest * left)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Against the definition: the fit made again without each draw.
    #[test]
    fn leaving_one_out_is_fitting_the_others() {
        let points = Matrix::from_fn(9, 2, |i, d| {
            ((i * i + 3) as f64 * 0.37 + d as f64 * i as f64).sin() * (1.0 + d as f64)
        });
        let raw: Vec<f64> = (0..9).map(|i| 1.0 + (i as f64).cos().abs()).collect();
        let total: f64 = raw.iter().sum();
        let weights: Vec<f64> = raw.iter().map(|w| w / total).collect();
        let fit = matched(&points, &weights).unwrap();
        let quick = leave_one_out(&fit, &points, &weights);
        let factors = leave_one_out_factors(&fit, &points, &weights);
        for i in 0..9 {
            let mut others: Vec<f64> = weights.clone();
            others[i] = 0.0;
            for w in &mut others {
                *w /= 1.0 - weights[i];
            }
            let without = matched(&points, &others).unwrap();
            let slow = without.log_density(&points)[i];
            assert!((quick[i] - slow).abs() < 1e-10, "{i}");
            let independent = Gaussian::independent(without.mean().to_vec(), &without.sd());
            let slow = independent.log_density(&points)[i];
            assert!((factors[i] - slow).abs() < 1e-10, "{i}");
        }
    }
}
