//! How to repeat the run: the command, the versions, the seed, the program.

use super::document::Document;
use super::html::{self, details, escaped};

pub(super) fn section(document: &Document) -> String {
    let report = &document.report;
    let data = report.data.as_deref().unwrap_or("none");
    let rows: String = [
        ("kullback", report.version.clone()),
        ("report", report.schema.clone()),
        ("model", report.model.clone()),
        ("data", data.to_owned()),
        ("seed", report.seed.to_string()),
        ("evaluations of the model", report.evaluations.to_string()),
    ]
    .into_iter()
    .map(|(name, value)| format!("<div><dt>{name}</dt><dd>{}</dd></div>\n", escaped(&value)))
    .collect();
    let program = format!(
        "<pre class=\"program\">{}</pre>\n",
        escaped(&document.program)
    );
    let body = format!(
        "<pre class=\"command\">{}</pre>\n<dl class=\"facts\">\n{rows}</dl>\n{}",
        escaped(&document.configuration.command),
        details(&format!("The program, {}", report.model), &program)
    );
    html::section("reproduce", "To reproduce this", &body)
}
