//! Means and standard deviations of what the program declares, under a Gaussian on the unconstrained
//! scale: draws of the Gaussian are pushed through the program's constraints.

use kullback_math::Points;
use kullback_math::linalg::{Cholesky, Matrix, dot, transposed_product};
use kullback_math::random::Stream;
use kullback_math::sobol::normal_points;
use kullback_stan::{Model, ModelError};
use kullback_vi::families::Gaussian;
use kullback_vi::reference::{Convergence, Reference};

use crate::report::Moments;

/// The least draws per Gaussian. Scrambled Sobol points: the error of an sd is well below the two
/// digits that are read.
const DRAWS: usize = 4096;
/// Draws per coordinate, for the regression of [`Marginals::linear_response`].
const DRAWS_PER_COORDINATE: usize = 4;

/// Numbers in a matrix of draws × D at most, though 1,024 draws are always taken: 64 MiB.
const LARGEST: usize = 1 << 23;

/// The stream of the Sobol scramble, apart from those of the fit.
const STREAM: u64 = 0x6d61_7267;

/// Pushes Gaussians through one model. Every Gaussian sees the same standard normal points, so that
/// differences between their sds are differences between the Gaussians.
pub(crate) struct Marginals<'a> {
    model: &'a Model,
    columns: usize,
    standard: Matrix,
}

impl<'a> Marginals<'a> {
    /// For the first `columns` columns of the model: its parameters and transformed parameters.
    pub fn new(model: &'a Model, columns: usize, seed: u64) -> Self {
        let dimension = model.coordinates().len();
        let mut rng = Stream::new(seed, STREAM, 0);
        let wanted = DRAWS.max((DRAWS_PER_COORDINATE * dimension).next_power_of_two());
        // Where memory sets the limit there is no linear response either.
        let room = (LARGEST / dimension.max(1)).max(1024);
        let draws = wanted.min(1 << room.ilog2());
        Self {
            model,
            columns,
            standard: if draws < wanted {
                mirrored_points(draws, dimension, &mut rng)
            } else {
                normal_points(draws, dimension, &mut rng)
            },
        }
    }

    /// Moments of every column under a Gaussian.
    pub fn under(&self, gaussian: &Gaussian) -> Result<Vec<Moments>, ModelError> {
        let points = gaussian.transform(&self.standard);
        let rows = self.model.write_parameters(as_points(&points))?;
        Ok(moments(&self.by_column(rows), None))
    }

    /// The values that the model writes, row after row, with each column in one piece.
    fn by_column(&self, rows: Vec<f64>) -> Matrix {
        let count = rows.len().checked_div(self.columns).unwrap_or(0);
        Matrix::from_values(rows, self.columns, count).transpose()
    }

    /// Moments of every column h by linear response. The part of h that is linear in the coordinates
    /// has the variance gᵀΣg, with Σ the linear-response covariance and g the average slope of h under
    /// the mean field (means `mean`, sds `sd`); what is left of h keeps its variance under the mean
    /// field. For a coordinate itself this is its linear-response sd, and where Σ is the mean field's
    /// own covariance it is the variance of h.
    ///
    /// None when there are more coordinates than draws can tell apart.
    pub fn linear_response(
        &self,
        mean: &[f64],
        sd: &[f64],
        covariance: &[Vec<f64>],
    ) -> Result<Option<Vec<Moments>>, ModelError> {
        let (draws, dimension) = (self.standard.rows(), self.standard.columns());
        let centred = centre(&self.standard);
        let mut second = transposed_product(&centred, &centred);
        second.scale(1.0 / draws as f64);
        let Ok(factor) = Cholesky::new(&second) else {
            return Ok(None);
        };
        let gaussian = Gaussian::independent(mean.to_vec(), sd);
        let points = gaussian.transform(&self.standard);
        let values = self.by_column(self.model.write_parameters(as_points(&points))?);
        let plain = moments(&values, None);
        let corrected = plain.iter().enumerate().map(|(column, plain)| {
            let values = values.column(column);
            // Slopes per sd of each coordinate: the least-squares fit of h on the draws.
            let along: Vec<f64> = (0..dimension)
                .map(|d| dot(centred.column(d), values) / draws as f64)
                .collect();
            let mut slopes = along.clone();
            factor.solve(&mut slopes);
            let explained = dot(&slopes, &along);
            let rest = (plain.sd * plain.sd - explained).max(0.0);
            let mut linear = 0.0;
            for (i, row) in covariance.iter().enumerate() {
                for (j, value) in row.iter().enumerate() {
                    linear += slopes[i] * slopes[j] * value / (sd[i] * sd[j]);
                }
            }
            Moments {
                mean: plain.mean,
                sd: (linear + rest).sqrt(),
            }
        });
        Ok(Some(corrected.collect()))
    }

