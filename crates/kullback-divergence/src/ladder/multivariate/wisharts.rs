//! Wishart laws, their inverses, and the normal laws with random covariances made of them.

use kullback_math::linalg::Cholesky;
use kullback_math::special::{bregman_stirling, bregman_x_ln_x, expm1mx, log1pmx_ratio};

use super::relative::{Given, Positive, Relative, log_square};
use crate::distributions::Law;
use crate::distributions::multivariate::wishart::Scaled;
use crate::distributions::multivariate::{NormalInverseGamma, NormalInverseWishart};
use crate::ladder::closed::power_gamma::log_ratio;
use crate::ladder::closed::{Formula, formula};

fn positive(law: &Scaled) -> Positive<'_> {
    Positive {
        given: Given::Matrix(&law.matrix),
        factor: &law.factor,
    }
}

/// Wishart against Wishart.
pub(super) fn wishart(q: &Scaled, p: &Scaled) -> Formula {
    Formula::sum(&terms(q.nu, p.nu, &Relative::new(positive(q), positive(p))))
}

/// Inverse Wishart against inverse Wishart: the Wishart laws of the inverses.
pub(super) fn inv_wishart(q: &Scaled, p: &Scaled) -> Formula {
    Formula::sum(&terms(q.nu, p.nu, &Relative::new(positive(p), positive(q))))
}

/// With a, b half the degrees of freedom of q and p and B the relative factor of the scales: a Bᵢⱼ²
/// below the diagonal, b (e^v − 1 − v) with v = ln(a Bᵢᵢ²/b), and the Bregman divergences of
/// ln Γ(x − i/2) less that of x ln x. Only differences of the last two kinds may cancel.
fn terms(nu_q: f64, nu_p: f64, relative: &Relative) -> Vec<f64> {
    let (a, b) = (0.5 * nu_q, 0.5 * nu_p);
    let mut terms = vec![a * relative.below];
    let whole = bregman_x_ln_x(b, a);
    for (i, &diagonal) in relative.diagonal.iter().enumerate() {
        let v = log_square(diagonal) + log_ratio(a, b);
        let less = 0.5 * i as f64;
        terms.push(b * expm1mx(v));
        terms.push(bregman_stirling(b - less, a - less));
        if i > 0 {
            terms.push(bregman_x_ln_x(b - less, a - less) - whole);
        }
    }
    terms
}

/// ½ n (λ_p/λ_q − 1 − ln λ_p/λ_q) + ½ λ_p E\[(μ_q − μ_p)ᵀ Σ⁻¹ (μ_q − μ_p)\] beside the divergence of the
/// covariances.
pub(super) fn normal_inverse_wishart(
    q: &NormalInverseWishart,
    p: &NormalInverseWishart,
) -> Formula {
    let (of_q, of_p) = (q.covariance.parts(), p.covariance.parts());
    let relative = Relative::new(positive(of_p), positive(of_q));
    let mut terms = terms(of_q.nu, of_p.nu, &relative);
    let square = mean_square(&of_q.factor, &q.mu, &p.mu) * of_q.nu;
    terms.push(0.5 * p.lambda * square);
    terms.push(-0.5 * q.mu.len() as f64 * log1pmx_ratio(p.lambda, q.lambda));
    Formula::sum(&terms)
}

/// (x − y)ᵀ A⁻¹ (x − y).
fn mean_square(factor: &Cholesky, x: &[f64], y: &[f64]) -> f64 {
    let mut delta: Vec<f64> = x.iter().zip(y).map(|(x, y)| x - y).collect();
    factor.solve_lower(&mut delta);
    delta.iter().map(|d| d * d).sum()
}

/// The same in one dimension, E\[1/σ²\] being α/β.
pub(super) fn normal_inverse_gamma(
    q: &NormalInverseGamma,
    p: &NormalInverseGamma,
) -> Option<Formula> {
    let law = |of: &NormalInverseGamma| Law::InvGamma(of.variance);
    let (variances, _) = formula(&law(q), &law(p))?;
    let delta = q.mu - p.mu;
    let precision = q.variance.alpha() / q.variance.beta();
    let mean = 0.5 * p.lambda * precision * delta * delta;
    let lambdas = -0.5 * log1pmx_ratio(p.lambda, q.lambda);
    Some(Formula {
        nats: variances.nats + mean + lambdas,
        magnitude: variances.magnitude + mean + lambdas,
    })
}
