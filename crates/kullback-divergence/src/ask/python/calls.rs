//! A call to its answer: the row of the table, the arguments, and which side is learned.

use tree_sitter::Node;

use super::Mode;
use super::arguments::{Argument, Bound, Looks, number, string};
use super::catalogue::{Call, Meaning, Moves, SHARED, Scale, find};
use super::names::{Names, Path};
use super::{estimates, losses, traps};
use crate::ask::answer::{Answer, LearnedFrom, Question, Refusal};
use crate::ask::learned::Who;

/// What a reader of a node returns: the name of what is called, whether that is certain, the outcome.
pub type Read = Option<(String, bool, Result<Answer, Refusal>)>;

/// Reads a call node.
pub fn read<'a>(node: Node<'a>, names: &Names<'a>, question: &Question<'_>, mode: Mode) -> Read {
    let function = node.child_by_field_name("function")?;
    // `nn.KLDivLoss(...)(input, target)`
    if function.kind() == "call" {
        let (path, row) = constructor(function, names, mode)?;
        return Some(called_object(node, function, row, path, names, question));
    }
    let parts = names.dotted(function);
    if let Some(parts) = &parts {
        // `self.loss = nn.KLDivLoss(...)` … `self.loss(input, target)`
        let name = parts.join(".");
        if let Some(value) = names.value(&name, node)
            && value.kind() == "call"
            && let Some((path, row)) = constructor(value, names, mode)
        {
            return Some(called_object(node, value, row, path, names, question));
        }
        if let Some(path) = names.resolve(parts, mode)
            && let Some(row) = find(&path.path)
        {
            if row.called_with.is_some() && is_used(node, names) {
                return None;
            }
            let bound = Bound::new(node, row.parameters, names);
            let outcome = answer(
                row,
                &bound,
                &Bound::new(node, row.parameters, names),
                names,
                question,
            );
            return Some((path.path, path.certain, outcome));
        }
    }
    method(node, function, names, question, mode)
        .or_else(|| shared(node, parts.as_deref()?, names, mode))
}

/// The class that a call makes an object of.
fn constructor<'a>(call: Node<'a>, names: &Names<'a>, mode: Mode) -> Option<(Path, &'static Call)> {
    let parts = names.dotted(call.child_by_field_name("function")?)?;
    let path = names.resolve(&parts, mode)?;
    let row = find(&path.path)?;
    row.called_with?;
    Some((path, row))
}

/// Whether an object that is made here is called elsewhere, where it is reported.
fn is_used(node: Node<'_>, names: &Names<'_>) -> bool {
    if node.parent().is_some_and(|p| {
        p.kind() == "call" && p.child_by_field_name("function").is_some_and(|f| f == node)
    }) {
        return true;
    }
    let assigned = node.parent().filter(|p| p.kind() == "assignment");
    let Some(left) = assigned.and_then(|p| p.child_by_field_name("left")) else {
        return false;
    };
    let call = format!("{}(", names.raw(left));
    names.source.matches(&call).count() > 0
}

fn called_object<'a>(
    node: Node<'a>,
    made: Node<'a>,
    row: &'static Call,
    path: Path,
    names: &Names<'a>,
    question: &Question<'_>,
) -> (String, bool, Result<Answer, Refusal>) {
    let settings = Bound::new(made, row.parameters, names);
    let bound = Bound::new(node, row.called_with.unwrap_or(&[]), names);
    let outcome = answer(row, &bound, &settings, names, question);
    (path.path, path.certain, outcome)
}

/// `q.kl_divergence(p)`: the receiver is under the expectation in TFP and in distrax.
fn method<'a>(
    node: Node<'a>,
    function: Node<'a>,
    names: &Names<'a>,
    question: &Question<'_>,
    mode: Mode,
) -> Read {
    if function.kind() != "attribute" {
        return None;
    }
    let name = names.raw(function.child_by_field_name("attribute")?);
    let object = function.child_by_field_name("object")?;
    if name != "kl_divergence" || names.raw(object) == "self" {
        return None;
    }
    if names
        .dotted(object)
        .is_some_and(|parts| names.is_module(&parts, mode))
    {
        return None;
    }
    let bound = Bound::new(node, &["other"], names);
    let other = bound.get("other").or_else(|| bound.get("other_dist"))?;
    // `D(…).kl_divergence` and `d = D(…)` say whose method it is.
    let made = match object.kind() {
        "identifier" => names.value(names.raw(object), node),
        _ => Some(object),
    };
    let library = made
        .filter(|value| value.kind() == "call")
        .and_then(|value| names.dotted(value.child_by_field_name("function")?))
        .and_then(|parts| names.resolve(&parts, mode))
        .filter(|path| {
            ["tensorflow_probability.", "distrax."]
                .iter()
                .any(|l| path.path.starts_with(l))
        });
    let sides = losses::Sides {
        under: Argument::new(object, names),
        reference: Argument::new(other, names),
        under_scale: Scale::Object,
        reference_scale: Scale::Object,
    };
    let outcome = learned(&sides, ["receiver", "other"], Moves::Either, question).map(|who| {
        let mut answer = losses::divergence(&sides, who, true);
        if library.is_none() {
            answer.warn(
                "method_assumed",
                "taken to be the method of TFP and distrax, D_KL(receiver ‖ argument); another \
                 class may order them otherwise",
            );
        }
        answer
    });
    let certain = library.as_ref().is_some_and(|path| path.certain);
    Some(("Distribution.kl_divergence".to_owned(), certain, outcome))
}

