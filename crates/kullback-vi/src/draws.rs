//! Standard normal points for objectives: scrambled Sobol, antithetic, moments matched.

use kullback_math::linalg::{Cholesky, Matrix, transposed_product};
use kullback_math::random::Stream;
use kullback_math::sobol::normal_points;

/// Numbers in a matrix of draws × D at most: 64 MiB.
const LARGEST_BATCH: usize = 1 << 23;

/// Draws that a matrix of draws × D has room for, a multiple of 32.
pub(crate) fn largest_draws(dimension: usize) -> usize {
    (LARGEST_BATCH / dimension.max(1) / 32 * 32).max(64)
}

/// `count` points (count × dimension; `count` even) whose mean is exactly 0 and, where there are
/// at least three points a coordinate, whose covariance is exactly I; else only the variances are
/// matched. Averages of linear and (where matched) quadratic functions are then exact, so that a
/// Gaussian target is fitted without noise.
pub(crate) fn matched_points(count: usize, dimension: usize, rng: &mut Stream) -> Matrix {
    let half = count / 2;
    let mut points = normal_points(half, dimension, rng);
    let mut covariance = transposed_product(&points, &points);
    covariance.scale(1.0 / half as f64);
    let factor = if 2 * half >= 3 * dimension {
        Cholesky::new(&covariance).ok()
    } else {
        None
    };
    match factor {
        Some(factor) => factor.solve_lower_rows(&mut points),
        None => {
            for (d, variance) in covariance.diagonal().iter().enumerate() {
                let scale = variance.sqrt();
                for z in points.column_mut(d) {
                    *z /= scale;
                }
            }
        }
    }
    Matrix::from_fn(2 * half, dimension, |i, d| {
        if i < half {
            points[(i, d)]
        } else {
            -points[(i - half, d)]
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mean_and_covariance_are_exact() {
        for (count, dimension) in [(64, 1), (64, 10), (128, 40), (512, 100)] {
            let points = matched_points(count, dimension, &mut Stream::new(1, 2, 3));
            let mut second = transposed_product(&points, &points);
            second.scale(1.0 / count as f64);
            for i in 0..dimension {
                assert!(points.column(i).iter().sum::<f64>().abs() < 1e-12);
                for j in 0..dimension {
                    let expected = if i == j { 1.0 } else { 0.0 };
                    assert!((second[(i, j)] - expected).abs() < 1e-12);
                }
            }
        }
    }
}
