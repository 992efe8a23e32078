//! The result of a fit as a page for a person: the verdict first, then what it rests on.

use kullback::number;
use kullback::report::{Approximation, Decision, Direction, Report};
use kullback::vi::evidence::Certified;

use super::table;
use crate::terminal::{ERROR, FAINT, GOOD, STRONG, WARNING, paint};

/// Characters per line; the table of parameters may be wider.
const WIDTH: usize = 92;
/// Where the text of a labelled line begins.
const INDENT: usize = 14;

/// Renders the whole report.
pub fn render(report: &Report, all: bool) -> String {
    let mut page = String::new();
    page.push_str(&header(report));
    page.push_str(&verdict(report));
    page.push_str(&question(report));
    page.push_str(&free_energy(report));
    page.push_str(&divergences(report));
    page.push_str(&other_direction(report));
    page.push('\n');
    page.push_str(&table::render(report, all));
    page
}

fn header(report: &Report) -> String {
    let data = match &report.data {
        Some(data) => format!("{data} · "),
        None => String::new(),
    };
    format!(
        "{}\n{data}{} unconstrained {} · seed {}\n\n",
        paint(STRONG, &report.model),
        report.dimension,
        plural(report.dimension, "dimension"),
        report.seed
    )
}

fn verdict(report: &Report) -> String {
    let (style, decision) = match report.verdict.decision {
        Decision::Use => (GOOD, "USE"),
        Decision::UseAfterResampling => (WARNING, "USE AFTER RESAMPLING"),
        Decision::UseReference => (WARNING, "USE THE REFERENCE"),
        Decision::DoNotUse => (ERROR, "DO NOT USE"),
    };
    let mut text = labelled("verdict", &paint(style, decision), &[]);
    for reason in &report.verdict.reasons {
        text.push_str(&bullet(&paint(style, "−"), &reason.text));
    }
    for support in &report.verdict.supports {
        text.push_str(&bullet(&paint(GOOD, "+"), support));
    }
    let command = report.verdict.command.as_deref();
    let command: Vec<&str> = command.into_iter().collect();
    text.push_str(&labelled("next", &report.verdict.next, &command));
    text.push('\n');
    text
}

fn question(report: &Report) -> String {
    let forces: Vec<&str> = report
        .expectation
        .forces
        .iter()
        .map(|forced| forced.text.as_str())
        .collect();
    let mut text = labelled("minimised", report.expectation.objective, &[])
        + &labelled(
            "expectation",
            &format!("under {}", report.expectation.under),
            &[],
        );
    if let Some((first, rest)) = forces.split_first() {
        text.push_str(&labelled("which forces", first, rest));
    }
    text + "\n"
}

fn free_energy(report: &Report) -> String {
    let mut text = String::new();
    let minimised = |a: &&Approximation| a.minimises == report.minimised;
    for approximation in report.approximations.iter().filter(minimised) {
        let label = format!("F {}", approximation.family);
        let value = format!(
            "{} nats",
            paint(STRONG, number::of(&approximation.free_energy))
        );
        let splits = splits(approximation, &report.log_evidence);
        let splits: Vec<&str> = splits.iter().map(String::as_str).collect();
        text.push_str(&labelled(&label, &value, &splits));
    }
    text
}

/// Both ways of taking F apart.
fn splits(approximation: &Approximation, log_evidence: &Certified) -> Vec<String> {
    let mut lines = Vec::new();
    if let (Some(complexity), Some(accuracy)) = (&approximation.complexity, &approximation.accuracy)
    {
        lines.push(format!(
            "= complexity {} − accuracy {}",
            number::of(complexity),
            bracketed(&number::of(accuracy))
        ));
    }
    if let (Some(gap), Some(log_evidence)) = (approximation.gap.estimate(), log_evidence.estimate())
    {
        lines.push(format!(
            "= gap {} − log evidence {}",
            number::of(gap),
            bracketed(&number::of(log_evidence))
        ));
    }
    lines
}

/// A negative number after a minus sign stands in brackets.
fn bracketed(number: &str) -> String {
    if number.starts_with('−') {
        format!("({number})")
    } else {
        number.to_owned()
    }
}

fn divergences(report: &Report) -> String {
    let mut text = String::new();
    for (label, number) in [
        ("D_KL(Q‖P)", &report.divergence_q_to_p),
        ("D_KL(P‖Q)", &report.divergence_p_to_q),
        ("their sum", &report.symmetric_sum),
        ("log evidence", &report.log_evidence),
    ] {
        let line = match number {
            Certified::Certified(estimate) => format!("{} nats", number::of(estimate)),
            Certified::NotCertified { .. } => paint(WARNING, "not certified"),
        };
        text.push_str(&labelled(label, &line, &[]));
    }
    let weights = &report.weights;
    let tail = match weights.pareto_k {
        Some(k) => format!("k̂ {k:.2}").replace('-', "−"),
        None if weights.constant => "constant".to_owned(),
        None => "no k̂: too few draws have weight".to_owned(),
    };
    let line = format!(
        "{tail} (limit {:.2}), {:.0} effective draws of {}",
        weights.threshold, weights.effective_sample_size, weights.draws
    );
    text + &labelled("weights p/q", &line, &[]) + &reference(report)
}

