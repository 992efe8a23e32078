//! `kullback ask`: the two questions, for a written objective or for Python code.

use std::ops::Range;
use std::path::Path;
use std::process::ExitCode;

use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{AnnotationKind, Level, Renderer, Snippet};
use anstyle::Style;
use kullback::divergence::ask::python::{Finding, scan};
use kullback::divergence::ask::{Answer, Forces, Question, Refusal, RefusalKind, Warning, ask};
use serde::Serialize;

use crate::arguments::{Ask, Format};
use crate::failure::Failure;
use crate::input;
use crate::terminal::{ERROR, FAINT, STRONG, Terminal, WARNING, paint};

const SCHEMA: &str = "kullback.ask/1";
/// Lines of prose are broken before this column.
const WIDTH: usize = 100;

/// Answers. Exits with 1 when a question stays open, with 2 when the text cannot be read.
pub fn run(arguments: &Ask, terminal: &Terminal) -> Result<ExitCode, Failure> {
    let question = Question {
        learn: arguments.learn.as_deref(),
    };
    match (&arguments.file, &arguments.objective) {
        (Some(path), _) => file(path, &question, arguments.format, terminal),
        (None, text) => objective(
            text.as_deref().unwrap_or_default(),
            &question,
            arguments.format,
            terminal,
        ),
    }
}

/// `--format json` for one objective.
#[derive(Serialize)]
struct Reply<'a> {
    schema: &'static str,
    asked: &'a str,
    #[serde(flatten)]
    outcome: Outcome<'a>,
}

/// `--format json` for a file.
#[derive(Serialize)]
struct Listing<'a> {
    schema: &'static str,
    file: String,
    findings: Vec<Entry<'a>>,
    /// The first place that is not Python.
    syntax_error: Option<Place>,
}

#[derive(Serialize)]
struct Entry<'a> {
    line: usize,
    column: usize,
    call: &'a str,
    text: &'a str,
    /// Whether the name is known to be the library's.
    certain: bool,
    #[serde(flatten)]
    outcome: Outcome<'a>,
}

#[derive(Clone, Copy, Serialize)]
struct Place {
    line: usize,
    column: usize,
}

/// The fields of the answer, or `refused`.
#[derive(Serialize)]
#[serde(untagged)]
enum Outcome<'a> {
    Answered(&'a Answer),
    Refused { refused: Refused<'a> },
}

#[derive(Serialize)]
struct Refused<'a> {
    kind: RefusalKind,
    message: &'a str,
    add: &'a str,
}

impl<'a> Outcome<'a> {
    fn new(outcome: &'a Result<Answer, Refusal>) -> Self {
        match outcome {
            Ok(answer) => Self::Answered(answer),
            Err(refusal) => Self::Refused {
                refused: Refused {
                    kind: refusal.kind,
                    message: &refusal.message,
                    add: &refusal.add,
                },
            },
        }
    }
}

/// 0 when both questions are answered, 1 when one stays open, 2 when the text cannot be read.
fn code(outcome: &Result<Answer, Refusal>) -> u8 {
    match outcome {
        Ok(answer) => u8::from(!answer.is_complete()),
        Err(refusal) => match refusal.kind {
            RefusalKind::Ambiguous | RefusalKind::Unsupported => 1,
            RefusalKind::Unreadable | RefusalKind::UnknownLearned => 2,
        },
    }
}

fn objective(
    text: &str,
    question: &Question<'_>,
    format: Format,
    terminal: &Terminal,
) -> Result<ExitCode, Failure> {
    let outcome = ask(text, question);
    match (format, &outcome) {
        (Format::Json, outcome) => terminal.result(&input::json(&Reply {
            schema: SCHEMA,
            asked: text,
            outcome: Outcome::new(outcome),
        }))?,
        (Format::Human, Ok(answer)) => terminal.result(&human(answer))?,
        (Format::Human, Err(refusal)) => terminal.error(&explain(refusal, text)),
    }
    Ok(ExitCode::from(code(&outcome)))
}

