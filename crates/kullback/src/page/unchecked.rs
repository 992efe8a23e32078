//! What was not checked: computed from what the run did not do.

use super::document::Document;
use super::html::{self, list};

pub(super) fn section(document: &Document) -> String {
    let body = list("plain", unchecked(document).into_iter());
    html::section("unchecked", "Not checked", &body)
}

pub(super) fn unchecked(document: &Document) -> Vec<String> {
    let report = &document.report;
    let account = |key: &str| {
        let mut parameters = report.parameters.iter();
        parameters.any(|parameter| parameter.account(key).is_some())
    };
    let mut open = Vec::new();
    if report.partial {
        open.push("Everything after the moment at which the fit was interrupted.".to_owned());
    }
    if report.log_evidence.estimate().is_none() {
        open.push(
            "The evidence and both divergences: the certifier does not stand behind them."
                .to_owned(),
        );
    }
    if !report.has("reference") && !account("reference") {
        open.push(
            "Reference draws by Markov chain Monte Carlo: none were taken, so every account here \
             starts from what the approximations reached (`--reference nuts` takes them)."
                .to_owned(),
        );
    }
    if !report.has("calibration") {
        open.push(
            "Calibration: no data were simulated from the model and fitted again (`kullback calibrate` does)."
                .to_owned(),
        );
    }
    if !report.has("pq") && !account("pq") {
        open.push("The fit that minimises D_KL(P‖Q): it was not made.".to_owned());
    }
    for (key, what) in [
        ("mean_field", "The mean-field fit: there is none."),
        (
            "linear_response",
            "Linear response: there are no corrected sds.",
        ),
        ("full_rank", "The full-rank fit: there is none."),
        (
            "weighted",
            "Moments by importance weights: the weights could not be trusted.",
        ),
    ] {
        if !account(key) {
            open.push(what.to_owned());
        }
    }
    if document.chosen().is_some_and(|q| q.complexity.is_none()) {
        open.push(
            "Complexity and accuracy: the model's prior could not be told from its likelihood."
                .to_owned(),
        );
    }
    open.push(format!(
        "Modes that no start reached: {} starts led to {}; there may be others.",
        report.search.starts,
        match report.modes.len() {
            1 => "one mode".to_owned(),
            n => format!("{n} modes"),
        }
    ));
    open.push(
        "The model itself: the verdict is about the approximation of its posterior, not about whether \
         the model fits the data."
            .to_owned(),
    );
    open
}
