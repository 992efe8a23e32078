//! Functions that Stan had once, and what to write instead.

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

fn known(name: String) -> Option<String> {
    super::find(&name).map(|_| format!("use `{name}`"))
}
