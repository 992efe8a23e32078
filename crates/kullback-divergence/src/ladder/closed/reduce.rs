//! Which family a law belongs to, after a bijection of its variable.

use std::f64::consts::{LN_2, SQRT_2};

use kullback_math::special::ln;

use super::base::Base;
use super::power_gamma::{PowerGamma, Scale};
use crate::distributions::Law;

/// The bijection that takes the law's variable to the family's. Two laws with the same map have the
/// divergence of their images.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Map {
    /// x itself.
    Itself,
    /// ln x.
    Log,
    /// eˣ.
    Exp,
    /// ln(x / (1 − x)).
    Logit,
    /// |x − centre| of a law that is symmetric about it.
    Fold(f64),
    /// x − start.
    Shift(f64),
}

/// A law as a member of a family.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Reduced {
    /// The bijection.
    pub(crate) map: Map,
    /// The image.
    pub(crate) base: Base,
    /// Whether the image's parameters were rounded: a tiny divergence would show it.
    pub(crate) rounded: bool,
}

/// The family of a law, where it has one that formulas are known for.
pub(crate) fn reduce(law: &Law) -> Option<Reduced> {
    let rounded = matches!(
        law,
        Law::HalfNormal(_)
            | Law::Rayleigh(_)
            | Law::Maxwell(_)
            | Law::ScaledInvChiSquare(_)
            | Law::Moyal(_)
            | Law::GeneralisedNormal(_)
            | Law::BetaProportion(_)
            | Law::LogUniform(_)
    );
    if let Some((map, gamma)) = power_gamma(law) {
        return Some(Reduced {
            map,
            base: Base::PowerGamma(gamma),
            rounded,
        });
    }
    let (map, base) = match law {
        Law::Normal(l) => (Map::Itself, Base::Normal(l.mu, l.sigma)),
        Law::StdNormal(_) => (Map::Itself, Base::Normal(0.0, 1.0)),
        Law::LogNormal(l) => (Map::Log, Base::Normal(l.mu, l.sigma)),
        Law::LogitNormal(l) => (Map::Logit, Base::Normal(l.mu, l.sigma)),
        Law::DoubleExponential(l) => (Map::Itself, Base::Laplace(l.mu, l.sigma)),
        Law::Cauchy(l) => (Map::Itself, Base::Cauchy(l.mu, l.sigma)),
        Law::HalfCauchy(l) => (Map::Fold(0.0), Base::Cauchy(0.0, l.sigma)),
        Law::Uniform(l) => (Map::Itself, Base::Uniform(l.alpha, l.beta)),
        Law::LogUniform(l) => (Map::Log, Base::Uniform(ln(l.alpha), ln(l.beta))),
        Law::Pareto(l) => (Map::Itself, Base::Pareto(l.y_min, l.alpha)),
        Law::ParetoType2(l) => (Map::Itself, Base::Lomax(l.mu, l.lambda, l.alpha)),
        Law::Beta(l) => (Map::Itself, Base::Beta(l.alpha, l.beta)),
        Law::BetaProportion(l) => (
            Map::Itself,
            Base::Beta(l.mu * l.kappa, (1.0 - l.mu) * l.kappa),
        ),
        Law::Kumaraswamy(l) => (Map::Itself, Base::Kumaraswamy(l.alpha, l.beta)),
        Law::InverseGaussian(l) => (Map::Itself, Base::InverseGaussian(l.mu, l.lambda)),
        Law::VonMises(l) => (Map::Itself, Base::VonMises(l.mu, l.kappa)),
        _ => return None,
    };
    Some(Reduced { map, base, rounded })
}

/// The law as a power of a gamma variable.
pub(crate) fn power_gamma(law: &Law) -> Option<(Map, PowerGamma)> {
    // σ^power is n/d; σ from it where the power is ±1 or 2.
    let gamma = |shape: f64, power: f64, n: f64, d: f64| PowerGamma {
        shape,
        power,
        inverse_power: None,
        scale: Scale::Plain((n / d).powf(1.0 / power)),
        scale_power: Some((n, d)),
    };
    let plain = |shape: f64, power: f64, scale: f64| PowerGamma {
        shape,
        power,
        inverse_power: None,
        scale: Scale::Plain(scale),
        scale_power: None,
    };
    let (map, gamma) = match law {
        Law::Gamma(l) => (Map::Itself, gamma(l.alpha, 1.0, 1.0, l.beta)),
        Law::Exponential(l) => (Map::Itself, gamma(1.0, 1.0, 1.0, l.beta)),
        Law::ChiSquare(l) => (Map::Itself, gamma(0.5 * l.nu, 1.0, 2.0, 1.0)),
        Law::InvGamma(l) => (Map::Itself, gamma(l.alpha, -1.0, 1.0, l.beta)),
        Law::InvChiSquare(l) => (Map::Itself, gamma(0.5 * l.nu, -1.0, 2.0, 1.0)),
        Law::ScaledInvChiSquare(l) => (
            Map::Itself,
            plain(0.5 * l.nu, -1.0, 0.5 * l.nu * l.sigma * l.sigma),
        ),
        Law::Levy(l) => (Map::Shift(l.mu), gamma(0.5, -1.0, 2.0, l.c)),
        Law::Chi(l) => (Map::Itself, gamma(0.5 * l.nu, 2.0, 2.0, 1.0)),
        Law::Nakagami(l) => (Map::Itself, gamma(l.m, 2.0, l.omega, l.m)),
        Law::HalfNormal(l) => (Map::Itself, plain(0.5, 2.0, SQRT_2 * l.sigma)),
        Law::Rayleigh(l) => (Map::Itself, plain(1.0, 2.0, SQRT_2 * l.sigma)),
        Law::Maxwell(l) => (Map::Itself, plain(1.5, 2.0, SQRT_2 * l.sigma)),
        Law::GeneralisedNormal(l) => (Map::Fold(l.mu), plain(1.0 / l.beta, l.beta, l.alpha)),
        Law::Frechet(l) => (Map::Itself, plain(1.0, -l.alpha, l.sigma)),
        Law::ExpGamma(l) => (Map::Exp, gamma(l.alpha, 1.0, 1.0, l.beta)),
        Law::ExpInverseGamma(l) => (Map::Exp, gamma(l.alpha, -1.0, 1.0, l.beta)),
        Law::Moyal(l) => (
            Map::Exp,
            PowerGamma {
                shape: 0.5,
                power: -1.0 / l.sigma,
                inverse_power: Some(-l.sigma),
                scale: Scale::Log(l.mu - l.sigma * LN_2),
                scale_power: None,
            },
        ),
        Law::Weibull(l) => (Map::Itself, plain(1.0, l.alpha, l.sigma)),
        Law::Gumbel(l) => (
            Map::Exp,
            PowerGamma {
                shape: 1.0,
                power: -1.0 / l.beta,
                inverse_power: Some(-l.beta),
                scale: Scale::Log(l.mu),
                scale_power: None,
            },
        ),
        _ => return None,
    };
    Some((map, gamma))
}
