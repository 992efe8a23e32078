//! Log densities of correlation and covariance matrices.

use super::matrices;
use super::reductions::dot;
use crate::diagnostic::Span;
use crate::lower::tracer::Tracer;
use crate::lower::value::{Container, Lowered, Shape, Stop, Value};
use kullback_graph::{Binary, ReductionKind, Unary};

/// The LKJ density of a Cholesky factor: Σ_{k≥2} (K − k + 2η − 2) ln L_kk, less the log of its
/// normaliser (Lewandowski, Kurowicka and Joe 2009, as Stan states it).
pub(super) fn lkj_cholesky(
    tracer: &mut Tracer<'_>,
    lower: &Value,
    eta: &Value,
    span: Span,
) -> Lowered<Value> {
    let k = one_matrix(tracer, lower, span)?;
    if k == 0 {
        return Ok(tracer.real(0.0));
    }
    let places: Vec<u32> = (1..k).map(|i| (i + i * k) as u32).collect();
    let diagonal = tracer.pick(lower, Shape::vector(k - 1), &places, span)?;
    let logs = tracer.unary(Unary::Log, &diagonal, span)?;
    let counts: Vec<f64> = (2..=k).map(|row| (k - row) as f64 - 2.0).collect();
    let counts = tracer.constant(&counts);
    let counts = Value::reals(Shape::vector(k - 1), 0, counts);
    let double = times(tracer, eta, 2.0, span)?;
    let powers = tracer.binary(Binary::Add, &counts, &double, span)?;
    let fit = dot(tracer, &powers, &logs, span)?;
    let normaliser = lkj_normaliser(tracer, k, eta, span)?;
    tracer.binary(Binary::Subtract, &fit, &normaliser, span)
}

/// (η − 1) ln |R|, less the log of the normaliser.
pub(super) fn lkj(
    tracer: &mut Tracer<'_>,
    correlation: &Value,
    eta: &Value,
    span: Span,
) -> Lowered<Value> {
    let k = one_matrix(tracer, correlation, span)?;
    let (_, half) = factor(tracer, correlation, span)?;
    let log_determinant = times(tracer, &half, 2.0, span)?;
    let power = plus(tracer, eta, -1.0, span)?;
    let fit = tracer.binary(Binary::Multiply, &power, &log_determinant, span)?;
    let normaliser = lkj_normaliser(tracer, k, eta, span)?;
    tracer.binary(Binary::Subtract, &fit, &normaliser, span)
}

/// Σ_{j=1..K−1} [j/2 ln π + ln Γ(η + (K − 1 − j)/2) − ln Γ(η + (K − 1)/2)]
fn lkj_normaliser(tracer: &mut Tracer<'_>, k: usize, eta: &Value, span: Span) -> Lowered<Value> {
    let mut sum = tracer.real(0.0);
    let top = plus(tracer, eta, (k as f64 - 1.0) / 2.0, span)?;
    let top = tracer.unary(Unary::LogGamma, &top, span)?;
    for j in 1..k {
        let term = plus(tracer, eta, (k as f64 - 1.0 - j as f64) / 2.0, span)?;
        let term = tracer.unary(Unary::LogGamma, &term, span)?;
        let term = tracer.binary(Binary::Subtract, &term, &top, span)?;
        let term = plus(
            tracer,
            &term,
            0.5 * j as f64 * std::f64::consts::PI.ln(),
            span,
        )?;
        sum = tracer.binary(Binary::Add, &sum, &term, span)?;
    }
    Ok(sum)
}

/// (ν − K − 1)/2 ln |W| − ½ tr S⁻¹W − ν/2 ln |S| − νK/2 ln 2 − ln Γ_K(ν/2)
pub(super) fn wishart(
    tracer: &mut Tracer<'_>,
    w: &Value,
    nu: &Value,
    scale: &Value,
    span: Span,
) -> Lowered<Value> {
    let k = one_matrix(tracer, w, span)?;
    let (w, w_half) = factor(tracer, w, span)?;
    let (s, s_half) = factor(tracer, scale, span)?;
    let trace = squared_solution(tracer, &s, &w, span)?;
    let power = plus(tracer, nu, -(k as f64) - 1.0, span)?;
    let s_power = tracer.unary(Unary::Negate, nu, span)?;
    let parts = [&power, &w_half, &s_power, &s_half, &trace];
    sum(tracer, parts, nu, k, span)
}

