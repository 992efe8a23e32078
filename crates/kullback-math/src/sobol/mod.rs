//! Sobol points with Owen's nested uniform scrambling: a low-discrepancy sequence that is unbiased.
//!
//! Direction numbers: Joe & Kuo, SIAM J. Sci. Comput. 30 (2008), 2635–2654, embedded for
//! [`TABLE_DIMENSIONS`] coordinates. Scrambling: Owen, *Randomly permuted (t,m,s)-nets and
//! (t,s)-sequences* (1995), with the coin of every node of the binary tree drawn by a hash.

mod scramble;
mod sequence;

use crate::linalg::Matrix;
use crate::random::{Rng, Stream, standard_normal, uniform};
use scramble::scramble;
pub use sequence::TABLE_DIMENSIONS;
use sequence::directions;

/// `count` scrambled Sobol points in the open unit cube, count × dimension (so a column holds one
/// coordinate of all points).
///
/// A power of two for `count` gives a balanced net. Coordinates beyond [`TABLE_DIMENSIONS`] are
/// independent uniform draws.
pub fn uniform_points(count: usize, dimension: usize, rng: &mut Stream) -> Matrix {
    let mut points = Matrix::zeros(count, dimension);
    let covered = dimension.min(TABLE_DIMENSIONS);
    let depth = count.max(2).next_power_of_two().ilog2().min(32);
    for (d, directions) in directions(covered).iter().enumerate() {
        let key = rng.next_u64();
        let mut state = 0_u32;
        for (i, value) in points.column_mut(d).iter_mut().enumerate() {
            *value = scramble(state, key, depth);
            // Gray-code order: the next point differs by the direction of the lowest zero bit.
            state ^= directions[(!(i as u32)).trailing_zeros() as usize % 32];
        }
    }
    for d in covered..dimension {
        for value in points.column_mut(d) {
            *value = loop {
                let u = uniform(rng);
                if u > 0.0 {
                    break u;
                }
            };
        }
    }
    points
}

/// `count` points of the standard normal in `dimension` coordinates, count × dimension: scrambled
/// Sobol points through the normal quantile; independent draws beyond [`TABLE_DIMENSIONS`].
pub fn normal_points(count: usize, dimension: usize, rng: &mut Stream) -> Matrix {
    let covered = dimension.min(TABLE_DIMENSIONS);
    let mut points = uniform_points(count, covered, rng);
    for value in points.values_mut() {
        *value = crate::special::normal_quantile(*value);
    }
    if covered == dimension {
        return points;
    }
    let mut values = points.into_values();
    values.extend((0..count * (dimension - covered)).map(|_| standard_normal(rng)));
    Matrix::from_values(values, count, dimension)
}

#[cfg(test)]
mod tests;
