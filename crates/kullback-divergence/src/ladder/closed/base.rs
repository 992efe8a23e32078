//! Divergences within one family, as sums of terms that cannot be negative.
//!
//! Throughout, −`log1pmx`(u) = u − ln(1 + u) and `expm1mx`(v) = eᵛ − 1 − v.

use kullback_math::special::{
    bessel_i1_over_i0, bregman_stirling_step, expm1mx, ln, log_bessel_i0, log1p, log1pmx,
    log1pmx_ratio,
};

use super::Formula;
use super::power_gamma::{self, PowerGamma, log_ratio, product_difference};
use crate::result::Method;

/// A family with its parameters.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Base {
    /// Location and scale.
    Normal(f64, f64),
    /// Location and scale.
    Laplace(f64, f64),
    /// Location and scale.
    Cauchy(f64, f64),
    /// Ends.
    Uniform(f64, f64),
    /// Least value and exponent.
    Pareto(f64, f64),
    /// Location and scale, which must be equal, and exponent.
    Lomax(f64, f64, f64),
    /// Shapes.
    Beta(f64, f64),
    /// First shape, which must be equal, and second.
    Kumaraswamy(f64, f64),
    /// Mean and shape.
    InverseGaussian(f64, f64),
    /// Direction and concentration.
    VonMises(f64, f64),
    /// See there.
    PowerGamma(PowerGamma),
}

/// D_KL(q‖p) where both are of one family and there is a formula.
pub(crate) fn kl(q: &Base, p: &Base) -> Option<(Formula, Method)> {
    let formula = match (*q, *p) {
        (Base::Normal(m, s), Base::Normal(n, t)) => Formula::accurate(normal(m, s, n, t)),
        (Base::Laplace(m, s), Base::Laplace(n, t)) => {
            Formula::accurate(-log1pmx_ratio(s, t) + s / t * expm1mx(-(m - n).abs() / s))
        }
        (Base::Cauchy(m, s), Base::Cauchy(n, t)) => Formula::accurate(cauchy(m, s, n, t)),
        (Base::Uniform(a, b), Base::Uniform(c, d)) => {
            let excess = (a - c) + (d - b);
            Formula::accurate(if excess < b - a {
                log1p(excess / (b - a))
            } else {
                ln(d - c) - ln(b - a)
            })
        }
        (Base::Pareto(m, a), Base::Pareto(n, b)) => {
            Formula::accurate(-log1pmx_ratio(b, a) + b * log_ratio(m, n))
        }
        (Base::Beta(a, b), Base::Beta(c, d)) => {
            return Some((beta([a, b], [c, d]), Method::ExponentialFamily));
        }
        (Base::Lomax(m, s, a), Base::Lomax(n, t, b)) if m == n && s == t => {
            Formula::accurate(-log1pmx_ratio(b, a))
        }
        (Base::Kumaraswamy(a, b), Base::Kumaraswamy(c, d)) if a == c => {
            Formula::accurate(-log1pmx_ratio(d, b))
        }
        (Base::InverseGaussian(m, a), Base::InverseGaussian(n, b)) => {
            let step = (m - n) / n;
            Formula::accurate(-0.5 * log1pmx_ratio(b, a) + 0.5 * b / m * step * step)
        }
        (Base::VonMises(m, a), Base::VonMises(n, b)) => {
            return Some((von_mises(m, a, n, b), Method::ExponentialFamily));
        }
        (Base::PowerGamma(q), Base::PowerGamma(p)) => power_gamma::kl(&q, &p)?,
        _ => return None,
    };
    Some((formula, Method::ClosedForm))
}

