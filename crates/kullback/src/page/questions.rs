//! The two questions of every KL objective, answered for this fit.

use super::document::Document;
use super::html::{self, formula, list};

pub(super) fn section(document: &Document) -> String {
    let expectation = &document.report.expectation;
    let forces = list("plain", expectation.forces.iter().map(|f| f.text.clone()));
    let body = format!(
        "<dl class=\"questions\">\n<div><dt>1. Which distribution is the expectation under?</dt>\n\
         <dd>{}</dd></div>\n<div><dt>2. What does that force?</dt>\n<dd>{forces}</dd></div>\n\
         <div><dt>Minimised</dt>\n<dd class=\"formula\">{}</dd></div>\n</dl>\n",
        formula(&expectation.under),
        formula(&expectation.objective)
    );
    html::section("questions", "The two questions", &body)
}