/// How the chains of the reference went, where there is one.
fn reference(report: &Report) -> String {
    let Some(reference) = &report.reference else {
        return String::new();
    };
    let number = |x: Option<f64>, digits: usize| match x {
        Some(x) => format!("{x:.digits$}"),
        None => "not defined".to_owned(),
    };
    let status = if reference.converged {
        paint(GOOD, "converged")
    } else {
        paint(WARNING, "did not converge: not used")
    };
    let chains = format!(
        "{status}; {} chains of {} draws, R̂ at most {}, {} bulk and {} tail effective draws at \
         least, {} {}",
        reference.chains,
        reference.draws,
        number(reference.r_hat, 3),
        number(reference.ess_bulk, 0),
        number(reference.ess_tail, 0),
        reference.divergences,
        plural(reference.divergences, "divergence")
    );
    let mut more: Vec<String> = reference
        .failures
        .iter()
        .map(|failure| format!("{} {}", paint(WARNING, "−"), failure.text))
        .collect();
    if let Some(estimate) = reference.log_evidence.estimate() {
        more.push(format!(
            "log evidence by bridge sampling {} nats",
            number::of(estimate)
        ));
    }
    let more: Vec<&str> = more.iter().map(String::as_str).collect();
    labelled("reference", &chains, &more)
}

/// The same family fitted by the other divergence.
fn other_direction(report: &Report) -> String {
    let other = report
        .approximations
        .iter()
        .find(|a| a.minimises != report.minimised && a.family == report.chosen);
    let Some(other) = other else {
        return String::new();
    };
    let (label, objective) = match other.minimises {
        Direction::Qp => ("qp fit", "D_KL(Q‖P)"),
        Direction::Pq => ("pq fit", "D_KL(P‖Q)"),
    };
    let doubt = report.moments.as_ref().and_then(|m| m.doubt.as_ref());
    let line = match (
        other.gap.estimate(),
        other.divergence_p_to_q.estimate(),
        doubt,
    ) {
        (Some(under_q), Some(under_p), _) => format!(
            "{}, minimising {objective}: D_KL(Q‖P) {}, D_KL(P‖Q) {} nats",
            other.family,
            number::of(under_q),
            number::of(under_p)
        ),
        (_, _, Some(doubt)) if other.minimises == Direction::Pq => {
            format!("the posterior's moments cannot be trusted: {doubt}")
        }
        _ => return String::new(),
    };
    labelled(label, &line, &[])
}

/// `label         text`, wrapped, with `more` lines below it at the same indent.
fn labelled(label: &str, text: &str, more: &[&str]) -> String {
    let gap = INDENT.saturating_sub(visible(label)).max(2);
    let mut lines = format!("{}{}", paint(FAINT, label), " ".repeat(gap));
    let blocks: Vec<String> = std::iter::once(text)
        .chain(more.iter().copied())
        .map(|block| wrap(block, INDENT))
        .collect();
    lines.push_str(&blocks.join(&format!("\n{}", " ".repeat(INDENT))));
    lines.push('\n');
    lines
}

fn bullet(mark: &str, text: &str) -> String {
    format!("{}{mark} {}\n", " ".repeat(INDENT), wrap(text, INDENT + 2))
}

/// Breaks `text` between words; every line after the first begins at `indent`.
fn wrap(text: &str, indent: usize) -> String {
    let mut lines = String::new();
    let mut length = 0;
    for word in text.split(' ') {
        let letters = visible(word);
        if length > 0 && indent + length + 1 + letters > WIDTH {
            lines.push('\n');
            lines.push_str(&" ".repeat(indent));
            length = 0;
        } else if length > 0 {
            lines.push(' ');
            length += 1;
        }
        lines.push_str(word);
        length += letters;
    }
    lines
}

/// Columns that `text` takes: styles and combining accents (the hat of k̂) take none.
fn visible(text: &str) -> usize {
    let mut columns = 0;
    let mut letters = text.chars();
    while let Some(letter) = letters.next() {
        match letter {
            '\u{1b}' => {
                let _ = letters.by_ref().find(|c| *c == 'm');
            }
            '\u{300}'..='\u{36f}' => {}
            _ => columns += 1,
        }
    }
    columns
}

fn plural(count: usize, word: &str) -> String {
    if count == 1 {
        word.to_owned()
    } else {
        format!("{word}s")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn styles_and_accents_take_no_room() {
        assert_eq!(visible("k̂"), 1);
        assert_eq!(visible(&paint(ERROR, "ab")), 2);
    }

    #[test]
    fn long_text_is_wrapped_at_words() {
        let text = wrap(&"word ".repeat(30), 10);
        assert!(text.lines().count() > 1);
        assert!(text.lines().all(|line| visible(line) <= WIDTH));
    }
}