/// ½ (ρ² − 1 − ln ρ²) + ½ ((μ − ν)/τ)² with ρ = σ/τ.
fn normal(mu: f64, sigma: f64, nu: f64, tau: f64) -> f64 {
    let w = (sigma - tau) / tau;
    let spread = if w.abs() < 0.3 {
        -0.5 * log1pmx(w * (2.0 + w))
    } else {
        let ratio = sigma / tau;
        0.5 * (ratio * ratio - 1.0) - (ln(sigma) - ln(tau))
    };
    let z = (mu - nu) / tau;
    spread + 0.5 * z * z
}

/// ln(((γ + δ)² + (x − y)²) / 4γδ). F. Chyzak and F. Nielsen, arXiv:1905.10965.
fn cauchy(x: f64, gamma: f64, y: f64, delta: f64) -> f64 {
    let (spread, shift) = (gamma - delta, x - y);
    let excess = (spread / gamma) * (spread / delta) + (shift / gamma) * (shift / delta);
    if excess.is_finite() {
        log1p(0.25 * excess)
    } else {
        2.0 * ln((gamma + delta).hypot(shift))
            - ln(gamma)
            - ln(delta)
            - 2.0 * std::f64::consts::LN_2
    }
}

/// Two beta laws by their shapes.
fn beta(q: [f64; 2], p: [f64; 2]) -> Formula {
    let (n, m) = (q[0] + q[1], p[0] + p[1]);
    // Means differ by (q₀ p₁ − q₁ p₀)/(n m), here of P minus Q.
    let step = product_difference(p[0], q[1], p[1], q[0]) / (n * m);
    beta_terms(q, p, step, [p[0] - q[0], p[1] - q[1]])
}

/// Two beta laws by mean and precision.
pub(crate) fn beta_proportion(q: (f64, f64), p: (f64, f64)) -> Formula {
    let shapes = |(mean, precision): (f64, f64)| [mean * precision, (1.0 - mean) * precision];
    let first = product_difference(p.0, p.1, q.0, q.1);
    let steps = [first, (p.1 - q.1) - first];
    beta_terms(shapes(q), shapes(p), p.0 - q.0, steps)
}

/// n_p times the divergence of the means as of Bernoulli laws, plus Bregman divergences of
/// ln Γ(x) − x ln x; the differences P minus Q of means and shapes may carry more digits than those.
fn beta_terms(q: [f64; 2], p: [f64; 2], means: f64, steps: [f64; 2]) -> Formula {
    let (n, m) = (q[0] + q[1], p[0] + p[1]);
    let of_means = bernoulli([p[0] / m, p[1] / m], [q[0] / n, q[1] / n], means);
    Formula::sum(&[
        m * of_means,
        bregman_stirling_step(q[0], steps[0]),
        bregman_stirling_step(q[1], steps[1]),
        -bregman_stirling_step(n, steps[0] + steps[1]),
    ])
}

/// D_KL between two laws on two points, given as probabilities with their complements and q₀ − p₀.
pub(crate) fn bernoulli(q: [f64; 2], p: [f64; 2], step: f64) -> f64 {
    atom(q[0], p[0], step) + atom(q[1], p[1], -step)
}

/// q ln(q/p) + p − q ≥ 0 given also q − p.
pub(crate) fn atom(q: f64, p: f64, step: f64) -> f64 {
    if q == 0.0 {
        p
    } else if p == 0.0 {
        f64::INFINITY
    } else if step.abs() < 0.5 * q {
        -q * log1pmx(-step / q)
    } else {
        -q * log1pmx_ratio(p, q)
    }
}

/// The Bregman divergence of ln I₀ in the concentrations, plus 2 κ_p A(κ_q) sin²((μ − ν)/2).
fn von_mises(mu: f64, kappa: f64, nu: f64, lambda: f64) -> Formula {
    let resultant = bessel_i1_over_i0(kappa);
    let sine = (0.5 * (mu - nu)).sin();
    Formula::sum(&[
        log_bessel_i0(lambda),
        -log_bessel_i0(kappa),
        -(lambda - kappa) * resultant,
        2.0 * lambda * resultant * sine * sine,
    ])
}
