//! Random numbers: the `_rng` functions of transformed data and generated quantities.

use crate::diagnostic::Span;
use crate::lower::tracer::Tracer;
use crate::lower::value::{Lowered, Shape, Stop, Value};
use kullback_math::random::{self, InvalidParameter, Stream};

/// Draws from a distribution with real settings, one draw for each element of the longest setting.
type Draw = fn(&mut Stream, &[f64]) -> Result<f64, InvalidParameter>;

/// The distributions: name, number of settings, whether the draws are integers, and how to draw.
const TABLE: &[(&str, usize, bool, Draw)] = &[
    ("normal_rng", 2, false, |r, a| random::normal(r, a[0], a[1])),
    ("std_normal_rng", 0, false, |r, _| {
        random::normal(r, 0.0, 1.0)
    }),
    ("lognormal_rng", 2, false, |r, a| {
        random::normal(r, a[0], a[1]).map(f64::exp)
    }),
    ("uniform_rng", 2, false, |r, a| {
        Ok(a[0] + (a[1] - a[0]) * random::uniform(r))
    }),
    ("exponential_rng", 1, false, |r, a| {
        random::exponential(r, a[0])
    }),
    ("gamma_rng", 2, false, |r, a| random::gamma(r, a[0], a[1])),
    ("inv_gamma_rng", 2, false, |r, a| {
        random::gamma(r, a[0], a[1]).map(f64::recip)
    }),
    ("chi_square_rng", 1, false, |r, a| {
        random::chi_square(r, a[0])
    }),
    ("student_t_rng", 3, false, |r, a| {
        random::student_t(r, a[0], a[1], a[2])
    }),
    ("cauchy_rng", 2, false, |r, a| random::cauchy(r, a[0], a[1])),
    ("beta_rng", 2, false, |r, a| random::beta(r, a[0], a[1])),
    ("logistic_rng", 2, false, |r, a| {
        let u = random::uniform(r);
        Ok(a[0] + a[1] * (u / (1.0 - u)).ln())
    }),
    ("double_exponential_rng", 2, false, |r, a| {
        let u = random::uniform(r) - 0.5;
        Ok(a[0] - a[1] * u.signum() * (-2.0 * u.abs()).ln_1p())
    }),
    ("weibull_rng", 2, false, |r, a| {
        random::exponential(r, 1.0).map(|e| a[1] * e.powf(1.0 / a[0]))
    }),
    ("bernoulli_rng", 1, true, |r, a| {
        random::bernoulli(r, a[0]).map(|k| k as f64)
    }),
    ("bernoulli_logit_rng", 1, true, |r, a| {
        random::bernoulli(r, 1.0 / (1.0 + (-a[0]).exp())).map(|k| k as f64)
    }),
    ("binomial_rng", 2, true, |r, a| {
        random::binomial(r, a[0] as u64, a[1]).map(|k| k as f64)
    }),
    ("binomial_logit_rng", 2, true, |r, a| {
        random::binomial(r, a[0] as u64, 1.0 / (1.0 + (-a[1]).exp())).map(|k| k as f64)
    }),
    ("poisson_rng", 1, true, |r, a| {
        random::poisson(r, a[0]).map(|k| k as f64)
    }),
    ("poisson_log_rng", 1, true, |r, a| {
        random::poisson(r, a[0].exp()).map(|k| k as f64)
    }),
    ("neg_binomial_rng", 2, true, |r, a| {
        random::neg_binomial(r, a[0], a[1]).map(|k| k as f64)
    }),
    ("neg_binomial_2_rng", 2, true, |r, a| {
        random::neg_binomial_2(r, a[0], a[1]).map(|k| k as f64)
    }),
    ("neg_binomial_2_log_rng", 2, true, |r, a| {
        random::neg_binomial_2(r, a[0].exp(), a[1]).map(|k| k as f64)
    }),
];

