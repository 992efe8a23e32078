//! Both divergences, the evidence and the modes: numbers with their intervals.

use super::document::{Certified, Document};
use super::html::{self, escaped, formula, percent, table};
use crate::number;
use crate::report::Moments;

pub(super) fn section(document: &Document) -> String {
    let report = &document.report;
    let mut rows = String::new();
    for (name, definition, value) in [
        (
            "D_KL(Q‖P)",
            "E_{z~Q}[ln q(z) − ln p(z|x)]",
            &report.divergence_q_to_p,
        ),
        (
            "D_KL(P‖Q)",
            "E_{z~P}[ln p(z|x) − ln q(z)]",
            &report.divergence_p_to_q,
        ),
        ("ln p(x)", "log evidence", &report.log_evidence),
    ] {
        let (shown, about) = match value {
            Certified::Certified(estimate) => {
                let [low, high] = estimate.interval;
                let sd = estimate.standard_error.unwrap_or(f64::NAN);
                let end = |end: Option<f64>| {
                    let mean = end.unwrap_or(f64::NAN);
                    number::mean(Moments { mean, sd })
                };
                (
                    format!(
                        "{} <span class=\"unit\">nats</span>",
                        escaped(&estimate.text())
                    ),
                    format!(
                        "95 % interval {} to {} · {} · n = {}",
                        end(low),
                        end(high),
                        estimate.method,
                        report.certifier_weights.draws
                    ),
                )
            }
            Certified::NotCertified { next_action } => (
                "<em>not certified</em>".to_owned(),
                format!("{}Next: {next_action}.", why(document)),
            ),
        };
        rows.push_str(&format!(
            "<div><dt>{}<span class=\"small\">{}</span></dt><dd><span class=\"value\">{shown}\
             </span><span class=\"small\">{}</span></dd></div>\n",
            formula(name),
            formula(definition),
            formula(&about)
        ));
    }
    let weights = format!(
        "<p class=\"small\">Certifier: {}, {}.</p>\n",
        escaped(&report.certifier_weights.text()),
        escaped(&report.certifier_weights.worth())
    );
    let body = format!(
        "<dl class=\"values\">\n{rows}</dl>\n{weights}{}",
        modes(document)
    );
    html::section(
        "divergences",
        "Both divergences, the evidence, the modes",
        &body,
    )
}

/// Why nothing is certified, in the words of the verdict.
fn why(document: &Document) -> String {
    let reasons = &document.report.verdict.reasons;
    let known = ["gap_not_certified", "interrupted"];
    let found = reasons
        .iter()
        .find(|said| said.reason.as_deref().is_some_and(|r| known.contains(&r)));
    found.map_or_else(String::new, |said| format!("{}. ", capital(&said.text)))
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(letters).collect()
    })
}

fn modes(document: &Document) -> String {
    let report = &document.report;
    let rows: Vec<Vec<String>> = report
        .modes
        .iter()
        .enumerate()
        .map(|(k, mode)| {
            vec![
                format!("mode {} (fit {})", k + 1, mode.fit + 1),
                mode.starts.to_string(),
                number::plain(mode.elbo.unwrap_or(f64::NAN), 5),
                mode.evidence_share
                    .map_or("not certified".to_owned(), percent),
            ]
        })
        .collect();
    let heads = [
        "mode",
        "starts",
        "ELBO, nats",
        "share of the evidence found",
    ];
    let starts = format!(
        "<p class=\"small\">Modes found by {} starts, {} of which did not arrive. Others may exist.</p>\n",
        report.search.starts, report.search.failed
    );
    if rows.is_empty() {
        return starts;
    }
    table("Modes found", &heads, &rows) + &starts
}
