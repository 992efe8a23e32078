//! Log densities: elementary ones by name, and those that are compositions.

use super::reductions::{dot, softmax};
use super::{matrices, matrix_distributions};
use crate::diagnostic::Span;
use crate::lower::density::{elementary, without_suffix};
use crate::lower::tracer::Tracer;
use crate::lower::value::{Lowered, Shape, Stop, Value};
use kullback_graph::{Binary, Density, ReductionKind, Unary};

const HALF_LN_TWO_PI: f64 = 0.918_938_533_204_672_8;

/// Calls a log density, if `name` is one.
pub(super) fn call(
    tracer: &mut Tracer<'_>,
    name: &str,
    arguments: &[Value],
    span: Span,
) -> Option<Lowered<Value>> {
    let base = without_suffix(name)?;
    if let Some(density) = elementary(base) {
        return Some(tracer.density(density, name, arguments, false, span));
    }
    let reads_data = arguments.first().is_some_and(|y| y.reads_data);
    let value = match (base, arguments) {
        ("normal_id_glm", [y, x, alpha, beta, sigma]) => predictor(tracer, x, alpha, beta, span)
            .and_then(|eta| elementwise(tracer, Density::Normal, name, &[y, &eta, sigma], span)),
        ("bernoulli_logit_glm", [y, x, alpha, beta]) => predictor(tracer, x, alpha, beta, span)
            .and_then(|eta| elementwise(tracer, Density::BernoulliLogit, name, &[y, &eta], span)),
        ("poisson_log_glm", [y, x, alpha, beta]) => predictor(tracer, x, alpha, beta, span)
            .and_then(|eta| elementwise(tracer, Density::PoissonLog, name, &[y, &eta], span)),
        ("binomial_logit_glm", [y, n, x, alpha, beta]) => predictor(tracer, x, alpha, beta, span)
            .and_then(|eta| elementwise(tracer, Density::BinomialLogit, name, &[y, n, &eta], span)),
        ("neg_binomial_2_log_glm", [y, x, alpha, beta, phi]) => {
            predictor(tracer, x, alpha, beta, span).and_then(|eta| {
                elementwise(
                    tracer,
                    Density::NegBinomial2Log,
                    name,
                    &[y, &eta, phi],
                    span,
                )
            })
        }
        ("categorical", [y, theta]) => tracer
            .unary(Unary::Log, theta, span)
            .and_then(|log| chosen(tracer, y, &log, span)),
        ("categorical_logit", [y, beta]) => {
            softmax(tracer, beta, true, span).and_then(|log| chosen(tracer, y, &log, span))
        }
        ("multinomial", [counts, theta]) => tracer
            .unary(Unary::Log, theta, span)
            .and_then(|log| multinomial(tracer, counts, &log, span)),
        ("multinomial_logit", [counts, gamma]) => softmax(tracer, gamma, true, span)
            .and_then(|log| multinomial(tracer, counts, &log, span)),
        ("dirichlet", [theta, alpha]) => rows(tracer, theta, alpha, span, dirichlet),
        ("multi_normal_cholesky", [y, mu, factor]) => multi_normal(tracer, y, mu, factor, span),
        ("multi_normal", [y, mu, covariance]) => matrices::cholesky(tracer, covariance, span)
            .and_then(|factor| multi_normal(tracer, y, mu, &factor, span)),
        ("multi_normal_prec", [y, mu, precision]) => {
            multi_normal_precision(tracer, y, mu, precision, span)
        }
        ("ordered_logistic", [y, eta, cutpoints]) => {
            ordered_logistic(tracer, y, eta, cutpoints, span)
        }
        ("lkj_corr_cholesky", [factor, eta]) => {
            matrix_distributions::lkj_cholesky(tracer, factor, eta, span)
        }
        ("lkj_corr", [correlation, eta]) => {
            matrix_distributions::lkj(tracer, correlation, eta, span)
        }
        ("wishart", [w, nu, scale]) => matrix_distributions::wishart(tracer, w, nu, scale, span),
        ("inv_wishart", [w, nu, scale]) => {
            matrix_distributions::inv_wishart(tracer, w, nu, scale, span)
        }
        ("multi_student_t", [y, nu, mu, scale]) => matrices::cholesky(tracer, scale, span)
            .and_then(|factor| multi_student_t(tracer, y, nu, mu, &factor, span)),
        ("multi_student_t_cholesky", [y, nu, mu, factor]) => {
            multi_student_t(tracer, y, nu, mu, factor, span)
        }
        _ => return None,
    };
    Some(value.map(|value| Value {
        reads_data,
        ..value
    }))
}

