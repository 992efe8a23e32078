//! From a written objective to its answer.

use super::answer::{Answer, Forces, LearnedFrom, Question, Refusal, Sampleable};
use super::behaviour::{self, Behaviour, Pursuit};
use super::canonical::{Canonical, Form, canonical};
use super::density::Density;
use super::identity::unify;
use super::learned::{Learned, Who, learned};
use super::parse::{Sense, Statement, statement};
use super::reduce::reduce;
use super::tokens::tokens;

/// Reads, reduces and answers.
pub fn answer(text: &str, question: &Question<'_>) -> Result<Answer, Refusal> {
    let statement = statement(&tokens(text)?)?;
    let canonical = canonical(unify(reduce(&statement.body)?)?)?;
    let moved = learned(&canonical.form, &statement.varied, question.learn)?;
    Ok(assemble(&statement, canonical, moved))
}

fn pursuit(statement: &Statement, canonical: &Canonical) -> Pursuit {
    match (statement.sense, canonical.negative) {
        (Some(Sense::Minimise), false) | (Some(Sense::Maximise), true) => Pursuit::Descend,
        (Some(_), _) => Pursuit::Ascend,
        (None, false) => Pursuit::Descend,
        (None, true) if canonical.maximised => Pursuit::Descend,
        (None, true) => Pursuit::Unstated,
    }
}

fn assemble(statement: &Statement, canonical: Canonical, moved: Learned) -> Answer {
    let pursuit = pursuit(statement, &canonical);
    let (under, reference) = ends(&canonical.form);
    let behaviour = behave(&canonical.form, &moved, pursuit);
    let (sampleable, sampling) = sampling(&canonical.form, &moved);
    let mut answer = Answer {
        canonical: canonical.text.clone(),
        expectation_under: under,
        reference,
        sampleable,
        sampling,
        learned: moved.name,
        learned_from: moved.from,
        forces: behaviour.forces.unwrap_or(Forces::Depends),
        behaviour: behaviour.text,
        conditions: behaviour.conditions,
        gradient: behaviour.gradient,
        warnings: Vec::new(),
    };
    warn(&mut answer, statement, &canonical, pursuit, moved.who);
    answer
}

/// The name under the expectation and the other one.
fn ends(form: &Form) -> (String, Option<String>) {
    match form {
        Form::Divergence { under, target } => (under.to_string(), Some(target.text.clone())),
        Form::CrossEntropy { under, of } => (under.to_string(), Some(of.text.clone())),
        Form::NegativeEntropy { of } => (of.to_string(), None),
        Form::Difference {
            under,
            closer,
            farther,
        } => (under.to_string(), Some(format!("{closer} and {farther}"))),
        Form::BothDirections { a, b, .. } => (format!("{a} and {b}"), Some(format!("{b} and {a}"))),
        Form::JensenShannon { p, q } => (format!("{p} and {q}"), Some("m".to_owned())),
        Form::Renyi {
            under, reference, ..
        } => (under.to_string(), Some(reference.to_string())),
    }
}

