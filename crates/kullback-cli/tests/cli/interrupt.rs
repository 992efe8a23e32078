//! Ctrl-C and the progress of `kullback fit`: a real signal to a real child process.

use std::io::{BufRead, BufReader, Read};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use serde_json::Value;

use crate::program::{files, kullback, root, scratch};

/// A recurrence of 2,000 steps, so that a whole fit takes far longer
/// than a test waits.
const SLOW: &str = "transformed data { int N = 2000; vector[N] y;
  for (t in 1:N) y[t] = sin(0.1 * t); }
parameters { real a; real<lower=-1, upper=1> b; real<lower=0> s; }
model { real h = 0;
  for (t in 1:N) { h = tanh(a + b * h + 0.1 * y[t]); target += normal_lpdf(y[t] | h, s); }
  a ~ normal(0, 1); s ~ normal(0, 1); }";

/// Starts a slow fit and waits for its first line of progress: it listens to signals by then.
fn start(directory: &Path) -> (Child, String) {
    let [model, _] = files(directory, SLOW, "{}");
    let out = directory.join("run").display().to_string();
    let mut child = Command::new(env!("CARGO_BIN_EXE_kullback"))
        .current_dir(root())
        .args(["fit", &model, "--out", &out, "--format", "json"])
        .args(["--progress", "always", "--threads", "2"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    let mut first = String::new();
    let mut errors = BufReader::new(child.stderr.take().expect("a pipe"));
    errors.read_line(&mut first).expect("a line of progress");
    // Nobody reads on; the pipe must not fill up or break meanwhile.
    std::thread::spawn(move || errors.read_to_string(&mut String::new()));
    (child, first)
}

/// What `kill -INT` does.
fn interrupt(child: &Child) {
    let sent = Command::new("kill")
        .args(["-INT", &child.id().to_string()])
        .status()
        .expect("kill starts");
    assert!(sent.success());
}

#[test]
fn the_first_interrupt_returns_the_partial_fit() {
    let directory = scratch("interrupt_once");
    let (child, first) = start(&directory);
    assert!(first.contains("optimisation: −ln p"), "{first}");
    interrupt(&child);
    let output = child.wait_with_output().expect("it ends");
    assert_eq!(output.status.code(), Some(130));
    let report: Value = serde_json::from_slice(&output.stdout).expect("the report");
    assert_eq!(report["partial"], true);
    assert_eq!(report["verdict"]["decision"], "do_not_use");
    let reason = &report["verdict"]["reasons"][0];
    assert_eq!(reason["reason"], "interrupted", "{report:#}");
    assert_eq!(report["log_evidence"]["status"], "not_certified");
    assert!(report["parameters"][0]["full_rank"]["sd"].as_f64() > Some(0.0));
    // What was written is complete, and makes a page that says what it is.
    let run = directory.join("run");
    let written = std::fs::read(run.join("fit.json")).expect("the report");
    assert_eq!(written, output.stdout);
    kullback(&["report", &run.display().to_string()]).exits(0);
    let page = std::fs::read_to_string(run.join("report.html")).expect("the page");
    assert!(page.contains("Partial: this fit was interrupted"));
}

#[test]
fn the_second_interrupt_quits_at_once() {
    let directory = scratch("interrupt_twice");
    let (child, _) = start(&directory);
    interrupt(&child);
    interrupt(&child);
    // Two signals that arrive together are one to the system.
    std::thread::sleep(std::time::Duration::from_millis(20));
    interrupt(&child);
    let output = child.wait_with_output().expect("it ends");
    assert_eq!(output.status.code(), Some(130));
    assert!(output.stdout.is_empty());
    assert!(!directory.join("run").exists(), "nothing half-written");
}

#[test]
fn progress_is_plain_where_nobody_looks_and_silent_when_quiet() {
    let fit = [
        "fit",
        "examples/eight_schools/model.stan",
        "--data",
        "examples/eight_schools/data.json",
    ];
    let shown = |more: &[&str]| kullback(&[&fit[..], more].concat()).stderr;
    let always = shown(&["--progress", "always"]);
    for part in [
        "optimisation: −ln p",
        "the full-rank fit: F ",
        "the evidence: F ",
        "evaluations, ",
    ] {
        assert!(always.contains(part), "no {part:?} in {always}");
    }
    assert!(always.contains(" ± ") && !always.contains('%'), "{always}");
    assert!(!always.contains('\u{1b}'), "{always}");
    assert!(shown(&["--progress", "always", "--quiet"]).is_empty());
    // A short fit says nothing by itself.
    let auto = shown(&[]);
    assert!(!auto.contains("optimisation"), "{auto}");
}
