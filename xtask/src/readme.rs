//! `cargo xtask readme`: runs the commands that README.md shows and writes what they print between
//! its markers, so that no output in it was ever typed.
//!
//! A marked passage is
//! ```text
//! <!-- output: kullback fit … -->
//! (a fenced block, replaced)
//! <!-- end -->
//! ```
//! A line `<!-- picture: FILE.svg kullback fit … -->` has the first two drawings of that fit's report
//! written into the file.

use std::ffi::OsStr;
use std::path::Path;
use std::process::Command;

use crate::{Failure, command};

const OPEN: &str = "<!-- output: kullback ";
const CLOSE: &str = "<!-- end -->";
const PICTURE: &str = "<!-- picture: ";
/// Size of a drawing of the report, and the room between two.
const DRAWING: [u32; 2] = [460, 300];
const GAP: u32 = 24;

/// Brings README.md up to date, or with `check` fails when it is not.
pub fn run(root: &Path, check: bool) -> Result<(), Failure> {
    let path = root.join("README.md");
    let old = std::fs::read_to_string(&path).map_err(Failure::file(&path))?;
    let mut new = String::new();
    let mut lines = old.lines();
    let mut passages = 0;
    while let Some(line) = lines.next() {
        new.push_str(line);
        new.push('\n');
        if let Some(wanted) = line
            .strip_prefix(PICTURE)
            .and_then(|rest| rest.strip_suffix(" -->"))
        {
            picture(root, wanted, check)?;
            passages += 1;
        }
        let Some(arguments) = line
            .strip_prefix(OPEN)
            .and_then(|rest| rest.strip_suffix(" -->"))
        else {
            continue;
        };
        let printed = program_output(root, arguments)?;
        new.push_str(&format!("```text\n{}\n```\n{CLOSE}\n", printed.trim_end()));
        passages += 1;
        if !lines.by_ref().any(|line| line == CLOSE) {
            return Err(Failure::Check(format!(
                "README.md: no {CLOSE} after {line}"
            )));
        }
    }
    if !check {
        std::fs::write(&path, new).map_err(Failure::file(&path))?;
    } else if let Some(difference) = difference(&old, &new) {
        return Err(Failure::Check(format!(
            "README.md is out of date; run `cargo xtask readme`\n{difference}"
        )));
    }
    println!("{passages} outputs");
    Ok(())
}

fn program_output(root: &Path, arguments: &str) -> Result<String, Failure> {
    let words: Vec<&OsStr> = arguments.split_whitespace().map(OsStr::new).collect();
    run_program(root, &words)
}

fn run_program(root: &Path, arguments: &[&OsStr]) -> Result<String, Failure> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    command::output(
        Command::new(cargo)
            .current_dir(root)
            .args(["run", "--quiet", "--package", "kullback-cli", "--"])
            .args(arguments)
            .arg("--quiet")
            .env("NO_COLOR", "1"),
    )
}

/// Writes the picture that `wanted` names, or with `check` says that its text is out of date. Its
/// numbers are places of marks, which may differ between processors.
fn picture(root: &Path, wanted: &str, check: bool) -> Result<(), Failure> {
    let (file, arguments) = wanted
        .split_once(" kullback ")
        .ok_or_else(|| Failure::Check(format!("README.md: no command in {PICTURE}{wanted}")))?;
    let run = root.join("target/readme-run");
    let page = root.join("target/readme-run/report.html");
    let mut fit: Vec<&OsStr> = arguments.split_whitespace().map(OsStr::new).collect();
    fit.extend([OsStr::new("--out"), run.as_os_str()]);
    run_program(root, &fit)?;
    let report = [OsStr::new("report"), run.as_os_str(), OsStr::new("-o")];
    run_program(root, &[&report[..], &[page.as_os_str()]].concat())?;
    let html = std::fs::read_to_string(&page).map_err(Failure::file(&page))?;
    let new = drawings(&html)
        .ok_or_else(|| Failure::Check(format!("{}: no two drawings", page.display())))?;
    let path = root.join(file);
    if !check {
        return std::fs::write(&path, new).map_err(Failure::file(&path));
    }
    let old = std::fs::read_to_string(&path).map_err(Failure::file(&path))?;
    let words = |text: &str| -> String { text.chars().filter(|c| c.is_alphabetic()).collect() };
    if words(&old) == words(&new) {
        return Ok(());
    }
    Err(Failure::Check(format!(
        "{file} is out of date; run `cargo xtask readme`"
    )))
}