/// α + X β, one element for each row of X.
fn predictor(
    tracer: &mut Tracer<'_>,
    x: &Value,
    alpha: &Value,
    beta: &Value,
    span: Span,
) -> Lowered<Value> {
    let product = tracer.matrix_product(x, beta, span)?;
    tracer.binary(Binary::Add, &product, alpha, span)
}

fn elementwise(
    tracer: &mut Tracer<'_>,
    density: Density,
    name: &str,
    arguments: &[&Value],
    span: Span,
) -> Lowered<Value> {
    let arguments: Vec<Value> = arguments.iter().map(|&v| v.clone()).collect();
    tracer.density(density, name, &arguments, false, span)
}

/// Σ log[y] over the integers y.
fn chosen(tracer: &mut Tracer<'_>, y: &Value, log: &Value, span: Span) -> Lowered<Value> {
    let categories = log.shape.size();
    let ints = tracer.integers(y, span)?;
    if let Some(wrong) = ints.iter().find(|&&k| k < 1 || k > categories as i64) {
        let message = format!("a category must lie between 1 and {categories}, but it is {wrong}");
        return Err(Stop::error("KS0611", span, message));
    }
    let places: Vec<u32> = ints.iter().map(|&k| k as u32 - 1).collect();
    let picked = tracer.select(log, y.shape.clone(), y.level, &places, span)?;
    tracer.reduce(ReductionKind::Sum, &picked, span)
}

/// ln N! − Σ ln n_k! + Σ n_k ln θ_k
fn multinomial(tracer: &mut Tracer<'_>, counts: &Value, log: &Value, span: Span) -> Lowered<Value> {
    let one = tracer.real(1.0);
    let reals = tracer.promoted(counts);
    let total = tracer.reduce(ReductionKind::Sum, &reals, span)?;
    let total = tracer.binary(Binary::Add, &total, &one, span)?;
    let total = tracer.unary(Unary::LogGamma, &total, span)?;
    let each = tracer.binary(Binary::Add, &reals, &one, span)?;
    let each = tracer.unary(Unary::LogGamma, &each, span)?;
    let each = tracer.reduce(ReductionKind::Sum, &each, span)?;
    let log = tracer.reshaped(log, Shape::array(log.shape.size()));
    let fit = dot(tracer, &reals, &log, span)?;
    let constant = tracer.binary(Binary::Subtract, &total, &each, span)?;
    tracer.binary(Binary::Add, &constant, &fit, span)
}

