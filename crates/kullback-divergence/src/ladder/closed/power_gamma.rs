//! Powers of gamma variables: gamma, inverse gamma, Weibull, Fréchet, Rayleigh, Maxwell, chi,
//! Nakagami, half normal and, under a logarithm, Gumbel, as one family.

use kullback_math::special::{
    bregman_lgamma_step, bregman_stirling, digamma, expm1mx, ln, log_gamma_ratio, log1p, log1pmx,
};

use super::Formula;

/// A scale, or its logarithm where that is what is known.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Scale {
    /// The scale.
    Plain(f64),
    /// ln of the scale.
    Log(f64),
}

/// σ·G^(1/power) with G a gamma variable of this shape and rate 1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct PowerGamma {
    /// Shape of G.
    pub(crate) shape: f64,
    /// Not zero; negative for inverses.
    pub(crate) power: f64,
    /// 1/power where that is the exact number.
    pub(crate) inverse_power: Option<f64>,
    /// σ.
    pub(crate) scale: Scale,
    /// σ^power as a quotient of exact numbers, where the parameters give it so.
    pub(crate) scale_power: Option<(f64, f64)>,
}

impl PowerGamma {
    /// ln σ.
    pub(crate) fn log_scale(&self) -> f64 {
        match self.scale {
            Scale::Plain(sigma) => ln(sigma),
            Scale::Log(log) => log,
        }
    }

    /// E\[ln X\].
    pub(crate) fn mean_log(&self) -> f64 {
        self.log_scale() + digamma(self.shape) / self.power
    }

    /// E\[X^k\], where it is finite.
    pub(crate) fn moment(&self, k: f64) -> Option<f64> {
        let shift = k / self.power;
        if self.shape + shift <= 0.0 {
            return None;
        }
        if shift == 1.0 {
            return Some(self.shape * (k * self.log_scale()).exp());
        }
        Some((k * self.log_scale() + log_gamma_ratio(self.shape, shift)).exp())
    }
}

/// ln(a/b) for positive numbers, with relative accuracy where they are close.
pub(crate) fn log_ratio(a: f64, b: f64) -> f64 {
    if (a - b).abs() < 0.5 * b {
        log1p((a - b) / b)
    } else {
        ln(a) - ln(b)
    }
}

/// a·d − b·c without cancellation (Kahan's product difference).
pub(crate) fn product_difference(a: f64, d: f64, b: f64, c: f64) -> f64 {
    let product = b * c;
    let error = (-b).mul_add(c, product);
    a.mul_add(d, -product) + error
}

/// D_KL(q‖p), all of whose terms but one product are nonnegative.
///
/// With s the ratio of the powers, t = (x/σ_p)^power_p and v = ln(E_q t / α_p), the divergence is
/// α_p (e^v − 1 − v) plus Bregman divergences of ln Γ and of ln Γ(x) − x ln x in the shapes.
pub(crate) fn kl(q: &PowerGamma, p: &PowerGamma) -> Option<Formula> {
    let (a, b) = (q.shape, p.shape);
    let s = p.power / q.power;
    if a + s <= 0.0 {
        return None;
    }
    let e = match (q.inverse_power, p.inverse_power) {
        (Some(x), Some(y)) => (x - y) / y,
        _ => (p.power - q.power) / q.power,
    };
    let scales = p.power
        * match (q.scale, p.scale) {
            (Scale::Plain(x), Scale::Plain(y)) => log_ratio(x, y),
            _ => q.log_scale() - p.log_scale(),
        };
    let v = match (q.scale_power, p.scale_power) {
        (Some((n, d)), Some((m, c))) if e == 0.0 => {
            let by_scale = product_difference(n, c, d, m) / (d * m);
            let by_shape = (a - b) / b;
            let u = by_scale + by_shape + by_scale * by_shape;
            if u.abs() < 0.5 {
                log1p(u)
            } else {
                log_ratio(n, d) - log_ratio(m, c) + log_ratio(a, b)
            }
        }
        _ => {
            let powers = if e == 0.0 {
                0.0
            } else if e.abs() < 0.1 {
                bregman_lgamma_step(a + 1.0, e) + e * digamma(a + 1.0)
            } else {
                log_gamma_ratio(a + 1.0, e)
            };
            scales + powers + log_ratio(a, b)
        }
    };
    let mut terms = vec![b * expm1mx(v), bregman_stirling(b, a)];
    if e != 0.0 {
        terms.push(b * bregman_lgamma_step(a + 1.0, e));
        if s > 0.0 {
            terms.extend([-log1pmx(e), (b - a) / a * e]);
        } else {
            terms.extend([b / a * e, -ln(-s)]);
        }
    }
    Some(Formula::sum(&terms))
}
