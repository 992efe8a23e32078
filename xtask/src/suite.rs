//! `cargo xtask test`: everything that must hold before a change is handed in.

use std::path::Path;
use std::process::Command;
use std::time::Instant;

use crate::{Failure, browser, command, readme, tree};

/// Tests that ran, counted from what the test runners print.
#[derive(Clone, Copy, Default)]
struct Count {
    passed: usize,
    failed: usize,
    skipped: usize,
}

/// Runs every step, even after one failed, and sums up.
pub fn run(root: &Path) -> Result<(), Failure> {
    let mut count = Count::default();
    let mut report = Vec::new();
    let mut step = |name: &'static str, work: &mut dyn FnMut() -> Result<(), Failure>| {
        println!("── {name}");
        let start = Instant::now();
        let outcome = work();
        if let Err(failure) = &outcome {
            println!("{failure}");
        }
        report.push((name, outcome.is_ok(), start.elapsed().as_secs_f64()));
    };

    step("formatting", &mut || {
        command::run(cargo(root).args(["fmt", "--all", "--", "--check"]))
    });
    step("lints", &mut || {
        command::run(
            cargo(root)
                .args(["clippy", "--quiet", "--workspace", "--all-targets"])
                .args(["--", "-D", "warnings"]),
        )
    });
    step("documentation", &mut || {
        command::run(
            cargo(root)
                .args(["doc", "--quiet", "--workspace", "--no-deps"])
                // A link to a private item helps whoever reads the source.
                .env(
                    "RUSTDOCFLAGS",
                    "-D warnings -A rustdoc::private-intra-doc-links",
                ),
        )
    });
    step("documentation examples", &mut || {
        counted(
            cargo(root).args(["test", "--quiet", "--workspace", "--doc"]),
            &mut count,
        )
    });
    step("browser", &mut || {
        browser::provide();
        Ok(())
    });
    step("tests", &mut || {
        let mut tests = cargo(root);
        if command::succeeds(cargo(root).args(["nextest", "--version"])) {
            tests.args(["nextest", "run", "--workspace", "--no-fail-fast"]);
        } else {
            tests.args(["test", "--workspace", "--no-fail-fast"]);
            tests.args(["--lib", "--bins", "--tests"]);
        }
        counted(&mut tests, &mut count)
    });
    step("work tree", &mut || tree::check(root));
    step("README", &mut || readme::run(root, true));

    println!("── summary");
    for (name, passed, seconds) in &report {
        let word = if *passed { "ok" } else { "FAILED" };
        println!("{name:<24}{word:<8}{seconds:6.1} s");
    }
    println!(
        "{} passed, {} failed, {} skipped",
        count.passed, count.failed, count.skipped
    );
    let failed: Vec<_> = report.iter().filter(|step| !step.1).map(|s| s.0).collect();
    if failed.is_empty() {
        Ok(())
    } else {
        Err(Failure::Check(format!("failed: {}", failed.join(", "))))
    }
}

fn cargo(root: &Path) -> Command {
    // The cargo that runs this program; a bare `cargo` when started without one.
    let program = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(program);
    command.current_dir(root);
    command
}

fn counted(command: &mut Command, count: &mut Count) -> Result<(), Failure> {
    let (lines, outcome) = command::tee(command);
    for line in lines {
        if let Some(found) = tests_in(&line) {
            count.passed += found.passed;
            count.failed += found.failed;
            count.skipped += found.skipped;
        }
    }
    outcome
}

/// Reads the closing line of libtest or of nextest.
fn tests_in(line: &str) -> Option<Count> {
    let counts = line
        .strip_prefix("test result: ")
        .or_else(|| line.split_once("tests run: ").map(|(_, rest)| rest))?;
    let words: Vec<&str> = counts
        .split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|word| !word.is_empty())
        .collect();
    let number = |name: &str| {
        words
            .windows(2)
            .filter(|pair| pair[1] == name)
            .find_map(|pair| pair[0].parse().ok())
            .unwrap_or(0)
    };
    Some(Count {
        passed: number("passed"),
        failed: number("failed"),
        skipped: number("ignored") + number("skipped"),
    })
}

#[cfg(test)]
mod tests {
    use super::tests_in;

    #[test]
    fn closing_lines_of_both_runners_are_counted() {
        let libtest = "test result: ok. 12 passed; 1 failed; 3 ignored; 0 measured; 0 filtered out";
        let count = tests_in(libtest).expect("a closing line");
        assert_eq!((count.passed, count.failed, count.skipped), (12, 1, 3));

        let nextest = "     Summary [   0.5s] 9 tests run: 8 passed (1 slow), 1 failed, 2 skipped";
        let count = tests_in(nextest).expect("a closing line");
        assert_eq!((count.passed, count.failed, count.skipped), (8, 1, 2));

        assert!(tests_in("running 3 tests").is_none());
    }
}