/// A name that several libraries give to different things, from a place that is not known.
fn shared(node: Node<'_>, parts: &[String], names: &Names<'_>, mode: Mode) -> Read {
    let last = parts.last()?;
    let divergence = matches!(last.as_str(), "kl_div" | "kl_divergence");
    if !SHARED.contains(&last.as_str()) || mode == Mode::File && !divergence {
        return None;
    }
    let local = parts.len() == 1 && names.is_defined(last);
    if parts.first().is_some_and(|first| first == "self") {
        return None;
    }
    let message = if local {
        format!("{last} is defined in this source: its name does not say which direction it is")
    } else {
        format!("several libraries have a {last}, and they order its arguments differently")
    };
    let add = if local {
        "ask about the formula in its body"
    } else {
        "write it with its module, as F.kl_div(log_q, p), scipy.stats.entropy(p, q), \
         torch.distributions.kl_divergence(q, p), optax.kl_divergence(log_q, p)"
    };
    let refusal = Refusal::ambiguous(message, add).at(node.byte_range());
    Some((parts.join("."), false, Err(refusal)))
}

/// Decides which side is learned.
pub fn learned(
    sides: &losses::Sides,
    parameters: [&str; 2],
    moves: Moves,
    question: &Question<'_>,
) -> Result<(Who, Option<LearnedFrom>), Refusal> {
    let (under, reference) = (&sides.under, &sides.reference);
    if let Some(name) = question.learn {
        let is = |argument: &Argument, parameter: &str| {
            argument.text == name
                || parameter == name
                || argument
                    .words()
                    .iter()
                    .any(|word| *word == name.to_lowercase())
                || argument
                    .text
                    .split(|c: char| !c.is_alphanumeric() && c != '_')
                    .any(|w| w == name)
        };
        let (first, second) = (is(under, parameters[0]), is(reference, parameters[1]));
        return match (first, second) {
            (true, false) => Ok((Who::Under, Some(LearnedFrom::Stated))),
            (false, true) => Ok((Who::Reference, Some(LearnedFrom::Stated))),
            (true, true) => Err(Refusal::ambiguous(
                format!("`{name}` fits both sides"),
                format!("name one: {}, {}", parameters[0], parameters[1]),
            )),
            (false, false) => Err(Refusal::unknown_learned(name, &parameters)),
        };
    }
    let text = Some(LearnedFrom::Text);
    let convention = Some(LearnedFrom::Convention);
    Ok(match (under.detached, reference.detached) {
        (true, true) => (Who::Unknown, None),
        (true, false) => (Who::Reference, text),
        (false, true) => (Who::Under, text),
        (false, false) => match moves {
            Moves::Reference => (Who::Reference, convention),
            Moves::Under => (Who::Under, convention),
            Moves::Either => match (role(under), role(reference)) {
                (Role::Learned, Role::Fixed) => (Who::Under, convention),
                (Role::Fixed, Role::Learned) => (Who::Reference, convention),
                _ => (Who::Unknown, None),
            },
        },
    })
}

#[derive(PartialEq, Eq)]
enum Role {
    Learned,
    Fixed,
    Unknown,
}

/// What a name says about its part.
fn role(argument: &Argument) -> Role {
    const FIXED: [&str; 12] = [
        "prior",
        "ref",
        "reference",
        "old",
        "teacher",
        "target",
        "true",
        "data",
        "base",
        "p",
        "pz",
        "expert",
    ];
    const LEARNED: [&str; 10] = [
        "posterior",
        "approx",
        "guide",
        "student",
        "policy",
        "new",
        "pred",
        "q",
        "qz",
        "surrogate",
    ];
    let words = argument.words();
    let has = |list: &[&str]| words.iter().any(|word| list.contains(&word.as_str()));
    match (has(&FIXED), has(&LEARNED)) {
        (true, false) => Role::Fixed,
        (false, true) => Role::Learned,
        _ => Role::Unknown,
    }
}

