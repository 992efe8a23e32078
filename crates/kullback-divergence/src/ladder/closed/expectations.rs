//! Means of statistics under a law.

use std::f64::consts::PI;

use kullback_math::special::{
    beta_inc, digamma, erf, exp, gamma_p, lgamma, ln, log_gamma_ratio, log1p_exp, logit, trigamma,
};

use super::power_gamma::PowerGamma;
use super::reduce::{Map, power_gamma};
use super::statistics::Statistic;
use crate::distributions::Law;
use crate::distributions::continuous::{Beta, Uniform};

const EULER: f64 = 0.577_215_664_901_532_9;

/// E\[statistic\] under the law, where a formula is known and the value is finite.
pub(crate) fn expectation(law: &Law, statistic: Statistic) -> Option<f64> {
    use Statistic::*;

    match statistic {
        X => mean_and_variance(law).map(|(mean, _)| mean),
        SquaredDeviation(m) => mean_and_variance(law).and_then(|(mean, variance)| {
            variance.map(|variance| variance + (mean - m) * (mean - m))
        }),
        AbsoluteDeviation(m) => absolute_deviation(law, m),
        LogX => mean_log(law),
        SquaredLogDeviation(m) => {
            let step = mean_log(law)? - m;
            Some(variance_log(law)? + step * step)
        }
        LogOneMinusX => match law {
            Law::Beta(l) => mean_log_beta(&Beta {
                alpha: l.beta,
                beta: l.alpha,
            }),
            Law::Uniform(l) => mean_log_uniform(1.0 - l.beta, 1.0 - l.alpha),
            _ => None,
        },
        Power(k) => moment(law, k),
        Exponential { rate, shift } => exponential(law, rate, shift),
    }
}

fn gamma_of(law: &Law) -> Option<PowerGamma> {
    match power_gamma(law)? {
        (Map::Itself, gamma) => Some(gamma),
        _ => None,
    }
}

fn mean_and_variance(law: &Law) -> Option<(f64, Option<f64>)> {
    let both = |mean, variance| Some((mean, Some(variance)));
    match law {
        Law::Normal(l) => both(l.mu, l.sigma * l.sigma),
        Law::DoubleExponential(l) => both(l.mu, 2.0 * l.sigma * l.sigma),
        Law::Logistic(l) => both(l.mu, l.sigma * l.sigma * PI * PI / 3.0),
        Law::Gumbel(l) => both(l.mu + EULER * l.beta, l.beta * l.beta * PI * PI / 6.0),
        Law::Uniform(l) => {
            let width = l.beta - l.alpha;
            both(0.5 * l.alpha + 0.5 * l.beta, width * width / 12.0)
        }
        Law::Beta(l) => {
            let n = l.alpha + l.beta;
            both(l.alpha / n, l.alpha / n * (l.beta / n) / (n + 1.0))
        }
        Law::StdNormal(_) => both(0.0, 1.0),
        Law::InverseGaussian(l) => both(l.mu, l.mu * l.mu * (l.mu / l.lambda)),
        Law::ContinuousBernoulli(l) => {
            let (mean, variance) = tilted_uniform(logit(l.theta));
            both(mean, variance)
        }
        Law::StudentT(l) if l.nu > 1.0 => {
            let variance = l.sigma * l.sigma * l.nu / (l.nu - 2.0);
            Some((l.mu, (l.nu > 2.0).then_some(variance)))
        }
        Law::LogNormal(l) => {
            let s = l.sigma * l.sigma;
            let mean = exp(l.mu + 0.5 * s);
            both(mean, kullback_math::special::expm1(s) * mean * mean)
        }
        Law::Pareto(l) if l.alpha > 1.0 => {
            let (a, m) = (l.alpha, l.y_min);
            let variance = m * m * a / ((a - 1.0) * (a - 1.0) * (a - 2.0));
            Some((a * m / (a - 1.0), (a > 2.0).then_some(variance)))
        }
        _ => {
            let gamma = gamma_of(law)?;
            let mean = gamma.moment(1.0)?;
            if gamma.power == 1.0 {
                return both(mean, mean * mean / gamma.shape);
            }
            Some((mean, gamma.moment(2.0).map(|second| second - mean * mean)))
        }
    }
}

