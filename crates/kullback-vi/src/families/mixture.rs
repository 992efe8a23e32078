//! Mixtures of multivariate normals and Student-t's: the wide proposals that certify a fit.

use kullback_math::linalg::Matrix;
use kullback_math::random::{InvalidParameter, Stream, chi_square, standard_normal, uniform};
use kullback_math::special::{lgamma, log1p};

use super::Gaussian;
use super::gaussian::squared_norms;

/// One component of a [`Mixture`].
#[derive(Clone, Debug)]
pub struct Component {
    /// Its share of the mixture; the shares sum to 1.
    pub weight: f64,
    /// Location and scale.
    pub shape: Gaussian,
    /// How it falls off around them.
    pub tails: Tails,
}

/// How a component falls off around its location.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Tails {
    /// The normal.
    Normal,
    /// A multivariate t: one stretch for all coordinates, so all are far out together.
    Joint {
        /// Degrees of freedom.
        degrees_of_freedom: f64,
    },
    /// Independent t's along the columns of the Cholesky factor: one coordinate is far out alone, as
    /// under a skewed posterior of a scale.
    Independent {
        /// Degrees of freedom.
        degrees_of_freedom: f64,
    },
}

impl Component {
    /// `count` independent draws, count × D.
    fn sample(&self, count: usize, rng: &mut Stream) -> Result<Matrix, InvalidParameter> {
        let dimension = self.shape.dimension();
        let mut standard = Matrix::zeros(count, dimension);
        for i in 0..count {
            let mut stretch = 1.0;
            if let Tails::Joint { degrees_of_freedom } = self.tails {
                stretch = (degrees_of_freedom / chi_square(rng, degrees_of_freedom)?).sqrt();
            }
            for d in 0..dimension {
                if let Tails::Independent { degrees_of_freedom } = self.tails {
                    stretch = (degrees_of_freedom / chi_square(rng, degrees_of_freedom)?).sqrt();
                }
                standard[(i, d)] = stretch * standard_normal(rng);
            }
        }
        Ok(self.shape.transform(&standard))
    }

    fn log_density(&self, points: &Matrix) -> Vec<f64> {
        let standard = self.shape.standardise(points);
        let d = self.shape.dimension() as f64;
        let log_volume = 0.5 * self.shape.log_determinant();
        match self.tails {
            Tails::Normal => self.shape.log_density_at_standard(&standard),
            Tails::Joint {
                degrees_of_freedom: nu,
            } => {
                let constant = log_normaliser(nu, d) - log_volume;
                squared_norms(&standard)
                    .into_iter()
                    .map(|square| constant - 0.5 * (nu + d) * (square / nu).ln_1p())
                    .collect()
            }
            Tails::Independent {
                degrees_of_freedom: nu,
            } => {
                let constant = d * log_normaliser(nu, 1.0) - log_volume;
                let mut values = vec![constant; points.rows()];
                for j in 0..standard.columns() {
                    for (value, z) in values.iter_mut().zip(standard.column(j)) {
                        *value -= 0.5 * (nu + 1.0) * log1p(z * z / nu);
                    }
                }
                values
            }
        }
    }
}

/// A finite mixture.
#[derive(Clone, Debug)]
pub struct Mixture {
    components: Vec<Component>,
}

impl Mixture {
    /// The mixture of `components`, their weights scaled to sum to 1.
    pub fn new(mut components: Vec<Component>) -> Self {
        let total: f64 = components.iter().map(|c| c.weight).sum();
        for component in &mut components {
            component.weight /= total;
        }
        Self { components }
    }

    /// The components.
    pub fn components(&self) -> &[Component] {
        &self.components
    }

    /// Log density at every row of `points`, in nats.
    pub fn log_density(&self, points: &Matrix) -> Vec<f64> {
        log_total(&self.log_parts(points))
    }

