//! Which distribution is learned: stated, said by the text, or a convention that the answer names.

use super::answer::{LearnedFrom, Refusal};
use super::canonical::Form;
use super::density::Density;

/// The side of the expectation that moves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Who {
    Under,
    Reference,
    Both,
    Unknown,
}

/// The decision.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Learned {
    pub who: Who,
    pub name: Option<String>,
    pub from: Option<LearnedFrom>,
}

/// The two sides of a form.
pub fn sides(form: &Form) -> (Density, Vec<Density>) {
    match form {
        Form::Divergence { under, target } => (under.clone(), target.laws.clone()),
        Form::CrossEntropy { under, of } => (under.clone(), of.laws.clone()),
        Form::NegativeEntropy { of } => (of.clone(), Vec::new()),
        Form::Difference { under, closer, .. } => (under.clone(), vec![closer.clone()]),
        Form::BothDirections { a, b, .. } => (a.clone(), vec![b.clone()]),
        Form::JensenShannon { p, q } => (p.clone(), vec![q.clone()]),
        Form::Renyi {
            under, reference, ..
        } => (under.clone(), vec![reference.clone()]),
    }
}

/// Decides.
pub fn learned(form: &Form, varied: &[String], stated: Option<&str>) -> Result<Learned, Refusal> {
    let (under, others) = sides(form);
    if let Some(name) = stated {
        let found = matching(&under, &others, |d| is_called(d, name));
        return match found {
            Who::Under | Who::Reference => Ok(decided(found, &under, &others, LearnedFrom::Stated)),
            Who::Both => Err(Refusal::ambiguous(
                format!("`{name}` fits both sides"),
                format!("name one: {}", names(&under, &others).join(", ")),
            )),
            Who::Unknown => {
                let names = names(&under, &others);
                let names: Vec<&str> = names.iter().map(String::as_str).collect();
                Err(Refusal::unknown_learned(name, &names))
            }
        };
    }
    if !varied.is_empty() {
        let found = matching(&under, &others, |d| {
            varied
                .iter()
                .any(|name| d.symbol == *name || d.decoration.split(',').any(|part| part == name))
        });
        if found != Who::Unknown {
            return Ok(decided(found, &under, &others, LearnedFrom::Text));
        }
    }
    if others.is_empty() {
        return Ok(decided(Who::Under, &under, &others, LearnedFrom::Text));
    }
    let parametric = matching(&under, &others, Density::is_parametric);
    let approximation = matching(&under, &others, Density::is_approximation);
    match (parametric, approximation) {
        (Who::Both, _) => return Ok(decided(Who::Both, &under, &others, LearnedFrom::Text)),
        (Who::Unknown, _) => {}
        // q beside p_θ: both may move.
        (one, other) if other != Who::Unknown && one != other => return Ok(unknown()),
        (one, _) => return Ok(decided(one, &under, &others, LearnedFrom::Text)),
    }
    let target = |d: &Density| d.is_target() || d.is_fixed() || d.is_posterior() || d.function;
    let all_targets = others.iter().all(target);
    match approximation {
        Who::Under if all_targets => {
            return Ok(decided(
                Who::Under,
                &under,
                &others,
                LearnedFrom::Convention,
            ));
        }
        Who::Reference if target(&under) => {
            return Ok(decided(
                Who::Reference,
                &under,
                &others,
                LearnedFrom::Convention,
            ));
        }
        _ => {}
    }
    let under_fixed = under.is_fixed();
    let others_fixed = others.iter().all(|d| d.is_fixed() || d.function);
    Ok(match (under_fixed, others_fixed) {
        (true, false) if others.len() == 1 => {
            decided(Who::Reference, &under, &others, LearnedFrom::Convention)
        }
        (false, true) => decided(Who::Under, &under, &others, LearnedFrom::Convention),
        _ => unknown(),
    })
}

fn unknown() -> Learned {
    Learned {
        who: Who::Unknown,
        name: None,
        from: None,
    }
}

fn matching(under: &Density, others: &[Density], test: impl Fn(&Density) -> bool) -> Who {
    match (test(under), others.iter().any(&test)) {
        (true, true) => Who::Both,
        (true, false) => Who::Under,
        (false, true) => Who::Reference,
        (false, false) => Who::Unknown,
    }
}

/// Whether a person may call the density by this name.
fn is_called(density: &Density, name: &str) -> bool {
    let plain = |text: &str| -> String {
        let mut text: String = text
            .chars()
            .filter(|c| !matches!(c, ' ' | '{' | '}' | '\\'))
            .collect();
        for (word, letter) in [("theta", "θ"), ("phi", "φ"), ("psi", "ψ"), ("pi", "π")] {
            text = text.replace(word, letter);
        }
        text.to_lowercase()
    };
    let name = plain(name);
    [density.symbol.clone(), density.short(), density.to_string()]
        .iter()
        .any(|own| plain(own) == name)
        || density
            .decoration
            .split(',')
            .any(|part| !part.is_empty() && plain(part) == name)
}

fn names(under: &Density, others: &[Density]) -> Vec<String> {
    let mut names = vec![under.short()];
    names.extend(others.iter().filter(|d| !d.function).map(Density::short));
    names.dedup();
    names
}

fn decided(who: Who, under: &Density, others: &[Density], from: LearnedFrom) -> Learned {
    let moving = |d: &&Density| d.is_parametric() || others.len() == 1;
    let reference = others.iter().find(moving).or(others.first());
    let name = match (who, reference) {
        (Who::Under, _) => Some(under.short()),
        (Who::Reference, Some(d)) => Some(d.short()),
        (Who::Both, Some(d)) => Some(format!("{} and {}", under.short(), d.short())),
        _ => None,
    };
    Learned {
        who,
        name,
        from: Some(from),
    }
}