/// The answer of a row for bound arguments; `settings` are those of the constructor, where it is one.
fn answer<'a>(
    row: &'static Call,
    bound: &Bound<'a>,
    settings: &Bound<'a>,
    names: &Names<'a>,
    question: &Question<'_>,
) -> Result<Answer, Refusal> {
    if bound.unpacked || settings.unpacked {
        return Err(Refusal::ambiguous(
            "arguments are unpacked: the source does not show which is which",
            "write the arguments out",
        ));
    }
    let argument = |name: &'static str| {
        bound.get(name).map_or_else(
            || Argument::parameter(name),
            |node| Argument::new(node, names),
        )
    };
    let truth = |name: &str| {
        settings
            .get(name)
            .or_else(|| bound.get(name))
            .map(|n| names.raw(n))
    };
    let word = |name: &str| {
        settings
            .get(name)
            .or_else(|| bound.get(name))
            .map(|n| string(n, names).ok_or(()))
    };
    let value = |name: &str| {
        settings
            .get(name)
            .or_else(|| bound.get(name))
            .map(|n| number(n, names).ok_or(()))
    };
    let mut sides = losses::Sides {
        under: argument(row.under.0),
        reference: argument(row.reference.0),
        under_scale: row.under.1,
        reference_scale: row.reference.1,
    };
    let parameters = [row.under.0, row.reference.0];
    let log_target = truth("log_target");
    if log_target == Some("True") {
        sides.under_scale = Scale::Log;
    }
    if truth("log_prob") == Some("True") {
        sides.under_scale = Scale::Log;
        sides.reference_scale = Scale::Log;
    }
    let who = || learned(&sides, parameters, row.moves, question);
    let differentiable = !["scipy.", "dit.", "sklearn."]
        .iter()
        .any(|library| row.path.starts_with(library));
    let mut answer = match row.meaning {
        Meaning::Divergence | Meaning::Elementwise | Meaning::Generalised => {
            let mut answer = losses::divergence(&sides, who()?, differentiable);
            if row.meaning == Meaning::Generalised {
                losses::generalise(&mut answer, &sides);
            }
            answer
        }
        Meaning::EntropyOrDivergence => match bound.get("qk").filter(|n| n.kind() != "none") {
            None if !bound.is_empty() => losses::entropy(&sides.under),
            _ => losses::divergence(&sides, who()?, differentiable),
        },
        Meaning::CrossEntropy => losses::cross_entropy(&sides, who()?),
        Meaning::JensenShannonRoot => losses::jensen_shannon_root(&sides, who()?),
        Meaning::Distillation => losses::distillation(&sides, value("beta"))?,
        Meaning::Elbo => losses::elbo(row.path),
        Meaning::RenyiElbo => losses::renyi_elbo(value("alpha"))?,
        Meaning::WakeSleep => losses::wake_sleep(),
        Meaning::Discrepancy => {
            let name = truth("discrepancy_fn").map(str::to_owned);
            losses::discrepancy(&sides, name.as_deref())?
        }
        Meaning::Estimator => {
            let kind = row.parameters.get(2).and_then(|name| word(name));
            let kind = match kind {
                Some(Ok(kind)) => kind,
                None if row.path.starts_with("openrlhf") => "k1".to_owned(),
                _ => {
                    return Err(Refusal::ambiguous(
                        "which estimator is used is not written in the call",
                        "write it as a string: \"k1\", \"k2\" or \"k3\"",
                    ));
                }
            };
            estimates::estimator_named(
                &sides,
                &kind,
                learned(&sides, parameters, row.moves, question)?,
            )?
        }
    };
    traps::traps(
        &mut answer,
        row,
        &sides,
        &traps::Settings {
            reduction: word("reduction"),
            summed: truth("size_average") == Some("False"),
            log_target,
            base: truth("base").map(str::to_owned),
        },
    );
    for (argument, name) in [
        (&sides.under, row.under.0),
        (&sides.reference, row.reference.0),
    ] {
        if argument.detached && sides.under.detached && sides.reference.detached {
            answer.warn(
                "detached",
                format!(
                    "{name} carries no gradient, and neither does the other: a metric, not a loss"
                ),
            );
            break;
        }
    }
    if sides.under_scale == Scale::Linear
        && sides.under.looks == Looks::Log
        && row.meaning == Meaning::Divergence
    {
        answer.warn(
            "log_target",
            format!(
                "{} looks like log probabilities but is read as probabilities: the result is not a \
                 divergence; for torch set log_target=True",
                sides.under.text
            ),
        );
    }
    Ok(answer)
}
