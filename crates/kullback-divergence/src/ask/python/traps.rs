//! Traps of the known calls: reductions, scales, orders, units.

use super::arguments::Looks;
use super::catalogue::{Call, Trap};
use super::losses::Sides;
use crate::ask::answer::Answer;

/// What the call says about reductions and scales.
pub struct Settings<'a> {
    pub reduction: Option<Result<String, ()>>,
    pub summed: bool,
    pub log_target: Option<&'a str>,
    pub base: Option<String>,
}

/// The traps of a row that apply to this call.
pub fn traps(answer: &mut Answer, row: &Call, sides: &Sides, settings: &Settings<'_>) {
    for trap in row.traps {
        let found: Option<(&'static str, String)> = match trap {
            Trap::Order => Some((
                "argument_order",
                format!(
                    "the expectation is under `{}`, the second argument of the call: the order is the reverse of \
                     the formula's",
                    row.under.0
                ),
            )),
            Trap::MeanOfElements => match &settings.reduction {
                _ if settings.summed => None,
                None => Some((
                    "reduction",
                    "the default reduction, mean, divides by every element and not by the batch: the number is \
                     not D_KL; use reduction=\"batchmean\""
                        .to_owned(),
                )),
                Some(Ok(reduction)) => match reduction.as_str() {
                    "mean" => Some((
                        "reduction",
                        "mean divides by every element and not by the batch: the number is not D_KL; use \
                         reduction=\"batchmean\""
                            .to_owned(),
                    )),
                    "none" => Some(("unsummed", "one number for each element: sum over the categories".to_owned())),
                    "batchmean" => Some((
                        "batchmean",
                        "batchmean divides by the first dimension only: a sequence dimension is summed, not averaged"
                            .to_owned(),
                    )),
                    _ => None,
                },
                Some(Err(())) => Some(("reduction", "the reduction is not written in the call: mean divides by every element".to_owned())),
            },
            Trap::MeanOfBatch => Some(("reduction", "averaged over the batch unless told otherwise".to_owned())),
            Trap::LogInput => match sides.reference.looks {
                Looks::Log => None,
                Looks::Linear => Some((
                    "not_log",
                    format!(
                        "{} looks like probabilities, and log probabilities are read: the result is not a divergence",
                        sides.reference.text
                    ),
                )),
                Looks::Unknown => Some(("log_input", format!("`{}` must hold log probabilities", row.reference.0))),
            },
            Trap::LogTarget => match settings.log_target {
                Some("True") if sides.under.looks == Looks::Linear => Some((
                    "log_target",
                    format!("{} looks like probabilities, but log_target=True reads it as logarithms", sides.under.text),
                )),
                Some("True" | "False") => None,
                Some(other) => Some(("log_target", format!("log_target={other}: the source does not show how the target is read"))),
                None => None,
            },
            Trap::Renormalises => Some(("renormalises", "both arguments are divided by their sums without a word: a mistake in normalising does not show".to_owned())),
            Trap::Clips => Some(("clipped", "both arguments are clipped to [1e-7, 1]: an infinite divergence comes out finite, set by the clip".to_owned())),
            Trap::Bits => Some(("bits", "the result is in bits, not nats (1 bit = 0.6931 nats)".to_owned())),
            Trap::Base => settings.base.as_ref().map(|base| ("base", format!("base={base} sets the unit; nats without it"))),
            Trap::Unsummed => Some(("unsummed", "one number for each element: sum them for the divergence".to_owned())),
            Trap::Boundaries => Some((
                "boundaries",
                "torch 2.15 answers ∞ for some finite pairs at boundaries (Binomial with probability 0), ignores that \
                 a transform is not one-to-one (|N(3,1)| against |N(−3,1)| is given as 18, and is 0), and loses \
                 single-precision divergences of near-equal laws to below 0"
                    .to_owned(),
            )),
            Trap::MissingPairs => Some(("missing_pairs", "pairs of families without a formula raise NotImplementedError".to_owned())),
        };
        if let Some((code, message)) = found {
            answer.warn(code, message);
        }
    }
}