/// Calls a random number generator, if `name` is one.
pub(super) fn call(
    tracer: &mut Tracer<'_>,
    name: &str,
    arguments: &[Value],
    span: Span,
) -> Option<Lowered<Value>> {
    if !name.ends_with("_rng") {
        return None;
    }
    if let Some(&(_, count, integer, draw)) = TABLE.iter().find(|row| row.0 == name) {
        return (arguments.len() == count)
            .then(|| elementwise(tracer, name, arguments, integer, draw, span));
    }
    Some(match (name, arguments) {
        ("categorical_rng", [theta]) => categorical(tracer, name, theta, span),
        ("categorical_logit_rng", [beta]) => {
            super::call(tracer, "softmax", std::slice::from_ref(beta), span)
                .and_then(|theta| categorical(tracer, name, &theta, span))
        }
        ("dirichlet_rng", [alpha]) => dirichlet(tracer, name, alpha, span),
        ("multi_normal_cholesky_rng", [mu, factor]) => multi_normal(tracer, mu, factor, span),
        ("multi_normal_rng", [mu, covariance]) => {
            super::matrices::cholesky(tracer, covariance, span)
                .and_then(|factor| multi_normal(tracer, mu, &factor, span))
        }
        _ => return None,
    })
}

/// Runs `draw` with the random stream of this place of the program.
fn with_stream<T>(
    tracer: &mut Tracer<'_>,
    name: &str,
    span: Span,
    draw: impl FnOnce(&mut Stream) -> Result<T, InvalidParameter>,
) -> Lowered<T> {
    let Some(stream) = tracer.random.as_mut() else {
        let message = format!("`{name}` draws random numbers, which is not possible here");
        return Err(Stop::error("KS0615", span, message));
    };
    draw(stream).map_err(|error| Stop::Reject(format!("{name}: {error}"), span))
}

fn known(tracer: &Tracer<'_>, value: &Value, span: Span) -> Lowered<Vec<f64>> {
    tracer
        .known_reals(value)
        .ok_or_else(|| tracer.unknown_control(span))
}

fn elementwise(
    tracer: &mut Tracer<'_>,
    name: &str,
    arguments: &[Value],
    integer: bool,
    draw: Draw,
    span: Span,
) -> Lowered<Value> {
    let mut settings = Vec::with_capacity(arguments.len());
    for argument in arguments {
        settings.push(known(tracer, argument, span)?);
    }
    let longest = arguments.iter().find(|a| !a.shape.is_scalar());
    let n = longest.map_or(1, |a| a.shape.size());
    for argument in arguments {
        if !argument.shape.is_scalar() && argument.shape.size() != n {
            let shape = longest.map_or(Shape::SCALAR, |a| a.shape.clone());
            return Err(tracer.size_mismatch(&shape, &argument.shape, span));
        }
    }
    let draws = with_stream(tracer, name, span, |stream| {
        let mut draws = Vec::with_capacity(n);
        let mut here = vec![0.0; settings.len()];
        for e in 0..n {
            for (slot, setting) in here.iter_mut().zip(&settings) {
                *slot = if setting.len() == 1 {
                    setting[0]
                } else {
                    setting[e]
                };
            }
            draws.push(draw(stream, &here)?);
        }
        Ok(draws)
    })?;
    let shape = match longest {
        Some(_) => Shape::array(n),
        None => Shape::SCALAR,
    };
    if integer {
        let ints = draws.iter().map(|&x| x as i64).collect();
        return Ok(Value::ints(shape, 0, ints));
    }
    let array = tracer.constant(&draws);
    Ok(Value::reals(shape, 0, array))
}

fn categorical(tracer: &mut Tracer<'_>, name: &str, theta: &Value, span: Span) -> Lowered<Value> {
    let theta = known(tracer, theta, span)?;
    let k = with_stream(tracer, name, span, |stream| {
        random::categorical(stream, &theta)
    })?;
    Ok(Value::int(k as i64 + 1))
}

fn dirichlet(tracer: &mut Tracer<'_>, name: &str, alpha: &Value, span: Span) -> Lowered<Value> {
    let settings = known(tracer, alpha, span)?;
    let theta = with_stream(tracer, name, span, |stream| {
        random::dirichlet(stream, &settings)
    })?;
    let array = tracer.constant(&theta);
    Ok(Value::reals(Shape::vector(theta.len()), 0, array))
}

fn multi_normal(tracer: &mut Tracer<'_>, mu: &Value, factor: &Value, span: Span) -> Lowered<Value> {
    let n = mu.shape.size();
    let draws = with_stream(tracer, "multi_normal_rng", span, |stream| {
        Ok((0..n)
            .map(|_| random::standard_normal(stream))
            .collect::<Vec<_>>())
    })?;
    let array = tracer.constant(&draws);
    let standard = Value::reals(Shape::vector(n), 0, array);
    let spread = tracer.matrix_product(factor, &standard, span)?;
    let mu = tracer.reshaped(mu, Shape::vector(n));
    tracer.binary(kullback_graph::Binary::Add, &mu, &spread, span)
}
