//! `cargo xtask bench divergences`: D_KL of two arrays of 10⁸ log-probabilities, beside the time of
//! only reading them and beside SciPy, NumPy and torch on the same arrays; and of two dense normals
//! of 500 variables beside torch.

use std::path::{Path, PathBuf};
use std::process::Command;

use serde::{Deserialize, Serialize};

use super::{Options, machine, median, peers};
use crate::{Failure, command, python};

/// Values in each array.
const VALUES: usize = 100_000_000;

/// Variables of each normal.
const VARIABLES: usize = 500;

/// One program on the arrays, or on the normals.
#[derive(Serialize, Deserialize)]
struct Row {
    program: String,
    seconds: Vec<f64>,
    nats: Option<f64>,
    #[serde(default)]
    threads: usize,
    #[serde(default)]
    median: f64,
}

/// What is archived.
#[derive(Serialize)]
struct Archive {
    schema: &'static str,
    date: String,
    commit: String,
    machine: machine::Machine,
    versions: Vec<peers::Version>,
    values: usize,
    rows: Vec<Row>,
    variables: usize,
    normals: Vec<Row>,
}

/// Measures with one thread and with all, prints the ratios and archives.
pub(super) fn run(root: &Path, options: &Options) -> Result<(), Failure> {
    let arrays = example(root, "discrete_throughput")?;
    let normals = example(root, "normals_throughput")?;
    let machine = machine::Machine::here(root);
    let scratch = std::env::temp_dir().join(format!("kullback-bench-{}", std::process::id()));
    std::fs::create_dir_all(&scratch).map_err(Failure::file(&scratch))?;
    let measured = measure(root, &arrays, &scratch, options)
        .and_then(|rows| Ok((rows, measure_normals(root, &normals, &scratch, options)?)));
    // The scratch directory is worth nothing to anyone; a failure to remove it is no failure.
    let _ = std::fs::remove_dir_all(&scratch);
    let (rows, normals) = measured?;
    println!("{}", render(&rows));
    println!("{}", render_normals(&normals));
    if options.no_archive {
        return Ok(());
    }
    let archive = Archive {
        schema: "kullback.bench.divergences/1",
        date: machine::today(),
        commit: machine::commit(root),
        versions: peers::versions(root),
        machine,
        values: VALUES,
        rows,
        variables: VARIABLES,
        normals,
    };
    let name = format!(
        "{}-{}-divergences.json",
        archive.date,
        archive.machine.slug()
    );
    super::write(root, &name, &archive)
}

fn example(root: &Path, name: &str) -> Result<PathBuf, Failure> {
    super::build(
        root,
        &["--package", "kullback-divergence", "--example", name],
    )
}

/// One thread, and all.
fn thread_counts() -> Vec<usize> {
    let all = std::thread::available_parallelism().map_or(1, |n| n.get());
    let mut counts = vec![1, all];
    counts.dedup();
    counts
}

fn measure(
    root: &Path,
    program: &Path,
    scratch: &Path,
    options: &Options,
) -> Result<Vec<Row>, Failure> {
    let mut rows = Vec::new();
    for threads in thread_counts() {
        println!("── {VALUES} log-probabilities, {threads} threads");
        let mut ours = Command::new(program);
        ours.arg(scratch);
        ours.args([VALUES, threads, options.runs as usize].map(|n| n.to_string()));
        rows.extend(parse(&command::output(&mut ours)?, threads)?);
        if !python::has(root, "scipy") {
            println!("scipy: not installed (cargo xtask bench --install)");
            continue;
        }
        let mut theirs = Command::new(python::interpreter(root));
        theirs
            .arg(root.join("benches/peers/divergences.py"))
            .arg(scratch);
        theirs.args([threads, options.peer_runs as usize].map(|n| n.to_string()));
        rows.extend(parse(&command::output(&mut theirs)?, threads)?);
    }
    Ok(rows)
}

/// The dense normals; kullback uses one thread.
fn measure_normals(
    root: &Path,
    program: &Path,
    scratch: &Path,
    options: &Options,
) -> Result<Vec<Row>, Failure> {
    println!("── normals of {VARIABLES} variables");
    let mut ours = Command::new(program);
    ours.arg(scratch);
    ours.args([VARIABLES, options.runs as usize].map(|n| n.to_string()));
    let mut rows = parse(&command::output(&mut ours)?, 1)?;
    if !python::has(root, "torch") {
        println!("torch: not installed (cargo xtask bench --install)");
        return Ok(rows);
    }
    for threads in thread_counts() {
        let mut theirs = Command::new(python::interpreter(root));
        theirs
            .arg(root.join("benches/peers/normals.py"))
            .arg(scratch);
        // One takes milliseconds, so it is run as often as ours.
        theirs.args([threads, options.runs as usize].map(|n| n.to_string()));
        rows.extend(parse(&command::output(&mut theirs)?, threads)?);
    }
    Ok(rows)
}

fn parse(text: &str, threads: usize) -> Result<Vec<Row>, Failure> {
    let mut rows: Vec<Row> =
        serde_json::from_str(text).map_err(|error| Failure::Check(error.to_string()))?;
    for row in &mut rows {
        row.threads = threads;
        row.median = median(&row.seconds);
    }
    Ok(rows)
}

/// Medians, bytes per second of both arrays, and how many times longer than `kullback`.
fn render(rows: &[Row]) -> String {
    let mut lines = vec![format!(
        "{:<34}{:>8}{:>12}{:>12}{:>8}",
        "program", "threads", "median", "arrays", "ratio"
    )];
    for row in rows {
        let base = rows
            .iter()
            .find(|other| other.threads == row.threads && other.program == "kullback")
            .map_or(f64::NAN, |other| other.median);
        lines.push(format!(
            "{:<34}{:>8}{:>9.1} ms{:>7.2} GB/s{:>8.2}",
            row.program,
            row.threads,
            1e3 * row.median,
            8e-9 * VALUES as f64 / row.median,
            row.median / base
        ));
    }
    lines.join("\n")
}

/// Medians.
fn render_normals(rows: &[Row]) -> String {
    let lines = rows.iter().map(|row| {
        let (name, threads) = (&row.program, row.threads);
        format!("{name:<42}{threads:>8}{:>9.2} ms", 1e3 * row.median)
    });
    lines.collect::<Vec<_>>().join("\n")
}
