//! ln p as a constant plus multiples of statistics.

use kullback_math::special::{expm1, lbeta, lgamma, ln, logit};

use super::reduce::{Map, power_gamma};
use crate::distributions::Law;

/// A function of x whose mean under many laws is known.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Statistic {
    /// x.
    X,
    /// (x − m)².
    SquaredDeviation(f64),
    /// |x − m|.
    AbsoluteDeviation(f64),
    /// ln x.
    LogX,
    /// (ln x − m)².
    SquaredLogDeviation(f64),
    /// ln(1 − x).
    LogOneMinusX,
    /// x^k.
    Power(f64),
    /// e^(rate·(x − shift)).
    Exponential {
        /// The rate.
        rate: f64,
        /// Where it is 1.
        shift: f64,
    },
}

/// ln p inside the support.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Expansion {
    /// The constant.
    pub(crate) constant: f64,
    /// Coefficients and statistics.
    pub(crate) terms: Vec<(f64, Statistic)>,
}

/// The expansion of a law, where it has one.
pub(crate) fn expansion(law: &Law) -> Option<Expansion> {
    use Statistic::*;

    const HALF_LN_2_PI: f64 = 0.918_938_533_204_672_8;
    let (constant, terms) = match law {
        Law::Normal(l) => (
            -HALF_LN_2_PI - ln(l.sigma),
            vec![(-0.5 / (l.sigma * l.sigma), SquaredDeviation(l.mu))],
        ),
        Law::LogNormal(l) => (
            -HALF_LN_2_PI - ln(l.sigma),
            vec![
                (-1.0, LogX),
                (-0.5 / (l.sigma * l.sigma), SquaredLogDeviation(l.mu)),
            ],
        ),
        Law::DoubleExponential(l) => (
            -ln(2.0 * l.sigma),
            vec![(-1.0 / l.sigma, AbsoluteDeviation(l.mu))],
        ),
        Law::StdNormal(_) => (-HALF_LN_2_PI, vec![(-0.5, SquaredDeviation(0.0))]),
        Law::ContinuousBernoulli(l) => {
            let eta = logit(l.theta);
            let log = if eta == 0.0 {
                0.0
            } else {
                ln(eta / expm1(eta))
            };
            (log, vec![(eta, X)])
        }
        Law::InverseGaussian(l) => (
            l.lambda / l.mu + 0.5 * ln(l.lambda) - HALF_LN_2_PI,
            vec![
                (-1.5, LogX),
                (-0.5 * l.lambda / (l.mu * l.mu), X),
                (-0.5 * l.lambda, Power(-1.0)),
            ],
        ),
        Law::BetaProportion(l) => {
            let (a, b) = (l.mu * l.kappa, (1.0 - l.mu) * l.kappa);
            (-lbeta(a, b), vec![(a - 1.0, LogX), (b - 1.0, LogOneMinusX)])
        }
        Law::LogUniform(l) => (-ln(ln(l.beta / l.alpha)), vec![(-1.0, LogX)]),
        Law::Uniform(l) => (-ln(l.beta - l.alpha), vec![]),
        Law::Pareto(l) => (
            ln(l.alpha) + l.alpha * ln(l.y_min),
            vec![(-(l.alpha + 1.0), LogX)],
        ),
        Law::Beta(l) => (
            -lbeta(l.alpha, l.beta),
            vec![(l.alpha - 1.0, LogX), (l.beta - 1.0, LogOneMinusX)],
        ),
        Law::Gumbel(l) => (
            l.mu / l.beta - ln(l.beta),
            vec![
                (-1.0 / l.beta, X),
                (
                    -1.0,
                    Exponential {
                        rate: -1.0 / l.beta,
                        shift: l.mu,
                    },
                ),
            ],
        ),
        _ => {
            let (Map::Itself, gamma) = power_gamma(law)? else {
                return None;
            };
            let (a, c, log_scale) = (gamma.shape, gamma.power, gamma.log_scale());
            (
                ln(c.abs()) - c * a * log_scale - lgamma(a),
                vec![(c * a - 1.0, LogX), (-(-c * log_scale).exp(), Power(c))],
            )
        }
    };
    Some(Expansion { constant, terms })
}