/// ν/2 ln |S| − (ν + K + 1)/2 ln |W| − ½ tr S W⁻¹ − νK/2 ln 2 − ln Γ_K(ν/2)
pub(super) fn inv_wishart(
    tracer: &mut Tracer<'_>,
    w: &Value,
    nu: &Value,
    scale: &Value,
    span: Span,
) -> Lowered<Value> {
    let k = one_matrix(tracer, w, span)?;
    let (w, w_half) = factor(tracer, w, span)?;
    let (s, s_half) = factor(tracer, scale, span)?;
    let trace = squared_solution(tracer, &w, &s, span)?;
    let power = plus(tracer, nu, k as f64 + 1.0, span)?;
    let power = tracer.unary(Unary::Negate, &power, span)?;
    sum(tracer, [&power, &w_half, nu, &s_half, &trace], nu, k, span)
}

/// The Cholesky factor and half the log determinant.
fn factor(tracer: &mut Tracer<'_>, x: &Value, span: Span) -> Lowered<(Value, Value)> {
    let factor = matrices::cholesky(tracer, x, span)?;
    let half = matrices::log_diagonal(tracer, &factor, span)?;
    Ok((factor, half))
}

/// a · ½ ln |W| + b · ½ ln |S| − ½ t − νK/2 ln 2 − ln Γ_K(ν/2), the halves of the log determinants given.
fn sum(
    tracer: &mut Tracer<'_>,
    [a, w_half, b, s_half, trace]: [&Value; 5],
    nu: &Value,
    k: usize,
    span: Span,
) -> Lowered<Value> {
    let first = tracer.binary(Binary::Multiply, a, w_half, span)?;
    let second = tracer.binary(Binary::Multiply, b, s_half, span)?;
    let third = times(tracer, trace, -0.5, span)?;
    let size = k as f64;
    let fourth = times(tracer, nu, -0.5 * size * std::f64::consts::LN_2, span)?;
    let half = times(tracer, nu, 0.5, span)?;
    let pi = -0.25 * size * (size - 1.0) * std::f64::consts::PI.ln();
    let mut total = tracer.real(pi);
    for term in [&first, &second, &third, &fourth] {
        total = tracer.binary(Binary::Add, &total, term, span)?;
    }
    // ln Γ_K(x) = K(K − 1)/4 ln π + Σ_{j=0..K−1} ln Γ(x − j/2)
    for j in 0..k {
        let shifted = plus(tracer, &half, -0.5 * j as f64, span)?;
        let gamma = tracer.unary(Unary::LogGamma, &shifted, span)?;
        total = tracer.binary(Binary::Subtract, &total, &gamma, span)?;
    }
    Ok(total)
}

/// |A⁻¹ B|² summed over all entries, A lower triangular.
fn squared_solution(tracer: &mut Tracer<'_>, a: &Value, b: &Value, span: Span) -> Lowered<Value> {
    let solution = matrices::solve_lower(tracer, a, b, span)?;
    let squares = tracer.unary(Unary::Square, &solution, span)?;
    tracer.reduce(ReductionKind::Sum, &squares, span)
}

fn plus(tracer: &mut Tracer<'_>, x: &Value, c: f64, span: Span) -> Lowered<Value> {
    let c = tracer.real(c);
    tracer.binary(Binary::Add, x, &c, span)
}

fn times(tracer: &mut Tracer<'_>, x: &Value, c: f64, span: Span) -> Lowered<Value> {
    let c = tracer.real(c);
    tracer.binary(Binary::Multiply, x, &c, span)
}

/// The size of a single square matrix.
fn one_matrix(tracer: &Tracer<'_>, x: &Value, span: Span) -> Lowered<usize> {
    if x.shape.container != Container::Matrix || x.shape.arrays() > 0 {
        return Err(Stop::unsupported(span, "an array of matrices here"));
    }
    matrices::square(tracer, x, span)
}
