//! Functions applied element by element.

use crate::diagnostic::Span;
use crate::lower::tracer::Tracer;
use crate::lower::value::{Elements, Lowered, Stop, Value};
use kullback_graph::{Binary, Ternary, Unary};

/// Functions of one real.
fn unary(name: &str) -> Option<Unary> {
    Some(match name {
        "exp" => Unary::Exp,
        "log" => Unary::Log,
        "sqrt" => Unary::Sqrt,
        "square" => Unary::Square,
        "inv" => Unary::Inverse,
        "inv_sqrt" => Unary::InverseSqrt,
        "inv_square" => Unary::InverseSquare,
        "log1p" => Unary::Log1p,
        "expm1" => Unary::Expm1,
        "log1m" => Unary::Log1m,
        "log1m_exp" => Unary::Log1mExp,
        "log1p_exp" => Unary::Log1pExp,
        "inv_logit" => Unary::InverseLogit,
        "log_inv_logit" => Unary::LogInverseLogit,
        "log1m_inv_logit" => Unary::Log1mInverseLogit,
        "logit" => Unary::Logit,
        "abs" | "fabs" => Unary::Absolute,
        "exp2" => Unary::Exp2,
        "log2" => Unary::Log2,
        "log10" => Unary::Log10,
        "cbrt" => Unary::CubeRoot,
        "sin" => Unary::Sin,
        "cos" => Unary::Cos,
        "tan" => Unary::Tan,
        "asin" => Unary::Asin,
        "acos" => Unary::Acos,
        "atan" => Unary::Atan,
        "sinh" => Unary::Sinh,
        "cosh" => Unary::Cosh,
        "tanh" => Unary::Tanh,
        "asinh" => Unary::Asinh,
        "acosh" => Unary::Acosh,
        "atanh" => Unary::Atanh,
        "lgamma" => Unary::LogGamma,
        "tgamma" => Unary::Gamma,
        "digamma" => Unary::Digamma,
        "trigamma" => Unary::Trigamma,
        "Phi" | "std_normal_cdf" => Unary::NormalCdf,
        "Phi_approx" => Unary::NormalCdfApproximation,
        "inv_Phi" => Unary::NormalQuantile,
        "std_normal_log_qf" => return None,
        "erf" => Unary::Erf,
        "erfc" => Unary::Erfc,
        "inv_cloglog" => Unary::InverseCloglog,
        "floor" => Unary::Floor,
        "ceil" => Unary::Ceil,
        "round" => Unary::Round,
        "trunc" => Unary::Trunc,
        "step" => Unary::Step,
        "lambert_w0" => Unary::LambertW0,
        "minus" => Unary::Negate,
        _ => return None,
    })
}

/// Functions of two reals.
fn binary(name: &str) -> Option<Binary> {
    Some(match name {
        "pow" => Binary::Power,
        "fmax" => Binary::Maximum,
        "fmin" => Binary::Minimum,
        "atan2" => Binary::Atan2,
        "hypot" => Binary::Hypotenuse,
        "fmod" => Binary::Remainder,
        "fdim" => Binary::PositiveDifference,
        "log_diff_exp" => Binary::LogDiffExp,
        "log_inv_logit_diff" => Binary::LogInverseLogitDiff,
        "owens_t" => Binary::OwensT,
        "lmultiply" | "multiply_log" => Binary::MultiplyLog,
        "lbeta" => Binary::LogBeta,
        "lchoose" | "binomial_coefficient_log" => Binary::LogChoose,
        "log_rising_factorial" => Binary::LogRisingFactorial,
        "log_falling_factorial" => Binary::LogFallingFactorial,
        "add" => Binary::Add,
        "subtract" => Binary::Subtract,
        "elt_multiply" => Binary::Multiply,
        "elt_divide" => Binary::Divide,
        _ => return None,
    })
}

/// Constants, by name.
fn constant(name: &str) -> Option<f64> {
    use std::f64::consts;
    Some(match name {
        "pi" => consts::PI,
        "e" => consts::E,
        "sqrt2" => consts::SQRT_2,
        "log2" => consts::LN_2,
        "log10" => consts::LN_10,
        "negative_infinity" => f64::NEG_INFINITY,
        "positive_infinity" => f64::INFINITY,
        "not_a_number" => f64::NAN,
        "machine_precision" => f64::EPSILON,
        _ => return None,
    })
}

/// Calls an elementwise function, if `name` is one.
pub(super) fn call(
    tracer: &mut Tracer<'_>,
    name: &str,
    arguments: &[Value],
    span: Span,
) -> Option<Lowered<Value>> {
    match arguments {
        [] => constant(name).map(|value| Ok(tracer.real(value))),
        [x] => one(tracer, name, x, span),
        [x, y] => two(tracer, name, x, y, span),
        [x, y, z] => {
            let ternary = match name {
                "fma" => Ternary::MultiplyAdd,
                "log_mix" => Ternary::LogMix,
                _ => return None,
            };
            Some(tracer.ternary(ternary, [x, y, z], span))
        }
        _ => None,
    }
}

