//! Names that Stan had once or never had, and what to write instead.

/// The removed name and its replacement, as a sentence.
const REMOVED: &[(&str, &str)] = &[
    ("binomial_coefficient_log", "use `lchoose`"),
    ("cov_exp_quad", "use `gp_exp_quad_cov`"),
    ("fabs", "use `abs`"),
    ("get_lp", "use `target()`"),
    ("if_else", "write `condition ? a : b`"),
    ("increment_log_prob", "write `target += …;`"),
    ("multiply_log", "use `lmultiply`"),
];

/// What to write instead of a function that Stan removed.
pub(crate) fn replacement(name: &str) -> Option<String> {
    if let Some((_, help)) = REMOVED.iter().find(|(old, _)| *old == name) {
        return Some((*help).to_owned());
    }
    let endings = [("_ccdf_log", "_lccdf"), ("_cdf_log", "_lcdf")];
    for (old, new) in endings {
        if let Some(family) = name.strip_suffix(old) {
            return known(format!("{family}{new}"));
        }
    }
    let family = name.strip_suffix("_log")?;
    known(format!("{family}_lpdf")).or_else(|| known(format!("{family}_lpmf")))
}

/// What other tools call a distribution, and what Stan calls it.
const ELSEWHERE: &[(&str, &str)] = &[
    ("bern", "bernoulli"),
    ("expon", "exponential"),
    ("gaussian", "normal"),
    ("half_cauchy", "cauchy"),
    ("half_normal", "normal"),
    ("halfcauchy", "cauchy"),
    ("halfnormal", "normal"),
    ("inverse_gamma", "inv_gamma"),
    ("laplace", "double_exponential"),
    ("log_normal", "lognormal"),
    ("multivariate_normal", "multi_normal"),
    ("mvn", "multi_normal"),
    ("mvnormal", "multi_normal"),
    ("negative_binomial", "neg_binomial_2"),
    ("negbinomial", "neg_binomial_2"),
    ("pois", "poisson"),
    ("studentt", "student_t"),
    ("t", "student_t"),
    ("unif", "uniform"),
];

/// Stan's name for a distribution that other tools call by this one.
pub(crate) fn distribution(name: &str) -> Option<&'static str> {
    let (_, own) = ELSEWHERE
        .iter()
        .find(|(other, _)| other.eq_ignore_ascii_case(name))?;
    Some(own)
}

fn known(name: String) -> Option<String> {
    super::find(&name).map(|_| format!("use `{name}`"))
}