/// Mean and variance on (0, 1) of the density proportional to e^(ηx).
fn tilted_uniform(eta: f64) -> (f64, f64) {
    // Langevin's function coth x − 1/x and its derivative, by their series near 0.
    let x = 0.5 * eta;
    let w = x * x;
    let (langevin, slope) = if w < 0.02 {
        (
            x * (1.0 / 3.0
                - w * (1.0 / 45.0
                    - w * (2.0 / 945.0
                        - w * (1.0 / 4725.0 - w * (2.0 / 93_555.0 - w * 2.164_404_280_806_4e-6))))),
            1.0 / 3.0
                - w * (1.0 / 15.0
                    - w * (2.0 / 189.0
                        - w * (1.0 / 675.0 - w * (2.0 / 10_395.0 - w * 2.380_844_708_887_1e-5)))),
        )
    } else {
        let s = x.sinh();
        (1.0 / x.tanh() - 1.0 / x, 1.0 / w - 1.0 / (s * s))
    };
    (0.5 + 0.5 * langevin, 0.25 * slope)
}

fn mean_log_beta(l: &Beta) -> Option<f64> {
    Some(digamma(l.alpha) - digamma(l.alpha + l.beta))
}

/// E\[ln x\], uniform between two nonnegative numbers.
fn mean_log_uniform(a: f64, b: f64) -> Option<f64> {
    if a < 0.0 || b <= a {
        return None;
    }
    let at_zero = if a == 0.0 { 0.0 } else { a * ln(a) };
    Some((b * ln(b) - at_zero) / (b - a) - 1.0)
}

fn mean_log(law: &Law) -> Option<f64> {
    match law {
        Law::LogNormal(l) => Some(l.mu),
        Law::LogLogistic(l) => Some(ln(l.alpha)),
        Law::Beta(l) => mean_log_beta(l),
        Law::Pareto(l) => Some(ln(l.y_min) + 1.0 / l.alpha),
        Law::Uniform(l) => mean_log_uniform(l.alpha, l.beta),
        _ => gamma_of(law).map(|gamma| gamma.mean_log()),
    }
}

fn variance_log(law: &Law) -> Option<f64> {
    match law {
        Law::LogNormal(l) => Some(l.sigma * l.sigma),
        Law::Beta(l) => Some(trigamma(l.alpha) - trigamma(l.alpha + l.beta)),
        Law::Pareto(l) => Some(1.0 / (l.alpha * l.alpha)),
        _ => gamma_of(law).map(|g| trigamma(g.shape) / (g.power * g.power)),
    }
}

fn moment(law: &Law, k: f64) -> Option<f64> {
    match law {
        Law::LogLogistic(l) if k.abs() < l.beta => {
            let u = PI * k / l.beta;
            Some(exp(k * ln(l.alpha)) * u / u.sin())
        }
        Law::InverseGaussian(l) if k == 1.0 => Some(l.mu),
        Law::InverseGaussian(l) if k == -1.0 => Some(1.0 / l.mu + 1.0 / l.lambda),
        Law::ContinuousBernoulli(_) if k == 1.0 => Some(mean_and_variance(law)?.0),
        Law::LogNormal(l) => Some(exp(k * l.mu + 0.5 * k * k * l.sigma * l.sigma)),
        Law::Beta(l) if l.alpha + k > 0.0 => {
            let n = l.alpha + l.beta;
            Some(exp(log_gamma_ratio(l.alpha, k) - log_gamma_ratio(n, k)))
        }
        Law::Pareto(l) if k < l.alpha => Some(l.alpha / (l.alpha - k) * exp(k * ln(l.y_min))),
        Law::Uniform(l) => moment_uniform(l, k),
        _ => gamma_of(law)?.moment(k),
    }
}

fn moment_uniform(l: &Uniform, k: f64) -> Option<f64> {
    if k == 1.0 {
        return Some(0.5 * l.alpha + 0.5 * l.beta);
    }
    let at = |x: f64| {
        if x == 0.0 {
            0.0
        } else {
            exp((k + 1.0) * ln(x))
        }
    };
    let defined = l.alpha > 0.0 || (l.alpha == 0.0 && k > -1.0);
    (defined && k != -1.0).then(|| (at(l.beta) - at(l.alpha)) / ((k + 1.0) * (l.beta - l.alpha)))
}

