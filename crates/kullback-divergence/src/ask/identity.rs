//! Which symbols of a formula are the same distribution. `E_q[log q(z|x)]` names one law twice;
//! `E_p[log p(x|z)]` does not say which of p's laws the expectation is under, and is refused.

use super::answer::Refusal;
use super::density::Density;
use super::reduce::Sum;

/// Gives every symbol its fullest form, or refuses.
pub fn unify(mut sum: Sum) -> Result<Sum, Refusal> {
    case(&sum)?;
    let all: Vec<Density> = densities(&sum).into_iter().cloned().collect();
    for term in &mut sum.terms {
        term.under = fullest(&term.under, &all, true)?;
        term.of = fullest(&term.of, &all, false)?;
    }
    for (of, _) in &mut sum.bare {
        *of = fullest(of, &all, false)?;
    }
    Ok(sum)
}

fn densities(sum: &Sum) -> Vec<&Density> {
    let inside = sum.terms.iter().flat_map(|t| [&t.under, &t.of]);
    inside.chain(sum.bare.iter().map(|(d, _)| d)).collect()
}

/// `Q` and `q` in one formula are two distributions or one, as the reader likes.
fn case(sum: &Sum) -> Result<(), Refusal> {
    for (lower, upper) in [("q", "Q"), ("p", "P")] {
        let has = |symbol: &str| densities(sum).iter().any(|d| d.symbol == symbol);
        if has(lower) && has(upper) {
            return Err(Refusal::ambiguous(
                format!("{upper} and {lower} both occur: one distribution or two?"),
                "use one letter for each distribution",
            ));
        }
    }
    Ok(())
}

/// The one full form of a bare symbol.
fn fullest(density: &Density, all: &[Density], under: bool) -> Result<Density, Refusal> {
    if !density.is_bare() || density.function {
        return Ok(density.clone());
    }
    let mut full: Vec<&Density> = Vec::new();
    for other in all.iter().filter(|d| !d.is_bare() && !d.function) {
        let same = other.symbol == density.symbol
            && (other.decoration == density.decoration || density.decoration.is_empty());
        if same && !full.contains(&other) {
            full.push(other);
        }
    }
    match full.as_slice() {
        [] => Ok(density.clone()),
        // p and p(x|z): the expectation may as well be under p(z).
        [one] if under && !one.given.is_empty() && !one.is_approximation() => {
            Err(Refusal::ambiguous(
                format!(
                    "{density} may be {one} or another law of {}",
                    density.symbol
                ),
                format!("write E_{{{one}}}[...], or whichever is meant, in full"),
            ))
        }
        [one] => Ok((*one).clone()),
        [one, other, ..] => Err(Refusal::ambiguous(
            format!("{density} may be {one} or {other}"),
            "write every distribution with what it is over, as q(z|x)",
        )),
    }
}
