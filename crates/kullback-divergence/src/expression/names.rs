//! Names people type: constants, functions of numbers, and other names of distributions.

use std::f64::consts::{E, PI, SQRT_2};
use std::fmt;

use super::ast::{Expression, Kind, Span};
use crate::distributions::{Law, nearest};

/// A name that was understood as another.
#[derive(Clone, Debug, PartialEq)]
pub struct Note {
    /// Where it stands.
    pub span: Span,
    /// The name written.
    pub written: String,
    /// The name it stands for.
    pub meant: &'static str,
}

/// `laplace` is read as `double_exponential`
impl fmt::Display for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` is read as `{}`", self.written, self.meant)
    }
}

/// Other names with the same parameters in the same order.
const ALIASES: &[(&str, &str)] = &[
    ("asymmetric_laplace", "skew_double_exponential"),
    ("bern", "bernoulli"),
    ("betabinomial", "beta_binomial"),
    ("binom", "binomial"),
    ("chi2", "chi_square"),
    ("chi_squared", "chi_square"),
    ("chisq", "chi_square"),
    ("chisquare", "chi_square"),
    ("dirac", "delta"),
    ("expon", "exponential"),
    ("exgaussian", "exp_mod_normal"),
    ("gaussian", "normal"),
    ("generalized_normal", "generalised_normal"),
    ("geom", "geometric"),
    ("halfcauchy", "half_cauchy"),
    ("halfnormal", "half_normal"),
    ("inverse_gamma", "inv_gamma"),
    ("invgamma", "inv_gamma"),
    ("invgauss", "inverse_gaussian"),
    ("laplace", "double_exponential"),
    ("log_logistic", "loglogistic"),
    ("log_normal", "lognormal"),
    ("log_series", "logarithmic"),
    ("logser", "logarithmic"),
    ("loguniform", "log_uniform"),
    ("norm", "normal"),
    ("point_mass", "delta"),
    ("pois", "poisson"),
    ("reciprocal", "log_uniform"),
    ("standard_normal", "std_normal"),
    ("student", "student_t"),
    ("t", "student_t"),
    ("truncnorm", "truncated_normal"),
    ("unif", "uniform"),
    ("vonmises", "von_mises"),
    ("wald", "inverse_gaussian"),
    ("zeta", "zipf"),
];

/// Names that could mean more than one thing, and what to write.
const AMBIGUOUS: &[(&str, &str)] = &[
    ("lomax", "write pareto_type_2(0, lambda, alpha)"),
    ("negbin", NEGATIVE_BINOMIAL),
    ("negative_binomial", NEGATIVE_BINOMIAL),
    ("nbinom", NEGATIVE_BINOMIAL),
    ("arcsine", "write beta(0.5, 0.5)"),
    ("erlang", "write gamma(shape, rate)"),
];

const NEGATIVE_BINOMIAL: &str = "write neg_binomial(alpha, beta) by shape and inverse scale, or neg_binomial_2(mu, phi) by mean and precision";

/// The name a distribution is known by here; any other name is returned as it is.
pub(super) fn canonical(name: &str) -> &str {
    alias(name).unwrap_or(name)
}

fn alias(name: &str) -> Option<&'static str> {
    ALIASES
        .iter()
        .find(|(other, _)| other.eq_ignore_ascii_case(name))
        .map(|(_, meant)| *meant)
}

/// What to say about a name that is not known.
pub(super) fn suggestion(name: &str) -> Option<String> {
    let ambiguous = AMBIGUOUS
        .iter()
        .find(|(other, _)| other.eq_ignore_ascii_case(name));
    if let Some((_, advice)) = ambiguous {
        return Some((*advice).to_string());
    }
    let known = Law::CATALOGUE.iter().map(|entry| entry.0);
    nearest(name, known.chain(ALIASES.iter().map(|entry| entry.0)))
        .map(|name| format!("did you mean `{}`?", canonical(name)))
}

/// Notes of the whole tree, from left to right.
pub(super) fn notes(expression: &Expression, found: &mut Vec<Note>) {
    match &expression.kind {
        Kind::Number(_) => {}
        Kind::List(items) => items.iter().for_each(|item| notes(item, found)),
        Kind::Weighted { of, .. } => notes(of, found),
        Kind::Call(call) => {
            if let Some(meant) = alias(&call.name) {
                found.push(Note {
                    span: call.name_span,
                    written: call.name.clone(),
                    meant,
                });
            }
            call.arguments
                .iter()
                .for_each(|argument| notes(&argument.value, found));
        }
    }
}

/// The value of a name without brackets.
pub(super) fn constant(name: &str) -> Option<f64> {
    match name {
        "inf" | "infinity" | "Infinity" => Some(f64::INFINITY),
        "pi" => Some(PI),
        "e" => Some(E),
        _ => None,
    }
}

/// The value of a function of numbers.
pub(super) fn function(name: &str, arguments: &[f64]) -> Option<f64> {
    Some(match (name, arguments) {
        ("pi", []) => PI,
        ("e", []) => E,
        ("sqrt2", []) => SQRT_2,
        ("sqrt", [x]) => x.sqrt(),
        ("square", [x]) => x * x,
        ("exp", [x]) => x.exp(),
        ("log" | "ln", [x]) => x.ln(),
        ("log2", [x]) => x.log2(),
        ("log10", [x]) => x.log10(),
        ("abs", [x]) => x.abs(),
        ("inv", [x]) => 1.0 / x,
        ("logit", [x]) => kullback_math::special::logit(*x),
        ("inv_logit", [x]) => kullback_math::special::inv_logit(*x),
        ("pow", [x, y]) => x.powf(*y),
        _ => return None,
    })
}
