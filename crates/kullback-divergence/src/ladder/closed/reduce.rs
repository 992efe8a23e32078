//! Which family a law belongs to, after a bijection of its variable.

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
}

/// A law as a member of a family.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Reduced {
    /// The bijection.
    pub(crate) map: Map,
    /// The image.
    pub(crate) base: Base,
}

/// The family of a law, where it has one that formulas are known for.
pub(crate) fn reduce(law: &Law) -> Option<Reduced> {
    if let Some((map, gamma)) = power_gamma(law) {
        return Some(Reduced {
            map,
            base: Base::PowerGamma(gamma),
        });
    }
    let (map, base) = match law {
        Law::Normal(l) => (Map::Itself, Base::Normal(l.mu, l.sigma)),
        Law::LogNormal(l) => (Map::Log, Base::Normal(l.mu, l.sigma)),
        Law::DoubleExponential(l) => (Map::Itself, Base::Laplace(l.mu, l.sigma)),
        Law::Cauchy(l) => (Map::Itself, Base::Cauchy(l.mu, l.sigma)),
        Law::Uniform(l) => (Map::Itself, Base::Uniform(l.alpha, l.beta)),
        Law::Pareto(l) => (Map::Itself, Base::Pareto(l.y_min, l.alpha)),
        Law::Beta(l) => (Map::Itself, Base::Beta(l.alpha, l.beta)),
        _ => return None,
    };
    Some(Reduced { map, base })
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
