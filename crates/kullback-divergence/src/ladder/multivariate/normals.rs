//! Normal laws against normal laws, whatever their covariances were given by.

use std::borrow::Cow;

use kullback_math::linalg::{Cholesky, Matrix, dot, product_transposed};

use super::relative::{Given, Positive, Relative, difference};
use crate::distributions::multivariate::Gaussian;
use crate::distributions::multivariate::covariance::{Covariance, LowRank, squared_rows};
use crate::result::Value;

/// Up to this size, near-identical matrices with low-rank parts are compared in full.
const FULL: usize = 1000;

/// ½ (tr − n − ln det) of Σ_p⁻¹Σ_q + ½ (μ_q − μ_p)ᵀ Σ_p⁻¹ (μ_q − μ_p).
pub(super) fn kl(q: &Gaussian, p: &Gaussian) -> Value {
    let (spread, error) = spread(q.covariance(), p.covariance());
    let delta: Vec<f64> = q.mu().iter().zip(p.mu()).map(|(q, p)| q - p).collect();
    let shift = if delta.iter().all(|d| *d == 0.0) {
        0.0
    } else {
        0.5 * p.covariance().quadratic(&delta)
    };
    super::exact(spread + shift, error)
}

/// The part of the covariances with its absolute error beyond rounding.
pub(super) fn spread(q: &Covariance, p: &Covariance) -> (f64, f64) {
    if q == p {
        return (0.0, 0.0);
    }
    if matches!(q, Covariance::LowRank(_)) || matches!(p, Covariance::LowRank(_)) {
        return by_traces(q, p);
    }
    match relative(q, p) {
        Some(relative) => {
            let value = relative.kl();
            // The value is quadratic in B − I.
            (value, 2.0 * relative.error * value)
        }
        None => by_traces(q, p),
    }
}

/// Σ_q relative to Σ_p, or Ω_p relative to Ω_q, which has the same eigenvalues. None where a matrix
/// that has to be inverted is singular to rounding.
fn relative(q: &Covariance, p: &Covariance) -> Option<Relative> {
    Some(match (q, p) {
        (Covariance::Diagonal(q), Covariance::Diagonal(p)) => Relative::of_diagonals(q, p),
        (Covariance::Precision { .. }, Covariance::Precision { .. }) => {
            Relative::new(stored(p)?.borrow(), stored(q)?.borrow())
        }
        // Ω_p relative to diag(1/σ²).
        (Covariance::Diagonal(sd), Covariance::Precision { .. }) => {
            let inverse: Vec<f64> = sd.iter().map(|s| 1.0 / s).collect();
            Relative::to_diagonal(stored(p)?.borrow(), &inverse)
        }
        (Covariance::Precision { .. }, Covariance::Diagonal(sd)) => {
            let factor = diagonal_factor(sd.iter().map(|s| 1.0 / s));
            let p = Positive {
                given: Given::Factor,
                factor: &factor,
            };
            Relative::new(p, stored(q)?.borrow())
        }
        (_, Covariance::Diagonal(sd)) => Relative::to_diagonal(stored(q)?.borrow(), sd),
        (Covariance::Precision { .. }, _) | (_, Covariance::Precision { .. }) => {
            Relative::new(of_sigma(q)?.borrow(), of_sigma(p)?.borrow()).of_rounded()
        }
        _ => Relative::new(stored(q)?.borrow(), stored(p)?.borrow()),
    })
}

/// A matrix, its factor, and what was given.
#[derive(Debug)]
struct Factored<'a> {
    matrix: Option<Cow<'a, Matrix>>,
    roots: Option<&'a [f64]>,
    factor: Cow<'a, Cholesky>,
}

impl Factored<'_> {
    fn borrow(&self) -> Positive<'_> {
        Positive {
            given: match (&self.matrix, self.roots) {
                (Some(matrix), _) => Given::Matrix(matrix),
                (None, Some(roots)) => Given::Roots(roots),
                (None, None) => Given::Factor,
            },
            factor: &self.factor,
        }
    }
}

/// What is stored: Σ, its factor, or Ω.
fn stored(covariance: &Covariance) -> Option<Factored<'_>> {
    let (matrix, roots, factor) = match covariance {
        Covariance::Dense {
            sigma: matrix,
            factor,
        }
        | Covariance::Precision {
            omega: matrix,
            factor,
        } => (Some(Cow::Borrowed(matrix)), None, Cow::Borrowed(factor)),
        Covariance::Factor(factor) => (None, None, Cow::Borrowed(factor)),
        Covariance::Diagonal(sd) => {
            let factor = diagonal_factor(sd.iter().copied());
            (None, Some(sd.as_slice()), Cow::Owned(factor))
        }
        Covariance::LowRank(_) => return in_full(covariance),
    };
    Some(Factored {
        matrix,
        roots,
        factor,
    })
}

