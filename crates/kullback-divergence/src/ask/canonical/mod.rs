//! A sum of expectations to the one form that says what it is.

mod one;
mod several;
mod terms;

use super::answer::Refusal;
use super::density::Density;
use super::reduce::{Sum, Term};
use super::weight::Weight;
use one::one_expectation;
use several::{special_form, two_expectations};

/// What the second place of a divergence holds.
#[derive(Clone, Debug, PartialEq)]
pub struct Target {
    /// As it is printed.
    pub text: String,
    /// The densities that make it up; one for a plain target.
    pub laws: Vec<Density>,
    /// It is the posterior of a joint density, or another product that nobody can sample directly.
    pub unnormalised: bool,
}

/// The form; the objective is a positive multiple of it, or of its negative.
#[derive(Clone, Debug, PartialEq)]
pub enum Form {
    /// D_KL(under ‖ target), up to a constant where the target is unnormalised.
    Divergence {
        under: Density,
        target: Target,
    },
    /// −E_under[ln of].
    CrossEntropy {
        under: Density,
        of: Target,
    },
    /// E_of[ln of].
    NegativeEntropy {
        of: Density,
    },
    /// E_under[ln farther − ln closer].
    Difference {
        under: Density,
        closer: Density,
        farther: Density,
    },
    /// there·D_KL(a‖b) + back·D_KL(b‖a).
    BothDirections {
        a: Density,
        b: Density,
        there: Weight,
        back: Weight,
    },
    JensenShannon {
        p: Density,
        q: Density,
    },
    Renyi {
        order: f64,
        under: Density,
        reference: Density,
    },
}

/// The form with its sign, weight and constants.
#[derive(Clone, Debug, PartialEq)]
pub struct Canonical {
    pub form: Form,
    /// The text is the negative of the form.
    pub negative: bool,
    /// A positive factor.
    pub weight: Weight,
    /// The formula with the expectation written out.
    pub text: String,
    /// Where a letter was taken to be positive, or between 0 and 1.
    pub assumed: Vec<(&'static str, String)>,
    pub averaged: Option<Density>,
    pub bits: bool,
    /// Convention says the text is maximised: an ELBO, a log likelihood.
    pub maximised: bool,
}

/// Finds the form.
pub fn canonical(sum: Sum) -> Result<Canonical, Refusal> {
    let shell = Shell {
        assumed: Vec::new(),
        averaged: sum.averaged.clone(),
        bits: sum.bits,
        maximised: sum.maximised,
    };
    match sum.specials.as_slice() {
        [] => {}
        [(special, weight)] if sum.terms.is_empty() && sum.bare.is_empty() => {
            return special_form(special, weight.clone(), shell);
        }
        _ => {
            return Err(Refusal::unsupported(
                "a sum of this divergence with other terms",
                "ask about each term by itself",
            ));
        }
    }
    let mut groups: Vec<(Density, Vec<Term>)> = Vec::new();
    for term in sum.terms {
        match groups.iter_mut().find(|(under, _)| *under == term.under) {
            Some((_, terms)) => terms.push(term),
            None => groups.push((term.under.clone(), vec![term])),
        }
    }
    match groups.as_slice() {
        [] => Err(Refusal::ambiguous(
            "a log density without an expectation",
            "say what it is averaged over: E_q[log q - log p], sum_i log p(x_i)",
        )),
        [(under, terms)] => one_expectation(under, terms, sum.bare, shell),
        [first, second] if sum.bare.is_empty() => two_expectations(first, second, shell),
        _ => Err(Refusal::ambiguous(
            "a sum of expectations under different distributions that is not a known divergence",
            "ask about each term by itself",
        )),
    }
}

struct Shell {
    assumed: Vec<(&'static str, String)>,
    averaged: Option<Density>,
    bits: bool,
    maximised: bool,
}

impl Shell {
    fn finish(
        self,
        form: Form,
        negative: bool,
        weight: Weight,
        text: String,
        extra: &[&Weight],
    ) -> Canonical {
        let mut assumed = self.assumed;
        let mut positive = true;
        for weight in extra.iter().copied().chain([&weight]) {
            if weight.is_complement() {
                for name in weight.names() {
                    positive = false;
                    assumed.push((
                        "weight_assumed",
                        format!("{name} is taken to be between 0 and 1"),
                    ));
                }
            }
        }
        if positive {
            for weight in extra.iter().copied().chain([&weight]) {
                for name in weight.names() {
                    assumed.push(("weight_assumed", format!("{name} is taken to be positive")));
                }
            }
        }
        assumed.sort();
        assumed.dedup();
        Canonical {
            form,
            negative,
            weight,
            text,
            assumed,
            averaged: self.averaged,
            bits: self.bits,
            maximised: self.maximised,
        }
    }
}
