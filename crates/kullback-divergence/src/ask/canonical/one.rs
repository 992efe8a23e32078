//! Forms with one expectation: divergences, cross-entropies, entropies.

use super::terms::{collect, expectation, factor, merge, same_set, signed};
use super::{Canonical, Form, Shell, Target};
use crate::ask::answer::Refusal;
use crate::ask::density::Density;
use crate::ask::reduce::Term;
use crate::ask::weight::{Sign, Weight};

pub fn one_expectation(
    under: &Density,
    terms: &[Term],
    bare: Vec<(Density, Weight)>,
    shell: Shell,
) -> Result<Canonical, Refusal> {
    // E_q[ln p(x|z)]: q over z, as in an ELBO, or over x?
    if let Some(law) = terms
        .iter()
        .map(|t| &t.of)
        .find(|d| under.is_bare() && is_likelihood(d))
        && under.is_approximation()
    {
        return Err(Refusal::ambiguous(
            format!(
                "{under} may be over {} or over {}",
                law.over.join(","),
                law.given.join(",")
            ),
            format!(
                "write what it is over: E_{{{}({})}}[...]",
                under.short(),
                law.given.join(",")
            ),
        ));
    }
    // ln p(x) does not depend on z: it may stand inside E_{q(z)} as well as outside.
    for (d, _) in &bare {
        let depends =
            d.is_bare() || under.is_bare() || d.over.iter().any(|v| under.over.contains(v));
        if depends || d.function {
            return Err(Refusal::ambiguous(
                format!("log {d} stands outside the expectation"),
                "put everything that is averaged into the brackets: E_q[log q - log p]",
            ));
        }
    }
    let inside = terms.iter().map(|t| (t.of.clone(), t.weight.clone()));
    let list = merge(collect(inside.chain(bare)));
    let (own, others): (Vec<_>, Vec<_>) = list.into_iter().partition(|(d, _)| d == under);
    let own = own.into_iter().next().map(|(_, weight)| weight);
    let sampled = expectation(under);
    match own {
        None => without_entropy(under, others, &sampled, shell),
        Some(weight) => {
            let (negative, weight) = signed(&weight)?;
            let others: Vec<(Density, Weight)> = others
                .into_iter()
                .map(|(d, w)| (d, if negative { w } else { w.negated() }))
                .collect();
            if others.is_empty() {
                let text = format!(
                    "{}{}H({under}) = {}{}{sampled}[ln {under}]",
                    if negative { "" } else { "−" },
                    factor(&weight),
                    if negative { "−" } else { "" },
                    factor(&weight),
                );
                let form = Form::NegativeEntropy { of: under.clone() };
                return Ok(shell.finish(form, negative, weight, text, &[]));
            }
            divergence(under, weight, others, negative, &sampled, shell)
        }
    }
}

/// `ln p(z)`, `β·ln p(z)`, and for a function `r(x)`.
pub fn log_term(density: &Density, weight: &Weight) -> String {
    if density.function {
        format!("{}{density}", factor(weight))
    } else {
        format!("{}ln {density}", factor(weight))
    }
}

