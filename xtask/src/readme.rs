//! `cargo xtask readme`: runs the commands that README.md shows and writes what they print between
//! its markers, so that no output in it was ever typed.
//!
//! A marked passage is
//! ```text
//! <!-- output: kullback fit … -->
//! (a fenced block, replaced)
//! <!-- end -->
//! ```

use std::path::Path;
use std::process::Command;

use crate::{Failure, command};

const OPEN: &str = "<!-- output: kullback ";
const CLOSE: &str = "<!-- end -->";

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
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    command::output(
        Command::new(cargo)
            .current_dir(root)
            .args(["run", "--quiet", "--package", "kullback-cli", "--"])
            .args(arguments.split_whitespace())
            .arg("--quiet")
            .env("NO_COLOR", "1"),
    )
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
    use super::same;

    #[test]
    fn only_the_last_digit_may_differ() {
        assert!(same("theta[1]  4.37 ± 0.12", "theta[1]  4.38 ± 0.12"));
        assert!(!same("theta[1]  4.37 ± 0.12", "theta[1]  4.47 ± 0.12"));
        assert!(!same("use", "do not use"));
        assert!(same("a  b", "a b"));
    }
}