/// Always of Σ.
fn of_sigma(covariance: &Covariance) -> Option<Factored<'_>> {
    match covariance {
        Covariance::Precision { .. } => in_full(covariance),
        _ => stored(covariance),
    }
}

/// Σ formed and factorised.
fn in_full(covariance: &Covariance) -> Option<Factored<'_>> {
    let matrix = covariance.matrix();
    let factor = Cholesky::new(&matrix).ok()?;
    Some(Factored {
        matrix: Some(matrix),
        roots: None,
        factor: Cow::Owned(factor),
    })
}

fn diagonal_factor(sd: impl Iterator<Item = f64>) -> Cholesky {
    Cholesky::from_lower(Matrix::from_diagonal(&sd.collect::<Vec<_>>()))
}

/// By traces and determinants through Woodbury's identity, where that does not cancel.
fn by_traces(q: &Covariance, p: &Covariance) -> (f64, f64) {
    let n = q.dimension() as f64;
    let (trace, size) = trace(q, p);
    let (log_q, log_p) = (q.log_determinant(), p.log_determinant());
    let value = 0.5 * ((trace - n) - (log_q - log_p));
    let error = f64::EPSILON * (size + n + log_q.abs() + log_p.abs());
    if error > 1e-13 * value
        && q.dimension() <= FULL
        && let (Some(full_q), Some(full_p)) = (in_full(q), in_full(p))
    {
        let relative = match change(q, p) {
            Some(m) => Relative::near(m, &full_p.factor),
            None => Relative::new(full_q.borrow(), full_p.borrow()).of_rounded(),
        };
        let value = relative.kl();
        return (value, 2.0 * relative.error * value);
    }
    (value, error)
}

/// Σ_q − Σ_p for factors of one rank: ΔW W_qᵀ + W_p ΔWᵀ + diag Δd.
fn change(q: &Covariance, p: &Covariance) -> Option<Matrix> {
    let (Covariance::LowRank(q), Covariance::LowRank(p)) = (q, p) else {
        return None;
    };
    if q.w.columns() != p.w.columns() {
        return None;
    }
    let step = difference(&q.w, &p.w);
    let (first, second) = (
        product_transposed(&step, &q.w),
        product_transposed(&p.w, &step),
    );
    let mut m = Matrix::from_fn(q.d.len(), q.d.len(), |i, j| first[(i, j)] + second[(i, j)]);
    for (i, (q, p)) in q.d.iter().zip(&p.d).enumerate() {
        m[(i, i)] += q - p;
    }
    Some(m)
}

/// tr Σ_p⁻¹ Σ_q, and the sum of the absolute values of its terms.
fn trace(q: &Covariance, p: &Covariance) -> (f64, f64) {
    if let Covariance::LowRank(LowRank {
        d,
        scaled,
        capacitance,
        ..
    }) = p
    {
        // Σ_p⁻¹ = diag(1/d) − V Vᵀ with V = diag(d)^−½ S L⁻ᵀ.
        let mut v = scaled.clone();
        capacitance.solve_lower_rows(&mut v);
        for j in 0..v.columns() {
            for (v, d) in v.column_mut(j).iter_mut().zip(d) {
                *v /= d.sqrt();
            }
        }
        let plain: f64 = q.variances().iter().zip(d).map(|(q, d)| q / d).sum();
        let lost = dot(v.values(), q.multiply(&v).values());
        return (plain - lost, plain + lost);
    }
    let Covariance::LowRank(LowRank { w, d, .. }) = q else {
        let (inverse, sigma) = (p.inverse(), q.matrix());
        let terms = inverse.values().iter().zip(sigma.values());
        return terms.fold((0.0, 0.0), |(sum, size), (a, b)| {
            (sum + a * b, size + (a * b).abs())
        });
    };
    let own = dot(&p.precisions(), d);
    let added: f64 = match p {
        Covariance::Diagonal(sd) => squared_rows(w).iter().zip(sd).map(|(w, s)| w / s / s).sum(),
        _ => (0..w.columns()).map(|j| p.quadratic(w.column(j))).sum(),
    };
    (own + added, own + added)
}
