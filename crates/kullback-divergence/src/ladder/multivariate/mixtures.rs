//! Mixtures of laws of several variables: bounds from the divergences of the components.

use kullback_math::linalg::Cholesky;
use kullback_math::special::{ln, log_sum_exp};

use super::normals;
use crate::distributions::Distribution;
use crate::distributions::formulas::HALF_LN_2_PI;
use crate::distributions::multivariate::{Gaussian, Matrix};
use crate::expect_under;
use crate::ladder::Answer;
use crate::result::{Method, Value};

/// Bounds closer than this, relative to the upper one, are the answer; else draws say more.
const CLOSE: f64 = 1e-3;

/// Two-sided bounds, where they are close.
pub(super) fn bounds(q: &Distribution, p: &Distribution) -> Option<Answer> {
    if q == p {
        return Some((super::exact(0.0, 0.0), Method::Structural));
    }
    let mixture = |d: &Distribution| matches!(d, Distribution::MultivariateMixture(_));
    if !mixture(q) && !mixture(p) {
        return None;
    }
    let found = expect_under(q).against(p).mixture_bounds().ok()?;
    let (low, high) = (found.envelope[0], found.variational_upper);
    (high - low <= CLOSE * high).then_some((Value::Bounded { low, high }, Method::MixtureBounds))
}

/// A lower bound of D_KL(Q‖P) for mixtures of normals, 0 for others.
///
/// E_q\[ln q\] is at least Σ πₐ (ln Σ πₐ′ e^(−D(a‖a′)) − H(a)), and E_q\[ln p\] at most
/// Σ πₐ ln Σ ω_b ∫ a b, by Jensen's inequality.
pub(crate) fn lower(q: &Distribution, p: &Distribution) -> f64 {
    let (Some(q), Some(p)) = (components(q), components(p)) else {
        return 0.0;
    };
    let mut total = 0.0;
    for (weight, a) in &q {
        let own: Vec<f64> = q
            .iter()
            .map(|(w, b)| ln(*w) - normals::kl(a, b).nats().map_or(f64::INFINITY, |kl| kl.0))
            .collect();
        let other: Option<Vec<f64>> = p
            .iter()
            .map(|(w, b)| Some(ln(*w) + log_overlap(a, b)?))
            .collect();
        let Some(other) = other else {
            return 0.0;
        };
        total += weight * (log_sum_exp(&own) - a.entropy() - log_sum_exp(&other));
    }
    total.max(0.0)
}

fn components(distribution: &Distribution) -> Option<Vec<(f64, Gaussian)>> {
    match distribution {
        Distribution::Multivariate(law) => Some(vec![(1.0, law.gaussian()?.clone())]),
        Distribution::MultivariateMixture(mixture) => mixture
            .parts()
            .map(|(weight, law)| Some((weight, law.gaussian()?.clone())))
            .collect(),
        _ => None,
    }
}

/// ln ∫ a b: the density of a normal with both covariances at the difference of the means.
fn log_overlap(a: &Gaussian, b: &Gaussian) -> Option<f64> {
    let (s, t) = (a.covariance().matrix(), b.covariance().matrix());
    let n = a.dimension();
    let both = Matrix::from_fn(n, n, |i, j| s[(i, j)] + t[(i, j)]);
    let factor = Cholesky::new(&both).ok()?;
    let mut delta: Vec<f64> = a.mu().iter().zip(b.mu()).map(|(a, b)| a - b).collect();
    factor.solve_lower(&mut delta);
    let square: f64 = delta.iter().map(|d| d * d).sum();
    Some(-0.5 * (square + factor.log_determinant()) - n as f64 * HALF_LN_2_PI)
}