/// `s·E_a[ln a] − Σ w·E_a[ln b]`.
pub fn divergence(
    under: &Density,
    weight: Weight,
    others: Vec<(Density, Weight)>,
    negative: bool,
    sampled: &str,
    mut shell: Shell,
) -> Result<Canonical, Refusal> {
    for (d, w) in &others {
        if w.sign() != Sign::Positive && !w.is_complement() && !d.function {
            return Err(Refusal::unsupported(
                format!(
                    "log {under} and log {d} have the same sign, or signs that depend on values"
                ),
                "a divergence has log q - log p; write the terms apart",
            ));
        }
    }
    let (sign, opposite) = if negative { ("−", "") } else { ("", "−") };
    let mut inside = if negative {
        String::new()
    } else {
        log_term(under, &weight)
    };
    for (d, w) in &others {
        let negative_weight = w.sign() == Sign::Negative;
        let (minus, w) = if negative_weight {
            (!negative, w.negated())
        } else {
            (negative, w.clone())
        };
        // In a negated text the others come first and are positive.
        let mark = if minus { "+" } else { "−" };
        match (inside.is_empty(), mark) {
            (true, "+") => {}
            (true, _) => inside.push('−'),
            (false, mark) => inside.push_str(&format!(" {mark} ")),
        }
        inside.push_str(&log_term(d, &w));
    }
    if negative {
        inside.push_str(&format!(" − {}", log_term(under, &weight)));
    }
    let written = format!("{sampled}[{inside}]");
    let scale = factor(&weight);
    if let [(law, w)] = others.as_slice()
        && *w == weight
        && !law.function
    {
        let extra: Vec<String> = law
            .over
            .iter()
            .filter(|v| !under.over.contains(v))
            .cloned()
            .collect();
        let covers = under.over.iter().all(|v| law.over.contains(v));
        let plain = under.is_bare() && (law.is_bare() || law.over.len() == 1) || law.is_bare();
        if plain || covers && extra.is_empty() {
            let text = format!("{sign}{scale}D_KL({under} ‖ {law}) = {written}");
            let target = Target {
                text: law.to_string(),
                laws: vec![law.clone()],
                unnormalised: false,
            };
            let form = Form::Divergence {
                under: under.clone(),
                target,
            };
            return Ok(shell.finish(form, negative, weight, text, &[]));
        }
        // A joint density: what q is not over was observed.
        let (latent, observed) = if under.is_bare() {
            law.over.iter().cloned().partition(|v| !is_observed(v))
        } else {
            (under.over.clone(), extra)
        };
        let known = latent.iter().all(|v| law.over.contains(v));
        if latent.is_empty() || observed.is_empty() || !known {
            return Err(Refusal::ambiguous(
                format!("{under} and {law} are not over the same variables"),
                "write what each is over, as q(z) and p(x,z): the rest of p was observed",
            ));
        }
        if under.is_bare() {
            shell.assumed.push((
                "latent_assumed",
                format!(
                    "{under} is taken to be over {}, with {} observed; write what it is over if not",
                    latent.join(","),
                    observed.join(",")
                ),
            ));
        }
        let posterior = Density {
            over: latent,
            given: [observed.clone(), law.given.clone()].concat(),
            ..law.clone()
        };
        let evidence = Density {
            over: observed,
            given: law.given.clone(),
            ..law.clone()
        };
        shell.maximised |= negative;
        let text = if negative {
            format!("{scale}ln {evidence} − {scale}D_KL({under} ‖ {posterior}) = {written}")
        } else {
            format!("{scale}D_KL({under} ‖ {posterior}) − {scale}ln {evidence} = {written}")
        };
        let target = Target {
            text: posterior.to_string(),
            laws: vec![posterior],
            unnormalised: true,
        };
        let form = Form::Divergence {
            under: under.clone(),
            target,
        };
        return Ok(shell.finish(form, negative, weight, text, &[]));
    }
    let of_under = |d: &Density| d.same_law(under) && !d.function;
    if others.len() > 1 && others.iter().all(|(d, _)| of_under(d)) {
        return Err(Refusal::unsupported(
            format!(
                "every density here is a law of {}: this is an information, not a fit",
                under.symbol
            ),
            "nothing is approximated; ask about KL(q || p) for the divergence of two laws",
        ));
    }
    // Several factors, or powers: the target is their product, normalised.
    if others
        .iter()
        .all(|(d, _)| !d.function && !d.is_bare() && !under.is_bare())
    {
        let touched = |d: &Density| {
            d.over
                .iter()
                .chain(&d.given)
                .any(|v| under.over.contains(v))
        };
        if let Some((d, _)) = others.iter().find(|(d, _)| !touched(d)) {
            return Err(Refusal::ambiguous(
                format!("{d} does not depend on what {under} is over"),
                "write what each distribution is over, as q(z), p(z), p(x|z)",
            ));
        }
    }
    let mut factors = Vec::new();
    for (d, w) in &others {
        let ratio = w.over(&weight).ok_or_else(|| {
            Refusal::unsupported(
                format!("the weight {weight} is a sum"),
                "write one letter for the weight of log q",
            )
        })?;
        factors.push(if d.function {
            let exponent = if ratio.is_one() {
                d.to_string()
            } else if ratio == Weight::number(-1.0) {
                format!("−{d}")
            } else {
                format!("{ratio}·{d}")
            };
            format!("exp({exponent})")
        } else if ratio.is_one() {
            d.to_string()
        } else {
            format!("{d}^({ratio})")
        });
    }
    let product = factors.join("·");
    shell.maximised |= negative;
    let text = format!(
        "{sign}{scale}D_KL({under} ‖ π) {opposite}{scale}ln Z with π = {product}/Z; = {written}",
        opposite = if opposite.is_empty() { "+ " } else { "− " }
    );
    let target = Target {
        text: format!("π ∝ {product}"),
        laws: others.iter().map(|(d, _)| d.clone()).collect(),
        unnormalised: true,
    };
    let form = Form::Divergence {
        under: under.clone(),
        target,
    };
    let weights: Vec<Weight> = others.into_iter().map(|(_, w)| w).collect();
    let weights: Vec<&Weight> = weights.iter().collect();
    Ok(shell.finish(form, negative, weight, text, &weights))
}

