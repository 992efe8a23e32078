//! `cargo xtask bench`: times the release build from process start to exit, and its peers on the
//! same models in the same run, and archives the numbers with the machine that made them.

mod divergences;
mod gap;
mod machine;
mod peers;
mod posteriors;
mod table;

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use clap::Args;
use serde::Serialize;

use crate::{Failure, command, python};

/// What to measure, and how often.
#[derive(Args)]
pub struct Options {
    /// What to time
    #[arg(value_enum, default_value_t = Part::Fits)]
    part: Part,
    /// Runs of kullback per model; the median is reported
    #[arg(long, default_value_t = 11, value_parser = clap::value_parser!(u32).range(1..))]
    runs: u32,
    /// Runs of each peer per model
    #[arg(long, default_value_t = 3, value_parser = clap::value_parser!(u32).range(1..))]
    peer_runs: u32,
    /// Install the peers into .venv first
    #[arg(long)]
    install: bool,
    /// Do not write benches/results
    #[arg(long)]
    no_archive: bool,
    /// `posteriors`, `gap`: only those whose name holds this text
    #[arg(long, value_name = "TEXT")]
    only: Option<String>,
    /// `posteriors`: leave the peers out
    #[arg(long)]
    no_peers: bool,
    /// `posteriors`: stop a peer's fit after so many seconds
    #[arg(long, value_name = "S", default_value_t = 120)]
    peer_seconds: u64,
    /// `gap`: fits of every target, each with its own seed
    #[arg(long, value_name = "N", default_value_t = 200, value_parser = clap::value_parser!(u32).range(1..))]
    repetitions: u32,
    /// `posteriors`: the seed of every fit
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,
}

/// A set of measurements that are archived together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Part {
    /// Source file to printed result, beside other programs that fit models
    Fits,
    /// D_KL of long arrays of log-probabilities, beside SciPy, NumPy and torch
    Divergences,
    /// Accuracy and time on the reference posteriors, beside NumPyro and Stan
    Posteriors,
    /// How often the intervals of log Z and of both divergences cover the truth
    Gap,
}

/// A model and its data.
struct Work {
    name: &'static str,
    model: PathBuf,
    data: PathBuf,
}

/// One program on one model.
#[derive(Serialize)]
struct Measurement {
    model: &'static str,
    program: &'static str,
    /// What the time holds.
    what: &'static str,
    /// Seconds from process start to exit, in the order of the runs.
    seconds: Vec<f64>,
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
    measurements: Vec<Measurement>,
}

/// Measures, prints the ratios and archives.
pub fn run(root: &Path, options: &Options) -> Result<(), Failure> {
    if options.install {
        python::install(root, &root.join("benches/peers/requirements.txt"))?;
    }
    match options.part {
        Part::Divergences => return divergences::run(root, options),
        Part::Posteriors => return posteriors::run(root, options),
        Part::Gap => return gap::run(root, options),
        Part::Fits => {}
    }
    let program = build(root, &["--package", "kullback-cli"])?;
    let machine = machine::Machine::here(root);
    let scratch = std::env::temp_dir().join(format!("kullback-bench-{}", std::process::id()));
    std::fs::create_dir_all(&scratch).map_err(Failure::file(&scratch))?;
    let measured = measure(root, &program, &scratch, options);
    // The scratch directory is worth nothing to anyone; a failure to remove it is no failure.
    let _ = std::fs::remove_dir_all(&scratch);
    let measurements = measured?;
    println!("{}", table::render(&measurements));

    if options.no_archive {
        return Ok(());
    }
    let archive = Archive {
        schema: "kullback.bench/1",
        date: machine::today(),
        commit: machine::commit(root),
        versions: peers::versions(root),
        machine,
        measurements,
    };
    let name = format!("{}-{}.json", archive.date, archive.machine.slug());
    write(root, &name, &archive)
}

