//! Student's t laws of several variables against each other and against normals, by integrals in
//! one or two dimensions whatever the number of variables.
//!
//! With Y = (x − m)ᵀ S⁻¹ (x − m), E ln(1 + Y/ν) = ∫₀^∞ e^(−νs) (1 − E e^(−sY)) ds/s (Frullani), and
//! E e^(−sY) is a product over eigenvalues where x is normal.

use kullback_math::linalg::{Matrix, SymmetricEigen, dot, product_transposed};
use kullback_math::quadrature::{Integral, Tolerance, exp_sinh, tanh_sinh};
use kullback_math::special::{expm1, lbeta, lgamma, ln, log1p};

use super::super::quadrature::nonnegative;
use super::super::with_error;
use super::Answer;
use crate::distributions::formulas::HALF_LN_2_PI;
use crate::distributions::multivariate::{Gaussian, MultiStudentT, Multivariate, MultivariateLaw};
use crate::result::{Method, Value, Witness};

/// D_KL where the pair is one of these.
pub(super) fn kl(q: &MultivariateLaw, p: &MultivariateLaw) -> Option<Answer> {
    use MultivariateLaw::MultiStudentT as T;

    Some(match (q, p) {
        (T(q), T(p)) if q.gaussian() == p.gaussian() => (same_shape(q, p), Method::Quadrature),
        (T(q), T(p)) => (t_to_t(q, p)?, Method::Quadrature),
        (T(q), p) => t_to_normal(q, p.gaussian()?),
        (q, T(p)) => (normal_to_t(q.gaussian()?, p)?, Method::Quadrature),
        _ => return None,
    })
}

/// Squared distances from P's location under Q, in P's metric: Σ (√λᵢ zᵢ + bᵢ)².
#[derive(Debug)]
struct Distances {
    lambda: Vec<f64>,
    /// bᵢ².
    shifts: Vec<f64>,
}

impl Distances {
    /// None where the eigenvalues cannot be found.
    fn new(q: &Gaussian, p: &Gaussian) -> Option<Self> {
        let sigma = q.covariance().matrix();
        let factor = kullback_math::linalg::Cholesky::new(&sigma).ok()?;
        let of_p = kullback_math::linalg::Cholesky::new(&p.covariance().matrix()).ok()?;
        let mut b: Matrix = factor.lower().clone();
        of_p.solve_lower_triangular(&mut b);
        let eigen = SymmetricEigen::new(&product_transposed(&b, &b)).ok()?;
        let mut delta: Vec<f64> = q.mu().iter().zip(p.mu()).map(|(q, p)| q - p).collect();
        of_p.solve_lower(&mut delta);
        let shift = |j: usize| dot(eigen.vectors.column(j), &delta);
        Some(Self {
            shifts: (0..delta.len()).map(|j| shift(j) * shift(j)).collect(),
            lambda: eigen.values.iter().map(|l| l.max(0.0)).collect(),
        })
    }

    /// E\[Y\] where Q's covariance is `scale` times as large.
    fn mean(&self, scale: f64) -> f64 {
        scale * self.lambda.iter().sum::<f64>() + self.shifts.iter().sum::<f64>()
    }

    /// 1 − E\[e^(−sY)\].
    fn one_minus_laplace(&self, s: f64, scale: f64) -> f64 {
        let mut log = 0.0;
        for (lambda, shift) in self.lambda.iter().zip(&self.shifts) {
            let u = 2.0 * s * scale * lambda;
            log -= 0.5 * log1p(u) + s * shift / (1.0 + u);
        }
        -expm1(log)
    }

    /// E ln(1 + Y/ν).
    fn mean_log(&self, nu: f64, scale: f64) -> Integral {
        let f = |s: f64, _: f64| (-nu * s).exp() * self.one_minus_laplace(s, scale) / s;
        // The integrand turns at 1/E[Y] and ends at 1/ν.
        let end = 1.0 / (nu + self.mean(scale));
        exp_sinh(f, 0.0, end, Tolerance::default())
    }
}

/// −H(Q) − E\[ln p\], where E ln(1 + Y/ν) is an integral.
fn from_mean_log(entropy: f64, p: &MultiStudentT, mean: Integral) -> Value {
    let n = p.gaussian().dimension() as f64;
    let weight = 0.5 * (p.nu() + n);
    let (peak, log) = (p.log_peak(), weight * mean.value);
    let rounding = 2.0 * f64::EPSILON * (entropy.abs() + peak.abs() + log);
    with_error(log - peak - entropy, weight * mean.error + rounding)
}