fn behave(form: &Form, moved: &Learned, pursuit: Pursuit) -> Behaviour {
    let who = moved.who;
    match form {
        Form::Divergence { under, target } => {
            let name = under.to_string();
            let mut found = behaviour::divergence(&name, &target.text, who, pursuit);
            // A joint model that is learned too: the evidence bound is what it climbs.
            if target.unnormalised && pursuit == Pursuit::Descend && who == Who::Both {
                let alone = behaviour::divergence(&name, &target.text, Who::Under, pursuit);
                found.forces = alone.forces;
                found.text = format!(
                    "{}. For the model: its evidence is raised, through a lower bound that is loose by \
                     D_KL({name} ‖ {}), so models whose posterior is easy for {name} are favoured",
                    alone.text, target.text
                );
                found.gradient = format!(
                    "for {name}: {}. For the model: descends -E_{{{name}}}[ln of the joint density], which \
                     draws of {name} held constant estimate without bias",
                    alone.gradient
                );
            } else if target.unnormalised && pursuit == Pursuit::Descend && who == Who::Reference {
                found.forces = Some(Forces::Depends);
                found.text = format!(
                    "with {name} fixed, the model is fitted to draws of {name} as if they were complete \
                     data (the M step of EM): its evidence is raised through a lower bound"
                );
                found.forces = Some(Forces::MassCovering);
                found.gradient = format!(
                    "descends -E_{{{name}}}[ln of the joint density], without bias from draws of {name}"
                );
            }
            found
        }
        Form::CrossEntropy { under, of } if of.unnormalised => {
            let name = under.to_string();
            let mut found = behaviour::cross_entropy(&name, &of.text, who, pursuit);
            if pursuit == Pursuit::Descend && who != Who::Under {
                found.forces = Some(Forces::Depends);
                found.text = format!(
                    "the accuracy term of an ELBO: by itself it has no divergence between {name} and its \
                     prior. If {name} is learned, it collapses onto the best explanation; if {} is \
                     learned, its likelihood is raised at draws of {name}",
                    of.text
                );
                found.conditions = vec![format!(
                    "add the other term: KL({name} || prior), or name what is learned"
                )];
                found.gradient = format!("follows -E_{{{name}}}[ln {}]", of.text);
            }
            found
        }
        Form::CrossEntropy { under, of } => {
            behaviour::cross_entropy(&under.to_string(), &of.text, who, pursuit)
        }
        Form::NegativeEntropy { of } => behaviour::entropy(&of.to_string(), pursuit),
        Form::Difference {
            under,
            closer,
            farther,
        } => {
            let name = under.to_string();
            let mut found = behaviour::divergence(&name, &closer.to_string(), who, pursuit);
            match who {
                Who::Reference => {
                    found.text = format!("{}; {farther} is a constant in it", found.text);
                }
                _ => {
                    found.forces = Some(Forces::Depends);
                    found.text = format!(
                        "a difference of two divergences under {name}. If {closer} is learned it is \
                         D_KL({name} ‖ {closer}) up to a constant, mass-covering; if {name} is learned, it \
                         moves to where ln({farther}/{closer}) is smallest and collapses there"
                    );
                }
            }
            found
        }
        Form::BothDirections { a, b, there, back } => {
            let name = format!("{there}·D_KL({a} ‖ {b}) + {back}·D_KL({b} ‖ {a})");
            behaviour::between(&name, &a.to_string(), &b.to_string(), pursuit)
        }
        Form::JensenShannon { p, q } => {
            let mut found = behaviour::between(
                "the Jensen-Shannon divergence",
                &p.to_string(),
                &q.to_string(),
                pursuit,
            );
            found.conditions.push(
                "where the two do not overlap it is ln 2 and its gradient vanishes".to_owned(),
            );
            found
        }
        Form::Renyi {
            order,
            under,
            reference,
        } => {
            let (a, b) = (under.to_string(), reference.to_string());
            let mut found = if *order > 1.0 {
                behaviour::divergence(&a, &b, who, pursuit)
            } else {
                behaviour::between(
                    &format!("the Rényi divergence of order {order}"),
                    &a,
                    &b,
                    pursuit,
                )
            };
            if *order > 1.0 && pursuit == Pursuit::Descend {
                found.text = format!(
                    "{}; more so than D_KL({a} ‖ {b}), as the order is above 1",
                    found.text
                );
            }
            found.gradient = format!(
                "descends R_{order}({a} ‖ {b}) in expectation only up to the bias of the logarithm of an \
                 average: with few draws it leans towards D_KL({a} ‖ {b})"
            );
            found
        }
    }
}

