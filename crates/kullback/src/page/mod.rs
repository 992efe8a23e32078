//! A run as one page of HTML: self-contained, without scripts, for a screen, a phone and paper.
//!
//! Each section is a function from the run to HTML, in a file of its own. Nothing is computed here that
//! is not in the run, except where a number is placed.

mod divergences;
mod document;
mod free_energy;
mod html;
mod pairs;
mod parameters;
mod provenance;
mod questions;
mod tail;
mod thin;
mod unchecked;
mod verdict;

#[cfg(test)]
mod tests;

pub use document::{Document, Files, PageError};

use crate::svg::{COLORS, rules};
use html::{escaped, path};

/// The style of everything but the drawings.
const STYLE: &str = include_str!("style.css");
/// The colours on a dark page, by name.
const DARK: [(&str, &str); 8] = [
    ("ink", "#e7e9ed"),
    ("muted", "#9ba3b0"),
    ("grid", "#31353c"),
    ("q", "#77aee6"),
    ("p", "#e79a5c"),
    ("f", "#aab1bd"),
    ("m", "#c79ae0"),
    ("thin", "#f2837a"),
];

/// The page of a run.
///
/// # Errors
/// [`PageError`] says which file is not as it should be.
///
/// ```
/// let files = kullback::page::Files { fit: "{}", trace: "{}", configuration: "{}", program: "" };
/// let error = kullback::page::page(&files).unwrap_err();
/// assert!(error.to_string().contains("fit.json follows the schema"));
/// ```
pub fn page(files: &Files<'_>) -> Result<String, PageError> {
    Document::read(files).map(|document| render(&document))
}

fn render(document: &Document) -> String {
    let report = &document.report;
    let sections: [fn(&Document) -> String; 10] = [
        verdict::section,
        questions::section,
        divergences::section,
        parameters::section,
        free_energy::section,
        pairs::section,
        thin::section,
        tail::section,
        unchecked::section,
        provenance::section,
    ];
    let sections: String = sections.iter().map(|section| section(document)).collect();
    let data = match &report.data {
        Some(data) => format!("{} · ", path(data)),
        None => String::new(),
    };
    format!(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"color-scheme\" content=\"light dark\">\n\
         <meta name=\"generator\" content=\"kullback {}\">\n\
         <title>{} · kullback</title>\n<style>\n{}</style>\n</head>\n<body>\n<header>\n<h1>{}</h1>\n\
         <p class=\"quiet\">{data}{} unconstrained {} · seed {}</p>\n</header>\n<main>\n{sections}</main>\n\
         </body>\n</html>\n",
        escaped(&report.version),
        escaped(&report.model),
        style(),
        path(&report.model),
        report.dimension,
        if report.dimension == 1 {
            "dimension"
        } else {
            "dimensions"
        },
        report.seed
    )
}

/// The style sheet: colours for both schemes, the page, the drawings.
fn style() -> String {
    let define = |colors: &[(&str, &str)]| -> String {
        let one = |(name, color): &(&str, &str)| format!("--{name}:{color};");
        colors.iter().map(one).collect()
    };
    format!(
        ":root{{{}}}\n@media screen and (prefers-color-scheme: dark){{:root{{{}--paper:#16181c;\
         --panel:#1e2126}}}}\n{STYLE}\n{}\n",
        define(&COLORS),
        define(&DARK),
        rules(|name, _| format!("var(--{name})"))
    )
}
