//! Mixtures of multivariate normals and Student-t's: the wide proposals that certify a fit.

use kullback_math::linalg::Matrix;
use kullback_math::random::{InvalidParameter, Stream, chi_square, standard_normal};

use super::Gaussian;
use super::gaussian::squared_norms;

/// One component of a [`Mixture`].
#[derive(Clone, Debug)]
pub struct Component {
    /// Its share of the mixture; the shares sum to 1.
    pub weight: f64,
    /// Location and scale.
    pub shape: Gaussian,
    /// Degrees of freedom of a multivariate t; none for the normal.
    pub degrees_of_freedom: Option<f64>,
}

impl Component {
    fn log_density(&self, points: &Matrix) -> Vec<f64> {
        let standard = self.shape.standardise(points);
        let Some(nu) = self.degrees_of_freedom else {
            return self.shape.log_density_at_standard(&standard);
        };
        let d = self.shape.dimension() as f64;
        let constant = ln_gamma(0.5 * (nu + d))
            - ln_gamma(0.5 * nu)
            - 0.5 * d * (nu * std::f64::consts::PI).ln()
            - 0.5 * self.shape.cholesky().log_determinant();
        squared_norms(&standard)
            .into_iter()
            .map(|square| constant - 0.5 * (nu + d) * (square / nu).ln_1p())
            .collect()
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
        let parts: Vec<Vec<f64>> = self
            .components
            .iter()
            .map(|component| {
                let shift = component.weight.ln();
                let mut values = component.log_density(points);
                for value in &mut values {
                    *value += shift;
                }
                values
            })
            .collect();
        (0..points.rows())
            .map(|i| log_sum_exp(parts.iter().map(|part| part[i])))
            .collect()
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
            let mut standard = Matrix::zeros(end - row, dimension);
            for i in 0..end - row {
                let stretch = match component.degrees_of_freedom {
                    Some(nu) => (nu / chi_square(rng, nu)?).sqrt(),
                    None => 1.0,
                };
                for d in 0..dimension {
                    standard[(i, d)] = stretch * standard_normal(rng);
                }
            }
            let drawn = component.shape.transform(&standard);
            for d in 0..dimension {
                points.column_mut(d)[row..end].copy_from_slice(drawn.column(d));
            }
            row = end;
        }
        Ok(points)
    }
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

/// log Γ for the half-integers and their like that occur here.
fn ln_gamma(x: f64) -> f64 {
    kullback_math::special::lgamma(x)
}