/// Writes an archive to benches/results and says so.
fn write(root: &Path, name: &str, archive: &impl Serialize) -> Result<(), Failure> {
    let directory = root.join("benches/results");
    std::fs::create_dir_all(&directory).map_err(Failure::file(&directory))?;
    let path = directory.join(name);
    let text =
        serde_json::to_string_pretty(archive).map_err(|error| Failure::Check(error.to_string()))?;
    std::fs::write(&path, text + "\n").map_err(Failure::file(&path))?;
    println!("benches/results/{name}");
    Ok(())
}

fn measure(
    root: &Path,
    program: &Path,
    scratch: &Path,
    options: &Options,
) -> Result<Vec<Measurement>, Failure> {
    let regression = scratch.join("regression_10k.json");
    let works = [
        Work {
            name: "eight_schools",
            model: root.join("examples/eight_schools/model.stan"),
            data: root.join("examples/eight_schools/data.json"),
        },
        Work {
            name: "regression_10k",
            model: root.join("benches/models/regression_10k.stan"),
            data: regression.clone(),
        },
    ];
    command::run(
        Command::new("python3")
            .arg(root.join("benches/models/make_data.py"))
            .arg(&regression),
    )?;
    let mut measurements = Vec::new();
    for work in &works {
        println!("── {}", work.name);
        let fit = || {
            let mut command = Command::new(program);
            command.arg("fit").arg(&work.model).arg("--data");
            command.arg(&work.data).args(["--quiet", "--exit-zero"]);
            command
        };
        let seconds = times(options.runs, fit)?;
        measurements.push(Measurement::new(
            work.name,
            "kullback fit",
            "source to printed result",
            seconds,
        ));
        let seconds = times(options.runs, || {
            let mut command = fit();
            command.arg("--out").arg(scratch.join("run"));
            command
        })?;
        measurements.push(Measurement::new(
            work.name,
            "kullback fit --out",
            "source to 1000 draws on disk",
            seconds,
        ));
        measurements.extend(peers::measure(root, work, scratch, options.peer_runs)?);
    }
    Ok(measurements)
}

impl Measurement {
    fn new(
        model: &'static str,
        program: &'static str,
        what: &'static str,
        seconds: Vec<f64>,
    ) -> Self {
        let median = median(&seconds);
        println!("{program}: {median:.3} s");
        Self {
            model,
            program,
            what,
            seconds,
            median,
        }
    }
}

/// Wall-clock seconds of `runs` processes, one after another, their output thrown away.
fn times(runs: u32, command: impl Fn() -> Command) -> Result<Vec<f64>, Failure> {
    (0..runs)
        .map(|_| {
            let mut command = command();
            let start = Instant::now();
            command::silent(&mut command)?;
            Ok(start.elapsed().as_secs_f64())
        })
        .collect()
}

fn median(seconds: &[f64]) -> f64 {
    let mut sorted = seconds.to_vec();
    sorted.sort_by(f64::total_cmp);
    let n = sorted.len();
    match n {
        0 => f64::NAN,
        n if n % 2 == 1 => sorted[n / 2],
        n => 0.5 * (sorted[n / 2 - 1] + sorted[n / 2]),
    }
}

/// Builds a program for release and says where it is.
fn build(root: &Path, what: &[&str]) -> Result<PathBuf, Failure> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let messages = command::output(
        Command::new(cargo)
            .current_dir(root)
            .args(["build", "--release"])
            .args(what)
            .args(["--quiet", "--message-format", "json"]),
    )?;
    messages
        .lines()
        .filter_map(|line| serde_json::from_str::<serde_json::Value>(line).ok())
        .filter_map(|message| message["executable"].as_str().map(PathBuf::from))
        .next_back()
        .ok_or_else(|| Failure::Check("cargo build named no executable".to_owned()))
}

#[cfg(test)]
mod tests {
    use super::median;

    #[test]
    fn the_median_of_an_even_number_of_runs_is_the_middle_of_two() {
        assert_eq!(median(&[3.0, 1.0, 2.0]), 2.0);
        assert_eq!(median(&[4.0, 1.0, 2.0, 3.0]), 2.5);
    }
}
