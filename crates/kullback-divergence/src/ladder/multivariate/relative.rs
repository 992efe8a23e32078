//! One positive definite matrix relative to another: the Cholesky factor of L_p⁻¹ Σ_q L_p⁻ᵀ less the
//! identity.
//!
//! With B = L_p⁻¹ L_q lower triangular, tr Σ_p⁻¹Σ_q − n − ln det Σ_p⁻¹Σ_q is Σ Bᵢⱼ² below the diagonal
//! plus Σ (Bᵢᵢ² − 1 − ln Bᵢᵢ²): terms that cannot be negative, whose sum loses nothing as long as
//! B − I is known to relative accuracy. Close to the identity it is taken from Σ_q − Σ_p.

use kullback_math::linalg::{Cholesky, Matrix, dot};
use kullback_math::special::{ln, log1p, log1pmx};

/// Below this ‖B − I‖² is small enough for rounding in B to matter.
const NEAR: f64 = 0.25;

/// B, as far as divergences depend on it.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Relative {
    /// Bᵢᵢ and Bᵢᵢ − 1.
    pub(super) diagonal: Vec<(f64, f64)>,
    /// Σ Bᵢⱼ² below the diagonal.
    pub(super) below: f64,
    /// The relative error of B − I, where that is more than rounding.
    pub(super) error: f64,
}

/// A matrix and its factor.
#[derive(Clone, Copy, Debug)]
pub(super) struct Positive<'a> {
    pub(super) given: Given<'a>,
    pub(super) factor: &'a Cholesky,
}