/// The first two drawings of a page side by side, with its styles.
fn drawings(html: &str) -> Option<String> {
    let style = between(html, "<style>", "</style>")?;
    let mut rest = html;
    let mut body = String::new();
    let [width, height] = DRAWING;
    for k in 0..2 {
        let start = rest.find("<svg role=\"img\"")?;
        let end = start + rest[start..].find("</svg>")? + "</svg>".len();
        let x = k * (width + GAP);
        let drawing = rest[start..end].replacen(
            "<svg role=\"img\"",
            &format!("<svg x=\"{x}\" width=\"{width}\" height=\"{height}\""),
            1,
        );
        body.push_str(&drawing);
        body.push('\n');
        rest = &rest[end..];
    }
    let wide = 2 * width + GAP;
    Some(format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {wide} {height}\" \
         font-family=\"system-ui, sans-serif\">\n<style>{style}</style>\n\
         <rect width=\"100%\" height=\"100%\" style=\"fill:var(--paper)\"/>\n{body}</svg>\n"
    ))
}

fn between<'a>(text: &'a str, open: &str, close: &str) -> Option<&'a str> {
    let (_, rest) = text.split_once(open)?;
    rest.split_once(close).map(|(inside, _)| inside)
}

/// The first line on which two texts differ by more than the last printed digit of a number: that
/// digit may change between processors with different vector widths.
fn difference(old: &str, new: &str) -> Option<String> {
    let (old, new): (Vec<_>, Vec<_>) = (old.lines().collect(), new.lines().collect());
    for (number, (a, b)) in old.iter().zip(&new).enumerate() {
        if !same(a, b) {
            return Some(format!("line {}\n- {a}\n+ {b}", number + 1));
        }
    }
    (old.len() != new.len()).then(|| format!("{} lines, now {}", old.len(), new.len()))
}

fn same(a: &str, b: &str) -> bool {
    let (a, b): (Vec<_>, Vec<_>) = (words(a), words(b));
    a.len() == b.len()
        && a.iter().zip(&b).all(|(a, b)| {
            a == b
                || match (a.parse::<f64>(), b.parse::<f64>()) {
                    (Ok(x), Ok(y)) => {
                        let digit = last_digit(a).max(last_digit(b));
                        (x - y).abs() <= 2.5 * digit
                    }
                    _ => false,
                }
        })
}

fn words(line: &str) -> Vec<&str> {
    let number = |c: char| c.is_ascii_digit() || c == '.';
    line.split(|c: char| !(number(c) || c.is_alphabetic()))
        .filter(|word| !word.is_empty())
        .collect()
}

/// The value of one unit in the last printed digit.
fn last_digit(number: &str) -> f64 {
    let decimals = number.split_once('.').map_or(0, |(_, tail)| tail.len());
    10f64.powi(-(decimals as i32))
}

#[cfg(test)]
mod tests {
    use super::{drawings, same};

    #[test]
    fn two_drawings_stand_side_by_side() {
        let svg = |k| format!("<svg role=\"img\" viewBox=\"0 0 1 1\"><path d=\"M{k} 0\"/></svg>");
        let html = format!("<style>a{{}}</style><p>{}</p>{}", svg(1), svg(2));
        let both = drawings(&html).expect("two drawings");
        assert!(both.contains("x=\"484\"") && both.contains("M1 0") && both.contains("M2 0"));
        assert_eq!(drawings("<style></style>"), None);
    }

    #[test]
    fn only_the_last_digit_may_differ() {
        assert!(same("theta[1]  4.37 ± 0.12", "theta[1]  4.38 ± 0.12"));
        assert!(!same("theta[1]  4.37 ± 0.12", "theta[1]  4.47 ± 0.12"));
        assert!(!same("use", "do not use"));
        assert!(same("a  b", "a b"));
    }
}
