//! The verdict: the decision, what speaks against and for it, and what to do next.

use super::document::Document;
use super::html::{escaped, list};

pub(super) fn section(document: &Document) -> String {
    let report = &document.report;
    let verdict = &report.verdict;
    let (class, words) = match verdict.decision.as_str() {
        "use" => ("good", "Use".to_owned()),
        "use_after_resampling" => ("caution", "Use after resampling".to_owned()),
        "do_not_use" => ("bad", "Do not use".to_owned()),
        "use_reference" => ("caution", "Use the reference".to_owned()),
        other => ("caution", other.replace('_', " ")),
    };
    let partial = if report.partial {
        "<p class=\"partial\">Partial: this fit was interrupted.</p>\n"
    } else {
        ""
    };
    let against = list("against", verdict.reasons.iter().map(|r| r.text.clone()));
    let supports = list("for", verdict.supports.iter().cloned());
    format!(
        "<section class=\"verdict {class}\" aria-labelledby=\"verdict\">\n\
         <h2 id=\"verdict\"><span class=\"quiet\">Verdict</span> {}</h2>\n{partial}\
         {against}{supports}<p class=\"next\"><span class=\"quiet\">Next</span> {}</p>\n\
         <dl class=\"gates\"><div><dt>k̂ of Q’s own draws</dt><dd>{}</dd></div>\
         <div><dt>k̂ of the certifier</dt><dd>{}</dd></div>\
         <div><dt>Seed</dt><dd>{}</dd></div></dl>\n</section>\n",
        escaped(&words),
        escaped(&verdict.next),
        escaped(&report.weights.text()),
        escaped(&report.certifier_weights.text()),
        report.seed
    )
}
