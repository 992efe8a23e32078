//! Forms with two expectations, or with none that is plain.

use super::terms::{collect, expectation, factor, signed};
use super::{Canonical, Form, Shell};
use crate::ask::answer::Refusal;
use crate::ask::density::Density;
use crate::ask::reduce::{Special, Term};
use crate::ask::weight::Weight;

pub fn two_expectations(
    first: &(Density, Vec<Term>),
    second: &(Density, Vec<Term>),
    shell: Shell,
) -> Result<Canonical, Refusal> {
    let unknown = || {
        Refusal::ambiguous(
            "a sum of expectations under different distributions that is not a known divergence",
            "ask about each term by itself",
        )
    };
    let (a, b) = (&first.0, &second.0);
    let kl = |group: &(Density, Vec<Term>), other: &Density| -> Option<Weight> {
        let list = collect(group.1.iter().map(|t| (t.of.clone(), t.weight.clone())));
        let own = &list.iter().find(|(d, _)| *d == group.0)?.1;
        let cross = &list.iter().find(|(d, _)| d == other)?.1;
        (list.len() == 2 && own.negated() == *cross).then(|| own.clone())
    };
    let (Some(there), Some(back)) = (kl(first, b), kl(second, a)) else {
        return Err(unknown());
    };
    let ((negative, there), (also, back)) = (signed(&there)?, signed(&back)?);
    if negative != also {
        return Err(Refusal::unsupported(
            "one direction is pushed down and the other up",
            "ask about each term by itself",
        ));
    }
    let sign = if negative { "−" } else { "" };
    let name = if there.is_one() && back.is_one() {
        "J = "
    } else {
        ""
    };
    let text = format!(
        "{sign}{name}{}D_KL({a} ‖ {b}) {} {}D_KL({b} ‖ {a}) = {sign}{}{}[ln {a} − ln {b}] {} {}{}[ln {b} − ln {a}]",
        factor(&there),
        if negative { "−" } else { "+" },
        factor(&back),
        factor(&there),
        expectation(a),
        if negative { "−" } else { "+" },
        factor(&back),
        expectation(b),
    );
    let form = Form::BothDirections {
        a: a.clone(),
        b: b.clone(),
        there: there.clone(),
        back: back.clone(),
    };
    Ok(shell.finish(form, negative, Weight::number(1.0), text, &[&there, &back]))
}

pub fn special_form(special: &Special, weight: Weight, shell: Shell) -> Result<Canonical, Refusal> {
    let (negative, weight) = signed(&weight)?;
    let sign = if negative { "−" } else { "" };
    let scale = factor(&weight);
    let (form, text) = match special {
        Special::JensenShannon(p, q) => (
            Form::JensenShannon {
                p: p.clone(),
                q: q.clone(),
            },
            format!(
                "{sign}{scale}JS({p}, {q}) = {sign}{scale}(½·D_KL({p} ‖ m) + ½·D_KL({q} ‖ m)), m = ½·{p} + ½·{q}"
            ),
        ),
        Special::Renyi(order, under, reference) => (
            Form::Renyi {
                order: *order,
                under: under.clone(),
                reference: reference.clone(),
            },
            format!(
                "{sign}{scale}R_{order}({under} ‖ {reference}) = {sign}{scale}1/({order} − 1)·ln {}[({under}/{reference})^({order} − 1)]",
                expectation(under)
            ),
        ),
    };
    Ok(shell.finish(form, negative, weight, text, &[]))
}
