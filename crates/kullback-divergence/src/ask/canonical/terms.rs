//! Weighted logarithms: signs, printing, the chain rule p(a|b)·p(b) = p(a,b).

use crate::ask::answer::Refusal;
use crate::ask::density::Density;
use crate::ask::weight::{Sign, Weight};

/// The weight with its sign taken out. 1 − β counts as positive.
pub fn signed(weight: &Weight) -> Result<(bool, Weight), Refusal> {
    match weight.sign() {
        Sign::Positive => Ok((false, weight.clone())),
        Sign::Negative => Ok((true, weight.negated())),
        Sign::Open if weight.is_complement() => Ok((false, weight.clone())),
        Sign::Open if weight.negated().is_complement() => Ok((true, weight.negated())),
        _ => Err(Refusal::ambiguous(
            format!("the sign of the weight {weight} depends on its values"),
            "write a number, or one letter for the whole weight",
        )),
    }
}

/// `β·`, or nothing for 1.
pub fn factor(weight: &Weight) -> String {
    if weight.is_one() {
        String::new()
    } else {
        format!("{weight}·")
    }
}

/// `E_{z~q(z)}`.
pub fn expectation(under: &Density) -> String {
    if under.is_bare() {
        format!("E_{{x~{under}}}")
    } else {
        format!("E_{{{}~{under}}}", under.over.join(","))
    }
}

/// Adds up the weights of equal densities.
pub fn collect(terms: impl Iterator<Item = (Density, Weight)>) -> Vec<(Density, Weight)> {
    let mut list: Vec<(Density, Weight)> = Vec::new();
    for (of, weight) in terms {
        match list.iter_mut().find(|(d, _)| *d == of) {
            Some((_, sum)) => *sum = sum.plus(&weight),
            None => list.push((of, weight)),
        }
    }
    list.retain(|(_, weight)| weight.sign() != Sign::Zero);
    list
}

pub fn same_set(a: &[String], b: &[String]) -> bool {
    a.iter().all(|x| b.contains(x)) && b.iter().all(|x| a.contains(x))
}

/// Applies p(a|b)·p(b) = p(a,b) as long as it goes.
pub fn merge(mut list: Vec<(Density, Weight)>) -> Vec<(Density, Weight)> {
    loop {
        let mut found = None;
        for (i, (conditional, w)) in list.iter().enumerate() {
            for (j, (marginal, v)) in list.iter().enumerate() {
                let chain: Vec<String> = marginal
                    .over
                    .iter()
                    .chain(&marginal.given)
                    .cloned()
                    .collect();
                let names_agree = conditional.decoration == marginal.decoration
                    || conditional.decoration.is_empty()
                    || marginal.decoration.is_empty();
                if i != j
                    && w == v
                    && !conditional.function
                    && !marginal.function
                    && conditional.symbol == marginal.symbol
                    && names_agree
                    && !conditional.given.is_empty()
                    && same_set(&conditional.given, &chain)
                {
                    found = Some((i, j));
                }
            }
        }
        let Some((i, j)) = found else { return list };
        let (Some((conditional, weight)), Some((marginal, _))) =
            (list.get(i).cloned(), list.get(j).cloned())
        else {
            return list;
        };
        let decoration = if conditional.decoration.is_empty() {
            marginal.decoration.clone()
        } else {
            conditional.decoration.clone()
        };
        let joint = Density {
            symbol: conditional.symbol.clone(),
            decoration,
            over: [conditional.over, marginal.over].concat(),
            given: marginal.given,
            function: false,
        };
        list.swap_remove(i.max(j));
        list.swap_remove(i.min(j));
        list.push((joint, weight));
    }
}
