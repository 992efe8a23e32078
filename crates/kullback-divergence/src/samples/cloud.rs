//! Points in working coordinates: owned, with the scale of the data taken out.

use kullback_math::linalg::{Cholesky, Matrix};

use super::input::Samples;

/// n points of dimension d, point after point.
#[derive(Clone, Debug)]
pub(super) struct Cloud {
    pub(super) values: Vec<f64>,
    pub(super) dimension: usize,
}

impl Cloud {
    pub(super) fn len(&self) -> usize {
        self.values.len() / self.dimension
    }

    pub(super) fn point(&self, i: usize) -> &[f64] {
        &self.values[i * self.dimension..(i + 1) * self.dimension]
    }

    /// The points with these indices, in this order.
    pub(super) fn choose(&self, indices: &[usize]) -> Self {
        let mut values = Vec::with_capacity(indices.len() * self.dimension);
        for &i in indices {
            values.extend_from_slice(self.point(i));
        }
        Self { values, ..*self }
    }
}

/// An affine map under which the mean covariance of both samples is the identity. A divergence does
/// not change under it, and balls become balls of the data's own shape.
#[derive(Clone, Debug)]
pub(super) struct Whitening {
    centre: Vec<f64>,
    root: Root,
    /// ln |det| of the map, for densities.
    pub(super) log_scale: f64,
}

#[derive(Clone, Debug)]
enum Root {
    Full(Cholesky),
    /// Standard deviations, where the covariance is singular to rounding.
    Diagonal(Vec<f64>),
}

impl Whitening {
    pub(super) fn of(samples: &[Samples<'_>], dimension: usize) -> Self {
        let share = 1.0 / samples.len() as f64;
        let mut centre = vec![0.0; dimension];
        let mut covariance = Matrix::zeros(dimension, dimension);
        for sample in samples {
            let n = sample.len() as f64;
            let mut mean = vec![0.0; dimension];
            for x in sample.points() {
                for (m, x) in mean.iter_mut().zip(x) {
                    *m += x / n;
                }
            }
            for x in sample.points() {
                for j in 0..dimension {
                    let dj = x[j] - mean[j];
                    for i in j..dimension {
                        covariance[(i, j)] += share * dj * (x[i] - mean[i]) / n;
                    }
                }
            }
            for (c, m) in centre.iter_mut().zip(&mean) {
                *c += share * m;
            }
        }
        let deviations: Vec<f64> = covariance
            .diagonal()
            .iter()
            .map(|v| if *v > 0.0 { v.sqrt() } else { 1.0 })
            .collect();
        let root = match Cholesky::new(&covariance) {
            Ok(cholesky) if conditioned(&cholesky, &deviations) => Root::Full(cholesky),
            _ => Root::Diagonal(deviations),
        };
        let log_scale = match &root {
            Root::Full(cholesky) => -0.5 * cholesky.log_determinant(),
            Root::Diagonal(deviations) => -deviations.iter().map(|s| s.ln()).sum::<f64>(),
        };
        Self {
            centre,
            root,
            log_scale,
        }
    }

    pub(super) fn apply(&self, sample: &Samples<'_>) -> Cloud {
        let dimension = self.centre.len();
        let mut values = Vec::with_capacity(sample.len() * dimension);
        for x in sample.points() {
            let start = values.len();
            values.extend(x.iter().zip(&self.centre).map(|(x, c)| x - c));
            let x = &mut values[start..];
            match &self.root {
                Root::Full(cholesky) => cholesky.solve_lower(x),
                Root::Diagonal(deviations) => {
                    for (x, s) in x.iter_mut().zip(deviations) {
                        *x /= s;
                    }
                }
            }
        }
        Cloud { values, dimension }
    }
}

/// Whether no direction is lost in rounding.
fn conditioned(cholesky: &Cholesky, deviations: &[f64]) -> bool {
    let mut diagonal = vec![0.0; deviations.len()];
    (0..deviations.len()).all(|i| {
        diagonal.fill(0.0);
        diagonal[i] = 1.0;
        cholesky.multiply_lower_transposed(&mut diagonal);
        diagonal[i].abs() > 1e-6 * deviations[i]
    })
}