    /// Moments of every column by draws (count × D) with normalised weights.
    pub fn weighted(&self, points: &Matrix, weights: &[f64]) -> Result<Vec<Moments>, ModelError> {
        let rows = self.model.write_parameters(as_points(points))?;
        Ok(moments(&self.by_column(rows), Some(weights)))
    }

    /// Moments of every column by reference draws, and how the chains agree on it.
    pub fn sampled(&self, reference: &Reference) -> Result<Vec<Convergence>, ModelError> {
        let rows = self.model.write_parameters(as_points(&reference.points))?;
        let of = |column: usize| {
            let values: Vec<f64> = rows
                .iter()
                .skip(column)
                .step_by(self.columns)
                .copied()
                .collect();
            Convergence::of(&reference.chains(&values))
        };
        Ok((0..self.columns).map(of).collect())
    }
}

/// `count` standard normal points and their negatives in equal parts, every coordinate with a variance of
/// 1: so few draws would else show in the means and sds of the coordinates themselves.
fn mirrored_points(count: usize, dimension: usize, rng: &mut Stream) -> Matrix {
    let half = count / 2;
    let mut points = normal_points(half, dimension, rng);
    for d in 0..dimension {
        let column = points.column_mut(d);
        let square = dot(column, column) / half as f64;
        column.iter_mut().for_each(|z| *z /= square.sqrt());
    }
    Matrix::from_fn(2 * half, dimension, |i, d| {
        if i < half {
            points[(i, d)]
        } else {
            -points[(i - half, d)]
        }
    })
}

/// `points` less the mean of each coordinate.
fn centre(points: &Matrix) -> Matrix {
    let mut centred = points.clone();
    for d in 0..centred.columns() {
        let column = centred.column_mut(d);
        let mean = column.iter().sum::<f64>() / column.len() as f64;
        for value in column {
            *value -= mean;
        }
    }
    centred
}

/// A count × D matrix as a batch of points.
pub(crate) fn as_points(matrix: &Matrix) -> Points<'_> {
    Points::new(matrix.values(), matrix.columns(), matrix.rows())
}

/// Moments of every column. A column with a value that is not finite has moments that are not.
fn moments(values: &Matrix, weights: Option<&[f64]>) -> Vec<Moments> {
    (0..values.columns())
        .map(|column| match weights {
            Some(weights) => weighted(values.column(column), weights),
            None => plain(values.column(column)),
        })
        .collect()
}

fn plain(values: &[f64]) -> Moments {
    let n = values.len() as f64;
    let mean = values.iter().sum::<f64>() / n;
    let squares: f64 = values.iter().map(|x| (x - mean) * (x - mean)).sum();
    Moments {
        mean,
        sd: (squares / (n - 1.0)).sqrt(),
    }
}

