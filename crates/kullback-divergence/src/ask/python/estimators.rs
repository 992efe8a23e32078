//! Estimates of D_KL from log probabilities of draws, by their algebra: k1 = ln s − ln t,
//! k2 = ½(ln s − ln t)², k3 = t/s − 1 − ln(t/s). The names of the log probabilities say which law the
//! draws are from; where they do not, and the formula does not either, the answer is a refusal.

use tree_sitter::Node;

use super::Mode;
use super::calls::Read;
use super::estimates::{Estimator, estimator};
use super::linear::{Atom, Linear, ONE, linear};
use super::losses::Learned;
use super::names::Names;
use crate::ask::answer::{LearnedFrom, Question, Refusal};
use crate::ask::learned::Who;

/// What the name of a log probability says about its law.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    /// A fixed target: ref, base, teacher.
    Reference,
    /// The law that draws came from: old, behaviour.
    Old,
    /// Anything else: the policy that is trained.
    Current,
}

fn part(name: &str) -> Part {
    let lower = name.to_lowercase();
    let words: Vec<&str> = lower.split(|c: char| !c.is_alphanumeric()).collect();
    let has = |list: &[&str]| words.iter().any(|w| list.contains(w));
    if has(&[
        "ref",
        "reference",
        "base",
        "init",
        "initial",
        "sft",
        "teacher",
        "prior",
        "rlogp",
    ]) {
        Part::Reference
    } else if has(&[
        "old",
        "behavior",
        "behaviour",
        "rollout",
        "sampling",
        "prev",
        "previous",
    ]) {
        Part::Old
    } else {
        Part::Current
    }
}

fn is_log(name: &str) -> bool {
    let lower = name.to_lowercase();
    lower.contains("log")
        || lower
            .split(|c: char| !c.is_alphanumeric())
            .any(|w| matches!(w, "lp" | "lps"))
}

/// A difference of two leaves, as (plus, minus).
fn difference(terms: &[(Atom, i64)]) -> Option<(&str, &str)> {
    match terms {
        [(Atom::Leaf(a), ONE), (Atom::Leaf(b), w)] if *w == -ONE => Some((a, b)),
        [(Atom::Leaf(b), w), (Atom::Leaf(a), ONE)] if *w == -ONE => Some((a, b)),
        _ => None,
    }
}

/// Reads an arithmetic expression.
pub fn read<'a>(node: Node<'a>, names: &Names<'a>, question: &Question<'_>, mode: Mode) -> Read {
    // Only whole expressions: a part of a larger sum is not the estimator.
    let form = linear(node, names, 0);
    if let Some(found) = third(&form, question) {
        return Some(("k3".to_owned(), true, found));
    }
    if let Some(found) = second(&form, question)
        // Half a square of log values is often a plain regression.
        && (mode == Mode::Line || found.is_ok())
    {
        return Some(("k2".to_owned(), false, found));
    }
    let found = first(&form, question)?;
    let target = names.whole(node)?.to_lowercase();
    let meant = target.contains("kl") || mode == Mode::Line && target.is_empty();
    meant.then(|| ("k1".to_owned(), false, found))
}

/// exp(a − b) − (a − b) − 1.
fn third(form: &Linear, question: &Question<'_>) -> Option<Result<crate::ask::Answer, Refusal>> {
    if form.constant != -ONE {
        return None;
    }
    let exponentials: Vec<(&Vec<(Atom, i64)>, i64)> = form
        .terms
        .iter()
        .filter_map(|(atom, weight)| match atom {
            Atom::Exponential(inner) => Some((inner, *weight)),
            _ => None,
        })
        .collect();
    let rest: Vec<(Atom, i64)> = form
        .terms
        .iter()
        .filter(|(atom, _)| !matches!(atom, Atom::Exponential(_)))
        .map(|(atom, weight)| (atom.clone(), -*weight))
        .collect();
    match exponentials.as_slice() {
        [(inner, ONE)] if **inner == rest => {}
        // `ratio - 1 - log_ratio` with names that nothing defines.
        [] => {
            return match rest.as_slice() {
                [(Atom::Leaf(a), x), (Atom::Leaf(b), y)] => {
                    let (log, ratio) = if *x == ONE { (a, b) } else { (b, a) };
                    let lower = |s: &str| s.to_lowercase();
                    let named = lower(ratio).contains("ratio") || lower(ratio) == "r";
                    let logged =
                        is_log(log) && (lower(log).contains("ratio") || lower(log).contains('r'));
                    ((*x).min(*y) == -ONE
                        && (*x).max(*y) == ONE
                        && named
                        && logged
                        && !is_log(ratio))
                    .then(|| unnamed_ratio(ratio, question))
                }
                _ => None,
            };
        }
        _ => return None,
    }
    let Some((a, b)) = difference(&rest) else {
        return match rest.as_slice() {
            [(Atom::Leaf(log), ONE)] if is_log(log) => Some(unnamed_ratio(log, question)),
            _ => None,
        };
    };
    if !is_log(a) && !is_log(b) {
        return None;
    }
    // Unbiased on draws of the denominator, b.
    let who = match (part(a), part(b)) {
        (Part::Reference, Part::Current | Part::Old) => Who::Under,
        (Part::Current, Part::Old) => Who::Reference,
        (Part::Current, Part::Reference) | (Part::Old, Part::Reference) => {
            return Some(Err(Refusal::ambiguous(
                format!(
                    "exp(x) − 1 − x with x = {a} − {b} estimates a divergence on draws of {b}; on draws of {a} it \
                     estimates χ² minus a divergence"
                ),
                format!("write exp({b} - {a}) - 1 - ({b} - {a}) if the draws are of {a}"),
            )));
        }
        _ => Who::Unknown,
    };
    Some(stated(who, b, a, question).map(|learned| estimator(Estimator::K3, b, a, learned)))
}

