//! Renders the front end's diagnostics: for a person with the source around them, for a program as
//! plain data.

use std::ops::Range;

use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{AnnotationKind, Level, Renderer, Snippet};
use kullback::stan::diagnostic::{Diagnostic, Severity, Span};
use serde::Serialize;

/// Renders all diagnostics, an empty line between them.
pub fn render(path: &str, source: &str, diagnostics: &[Diagnostic]) -> String {
    let renderer = Renderer::styled().decor_style(DecorStyle::Unicode);
    let reports: Vec<String> = diagnostics
        .iter()
        .map(|diagnostic| {
            let level = match diagnostic.severity {
                Severity::Error => Level::ERROR,
                Severity::Warning => Level::WARNING,
            };
            let primary = AnnotationKind::Primary.span(range(source, diagnostic.span));
            let related = diagnostic.related.iter().map(|(span, label)| {
                AnnotationKind::Context
                    .span(range(source, *span))
                    .label(label.as_str())
            });
            let snippet = Snippet::source(source)
                .path(path)
                .annotation(match diagnostic.label.as_str() {
                    "" => primary,
                    label => primary.label(label),
                })
                .annotations(related);
            let mut group = level
                .primary_title(diagnostic.message.as_str())
                .id(diagnostic.code)
                .element(snippet);
            if let Some(help) = &diagnostic.help {
                group = group.element(Level::HELP.message(help.as_str()));
            }
            renderer.render(&[group])
        })
        .collect();
    reports.join("\n\n")
}

/// Renders one error about a place in a text that came from the command line.
pub fn point_at(origin: &str, text: &str, place: Range<usize>, message: &str) -> String {
    let span = Span {
        start: place.start.min(text.len()) as u32,
        end: place.end.min(text.len()) as u32,
    };
    let snippet = Snippet::source(text)
        .path(origin)
        .annotation(AnnotationKind::Primary.span(range(text, span)));
    let group = Level::ERROR.primary_title(message).element(snippet);
    Renderer::styled()
        .decor_style(DecorStyle::Unicode)
        .render(&[group])
}

/// `2 errors, 1 warning`; nothing for none.
pub fn tally(diagnostics: &[Diagnostic]) -> Option<String> {
    let errors = diagnostics
        .iter()
        .filter(|d| d.severity == Severity::Error)
        .count();
    let warnings = diagnostics.len() - errors;
    let count = |n: usize, word: &str| match n {
        0 => None,
        1 => Some(format!("1 {word}")),
        _ => Some(format!("{n} {word}s")),
    };
    let parts: Vec<String> = [count(errors, "error"), count(warnings, "warning")]
        .into_iter()
        .flatten()
        .collect();
    (!parts.is_empty()).then(|| parts.join(", "))
}

/// Whether the program cannot be run.
pub fn has_errors(diagnostics: &[Diagnostic]) -> bool {
    diagnostics.iter().any(|d| d.severity == Severity::Error)
}

/// A span as a range of whole characters inside the source, whatever the span says.
fn range(source: &str, span: Span) -> Range<usize> {
    let boundary = |at: usize| {
        (0..=at.min(source.len()))
            .rev()
            .find(|at| source.is_char_boundary(*at))
            .unwrap_or(0)
    };
    let start = boundary(span.start as usize);
    start..boundary(span.end as usize).max(start)
}

/// `kullback check --format json`.
#[derive(Serialize)]
pub struct Listing<'a> {
    schema: &'static str,
    file: &'a str,
    diagnostics: Vec<Entry<'a>>,
}

#[derive(Serialize)]
struct Entry<'a> {
    severity: &'static str,
    code: &'static str,
    message: &'a str,
    #[serde(flatten)]
    place: Place,
    label: &'a str,
    related: Vec<Related<'a>>,
    help: Option<&'a str>,
}

#[derive(Serialize)]
struct Related<'a> {
    label: &'a str,
    #[serde(flatten)]
    place: Place,
}

/// Lines and columns count from 1, columns in characters; the end is not included.
#[derive(Serialize)]
struct Place {
    line: usize,
    column: usize,
    end_line: usize,
    end_column: usize,
}

/// The diagnostics as plain data.
pub fn listing<'a>(file: &'a str, source: &str, diagnostics: &'a [Diagnostic]) -> Listing<'a> {
    let entries = diagnostics.iter().map(|diagnostic| Entry {
        severity: match diagnostic.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
        },
        code: diagnostic.code,
        message: &diagnostic.message,
        place: place(source, diagnostic.span),
        label: &diagnostic.label,
        related: diagnostic
            .related
            .iter()
            .map(|(span, label)| Related {
                label,
                place: place(source, *span),
            })
            .collect(),
        help: diagnostic.help.as_deref(),
    });
    Listing {
        schema: "kullback.check/1",
        file,
        diagnostics: entries.collect(),
    }
}

fn place(source: &str, span: Span) -> Place {
    let range = range(source, span);
    let position = |at: usize| {
        let before = &source[..at];
        let line = before.matches('\n').count() + 1;
        let start = before.rfind('\n').map_or(0, |newline| newline + 1);
        (line, before[start..].chars().count() + 1)
    };
    let (line, column) = position(range.start);
    let (end_line, end_column) = position(range.end);
    Place {
        line,
        column,
        end_line,
        end_column,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_outside_the_source_are_brought_inside() {
        let source = "é = 1\n";
        assert_eq!(range(source, Span::new(1, 99)), 0..source.len());
        assert_eq!(range(source, Span::new(90, 99)), 7..7);
    }

    #[test]
    fn columns_count_characters() {
        let source = "a\né = 1;\n";
        let place = place(source, Span::new(5, 6));
        assert_eq!((place.line, place.column), (2, 3));
        assert_eq!((place.end_line, place.end_column), (2, 4));
    }

    #[test]
    fn a_tally_names_only_what_there_is() {
        let error = Diagnostic::error("K", Span::default(), "x");
        let warning = Diagnostic::warning("K", Span::default(), "x");
        assert_eq!(tally(&[]), None);
        assert_eq!(
            tally(std::slice::from_ref(&warning)).as_deref(),
            Some("1 warning")
        );
        assert_eq!(
            tally(&[error.clone(), error, warning]).as_deref(),
            Some("2 errors, 1 warning")
        );
    }
}
