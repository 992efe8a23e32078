//! `kullback report`: the page of a run, and what is said when there is none.

use std::path::{Path, PathBuf};

use crate::program::{Run, files, kullback, scratch};

/// Fits a conjugate model into a run directory of its own.
fn run_of(test: &str) -> PathBuf {
    let directory = scratch(test);
    let model = "data { real y; } parameters { real theta; }
model { theta ~ normal(0, 2); y ~ normal(theta, 1); }";
    let [model, data] = files(&directory, model, "{\"y\": 2}");
    let run = directory.join("run");
    let out = run.display().to_string();
    let fit = ["fit", &model, "--data", &data, "--out", &out, "--seed", "3"];
    kullback(&fit).exits(0);
    run
}

fn report(directory: &Path, more: &[&str]) -> Run {
    let directory = directory.display().to_string();
    let mut arguments = vec!["report", &directory];
    arguments.extend(more);
    kullback(&arguments)
}

fn read(path: &Path) -> String {
    std::fs::read_to_string(path).expect("the file exists")
}

#[test]
fn a_run_becomes_one_page() {
    let run = run_of("report_page");
    let page = run.with_file_name("page.html");
    let made = report(&run, &["-o", &page.display().to_string()]);
    made.exits(0).complains(&["page.html"]);
    assert!(made.stdout.is_empty());
    let html = read(&page);
    for text in [
        "<!DOCTYPE html>",
        "Use</h2>",
        "Which distribution is the expectation under?",
        "D<sub>KL</sub>(P‖Q)",
        "theta",
        "Not checked",
        "normal(theta, 1)",
        "--seed 3",
    ] {
        assert!(html.contains(text), "no {text:?}");
    }
    assert!(!html.contains("<script") && !html.contains("http"));
    // Every drawing says what it shows, and every figure has its numbers as text.
    assert_eq!(
        html.matches("<svg role=\"img\" aria-label=\"").count(),
        html.matches("<svg role").count()
    );
    assert!(html.matches("The numbers of this figure").count() >= 3);
    // Without -o the page goes into the run; nothing else is left beside it.
    report(&run, &["--quiet"]).exits(0);
    assert_eq!(read(&run.join("report.html")), html);
    let left = std::fs::read_dir(&run).expect("a directory").count();
    assert_eq!(left, 6, "files of the run and the page");
}

/// The command on the page, run again, gives the same draws.
#[test]
fn the_command_on_the_page_repeats_the_run() {
    let run = run_of("report_command");
    report(&run, &[]).exits(0);
    let html = read(&run.join("report.html"));
    let (_, rest) = html
        .split_once("<pre class=\"command\">kullback ")
        .expect("a command");
    let (command, _) = rest.split_once("</pre>").expect("its end");
    let before = read(&run.join("draws.csv"));
    std::fs::remove_file(run.join("draws.csv")).expect("removed");
    let words: Vec<&str> = command.split(' ').collect();
    kullback(&words).exits(0);
    assert_eq!(read(&run.join("draws.csv")), before);
}

#[test]
fn what_is_missing_or_broken_is_named_with_the_command_that_helps() {
    let run = run_of("report_broken");
    let nowhere = run.with_file_name("nowhere");
    report(&nowhere, &[])
        .exits(2)
        .complains(&["nowhere", "no such directory", "--out"]);
    let cut = read(&run.join("fit.json"));
    std::fs::write(run.join("fit.json"), &cut[..cut.len() / 2]).expect("written");
    report(&run, &[])
        .exits(2)
        .complains(&["fit.json is not the JSON", "kullback fit", "--seed 3"]);
    let other = cut.replace("kullback.fit/1", "kullback.fit/0");
    std::fs::write(run.join("fit.json"), other).expect("written");
    report(&run, &[])
        .exits(2)
        .complains(&["`kullback.fit/0`", "`kullback.fit/1`"]);
    let lacking = cut.replace("\"verdict\"", "\"opinion\"");
    std::fs::write(run.join("fit.json"), lacking).expect("written");
    report(&run, &[])
        .exits(2)
        .complains(&["fit.json lacks", "verdict"]);
    std::fs::remove_file(run.join("trace.json")).expect("removed");
    report(&run, &[])
        .exits(2)
        .complains(&["no trace.json", "earlier version", "kullback fit"]);
    std::fs::remove_file(run.join("config.json")).expect("removed");
    report(&run, &[]).exits(2).complains(&["no config.json"]);
    assert!(!run.join("report.html").exists());
}

/// A run of an earlier version: its configuration names no command, but what it was made of.
#[test]
fn an_earlier_run_is_told_how_to_run_again() {
    let directory = scratch("report_earlier");
    let configuration = r#"{"schema": "kullback.config/1", "version": "0.1.0", "model": "m.stan",
        "data": "d.json", "seed": 5, "draws": 1000, "ignore_extra_data": false}"#;
    std::fs::write(directory.join("config.json"), configuration).expect("written");
    std::fs::write(directory.join("fit.json"), "{}").expect("written");
    report(&directory, &[])
        .exits(2)
        .complains(&["kullback fit m.stan --data d.json --seed 5 --out"]);
}

#[test]
fn a_page_goes_nowhere_rather_than_half() {
    let run = run_of("report_unwritable");
    let target = run.with_file_name("folder");
    std::fs::create_dir(&target).expect("created");
    report(&run, &["-o", &target.display().to_string()]).exits(2);
    let left = std::fs::read_dir(run.parent().expect("a parent")).expect("readable");
    let names: Vec<_> = left
        .map(|entry| entry.expect("an entry").file_name())
        .collect();
    assert!(
        !names
            .iter()
            .any(|name| name.to_string_lossy().starts_with('.')),
        "{names:?}"
    );
}