/// Self-normalised importance-sampling moments; `weights` need not sum to one. A draw of weight zero
/// counts for nothing, whatever its value.
fn weighted(values: &[f64], weights: &[f64]) -> Moments {
    let total: f64 = weights.iter().sum();
    let average = |f: &dyn Fn(f64) -> f64| -> f64 {
        let terms = values
            .iter()
            .zip(weights)
            .filter(|(_, weight)| **weight > 0.0);
        terms.map(|(x, weight)| weight * f(*x)).sum::<f64>() / total
    };
    let mean = average(&|x| x);
    Moments {
        mean,
        sd: average(&|x| (x - mean) * (x - mean)).sqrt(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `statistics.mean` and `statistics.stdev` of Python on [1, 2, 4, 9].
    #[test]
    fn moments_agree_with_python() {
        let values = [1.0, 2.0, 4.0, 9.0, -1.0, -1.0, -1.0, -1.0];
        let found = moments(&Matrix::from_values(values.to_vec(), 4, 2), None);
        assert!((found[0].mean - 4.0).abs() < 1e-15);
        assert!((found[0].sd - 3.559_026_084_010_437).abs() < 1e-14);
        assert_eq!(
            found[1],
            Moments {
                mean: -1.0,
                sd: 0.0
            }
        );
    }

    /// `numpy.average` with weights, and the square root of the weighted average of squares.
    #[test]
    fn weighted_moments_ignore_draws_without_weight() {
        let values = vec![1.0, 2.0, 4.0, f64::INFINITY];
        let weights = [1.0, 2.0, 1.0, 0.0];
        let found = moments(&Matrix::from_values(values, 4, 1), Some(&weights));
        assert!((found[0].mean - 2.25).abs() < 1e-15);
        assert!((found[0].sd - 1.089_724_735_885_168_2).abs() < 1e-14);
    }

    /// Linear response of a sum: with Σ = [[1, 0.6], [0.6, 1]] and mean-field sds √(1 − 0.6²) = 0.8,
    /// x and y have sd 1, x + y has sd √3.2. The square of a standard normal has sd √2, and a
    /// product of independent ones sd 1: neither has a linear part to correct.
    #[test]
    fn linear_response_corrects_the_linear_part_alone() {
        let program = "parameters { real x; real y; }
            transformed parameters { real sum = x + y; real square = x * x; real product = x * y; }
            model { x ~ normal(0, 1); y ~ normal(0, 1); }";
        let loaded = crate::load(program, "{}", &Default::default()).expect("a good program");
        let marginals = Marginals::new(&loaded.model, 5, 1);
        let sds = |sd: f64, rho: f64| -> Vec<f64> {
            let covariance = [vec![1.0, rho], vec![rho, 1.0]];
            marginals
                .linear_response(&[0.0, 0.0], &[sd, sd], &covariance)
                .expect("it can be evaluated")
                .expect("two coordinates")
                .iter()
                .map(|moments| moments.sd)
                .collect()
        };
        let correlated = sds(0.8, 0.6);
        for (found, expected) in correlated[..3].iter().zip([1.0, 1.0, 3.2_f64.sqrt()]) {
            assert!((found / expected - 1.0).abs() < 0.005, "{correlated:?}");
        }
        let independent = sds(1.0, 0.0);
        for (found, expected) in independent[3..].iter().zip([2.0_f64.sqrt(), 1.0]) {
            assert!((found / expected - 1.0).abs() < 0.02, "{independent:?}");
        }
    }

    /// Under N(0.5, 0.4²) on the log scale a positive parameter is lognormal, with mean
    /// exp(0.5 + 0.08) and sd mean · √(exp(0.16) − 1) (Johnson, Kotz & Balakrishnan, ch. 14).
    #[test]
    fn a_positive_parameter_is_lognormal() {
        let program = "parameters { real<lower=0> s; } model { s ~ exponential(1); }";
        let loaded = crate::load(program, "{}", &Default::default()).expect("a good program");
        let marginals = Marginals::new(&loaded.model, 1, 1);
        let found = marginals
            .under(&Gaussian::independent(vec![0.5], &[0.4]))
            .expect("it can be evaluated");
        let mean = 0.58_f64.exp();
        let sd = mean * (0.16_f64.exp() - 1.0).sqrt();
        assert!((found[0].mean / mean - 1.0).abs() < 0.002, "{found:?}");
        assert!((found[0].sd / sd - 1.0).abs() < 0.01, "{found:?}");
    }
}