fn normal_to_t(q: &Gaussian, p: &MultiStudentT) -> Option<Value> {
    let distances = Distances::new(q, p.gaussian())?;
    Some(from_mean_log(
        q.entropy(),
        p,
        distances.mean_log(p.nu(), 1.0),
    ))
}

/// Over the scale of Q's normal mixture: x given w is normal with covariance ν/w Σ, w chi-square.
fn t_to_t(q: &MultiStudentT, p: &MultiStudentT) -> Option<Value> {
    let distances = Distances::new(q.gaussian(), p.gaussian())?;
    let half = 0.5 * q.nu();
    let front = half * ln(half) - lgamma(half);
    let mut inner_error = 0.0_f64;
    // In v = w/ν, of density v^(½ν − 1) e^(−½νv) (½ν)^(½ν) / Γ(½ν).
    let outer = |v: f64, _: f64| {
        let density = (front + (half - 1.0) * ln(v) - half * v).exp();
        if density == 0.0 {
            return 0.0;
        }
        let inner = distances.mean_log(p.nu(), 1.0 / v);
        inner_error = inner_error.max(inner.error / inner.value.max(f64::MIN_POSITIVE));
        density * inner.value
    };
    let tolerance = Tolerance {
        relative: 1e-14,
        ..Tolerance::default()
    };
    let mut mean = exp_sinh(outer, 0.0, 1.0, tolerance);
    mean.error += inner_error * mean.value;
    Some(from_mean_log(q.entropy()?, p, mean))
}

/// The moments of t are known; its variance is infinite up to ν = 2.
fn t_to_normal(q: &MultiStudentT, p: &Gaussian) -> Answer {
    if q.nu() <= 2.0 {
        return (
            Value::Infinite {
                witness: Witness::Tail {
                    end: f64::INFINITY,
                    why: format!(
                        "{} degrees of freedom: the first has no variance and −ln p grows as a square",
                        q.nu()
                    ),
                },
            },
            Method::Analytic,
        );
    }
    let n = p.dimension() as f64;
    let covariance = p.covariance();
    let inverse = covariance.inverse();
    let sigma = q.gaussian().covariance().matrix();
    let trace = dot(inverse.values(), sigma.values()) * q.nu() / (q.nu() - 2.0);
    let delta: Vec<f64> = q.mu().iter().zip(p.mu()).map(|(q, p)| q - p).collect();
    let terms = [
        -q.entropy().unwrap_or(f64::NAN),
        n * HALF_LN_2_PI,
        0.5 * covariance.log_determinant(),
        0.5 * trace,
        0.5 * covariance.quadratic(&delta),
    ];
    let size: f64 = terms.iter().map(|t| t.abs()).sum();
    let value = terms.iter().sum();
    (
        super::exact(value, 2.0 * f64::EPSILON * size),
        Method::ClosedForm,
    )
}

/// Only ν differs: over u = r/(ν_q + r), which is Beta(n/2, ν_q/2) under Q, the integral of a
/// nonnegative integrand.
fn same_shape(q: &MultiStudentT, p: &MultiStudentT) -> Value {
    let n = q.gaussian().dimension() as f64;
    let (a, b) = (0.5 * n, 0.5 * q.nu());
    let ratio = q.nu() / p.nu();
    let peaks = p.log_peak() - q.log_peak();
    let log_beta = lbeta(a, b);
    let f = |_: f64, u: f64, rest: f64| {
        let log_q = (a - 1.0) * ln(u) + (b - 1.0) * ln(rest) - log_beta;
        // 1 + r/ν_p = (1 − u + (ν_q/ν_p) u)/(1 − u).
        let under_p = log1p(u * (ratio - 1.0)) - ln(rest);
        let log_ratio = peaks - 0.5 * (q.nu() + n) * ln(rest) - 0.5 * (p.nu() + n) * under_p;
        nonnegative(log_q, log_ratio)
    };
    let integral = tanh_sinh(f, 0.0, 1.0, Tolerance::default());
    with_error(integral.value, integral.error)
}