fn one(tracer: &mut Tracer<'_>, name: &str, x: &Value, span: Span) -> Option<Lowered<Value>> {
    if let Elements::Ints(ints) = &x.elements {
        let map = |f: &dyn Fn(i64) -> i64| {
            let values = ints.iter().map(|&i| f(i)).collect();
            Some(Ok(Value::ints(x.shape.clone(), x.level, values)))
        };
        match name {
            "abs" => return map(&|i| i.wrapping_abs()),
            "int_step" => return map(&|i| i64::from(i > 0)),
            "to_int" => return Some(Ok(x.clone())),
            _ => {}
        }
    }
    match name {
        "int_step" => Some(known(tracer, x, span, |r| i64::from(r > 0.0))),
        "is_inf" => Some(known(tracer, x, span, |r| i64::from(r.is_infinite()))),
        "is_nan" => Some(known(tracer, x, span, |r| i64::from(r.is_nan()))),
        "to_int" => Some(known(tracer, x, span, |r| r.trunc() as i64)),
        _ => unary(name).map(|f| tracer.unary(f, x, span)),
    }
}

/// An integer computed from reals that are known.
fn known(tracer: &mut Tracer<'_>, x: &Value, span: Span, f: impl Fn(f64) -> i64) -> Lowered<Value> {
    match tracer.known_reals(x) {
        Some(reals) => {
            let ints = reals.into_iter().map(f).collect();
            Ok(Value::ints(x.shape.clone(), x.level, ints))
        }
        None => Err(tracer.unknown_control(span)),
    }
}

fn two(
    tracer: &mut Tracer<'_>,
    name: &str,
    x: &Value,
    y: &Value,
    span: Span,
) -> Option<Lowered<Value>> {
    use crate::hir::BinaryOperator as Op;
    if let Some(f) = binary(name) {
        if f == Binary::Power {
            return Some(tracer.infix(Op::ElementPower, x, y, span));
        }
        return Some(tracer.binary(f, x, y, span));
    }
    let composed = |tracer: &mut Tracer<'_>, f: Binary| {
        let log = tracer.binary(f, x, y, span)?;
        tracer.unary(Unary::Exp, &log, span)
    };
    Some(match name {
        "log_sum_exp" if x.shape.is_scalar() && y.shape.is_scalar() => {
            tracer.binary(Binary::LogSumExp, x, y, span)
        }
        "divide" => tracer.infix(Op::Divide, x, y, span),
        "multiply" => tracer.infix(Op::Multiply, x, y, span),
        "modulus" => tracer.infix(Op::Modulo, x, y, span),
        "choose" => match (&x.elements, &y.elements) {
            (Elements::Ints(n), Elements::Ints(k)) if n.len() == 1 && k.len() == 1 => {
                choose(n[0], k[0], span).map(Value::int)
            }
            _ => Err(Stop::unsupported(span, "`choose` of containers")),
        },
        "rising_factorial" => composed(tracer, Binary::LogRisingFactorial),
        "falling_factorial" => composed(tracer, Binary::LogFallingFactorial),
        "ldexp" => {
            let power = tracer.unary(Unary::Exp2, y, span);
            power.and_then(|power| tracer.binary(Binary::Multiply, x, &power, span))
        }
        "lmgamma" => multivariate_log_gamma(tracer, x, y, span),
        _ => return None,
    })
}

/// C(n, k), exactly.
fn choose(n: i64, k: i64, span: Span) -> Lowered<i64> {
    if k < 0 || k > n {
        return Ok(0);
    }
    let mut result: i128 = 1;
    for i in 0..k.min(n - k) {
        result = result * i128::from(n - i) / i128::from(i + 1);
    }
    i64::try_from(result).map_err(|_| {
        Stop::error(
            "KS0607",
            span,
            format!("integer overflow in choose({n}, {k})"),
        )
    })
}

/// ln Γ_k(x) = k(k − 1)/4 ln π + Σ_{j=1..k} ln Γ(x + (1 − j)/2)
fn multivariate_log_gamma(
    tracer: &mut Tracer<'_>,
    k: &Value,
    x: &Value,
    span: Span,
) -> Lowered<Value> {
    let k = tracer.integer(k, span)?;
    let constant = (k * (k - 1)) as f64 / 4.0 * std::f64::consts::PI.ln();
    let mut sum = tracer.real(constant);
    for j in 1..=k {
        let shift = tracer.real((1 - j) as f64 / 2.0);
        let shifted = tracer.binary(Binary::Add, x, &shift, span)?;
        let term = tracer.unary(Unary::LogGamma, &shifted, span)?;
        sum = tracer.binary(Binary::Add, &sum, &term, span)?;
    }
    Ok(sum)
}
