//! Cumulative distribution functions, their logarithms, and those of their complements.

use crate::diagnostic::Span;
use crate::lower::tracer::Tracer;
use crate::lower::value::{Lowered, Shape, Stop, Value};
use kullback_graph::{Binary, ReductionKind, Unary};
use kullback_math::special;

/// Which function of the distribution.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// F
    Cdf,
    /// ln F
    LogCdf,
    /// ln (1 − F)
    LogComplement,
}

/// Calls a cumulative distribution function, if `name` is one.
pub(super) fn call(
    tracer: &mut Tracer<'_>,
    name: &str,
    arguments: &[Value],
    span: Span,
) -> Option<Lowered<Value>> {
    let (base, kind) = [
        ("_lccdf", Kind::LogComplement),
        ("_lcdf", Kind::LogCdf),
        ("_cdf", Kind::Cdf),
    ]
    .iter()
    .find_map(|&(suffix, kind)| Some((name.strip_suffix(suffix)?, kind)))?;
    let log = if kind == Kind::LogComplement {
        Kind::LogComplement
    } else {
        Kind::LogCdf
    };
    let each = elements(tracer, base, log, arguments, span)?;
    Some(each.and_then(|each| {
        let sum = tracer.reduce(ReductionKind::Sum, &each, span)?;
        match kind {
            Kind::Cdf => tracer.unary(Unary::Exp, &sum, span),
            _ => Ok(sum),
        }
    }))
}

/// ln F or ln (1 − F), element by element.
fn elements(
    tracer: &mut Tracer<'_>,
    base: &str,
    kind: Kind,
    arguments: &[Value],
    span: Span,
) -> Option<Lowered<Value>> {
    let complement = kind == Kind::LogComplement;
    Some(match (base, arguments) {
        ("std_normal", [y]) => normal(tracer, y, complement, span),
        ("normal", [y, mu, sigma]) => {
            standard(tracer, y, mu, sigma, span).and_then(|z| normal(tracer, &z, complement, span))
        }
        ("lognormal", [y, mu, sigma]) => tracer
            .unary(Unary::Log, y, span)
            .and_then(|log| standard(tracer, &log, mu, sigma, span))
            .and_then(|z| normal(tracer, &z, complement, span)),
        ("logistic", [y, mu, sigma]) => standard(tracer, y, mu, sigma, span).and_then(|z| {
            let f = if complement {
                Unary::Log1mInverseLogit
            } else {
                Unary::LogInverseLogit
            };
            tracer.unary(f, &z, span)
        }),
        ("cauchy", [y, mu, sigma]) => {
            standard(tracer, y, mu, sigma, span).and_then(|z| cauchy(tracer, &z, complement, span))
        }
        ("exponential", [y, rate]) => tracer
            .binary(Binary::Multiply, y, rate, span)
            .and_then(|hazard| survival(tracer, &hazard, complement, span)),
        ("weibull", [y, alpha, sigma]) => tracer
            .binary(Binary::Divide, y, sigma, span)
            .and_then(|ratio| tracer.binary(Binary::Power, &ratio, alpha, span))
            .and_then(|hazard| survival(tracer, &hazard, complement, span)),
        ("uniform", [y, low, high]) => uniform(tracer, [y, low, high], complement, span),
        ("student_t", [_, _, _, _]) => known(tracer, base, arguments, span, |a| {
            let z = (a[0] - a[2]) / a[3];
            special::student_t_log_cdf(if complement { -z } else { z }, a[1])
        }),
        ("gamma", [_, _, _]) => known(tracer, base, arguments, span, |a| {
            let x = a[2] * a[0];
            if complement {
                special::log_gamma_q(a[1], x)
            } else {
                special::log_gamma_p(a[1], x)
            }
        }),
        ("beta", [_, _, _]) => known(tracer, base, arguments, span, |a| {
            if complement {
                special::log_beta_inc(a[2], a[1], 1.0 - a[0])
            } else {
                special::log_beta_inc(a[1], a[2], a[0])
            }
        }),
        ("poisson", [_, _]) => known(tracer, base, arguments, span, |a| {
            if complement {
                special::log_gamma_p(a[0] + 1.0, a[1])
            } else {
                special::log_gamma_q(a[0] + 1.0, a[1])
            }
        }),
        _ => return None,
    })
}

