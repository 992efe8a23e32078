//! The name that was meant, by edit distance.

/// The candidate nearest to `name`, if it is near enough to be a slip.
pub(crate) fn nearest<'c>(
    name: &str,
    candidates: impl Iterator<Item = &'c str>,
) -> Option<&'c str> {
    let limit = match name.len() {
        0..=4 => 1,
        5..=7 => 2,
        _ => 3,
    };
    let name = name.to_lowercase();
    candidates
        .map(|candidate| (strsim::osa_distance(&name, candidate), candidate))
        .filter(|(distance, candidate)| {
            *distance <= limit && *distance < name.len().min(candidate.len())
        })
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn slips_are_found_and_strangers_are_not() {
        let names = ["normal", "gamma", "beta", "inv_gamma"];
        let suggest = |name| nearest(name, names.into_iter());
        assert_eq!(suggest("nromal"), Some("normal"));
        assert_eq!(suggest("Gamma"), Some("gamma"));
        assert_eq!(suggest("invgamma"), Some("inv_gamma"));
        assert_eq!(suggest("wishart"), None);
    }
}
