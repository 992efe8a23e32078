//! Ridge logistic regression between two samples: the classifier behind a density ratio.
//!
//! With the labels' proportions taken out, the log odds of a calibrated classifier are ln q − ln p.

use kullback_math::lbfgs::{Lbfgs, LbfgsOptions};
use kullback_math::linalg::{Cholesky, Matrix, transposed_product};
use kullback_math::special::{inv_logit, log1p_exp};

use super::cloud::Cloud;

/// Which functions of the coordinates the log ratio is linear in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Features {
    /// Coordinates.
    Linear,
    /// Coordinates and their squares.
    Squares,
    /// All monomials of degree one and two.
    Quadratic,
}

impl Features {
    pub(super) fn count(self, dimension: usize) -> usize {
        match self {
            Self::Linear => dimension,
            Self::Squares => 2 * dimension,
            Self::Quadratic => 2 * dimension + dimension * (dimension - 1) / 2,
        }
    }
}

/// The features of both samples, the first sample's rows first, each standardised; ready to be
/// fitted on any subset of the rows.
#[derive(Debug)]
pub(super) struct Design {
    columns: Matrix,
    /// Rows of the first sample.
    first: usize,
    /// Mean and standard deviation of each raw feature.
    scale: Vec<(f64, f64)>,
    features: Features,
    /// L with L Lᵀ near the Hessian; the fit works in φ = Lᵀθ.
    preconditioner: Option<Cholesky>,
    ridge: f64,
}

/// A fitted log odds: intercept and coefficients of the standardised features.
#[derive(Clone, Debug)]
pub(super) struct Coefficients(Vec<f64>);

fn raw(features: Features, x: &[f64], out: &mut Vec<f64>) {
    out.clear();
    out.extend_from_slice(x);
    if features != Features::Linear {
        out.extend(x.iter().map(|x| x * x));
    }
    if features == Features::Quadratic {
        for (i, a) in x.iter().enumerate() {
            out.extend(x[..i].iter().map(|b| a * b));
        }
    }
}

impl Design {
    /// `ridge` is the precision of the coefficients' normal prior, in units of observations.
    pub(super) fn new(first: &Cloud, second: &Cloud, features: Features, ridge: f64) -> Self {
        let (n, m) = (first.len(), second.len());
        let count = features.count(first.dimension);
        let mut columns = Matrix::zeros(n + m, count + 1);
        columns.column_mut(0).fill(1.0);
        let mut row = Vec::with_capacity(count);
        for i in 0..n + m {
            let x = if i < n {
                first.point(i)
            } else {
                second.point(i - n)
            };
            raw(features, x, &mut row);
            for (j, value) in row.iter().enumerate() {
                columns[(i, j + 1)] = *value;
            }
        }
        let total = (n + m) as f64;
        let mut scale = Vec::with_capacity(count);
        for j in 1..=count {
            let column = columns.column_mut(j);
            let mean = column.iter().sum::<f64>() / total;
            let square = column.iter().map(|x| (x - mean) * (x - mean)).sum::<f64>() / total;
            let deviation = if square > 0.0 { square.sqrt() } else { 1.0 };
            for x in column {
                *x = (*x - mean) / deviation;
            }
            scale.push((mean, deviation));
        }
        let mut hessian = transposed_product(&columns, &columns);
        hessian.scale(0.25);
        for j in 0..=count {
            hessian[(j, j)] += if j == 0 { 0.0 } else { ridge };
        }
        // The ridge makes the matrix positive definite, except where rounding undoes it.
        let preconditioner = Cholesky::new(&hessian).ok();
        Self {
            columns,
            first: n,
            scale,
            features,
            preconditioner,
            ridge,
        }
    }