/// (y − μ) / σ
fn standard(
    tracer: &mut Tracer<'_>,
    y: &Value,
    mu: &Value,
    sigma: &Value,
    span: Span,
) -> Lowered<Value> {
    let centred = tracer.binary(Binary::Subtract, y, mu, span)?;
    tracer.binary(Binary::Divide, &centred, sigma, span)
}

/// ln Φ(z), or ln Φ(−z).
fn normal(tracer: &mut Tracer<'_>, z: &Value, complement: bool, span: Span) -> Lowered<Value> {
    if complement {
        let z = tracer.unary(Unary::Negate, z, span)?;
        return tracer.unary(Unary::NormalLogCdf, &z, span);
    }
    tracer.unary(Unary::NormalLogCdf, z, span)
}

/// ln (½ + atan(±z)/π)
fn cauchy(tracer: &mut Tracer<'_>, z: &Value, complement: bool, span: Span) -> Lowered<Value> {
    let angle = tracer.unary(Unary::Atan, z, span)?;
    let sign = if complement { -1.0 } else { 1.0 };
    let scale = tracer.real(sign / std::f64::consts::PI);
    let part = tracer.binary(Binary::Multiply, &angle, &scale, span)?;
    let half = tracer.real(0.5);
    let share = tracer.binary(Binary::Add, &part, &half, span)?;
    tracer.unary(Unary::Log, &share, span)
}

/// From the cumulative hazard h: ln (1 − F) = −h, ln F = ln (1 − e⁻ʰ).
fn survival(
    tracer: &mut Tracer<'_>,
    hazard: &Value,
    complement: bool,
    span: Span,
) -> Lowered<Value> {
    let negative = tracer.unary(Unary::Negate, hazard, span)?;
    if complement {
        return Ok(negative);
    }
    tracer.unary(Unary::Log1mExp, &negative, span)
}

fn uniform(
    tracer: &mut Tracer<'_>,
    [y, low, high]: [&Value; 3],
    complement: bool,
    span: Span,
) -> Lowered<Value> {
    let width = tracer.binary(Binary::Subtract, high, low, span)?;
    let part = if complement {
        tracer.binary(Binary::Subtract, high, y, span)?
    } else {
        tracer.binary(Binary::Subtract, y, low, span)?
    };
    let share = tracer.binary(Binary::Divide, &part, &width, span)?;
    tracer.unary(Unary::Log, &share, span)
}

/// Functions whose derivatives are not available: every argument must be known.
fn known(
    tracer: &mut Tracer<'_>,
    base: &str,
    arguments: &[Value],
    span: Span,
    f: impl Fn(&[f64]) -> f64,
) -> Lowered<Value> {
    let mut rows = Vec::with_capacity(arguments.len());
    for argument in arguments {
        match tracer.known_reals(argument) {
            Some(reals) if argument.level == 0 => rows.push(reals),
            _ => {
                let what = format!("the cumulative distribution of `{base}` at a parameter");
                return Err(Stop::unsupported(span, what));
            }
        }
    }
    let n = rows.iter().map(Vec::len).max().unwrap_or(0);
    if rows.iter().any(|row| row.len() != 1 && row.len() != n) {
        return Err(Stop::error("KS0603", span, "sizes do not match"));
    }
    let values: Vec<f64> = (0..n)
        .map(|e| {
            let here: Vec<f64> = rows
                .iter()
                .map(|r| r[if r.len() == 1 { 0 } else { e }])
                .collect();
            f(&here)
        })
        .collect();
    let array = tracer.constant(&values);
    let shape = if n == 1 {
        Shape::SCALAR
    } else {
        Shape::array(n)
    };
    Ok(Value::reals(shape, 0, array))
}