fn file(
    path: &Path,
    question: &Question<'_>,
    format: Format,
    terminal: &Terminal,
) -> Result<ExitCode, Failure> {
    let source = input::text(path)?;
    let wrong = |message: String| Failure::Input {
        path: path.to_owned(),
        message,
    };
    let found = scan(&source, question).map_err(|refusal| wrong(refusal.message))?;
    // `--learn` names a side of one call; calls that have no such side are answered without it.
    let plain = scan(&source, &Question::default()).map_err(|refusal| wrong(refusal.message))?;
    let mut named = question.learn.is_none();
    let mut findings = Vec::new();
    for (asked, plain) in found.findings.into_iter().zip(plain.findings) {
        let unknown = matches!(&asked.outcome, Err(r) if r.kind == RefusalKind::UnknownLearned);
        named |= !unknown;
        findings.push(if unknown { plain } else { asked });
    }
    if let (false, Some(name)) = (named, question.learn) {
        return Err(wrong(format!(
            "no call here has a side that is called `{name}`"
        )));
    }
    let syntax_error = found
        .syntax_error
        .map(|(line, column)| Place { line, column });
    match format {
        Format::Json => terminal.result(&input::json(&Listing {
            schema: SCHEMA,
            file: path.display().to_string(),
            findings: findings.iter().map(entry).collect(),
            syntax_error,
        }))?,
        Format::Human => {
            let reports: Vec<String> = findings.iter().map(|f| brief(path, f)).collect();
            terminal.result(&match reports.is_empty() {
                true => format!(
                    "{}: no call that computes a divergence is known here\n",
                    path.display()
                ),
                false => reports.join("\n"),
            })?;
        }
    }
    if let Some(place) = syntax_error {
        let (line, column) = (place.line, place.column);
        return Err(wrong(format!(
            "line {line}, column {column} is not Python; calls there are not found"
        )));
    }
    let open = findings.iter().any(|finding| code(&finding.outcome) != 0);
    Ok(ExitCode::from(u8::from(open)))
}

fn entry(finding: &Finding) -> Entry<'_> {
    Entry {
        line: finding.line,
        column: finding.column,
        call: &finding.call,
        text: &finding.text,
        certain: finding.certain,
        outcome: Outcome::new(&finding.outcome),
    }
}

/// The whole answer, for a person: the two questions first.
fn human(answer: &Answer) -> String {
    let mut text = format!("{}\n\n", paint(STRONG, &answer.canonical));
    let mut say = |head: &str, body: &str| {
        text.push_str(&headed(STRONG, head, body, 3));
        text.push('\n');
    };
    say(
        "1. Expectation under:",
        &format!(
            "{}. {}.",
            answer.expectation_under,
            capital(&answer.sampling)
        ),
    );
    let learned = match &answer.learned {
        Some(name) => format!(" (learned: {name})"),
        None => String::new(),
    };
    say(
        "2. What it forces:",
        &format!("{}{learned}.", capital(&answer.behaviour)),
    );
    for condition in &answer.conditions {
        let line = wrap(&format!("   - {condition}"), 5);
        text.push_str(&format!("{}\n", paint(FAINT, line)));
    }
    let gradient = format!("{}.", capital(&answer.gradient));
    text.push_str(&headed(STRONG, "3. The gradient:", &gradient, 3));
    text.push_str("\n\n");
    for warning in &answer.warnings {
        text.push_str(&remark(warning));
    }
    text
}

