//! The answer for a person: the value first, then what it is about and where it comes from.

use std::fmt::Write;

use kullback::divergence::{Bits, Divergence, Nats, Value};
use kullback::kl::Answer;
use kullback::number;

use crate::terminal::{FAINT, STRONG, WARNING, paint};

/// Regions that are named.
const REGIONS: usize = 3;
/// Parts of P in thin places below this are not worth a line.
const THIN: f64 = 0.01;

/// Several lines; `bits` puts bits first.
pub fn render(answer: &Answer, bits: bool) -> String {
    let mut text = String::new();
    let divergence = &answer.divergence;
    value(&mut text, divergence, bits);
    if let Some(reversed) = &answer.reversed {
        value(&mut text, reversed, bits);
    }
    let (q, p) = (&divergence.symbols.0, &divergence.symbols.1);
    let _ = writeln!(text, "  {q} = {}", divergence.expectation_under);
    let _ = writeln!(text, "  {p} = {}", divergence.reference);
    where_from(&mut text, answer);
    let is_finite = divergence.nats().is_some_and(|nats| nats.0.is_finite());
    if let Some(thin) = &answer.thin
        && thin.mass_reference >= THIN
        && is_finite
    {
        let _ = writeln!(
            text,
            "{}",
            paint(
                FAINT,
                format!(
                    "  {} of {p} lies where q is below {} p; that costs D_KL({q}‖{p}) nothing",
                    percent(thin.mass_reference),
                    thin.share
                )
            )
        );
    }
    text
}

fn value(text: &mut String, divergence: &Divergence, bits: bool) {
    let _ = writeln!(
        text,
        "{}",
        paint(
            STRONG,
            if bits {
                in_bits(divergence)
            } else {
                divergence.to_string()
            }
        )
    );
    if let Value::Estimate {
        estimator,
        n,
        pareto_k,
        bias_flag,
        ..
    } = &divergence.value
    {
        let k = pareto_k.map_or(String::new(), |k| format!(", k̂ {k:.2}"));
        let _ = writeln!(text, "  {estimator}, n = {n}{k}");
        if let Some(flag) = bias_flag {
            let _ = writeln!(text, "  {}", paint(WARNING, flag));
        }
    }
}

/// As [`Divergence`] prints itself, in bits alone.
fn in_bits(divergence: &Divergence) -> String {
    let bits = |nats: f64| format!("{:.4} bits", Bits::from(Nats(nats)).0);
    let definition = divergence
        .definition()
        .replace("[ln ", "[log₂ ")
        .replace("− ln ", "− log₂ ");
    match &divergence.value {
        Value::Exact { nats, .. } => {
            format!("{definition} = {} · {}", bits(*nats), divergence.method)
        }
        Value::Bounded { low, high } => format!(
            "{definition} is between {} and {} · {}",
            bits(*low),
            bits(*high),
            divergence.method
        ),
        Value::Estimate { nats, interval, .. } => format!(
            "{definition} ≈ {}, 95 % interval [{}, {}] · {}",
            bits(*nats),
            bits(interval[0]),
            bits(interval[1]),
            divergence.method
        ),
        Value::Infinite { .. } => divergence.to_string(),
    }
}

fn where_from(text: &mut String, answer: &Answer) {
    let Some(total) = answer.divergence.nats().map(|nats| nats.0) else {
        return;
    };
    if !(total.is_finite() && total > 0.0) {
        return;
    }
    let largest: Vec<String> = answer
        .regions
        .iter()
        .take(REGIONS)
        .filter(|region| region.contribution > 0.0)
        .map(|region| {
            format!(
                "{} from {}",
                number::plain(region.contribution, 3),
                interval(region.low, region.high)
            )
        })
        .collect();
    if !largest.is_empty() {
        let line = format!("  most of it: {} (nats)", largest.join(", "));
        let _ = writeln!(text, "{}", paint(FAINT, line));
    }
}

fn interval(low: f64, high: f64) -> String {
    let (from, to) = (number::plain(low, 3), number::plain(high, 3));
    if low == f64::NEG_INFINITY {
        format!("x < {to}")
    } else if high == f64::INFINITY {
        format!("x > {from}")
    } else {
        format!("{from} < x < {to}")
    }
}

fn percent(share: f64) -> String {
    format!("{:.1} %", 100.0 * share)
}