    /// Mean and standard deviation of each coordinate, where every component has normal tails.
    pub fn moments(&self) -> (Vec<f64>, Vec<f64>) {
        let dimension = self.components.first().map_or(0, |c| c.shape.dimension());
        let mut mean = vec![0.0; dimension];
        for component in &self.components {
            for (m, c) in mean.iter_mut().zip(component.shape.mean()) {
                *m += component.weight * c;
            }
        }
        let mut variance = vec![0.0; dimension];
        for component in &self.components {
            let sd = component.shape.sd();
            for d in 0..dimension {
                let shift = component.shape.mean()[d] - mean[d];
                variance[d] += component.weight * (sd[d] * sd[d] + shift * shift);
            }
        }
        (mean, variance.iter().map(|v| v.sqrt()).collect())
    }

    /// Log of weight times density of every component at every row of `points`, in nats.
    pub fn log_parts(&self, points: &Matrix) -> Vec<Vec<f64>> {
        let part = |component: &Component| {
            let shift = component.weight.ln();
            let mut values = component.log_density(points);
            for value in &mut values {
                *value += shift;
            }
            values
        };
        self.components.iter().map(part).collect()
    }

    /// `count` draws, count × D. The number from each component is its share, rounded, so that
    /// the mixture is sampled in strata.
    ///
    /// # Errors
    /// When a component has degrees of freedom that are not positive.
    pub fn sample(&self, count: usize, rng: &mut Stream) -> Result<Matrix, InvalidParameter> {
        let dimension = self.components.first().map_or(0, |c| c.shape.dimension());
        let mut points = Matrix::zeros(count, dimension);
        let mut row = 0;
        let mut share = 0.0;
        for (k, component) in self.components.iter().enumerate() {
            share += component.weight;
            let end = if k + 1 == self.components.len() {
                count
            } else {
                ((share * count as f64).round() as usize).clamp(row, count)
            };
            let drawn = component.sample(end - row, rng)?;
            for d in 0..dimension {
                points.column_mut(d)[row..end].copy_from_slice(drawn.column(d));
            }
            row = end;
        }
        Ok(points)
    }

    /// `count` independent draws, count × D: which component a row comes from is left to chance.
    ///
    /// # Errors
    /// When a component has degrees of freedom that are not positive.
    pub fn sample_independently(
        &self,
        count: usize,
        rng: &mut Stream,
    ) -> Result<Matrix, InvalidParameter> {
        let dimension = self.components.first().map_or(0, |c| c.shape.dimension());
        let labels: Vec<usize> = (0..count)
            .map(|_| {
                let mut left = uniform(rng);
                let passed = |c: &Component| {
                    left -= c.weight;
                    left < 0.0
                };
                let found = self.components.iter().position(passed);
                found.unwrap_or(self.components.len() - 1)
            })
            .collect();
        let mut points = Matrix::zeros(count, dimension);
        for (k, component) in self.components.iter().enumerate() {
            let rows: Vec<usize> = (0..count).filter(|&i| labels[i] == k).collect();
            let drawn = component.sample(rows.len(), rng)?;
            for d in 0..dimension {
                for (from, &to) in rows.iter().enumerate() {
                    points[(to, d)] = drawn[(from, d)];
                }
            }
        }
        Ok(points)
    }
}

/// Log density of a mixture at every point, from its [`Mixture::log_parts`].
pub fn log_total(parts: &[Vec<f64>]) -> Vec<f64> {
    let points = parts.first().map_or(0, Vec::len);
    (0..points)
        .map(|i| log_sum_exp(parts.iter().map(|part| part[i])))
        .collect()
}

/// log Σ exp, −∞ for an empty sum.
pub(crate) fn log_sum_exp(values: impl Iterator<Item = f64> + Clone) -> f64 {
    let largest = values.clone().fold(f64::NEG_INFINITY, f64::max);
    if !largest.is_finite() {
        return largest;
    }
    largest
        + values
            .map(|value| (value - largest).exp())
            .sum::<f64>()
            .ln()
}

/// Log of the constant of a standard t with ν degrees of freedom in d dimensions.
fn log_normaliser(nu: f64, d: f64) -> f64 {
    lgamma(0.5 * (nu + d)) - lgamma(0.5 * nu) - 0.5 * d * (nu * std::f64::consts::PI).ln()
}
