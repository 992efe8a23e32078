//! Help, completions, the manual page: every command that the program suggests is executed.

use crate::program::{kullback, scratch};

/// `fit` comes first: it leaves the run that `report` reads.
const COMMANDS: [&str; 9] = [
    "fit",
    "report",
    "calibrate",
    "check",
    "log-density",
    "completions",
    "man",
    "ask",
    "kl",
];

/// The words of a command line; single quotes hold spaces.
fn words(line: &str) -> Vec<&str> {
    line.split('\'')
        .enumerate()
        .flat_map(|(index, part)| match index % 2 {
            0 => part.split_whitespace().collect(),
            _ => vec![part],
        })
        .collect()
}

#[test]
fn every_example_in_the_help_runs() {
    let directory = scratch("help");
    for command in COMMANDS {
        let help = kullback(&[command, "--help"]);
        help.exits(0);
        let examples: Vec<&str> = help
            .stdout
            .lines()
            .filter_map(|line| line.strip_prefix("  kullback "))
            .collect();
        assert!(!examples.is_empty(), "no example in {help:#?}");
        for example in examples {
            // What an example writes goes into the scratch directory.
            let place = |word: &str| match word {
                "run" | "report.html" => directory.join(word).display().to_string(),
                _ => word.to_owned(),
            };
            let words: Vec<String> = words(example).into_iter().map(place).collect();
            kullback(&words).exits(0);
        }
    }
}

#[test]
fn every_command_is_in_the_overview() {
    let help = kullback(&["--help"]);
    help.exits(0);
    for command in COMMANDS {
        assert!(help.stdout.contains(command), "{command}");
    }
}

#[test]
fn a_bad_command_line_exits_with_2() {
    for arguments in [
        &["fit"][..],
        &["fit", "a.stan", "--sed", "1"],
        &["fit", "a.stan", "--threads", "0"],
        &["fit", "a.stan", "--seed", "-1"],
        &["check", "a.stan", "b.stan"],
        &["ask"],
        &[],
    ] {
        let run = kullback(arguments);
        run.exits(2);
        assert!(run.stdout.is_empty(), "{run:#?}");
        assert!(run.stderr.contains("--help"), "{run:#?}");
    }
}

#[test]
fn completions_and_the_manual_name_the_program() {
    for shell in ["bash", "zsh", "fish"] {
        let run = kullback(&["completions", shell]);
        assert!(run.exits(0).stdout.contains("log-density"), "{shell}");
    }
    let run = kullback(&["man"]);
    assert!(run.exits(0).stdout.contains(".TH kullback 1"), "{run:#?}");
}