/// What a matrix was given by, which differences are taken of.
#[derive(Clone, Copy, Debug)]
pub(super) enum Given<'a> {
    /// Itself.
    Matrix(&'a Matrix),
    /// The roots of its diagonal, there being nothing else.
    Roots(&'a [f64]),
    /// The factor.
    Factor,
}

impl Relative {
    /// Of a factor B.
    fn of_factor(b: &Matrix) -> Self {
        let diagonal = b.diagonal().into_iter().map(|b| (b, b - 1.0)).collect();
        Self {
            diagonal,
            below: squares_below(b),
            error: 0.0,
        }
    }

    /// Of A = B − I.
    fn of_difference(a: &Matrix) -> Self {
        let diagonal = a.diagonal().into_iter().map(|a| (1.0 + a, a)).collect();
        Self {
            diagonal,
            below: squares_below(a),
            error: 0.0,
        }
    }

    /// The same where the matrices were themselves rounded, which B − I then is by.
    pub(super) fn of_rounded(mut self) -> Self {
        let n = self.diagonal.len() as f64;
        let distance = self.distance().sqrt().max(f64::MIN_POSITIVE);
        self.error = 4.0 * n * f64::EPSILON / distance;
        self
    }

    /// ‖B − I‖².
    fn distance(&self) -> f64 {
        self.below + self.diagonal.iter().map(|d| d.1 * d.1).sum::<f64>()
    }

    /// Of the matrix `q` relative to `p`.
    pub(super) fn new(q: Positive<'_>, p: Positive<'_>) -> Self {
        let mut b = q.factor.lower().clone();
        p.factor.solve_lower_triangular(&mut b);
        let far = Self::of_factor(&b);
        if far.distance() > NEAR {
            return far;
        }
        match (q.given, p.given) {
            (Given::Matrix(q), Given::Matrix(sigma)) => Self::near(difference(q, sigma), p.factor),
            (Given::Matrix(q), Given::Roots(sd)) => Self::near(less_squares(q, sd), p.factor),
            (Given::Roots(sd), Given::Matrix(sigma)) => {
                let mut m = less_squares(sigma, sd);
                m.scale(-1.0);
                Self::near(m, p.factor)
            }
            (Given::Factor | Given::Roots(_), Given::Factor | Given::Roots(_)) => {
                let mut a = difference(q.factor.lower(), p.factor.lower());
                p.factor.solve_lower_triangular(&mut a);
                Self::of_difference(&a)
            }
            // What was given in two ways has no exact difference.
            _ => far.of_rounded(),
        }
    }

    /// From M = L_p⁻¹ (Σ_q − Σ_p) L_p⁻ᵀ.
    pub(super) fn near(mut m: Matrix, factor: &Cholesky) -> Self {
        factor.solve_lower_columns(&mut m);
        factor.solve_lower_rows(&mut m);
        Self::of_difference(&excess_factor(m))
    }

    /// Of a matrix relative to a diagonal one with these standard deviations.
    pub(super) fn to_diagonal(q: Positive<'_>, sd: &[f64]) -> Self {
        let n = sd.len();
        let lower = q.factor.lower();
        let b = Matrix::from_fn(n, n, |i, j| lower[(i, j)] / sd[i]);
        let mut far = Self::of_factor(&b);
        if far.distance() > NEAR {
            return far;
        }
        if let Given::Matrix(sigma) = q.given {
            let mut m = less_squares(sigma, sd);
            for j in 0..n {
                for (entry, s) in m.column_mut(j).iter_mut().zip(sd) {
                    *entry = *entry / s / sd[j];
                }
            }
            return Self::of_difference(&excess_factor(m));
        }
        for (i, d) in far.diagonal.iter_mut().enumerate() {
            d.1 = (lower[(i, i)] - sd[i]) / sd[i];
        }
        far
    }

    /// Of one diagonal matrix relative to another, by standard deviations.
    pub(super) fn of_diagonals(q: &[f64], p: &[f64]) -> Self {
        let diagonal = q.iter().zip(p).map(|(q, p)| (q / p, (q - p) / p)).collect();
        Self {
            diagonal,
            below: 0.0,
            error: 0.0,
        }
    }

    /// ½ (tr − n − ln det) of Σ_p⁻¹ Σ_q, a sum of nonnegative terms.
    pub(super) fn kl(&self) -> f64 {
        0.5 * (self.below + self.diagonal.iter().map(|&d| square_excess(d)).sum::<f64>())
    }
}

/// ln b² given b and b − 1.
pub(super) fn log_square((b, step): (f64, f64)) -> f64 {
    2.0 * if step.abs() < 0.5 { log1p(step) } else { ln(b) }
}

/// b² − 1 − ln b² given b and b − 1.
pub(super) fn square_excess((b, step): (f64, f64)) -> f64 {
    let u = step * (2.0 + step);
    if step.abs() < 0.3 {
        -log1pmx(u)
    } else {
        u - 2.0 * ln(b)
    }
}

fn squares_below(b: &Matrix) -> f64 {
    (0..b.columns())
        .map(|j| {
            let below = &b.column(j)[j + 1..];
            dot(below, below)
        })
        .sum()
}

/// Entry by entry, of matrices of one shape.
pub(super) fn difference(q: &Matrix, p: &Matrix) -> Matrix {
    let values = q.values().iter().zip(p.values()).map(|(q, p)| q - p);
    Matrix::from_values(values.collect(), q.rows(), q.columns())
}

/// Σ − diag(s²), with the rounding of the squares given back.
fn less_squares(sigma: &Matrix, roots: &[f64]) -> Matrix {
    let mut m = sigma.clone();
    for (i, s) in roots.iter().enumerate() {
        let square = s * s;
        m[(i, i)] = (m[(i, i)] - square) - s.mul_add(*s, -square);
    }
    m
}

/// The lower triangular A with (I + A)(I + A)ᵀ = I + M: Cholesky's recurrence for the difference from
/// the identity, which keeps its relative accuracy.
fn excess_factor(mut m: Matrix) -> Matrix {
    let n = m.rows();
    for j in 0..n {
        let s = m[(j, j)];
        let a = s / (1.0 + (1.0 + s).sqrt());
        m[(j, j)] = a;
        for i in j + 1..n {
            m[(i, j)] /= 1.0 + a;
        }
        let column: Vec<f64> = m.column(j)[j + 1..].to_vec();
        for k in j + 1..n {
            let factor = column[k - j - 1];
            for (entry, c) in m.column_mut(k)[k..].iter_mut().zip(&column[k - j - 1..]) {
                *entry -= factor * c;
            }
        }
    }
    for j in 1..n {
        m.column_mut(j)[..j].fill(0.0);
    }
    m
}