/// One call of a file, shortly.
fn brief(path: &Path, finding: &Finding) -> String {
    let place = format!("{}:{}:{}", path.display(), finding.line, finding.column);
    let doubt = if finding.certain {
        ""
    } else {
        " (if it is what its name says)"
    };
    let mut text = format!(
        "{}: {}{}\n",
        paint(STRONG, place),
        finding.text,
        paint(FAINT, doubt)
    );
    match &finding.outcome {
        Ok(answer) => {
            text.push_str(&format!("  {}\n", answer.canonical));
            let learned = answer.learned.as_deref().unwrap_or("not stated");
            text.push_str(&wrap(
                &format!(
                    "  expectation under {} · learned: {learned} · {}",
                    answer.expectation_under,
                    short(answer)
                ),
                2,
            ));
            text.push('\n');
            text.push_str(&wrap(&format!("  gradient: {}", answer.gradient), 4));
            text.push('\n');
            // What every divergence shares is in the full answer only.
            let shared = [
                "support",
                "learned_assumed",
                "missing_pairs",
                "boundaries",
                "constant",
            ];
            for warning in answer.warnings.iter().filter(|w| !shared.contains(&w.code)) {
                text.push_str(&format!("  {}", remark(warning)));
            }
        }
        Err(refusal) => {
            text.push_str(&format!(
                "  {}: {}\n  {}\n",
                paint(WARNING, "no answer"),
                refusal.message,
                refusal.add
            ));
        }
    }
    text
}

/// What is forced, in a word.
fn short(answer: &Answer) -> &str {
    match answer.forces {
        Forces::ModeSeeking => "mode-seeking (zero-forcing)",
        Forces::MassCovering => "mass-covering (zero-avoiding)",
        Forces::Between => "between mode-seeking and mass-covering",
        Forces::Collapse => "collapses on a point",
        Forces::Entropy => "spreads",
        Forces::Repels => "drives the two apart",
        Forces::Nothing => "nothing, as a loss",
        Forces::Depends => &answer.behaviour,
    }
}

fn remark(warning: &Warning) -> String {
    let head = format!("{}:", warning.code);
    headed(WARNING, &head, &warning.message, 4) + "\n"
}

/// Prose that begins with a painted word. It is broken before it is painted.
fn headed(style: Style, head: &str, body: &str, indent: usize) -> String {
    wrap(&format!("{head} {body}"), indent).replacen(head, &paint(style, head), 1)
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    // A symbol stays as it is written.
    match letters.next() {
        Some(first) if letters.next().is_some_and(|c| c.is_lowercase()) => {
            let rest = text.get(first.len_utf8()..).unwrap_or("");
            first.to_uppercase().chain(rest.chars()).collect()
        }
        _ => text.to_owned(),
    }
}

/// Breaks prose into lines; all but the first are indented.
fn wrap(text: &str, indent: usize) -> String {
    let mut out = String::new();
    let mut column = 0;
    for (index, word) in text.split(' ').enumerate() {
        let length = word.chars().count();
        if index > 0 && column + 1 + length > WIDTH {
            out.push('\n');
            out.push_str(&" ".repeat(indent));
            column = indent;
        } else if index > 0 {
            out.push(' ');
            column += 1;
        }
        out.push_str(word);
        column += length;
    }
    out
}

/// A refusal, with the place in the text and what to add.
fn explain(refusal: &Refusal, text: &str) -> String {
    let title = match refusal.kind {
        RefusalKind::Ambiguous => format!("no answer: {}", refusal.message),
        _ => refusal.message.clone(),
    };
    let mut group = match &refusal.span {
        Some(span) if !text.is_empty() => {
            let annotation = AnnotationKind::Primary.span(inside(span, text));
            let snippet = Snippet::source(text).annotation(annotation);
            Level::ERROR.primary_title(title.as_str()).element(snippet)
        }
        _ => {
            let head = paint(ERROR, "error");
            return format!("{head}: {title}\n  {}", refusal.add);
        }
    };
    group = group.element(Level::HELP.message(refusal.add.as_str()));
    let renderer = Renderer::styled().decor_style(DecorStyle::Unicode);
    renderer.render(&[group])
}

/// A span as a range of whole characters inside the text.
fn inside(span: &Range<usize>, text: &str) -> Range<usize> {
    let boundary = |at: usize| {
        (0..=at.min(text.len()))
            .rev()
            .find(|at| text.is_char_boundary(*at))
            .unwrap_or(0)
    };
    let start = boundary(span.start);
    start..boundary(span.end).max(start)
}