    /// Fits the rows with `included[row]`, from `start` where there is one.
    pub(super) fn fit(&self, included: &[bool], start: Option<&Coefficients>) -> Coefficients {
        let p = self.columns.columns();
        let mut phi = match start {
            Some(start) => start.0.clone(),
            None => {
                let ones = included[..self.first].iter().filter(|x| **x).count() as f64;
                let zeros = included[self.first..].iter().filter(|x| **x).count() as f64;
                let mut theta = vec![0.0; p];
                theta[0] = (ones / zeros).ln();
                theta
            }
        };
        if let Some(cholesky) = &self.preconditioner {
            cholesky.multiply_lower_transposed(&mut phi);
        }
        let mut odds = vec![0.0; self.columns.rows()];
        let (value, gradient) = self.evaluate(&phi, included, &mut odds);
        let options = LbfgsOptions {
            decrement: 1e-7 * included.len() as f64,
            iterations: 200,
            ..LbfgsOptions::default()
        };
        let mut minimiser = Lbfgs::new(&phi, value, &gradient, options);
        while !minimiser.status().is_final() {
            let (value, gradient) = self.evaluate(minimiser.trial(), included, &mut odds);
            minimiser.advance(value, &gradient);
        }
        Coefficients(self.theta(&minimiser.best().point))
    }

    /// Penalised −log likelihood and its gradient in φ.
    fn evaluate(&self, phi: &[f64], included: &[bool], odds: &mut [f64]) -> (f64, Vec<f64>) {
        let theta = self.theta(phi);
        self.log_odds_into(&theta, odds);
        let mut value = 0.0;
        for (i, odds) in odds.iter_mut().enumerate() {
            if !included[i] {
                *odds = 0.0;
                continue;
            }
            let is_first = i < self.first;
            value += log1p_exp(*odds) - if is_first { *odds } else { 0.0 };
            *odds = inv_logit(*odds) - if is_first { 1.0 } else { 0.0 };
        }
        let mut gradient: Vec<f64> = (0..theta.len())
            .map(|j| kullback_math::linalg::dot(self.columns.column(j), odds))
            .collect();
        for (g, t) in gradient.iter_mut().zip(&theta).skip(1) {
            value += 0.5 * self.ridge * t * t;
            *g += self.ridge * t;
        }
        if let Some(cholesky) = &self.preconditioner {
            cholesky.solve_lower(&mut gradient);
        }
        (value, gradient)
    }

    fn theta(&self, phi: &[f64]) -> Vec<f64> {
        let mut theta = phi.to_vec();
        if let Some(cholesky) = &self.preconditioner {
            cholesky.solve_lower_transposed(&mut theta);
        }
        theta
    }

    fn log_odds_into(&self, theta: &[f64], odds: &mut [f64]) {
        odds.fill(0.0);
        for (j, t) in theta.iter().enumerate() {
            for (o, x) in odds.iter_mut().zip(self.columns.column(j)) {
                *o += t * x;
            }
        }
    }

    /// Log odds of every row.
    pub(super) fn log_odds(&self, coefficients: &Coefficients) -> Vec<f64> {
        let mut odds = vec![0.0; self.columns.rows()];
        self.log_odds_into(&coefficients.0, &mut odds);
        odds
    }

    /// Log odds of other points.
    pub(super) fn log_odds_at(&self, coefficients: &Coefficients, cloud: &Cloud) -> Vec<f64> {
        let mut row = Vec::new();
        (0..cloud.len())
            .map(|i| {
                raw(self.features, cloud.point(i), &mut row);
                let terms = row.iter().zip(&self.scale).zip(&coefficients.0[1..]);
                coefficients.0[0]
                    + terms
                        .map(|((x, (mean, deviation)), t)| t * (x - mean) / deviation)
                        .sum::<f64>()
            })
            .collect()
    }

    /// −log likelihood of the rows with `!included[row]`, given log odds of all rows.
    pub(super) fn held_out_loss(&self, odds: &[f64], included: &[bool]) -> f64 {
        let rows = odds.iter().zip(included).enumerate();
        rows.filter(|(_, (_, included))| !**included)
            .map(|(i, (o, _))| log1p_exp(*o) - if i < self.first { *o } else { 0.0 })
            .sum()
    }
}