/// The sum of a multivariate log density over the rows of arrays of vectors.
fn rows(
    tracer: &mut Tracer<'_>,
    y: &Value,
    setting: &Value,
    span: Span,
    one: fn(&mut Tracer<'_>, &Value, &Value, Span) -> Lowered<Value>,
) -> Lowered<Value> {
    let count = |v: &Value| (v.shape.arrays() > 0).then(|| v.shape.dims[0]);
    let Some(n) = count(y).or(count(setting)) else {
        return one(tracer, y, setting, span);
    };
    let mut sum = tracer.real(0.0);
    for row in 0..n {
        let mut parts = Vec::with_capacity(2);
        for value in [y, setting] {
            parts.push(match count(value) {
                Some(_) => {
                    let shape = value.shape.element();
                    let size = shape.size();
                    let places: Vec<u32> =
                        (row * size..(row + 1) * size).map(|p| p as u32).collect();
                    tracer.pick(value, shape, &places, span)?
                }
                None => value.clone(),
            });
        }
        let term = one(tracer, &parts[0], &parts[1], span)?;
        sum = tracer.binary(Binary::Add, &sum, &term, span)?;
    }
    Ok(sum)
}

/// ln Γ(Σ α) − Σ ln Γ(α_k) + Σ (α_k − 1) ln θ_k
fn dirichlet(tracer: &mut Tracer<'_>, theta: &Value, alpha: &Value, span: Span) -> Lowered<Value> {
    if theta.shape.size() != alpha.shape.size() {
        return Err(tracer.size_mismatch(&theta.shape, &alpha.shape, span));
    }
    let alpha = tracer.promoted(alpha);
    let total = tracer.reduce(ReductionKind::Sum, &alpha, span)?;
    let total = tracer.unary(Unary::LogGamma, &total, span)?;
    let each = tracer.unary(Unary::LogGamma, &alpha, span)?;
    let each = tracer.reduce(ReductionKind::Sum, &each, span)?;
    let one = tracer.real(1.0);
    let powers = tracer.binary(Binary::Subtract, &alpha, &one, span)?;
    let log = tracer.unary(Unary::Log, theta, span)?;
    let fit = dot(tracer, &powers, &log, span)?;
    let constant = tracer.binary(Binary::Subtract, &total, &each, span)?;
    tracer.binary(Binary::Add, &constant, &fit, span)
}

/// y − μ as the columns of a matrix, where either may be an array of vectors.
fn residuals(tracer: &mut Tracer<'_>, y: &Value, mu: &Value, span: Span) -> Lowered<Value> {
    let count = |v: &Value| match v.shape.arrays() {
        0 => None,
        _ => Some(v.shape.dims[0]),
    };
    let n = count(y).or(count(mu)).unwrap_or(1);
    let size = |v: &Value| v.shape.inner().iter().product::<usize>();
    let k = size(y);
    if size(mu) != k {
        return Err(tracer.size_mismatch(&y.shape, &mu.shape, span));
    }
    let mut sides = Vec::with_capacity(2);
    for value in [y, mu] {
        let places: Vec<u32> = match count(value) {
            Some(_) => (0..(n * k) as u32).collect(),
            None => (0..n).flat_map(|_| 0..k as u32).collect(),
        };
        sides.push(tracer.pick(value, Shape::matrix(k, n), &places, span)?);
    }
    tracer.binary(Binary::Subtract, &sides[0], &sides[1], span)
}

/// L⁻¹(y − μ), a column for each vector in y.
fn standardised(
    tracer: &mut Tracer<'_>,
    y: &Value,
    mu: &Value,
    factor: &Value,
    span: Span,
) -> Lowered<Value> {
    let residuals = residuals(tracer, y, mu, span)?;
    let (k, _) = residuals.shape.rows_columns();
    if factor.shape.rows_columns() != (k, k) {
        return Err(tracer.size_mismatch(&residuals.shape, &factor.shape, span));
    }
    matrices::solve_lower(tracer, factor, &residuals, span)
}

/// −½ |L⁻¹(y − μ)|² − Σ ln L_ii − K/2 ln 2π, summed over the vectors in y.
fn multi_normal(
    tracer: &mut Tracer<'_>,
    y: &Value,
    mu: &Value,
    factor: &Value,
    span: Span,
) -> Lowered<Value> {
    let standard = standardised(tracer, y, mu, factor, span)?;
    let (k, n) = standard.shape.rows_columns();
    let square = dot(tracer, &standard, &standard, span)?;
    let half = tracer.real(-0.5);
    let square = tracer.binary(Binary::Multiply, &square, &half, span)?;
    let logs = matrices::log_diagonal(tracer, factor, span)?;
    let times = tracer.real(-(n as f64));
    let logs = tracer.binary(Binary::Multiply, &logs, &times, span)?;
    let sum = tracer.binary(Binary::Add, &square, &logs, span)?;
    let constant = tracer.real(-HALF_LN_TWO_PI * (n * k) as f64);
    tracer.binary(Binary::Add, &sum, &constant, span)
}

/// ln Γ((ν + K)/2) − ln Γ(ν/2) − K/2 ln νπ − ln |L| − (ν + K)/2 ln (1 + |L⁻¹(y − μ)|²/ν), for each y.
fn multi_student_t(
    tracer: &mut Tracer<'_>,
    y: &Value,
    nu: &Value,
    mu: &Value,
    factor: &Value,
    span: Span,
) -> Lowered<Value> {
    let standard = standardised(tracer, y, mu, factor, span)?;
    let (k, n) = standard.shape.rows_columns();
    let squares = tracer.unary(Unary::Square, &standard, span)?;
    let ones = tracer.constant(&vec![1.0; k]);
    let ones = Value::reals(Shape::row_vector(k), 0, ones);
    let distances = tracer.matrix_product(&ones, &squares, span)?;
    let share = tracer.binary(Binary::Divide, &distances, nu, span)?;
    let logs = tracer.unary(Unary::Log1p, &share, span)?;
    let logs = tracer.reduce(ReductionKind::Sum, &logs, span)?;
    let half = tracer.real(0.5);
    let size = tracer.real(k as f64);
    let low = tracer.binary(Binary::Multiply, nu, &half, span)?;
    let high = tracer.binary(Binary::Add, nu, &size, span)?;
    let high = tracer.binary(Binary::Multiply, &high, &half, span)?;
    let fit = tracer.binary(Binary::Multiply, &high, &logs, span)?;
    let top = tracer.unary(Unary::LogGamma, &high, span)?;
    let bottom = tracer.unary(Unary::LogGamma, &low, span)?;
    let gammas = tracer.binary(Binary::Subtract, &top, &bottom, span)?;
    let pi = tracer.real(std::f64::consts::PI);
    let volume = tracer.binary(Binary::Multiply, nu, &pi, span)?;
    let volume = tracer.unary(Unary::Log, &volume, span)?;
    let times = tracer.real(0.5 * k as f64);
    let volume = tracer.binary(Binary::Multiply, &volume, &times, span)?;
    let logs = matrices::log_diagonal(tracer, factor, span)?;
    let volume = tracer.binary(Binary::Add, &volume, &logs, span)?;
    let each = tracer.binary(Binary::Subtract, &gammas, &volume, span)?;
    let times = tracer.real(n as f64);
    let all = tracer.binary(Binary::Multiply, &each, &times, span)?;
    tracer.binary(Binary::Subtract, &all, &fit, span)
}

fn multi_normal_precision(
    tracer: &mut Tracer<'_>,
    y: &Value,
    mu: &Value,
    precision: &Value,
    span: Span,
) -> Lowered<Value> {
    let residuals = residuals(tracer, y, mu, span)?;
    let (k, n) = residuals.shape.rows_columns();
    let factor = matrices::cholesky(tracer, precision, span)?;
    let transposed = tracer.transposed(&factor, span)?;
    let standard = tracer.matrix_product(&transposed, &residuals, span)?;
    let square = dot(tracer, &standard, &standard, span)?;
    let half = tracer.real(-0.5);
    let square = tracer.binary(Binary::Multiply, &square, &half, span)?;
    let logs = matrices::log_diagonal(tracer, &factor, span)?;
    let times = tracer.real(n as f64);
    let logs = tracer.binary(Binary::Multiply, &logs, &times, span)?;
    let sum = tracer.binary(Binary::Add, &square, &logs, span)?;
    let constant = tracer.real(-HALF_LN_TWO_PI * (n * k) as f64);
    tracer.binary(Binary::Add, &sum, &constant, span)
}

/// ln [inv_logit(η − c_{k−1}) − inv_logit(η − c_k)], the outer cut points being ∓∞.
fn ordered_logistic(
    tracer: &mut Tracer<'_>,
    y: &Value,
    eta: &Value,
    cutpoints: &Value,
    span: Span,
) -> Lowered<Value> {
    let categories = cutpoints.shape.size() + 1;
    let ints = tracer.integers(y, span)?.to_vec();
    if y.level > 0 || eta.level > 0 || cutpoints.shape.arrays() > 0 {
        return Err(Stop::Entangled("ordered_logistic within a loop"));
    }
    if let Some(wrong) = ints.iter().find(|&&k| k < 1 || k > categories as i64) {
        let message = format!("a category must lie between 1 and {categories}, but it is {wrong}");
        return Err(Stop::error("KS0611", span, message));
    }
    let n = ints.len();
    let mut sum = tracer.real(0.0);
    let cut = |tracer: &mut Tracer<'_>, which: &[usize], of: &dyn Fn(usize) -> i64| {
        let eta_places: Vec<u32> = which
            .iter()
            .map(|&i| if eta.shape.is_scalar() { 0 } else { i as u32 })
            .collect();
        let cut_places: Vec<u32> = which.iter().map(|&i| of(i) as u32).collect();
        let shape = Shape::array(which.len());
        let eta = tracer.pick(eta, shape.clone(), &eta_places, span)?;
        let cut = tracer.pick(cutpoints, shape, &cut_places, span)?;
        tracer.binary(Binary::Subtract, &eta, &cut, span)
    };
    let group =
        |test: &dyn Fn(i64) -> bool| -> Vec<usize> { (0..n).filter(|&i| test(ints[i])).collect() };
    let top = categories as i64;
    // First category: 1 − inv_logit(η − c_1); last: inv_logit(η − c_{K−1}).
    let (first, last) = (group(&|k| k == 1), group(&|k| k == top && k > 1));
    let middle = group(&|k| k > 1 && k < top);
    if !first.is_empty() {
        let x = cut(tracer, &first, &|_| 0)?;
        let term = tracer.unary(Unary::Log1mInverseLogit, &x, span)?;
        let term = tracer.reduce(ReductionKind::Sum, &term, span)?;
        sum = tracer.binary(Binary::Add, &sum, &term, span)?;
    }
    if !last.is_empty() {
        let x = cut(tracer, &last, &|_| top - 2)?;
        let term = tracer.unary(Unary::LogInverseLogit, &x, span)?;
        let term = tracer.reduce(ReductionKind::Sum, &term, span)?;
        sum = tracer.binary(Binary::Add, &sum, &term, span)?;
    }
    if !middle.is_empty() {
        let below = cut(tracer, &middle, &|i| ints[i] - 2)?;
        let above = cut(tracer, &middle, &|i| ints[i] - 1)?;
        let term = tracer.binary(Binary::LogInverseLogitDiff, &below, &above, span)?;
        let term = tracer.reduce(ReductionKind::Sum, &term, span)?;
        sum = tracer.binary(Binary::Add, &sum, &term, span)?;
    }
    Ok(sum)
}