/// Only logarithms of other distributions.
pub fn without_entropy(
    under: &Density,
    others: Vec<(Density, Weight)>,
    sampled: &str,
    mut shell: Shell,
) -> Result<Canonical, Refusal> {
    if others.is_empty() {
        return Err(Refusal::unsupported(
            "the terms cancel: nothing is left",
            "check the signs: E_q[log q - log p]",
        ));
    }
    if others.iter().any(|(d, _)| d.function) {
        return Err(Refusal::unsupported(
            "an expectation of a function without the entropy of the distribution it is under",
            "add the KL or entropy term: E_q[r(x)] - β KL(q || p), or E_q[energy(x) + log q(x)]",
        ));
    }
    let mut signs = Vec::new();
    for (_, weight) in &others {
        signs.push(signed(weight)?);
    }
    if let ([(first, _), (second, _)], [(a, w), (b, v)]) = (others.as_slice(), signs.as_slice())
        && a != b
    {
        if w != v {
            return Err(Refusal::unsupported(
                "two logarithms of other distributions with different weights",
                "ask about each term by itself",
            ));
        }
        let (closer, farther) = if *a { (first, second) } else { (second, first) };
        if !comparable(under, closer) || !comparable(under, farther) {
            return Err(Refusal::ambiguous(
                format!("{under}, {closer} and {farther} are not over the same variables"),
                "write each law with what it is over and given: E_{q(y|x)}[log q(y|x) - log p(y|x)]",
            ));
        }
        let scale = factor(w);
        let text = format!(
            "{scale}D_KL({under} ‖ {closer}) − {scale}D_KL({under} ‖ {farther}) = \
             {scale}{sampled}[ln {farther} − ln {closer}]"
        );
        let form = Form::Difference {
            under: under.clone(),
            closer: closer.clone(),
            farther: farther.clone(),
        };
        return Ok(shell.finish(form, false, w.clone(), text, &[]));
    }
    if signs
        .iter()
        .any(|(negative, _)| Some(*negative) != signs.first().map(|s| s.0))
    {
        return Err(Refusal::unsupported(
            "several logarithms of other distributions with different signs",
            "ask about each term by itself",
        ));
    }
    let positive_text = signs.first().is_some_and(|(negative, _)| !negative);
    let inside: Vec<String> = others
        .iter()
        .zip(&signs)
        .map(|((d, _), (_, w))| log_term(d, w))
        .collect();
    let scale = signs
        .first()
        .map_or_else(Weight::default, |(_, w)| w.clone());
    let text = if positive_text {
        format!("{sampled}[{}]", inside.join(" + "))
    } else {
        format!("−{sampled}[{}]", inside.join(" + "))
    };
    let single = match others.as_slice() {
        [(law, _)] => Some(law),
        _ => None,
    };
    let conditioned = single.and_then(|law| conditional(under, law));
    let compared = match (single, &conditioned) {
        (Some(law), Some(own)) => Some((own, law)),
        (Some(law), None) if comparable(under, law) => Some((under, law)),
        _ => None,
    };
    let text = match compared {
        Some((own, law)) => {
            let sign = if positive_text { "−" } else { "" };
            let minus = if positive_text { "−" } else { "+" };
            let scale = factor(&scale);
            format!("{sign}{scale}H({own}) {minus} {scale}D_KL({own} ‖ {law}) = {text}")
        }
        None => text,
    };
    let target = Target {
        text: others
            .iter()
            .map(|(d, _)| d.to_string())
            .collect::<Vec<_>>()
            .join("·"),
        laws: others.iter().map(|(d, _)| d.clone()).collect(),
        unnormalised: compared.is_none(),
    };
    shell.maximised |= positive_text;
    let form = Form::CrossEntropy {
        under: under.clone(),
        of: target,
    };
    let weights: Vec<&Weight> = signs.iter().map(|(_, w)| w).collect();
    Ok(shell.finish(form, positive_text, scale, text, &weights))
}

/// p(x|z): something observed given something latent, by the names of the variables.
fn is_likelihood(d: &Density) -> bool {
    !d.given.is_empty()
        && d.over.iter().all(|v| is_observed(v))
        && !d.given.iter().all(|v| is_observed(v))
}

fn is_observed(variable: &str) -> bool {
    matches!(
        variable.chars().next(),
        Some('x' | 'y' | 'o' | 'D' | 'X' | 'Y')
    )
}

/// The law of the same distribution that a conditional one compares to: for E_{p(x,y)}\[ln q(y|x)\]
/// it is p(y|x), and the divergence is averaged over x.
fn conditional(under: &Density, law: &Density) -> Option<Density> {
    let joint = [law.over.clone(), law.given.clone()].concat();
    let fits = !law.given.is_empty()
        && !under.is_bare()
        && under.given.is_empty()
        && same_set(&joint, &under.over);
    fits.then(|| Density {
        over: law.over.clone(),
        given: law.given.clone(),
        ..under.clone()
    })
}

/// Whether two distributions are over the same variables, as far as the text says.
pub fn comparable(a: &Density, b: &Density) -> bool {
    a.is_bare() || b.is_bare() || same_set(&a.over, &b.over)
}