fn exponential(law: &Law, t: f64, shift: f64) -> Option<f64> {
    match law {
        Law::Normal(l) => Some(exp(t * (l.mu - shift) + 0.5 * t * t * l.sigma * l.sigma)),
        Law::DoubleExponential(l) if (t * l.sigma).abs() < 1.0 => {
            let u = t * l.sigma;
            Some(exp(t * (l.mu - shift)) / ((1.0 - u) * (1.0 + u)))
        }
        Law::Logistic(l) if (t * l.sigma).abs() < 1.0 => {
            let u = PI * t * l.sigma;
            Some(exp(t * (l.mu - shift)) * u / u.sin())
        }
        Law::Gumbel(l) if t * l.beta < 1.0 => {
            Some(exp(t * (l.mu - shift) + lgamma(1.0 - t * l.beta)))
        }
        Law::Uniform(l) => {
            let width = t * (l.beta - l.alpha);
            let from = exp(t * (l.alpha - shift));
            Some(from * kullback_math::special::expm1(width) / width)
        }
        _ => {
            let gamma = gamma_of(law)?;
            let scale = exp(gamma.log_scale());
            let defined = gamma.power == 1.0 && t * scale < 1.0;
            let log = || -gamma.shape * kullback_math::special::log1p(-t * scale) - t * shift;
            defined.then(|| exp(log()))
        }
    }
}

fn absolute_deviation(law: &Law, m: f64) -> Option<f64> {
    match law {
        Law::Normal(l) => {
            let z = (l.mu - m) / l.sigma;
            let bell = (2.0 / PI).sqrt() * l.sigma * exp(-0.5 * z * z);
            Some(bell + (l.mu - m) * erf(z * std::f64::consts::FRAC_1_SQRT_2))
        }
        Law::DoubleExponential(l) => {
            let d = (l.mu - m).abs();
            Some(d + l.sigma * exp(-d / l.sigma))
        }
        Law::Logistic(l) => {
            let d = (l.mu - m).abs();
            Some(d + 2.0 * l.sigma * log1p_exp(-d / l.sigma))
        }
        Law::Uniform(l) => {
            let (a, b) = (l.alpha, l.beta);
            Some(if m <= a || m >= b {
                (0.5 * a + 0.5 * b - m).abs()
            } else {
                0.5 * ((m - a) * (m - a) + (b - m) * (b - m)) / (b - a)
            })
        }
        Law::Beta(l) => {
            let mean = l.alpha / (l.alpha + l.beta);
            let x = m.clamp(0.0, 1.0);
            let below = beta_inc(l.alpha, l.beta, x);
            let mean_below = mean * beta_inc(l.alpha + 1.0, l.beta, x);
            Some(folded(m, mean, below, mean_below))
        }
        Law::Pareto(l) if l.alpha > 1.0 => {
            let (a, mean) = (l.alpha, l.alpha * l.y_min / (l.alpha - 1.0));
            if m <= l.y_min {
                return Some(mean - m);
            }
            let above = exp(a * (ln(l.y_min) - ln(m)));
            let mean_above = a * m * above / (a - 1.0);
            Some(folded(m, mean, 1.0 - above, mean - mean_above))
        }
        _ => {
            let gamma = gamma_of(law)?;
            let mean = gamma.moment(1.0)?;
            if m <= 0.0 {
                return Some(mean - m);
            }
            if gamma.power < 0.0 {
                return None;
            }
            let shift = 1.0 / gamma.power;
            let u = exp((ln(m) - gamma.log_scale()) * gamma.power);
            let below = gamma_p(gamma.shape, u);
            let mean_below = mean * gamma_p(gamma.shape + shift, u);
            Some(folded(m, mean, below, mean_below))
        }
    }
}

/// E|X − m| from P(X ≤ m) and E\[X; X ≤ m\].
fn folded(m: f64, mean: f64, below: f64, mean_below: f64) -> f64 {
    m * (2.0 * below - 1.0) + mean - 2.0 * mean_below
}