/// Whether the distribution under the expectation can be sampled.
fn sampling(form: &Form, moved: &Learned) -> (Sampleable, String) {
    let one = |d: &Density, is_learned: bool| -> (Sampleable, String) {
        if d.is_data() {
            (
                Sampleable::Yes,
                format!("{d} is known by its draws, the data; its density is not known"),
            )
        } else if d.is_posterior() && !is_learned {
            (
                Sampleable::No,
                format!("{d} is a posterior: only by Markov chains or by importance sampling"),
            )
        } else if d.is_approximation() || is_learned {
            (
                Sampleable::Yes,
                format!("{d} is the approximation, designed to be sampled and scored"),
            )
        } else if d.symbol == "π" || d.symbol == "N" || d.symbol.contains('(') {
            (Sampleable::Yes, format!("{d} can be sampled directly"))
        } else {
            (
                Sampleable::Depends,
                format!(
                    "only if {d} is normalised and can be drawn from, or draws of it are at hand"
                ),
            )
        }
    };
    let (under, _) = super::learned::sides(form);
    let is_learned = matches!(moved.who, Who::Under | Who::Both);
    match form {
        Form::BothDirections { a, b, .. } | Form::JensenShannon { p: a, q: b } => {
            let (first, why) = one(a, is_learned);
            let (second, and) = one(b, matches!(moved.who, Who::Reference | Who::Both));
            let worst = if first == Sampleable::Yes {
                second
            } else {
                first
            };
            (worst, format!("both are needed: {why}; {and}"))
        }
        _ => one(&under, is_learned),
    }
}

fn warn(
    answer: &mut Answer,
    statement: &Statement,
    canonical: &Canonical,
    pursuit: Pursuit,
    who: Who,
) {
    if statement.sense.is_none() && pursuit == Pursuit::Descend {
        answer.warn(
            "sense_assumed",
            if canonical.negative {
                "taken to be maximised, as an ELBO or a log likelihood is; write min before it if not"
            } else {
                "taken to be minimised, as a loss is; write max before it if not"
            },
        );
    }
    if pursuit == Pursuit::Unstated {
        answer.warn(
            "sense_unstated",
            "write max or min before it: the sign is negative",
        );
    }
    if pursuit == Pursuit::Ascend {
        answer.warn("unbounded", "this direction of optimisation has no bound");
    }
    match &canonical.form {
        Form::Divergence { under, target } => {
            answer.warn(
                "support",
                format!(
                    "infinite as soon as {under} has mass where {} has none",
                    target.text
                ),
            );
            if target.unnormalised {
                answer.warn(
                    "constant",
                    "its minimum is not 0: a constant that is not known is in it, so its value is not a \
                     divergence",
                );
            }
            if target.laws.len() > 1 || target.text.contains('^') {
                answer.warn(
                    "tempered",
                    format!("what is approximated is {}, normalised", target.text),
                );
            }
        }
        Form::CrossEntropy { under, of } => {
            answer.warn(
                "support",
                format!(
                    "infinite as soon as {under} has mass where {} has none",
                    of.text
                ),
            );
            if who == Who::Reference && !of.unnormalised {
                answer.warn(
                    "constant",
                    format!("its minimum is the entropy of {under}, not 0"),
                );
            }
        }
        Form::Renyi {
            order,
            under,
            reference,
        } => {
            let text = if *order > 1.0 {
                format!(
                    "infinite as soon as {under} has mass where {reference} has none, or much lighter tails"
                )
            } else {
                format!("finite unless {under} and {reference} share no point at all")
            };
            answer.warn("support", text);
        }
        Form::JensenShannon { .. } => answer.warn(
            "mixture",
            "never above ln 2; it needs both densities at every draw, for the mixture m",
        ),
        Form::BothDirections { .. } => answer.warn(
            "support",
            "infinite as soon as either has mass where the other has none",
        ),
        Form::NegativeEntropy { .. } | Form::Difference { .. } => {}
    }
    if answer.sampleable == Sampleable::No {
        answer.warn("not_sampleable", answer.sampling.clone());
    }
    for (code, assumption) in &canonical.assumed {
        answer.warn(code, assumption.clone());
    }
    if canonical.bits {
        answer.warn(
            "bits",
            "logarithms to base 2: bits, not nats (1 bit = 0.6931 nats)",
        );
    }
    if let Some(data) = &canonical.averaged {
        answer.warn(
            "averaged",
            format!("the whole is averaged over {data}; that does not change the direction"),
        );
    }
    if answer.learned_from == Some(LearnedFrom::Convention)
        && let Some(name) = answer.learned.clone()
    {
        answer.warn(
            "learned_assumed",
            format!("{name} is taken to be the one that is learned, by convention; --learn says otherwise"),
        );
    }
    if answer.learned.is_none() {
        answer.warn(
            "learned_unstated",
            "the text does not say which distribution is learned: add --learn NAME",
        );
    }
}