/// A ratio whose numerator and denominator are not in the source.
fn unnamed_ratio(ratio: &str, question: &Question<'_>) -> Result<crate::ask::Answer, Refusal> {
    let (s, t) = (
        format!("ln of the denominator of {ratio}"),
        format!("ln of the numerator of {ratio}"),
    );
    let learned = match question.learn {
        None => (Who::Unknown, None),
        Some("denominator") => (Who::Under, Some(LearnedFrom::Stated)),
        Some("numerator") => (Who::Reference, Some(LearnedFrom::Stated)),
        Some(other) => {
            return Err(Refusal::unknown_learned(
                other,
                &["denominator", "numerator"],
            ));
        }
    };
    Ok(estimator(Estimator::K3, &s, &t, learned))
}

/// ½(a − b)².
fn second(form: &Linear, question: &Question<'_>) -> Option<Result<crate::ask::Answer, Refusal>> {
    let terms = form.pure()?;
    let [(Atom::Square(inner), weight)] = terms.as_slice() else {
        return None;
    };
    let (a, b) = difference(inner)?;
    if *weight != ONE / 2 || !is_log(a) || !is_log(b) {
        return None;
    }
    Some(match oriented(a, b) {
        Some((s, t, who)) => {
            stated(who, s, t, question).map(|learned| estimator(Estimator::K2, s, t, learned))
        }
        None => Err(unclear(a, b)),
    })
}

/// a − b.
fn first(form: &Linear, question: &Question<'_>) -> Option<Result<crate::ask::Answer, Refusal>> {
    let terms = form.pure()?;
    let (a, b) = difference(&terms)?;
    if !is_log(a) || !is_log(b) {
        return None;
    }
    Some(match oriented(a, b) {
        Some((s, t, who)) => stated(who, s, t, question).map(|learned| {
            let mut answer = estimator(Estimator::K1, s, t, learned);
            if s != a {
                answer.warn(
                    "negative",
                    format!("the sign is that of −k1: its average on draws of {s} estimates −D_KL(s ‖ t)"),
                );
            }
            answer
        }),
        None => Err(unclear(a, b)),
    })
}

fn unclear(a: &str, b: &str) -> Refusal {
    Refusal::ambiguous(
        format!("the draws are of the law of {a} or of {b}: their names do not say which"),
        "write it as an expectation: E_q[log q - log p]",
    )
}

/// Which law the draws are from: the policy, unless an old one is named.
fn oriented<'n>(a: &'n str, b: &'n str) -> Option<(&'n str, &'n str, Who)> {
    match (part(a), part(b)) {
        (Part::Current, Part::Reference) | (Part::Old, Part::Reference) => Some((a, b, Who::Under)),
        (Part::Reference, Part::Current) | (Part::Reference, Part::Old) => Some((b, a, Who::Under)),
        (Part::Old, Part::Current) => Some((a, b, Who::Reference)),
        (Part::Current, Part::Old) => Some((b, a, Who::Reference)),
        _ => None,
    }
}

fn stated(who: Who, s: &str, t: &str, question: &Question<'_>) -> Result<Learned, Refusal> {
    match question.learn {
        None if who == Who::Unknown => Ok((who, None)),
        None => Ok((who, Some(LearnedFrom::Convention))),
        Some(name) if name == s || name == "s" => Ok((Who::Under, Some(LearnedFrom::Stated))),
        Some(name) if name == t || name == "t" => Ok((Who::Reference, Some(LearnedFrom::Stated))),
        Some(name) => Err(Refusal::unknown_learned(name, &[s, t])),
    }
}
