//! `cargo xtask bench posteriors`: fits the reference posteriors through the release command line, cold,
//! one after another, compares with the reference moments, and does the same with the peers.

mod accuracy;
mod peers;
mod tables;

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use serde::Serialize;
use serde_json::Value;

use super::{Options, machine};
use crate::command;
use crate::{Failure, bench};
use accuracy::{Errors, Reference, json};
use peers::{PeerFit, Peers};

/// Draws that a peer is asked for: enough that they add little error of their own.
const DRAWS: usize = 10_000;
/// A fit is stopped after this long.
const LONGEST: Duration = Duration::from_secs(600);

/// A program, its data and what is known about it.
pub struct Posterior {
    name: String,
    model: PathBuf,
    data: PathBuf,
    reference: PathBuf,
}

/// What became of one posterior.
#[derive(Serialize)]
pub struct Fit {
    posterior: String,
    dimension: u64,
    /// `use`, `use_after_resampling`, `do_not_use`, or `error`.
    verdict: String,
    /// From process start to the printed verdict.
    seconds: f64,
    /// Processor time of that process over all threads, where the system tells.
    processor_seconds: Option<f64>,
    /// From process start to exit when draws.csv is written too, with the program's generated
    /// quantities.
    seconds_with_draws: Option<f64>,
    /// Errors of the account that the verdict recommends; of the Gaussian's for *do not use*.
    errors: Option<Errors>,
    /// Errors of draws.csv.
    draws: Option<Errors>,
    /// Why there are none.
    failure: Option<String>,
}

impl Fit {
    fn usable(&self) -> bool {
        self.verdict.starts_with("use")
    }
}

/// What is archived.
#[derive(Serialize)]
struct Archive<'a> {
    schema: &'static str,
    date: String,
    commit: String,
    machine: machine::Machine,
    versions: Vec<super::peers::Version>,
    seed: u64,
    peer_draws: usize,
    peer_cap_seconds: u64,
    fits: &'a [Fit],
    peers: &'a [PeerFit],
    checks: Vec<tables::Check>,
}

/// Measures, prints the tables and the figures to reach, and archives.
pub(super) fn run(root: &Path, options: &Options) -> Result<(), Failure> {
    let folder = root.join("../shared/posteriors");
    if !folder.is_dir() {
        println!(
            "skipped: no reference posteriors at {} (posteriors/README.md says where they come from)",
            folder.display()
        );
        return Ok(());
    }
    let posteriors = find(root, &folder, options.only.as_deref())?;
    if posteriors.is_empty() {
        let only = options.only.as_deref().unwrap_or_default();
        return Err(Failure::Check(format!(
            "no posterior's name holds `{only}`"
        )));
    }
    let program = bench::build(root, &["--package", "kullback-cli"])?;
    let machine = machine::Machine::here(root);
    let scratch = std::env::temp_dir().join(format!("kullback-bench-{}", std::process::id()));
    std::fs::create_dir_all(&scratch).map_err(Failure::file(&scratch))?;
    let measured = measure(root, &program, &posteriors, &scratch, options);
    // The scratch directory is worth nothing to anyone; a failure to remove it is no failure.
    let _ = std::fs::remove_dir_all(&scratch);
    let (fits, peers) = measured?;
    println!("\n{}", tables::fits(&fits));
    if !peers.is_empty() {
        println!("\n{}", tables::peers(&fits, &peers));
    }
    let checks = tables::checks(&fits);
    for check in &checks {
        println!("{check}");
    }
    if options.no_archive {
        return Ok(());
    }
    let archive = Archive {
        schema: "kullback.bench.posteriors/1",
        date: machine::today(),
        commit: machine::commit(root),
        versions: super::peers::versions(root),
        machine,
        seed: options.seed,
        peer_draws: DRAWS,
        peer_cap_seconds: options.peer_seconds,
        fits: &fits,
        peers: &peers,
        checks,
    };
    let name = format!(
        "{}-{}-posteriors.json",
        archive.date,
        archive.machine.slug()
    );
    bench::write(root, &name, &archive)
}

/// The posteriors of posteriors/index.json whose names hold `only` and whose data are there.
fn find(root: &Path, folder: &Path, only: Option<&str>) -> Result<Vec<Posterior>, Failure> {
    let index = json(&root.join("posteriors/index.json"))?;
    let mut found = Vec::new();
    for entry in index.as_array().into_iter().flatten() {
        let text = |key: &str| entry[key].as_str().unwrap_or_default();
        let name = text("posterior");
        if only.is_some_and(|only| !name.contains(only)) {
            continue;
        }
        let data = folder.join(text("data"));
        if !data.is_dir() {
            println!("{name}: skipped, its data are not there");
            continue;
        }
        found.push(Posterior {
            name: name.to_owned(),
            model: root.join(format!("posteriors/models/{}.stan", text("model"))),
            reference: data.join("reference.json"),
            data: data.join("data.json"),
        });
    }
    Ok(found)
}

fn measure(
    root: &Path,
    program: &Path,
    posteriors: &[Posterior],
    scratch: &Path,
    options: &Options,
) -> Result<(Vec<Fit>, Vec<PeerFit>), Failure> {
    let mut fits = Vec::new();
    let mut peers = Vec::new();
    let installed =
        (!options.no_peers).then(|| Peers::find(root, Duration::from_secs(options.peer_seconds)));
    for posterior in posteriors {
        let reference = Reference::read(&posterior.reference)?;
        let fit = fit(program, posterior, &reference, scratch, options.seed)?;
        println!("{}", tables::line(&fit));
        fits.push(fit);
        if let Some(installed) = &installed {
            for fit in installed.fit(posterior, &reference, scratch, options.seed)? {
                println!("    {}", tables::peer_line(&fit));
                peers.push(fit);
            }
        }
    }
    Ok((fits, peers))
}

/// One fit by the command line, and another that writes its draws.
fn fit(
    program: &Path,
    posterior: &Posterior,
    reference: &Reference,
    scratch: &Path,
    seed: u64,
) -> Result<Fit, Failure> {
    let out = scratch.join("run");
    let _ = std::fs::remove_dir_all(&out);
    let mut command = Command::new(program);
    command.arg("fit").arg(&posterior.model);
    command.arg("--data").arg(&posterior.data);
    command.args(["--ignore-extra-data", "--quiet", "--exit-zero", "--seed"]);
    command.arg(seed.to_string());
    let before = machine::processor_seconds_of_children();
    let (mut failure, seconds) = timed(&mut command)?;
    let after = machine::processor_seconds_of_children();
    let mut seconds_with_draws = None;
    if failure.is_none() {
        command.arg("--out").arg(&out);
        let (with_draws, seconds) = timed(&mut command)?;
        failure = with_draws;
        seconds_with_draws = Some(seconds);
    }
    let mut fit = Fit {
        posterior: posterior.name.clone(),
        dimension: 0,
        verdict: "error".to_owned(),
        seconds,
        processor_seconds: after.zip(before).map(|(after, before)| after - before),
        seconds_with_draws,
        errors: None,
        draws: None,
        failure,
    };
    if fit.failure.is_some() {
        return Ok(fit);
    }
    let report = json(&out.join("fit.json"))?;
    fit.dimension = report["dimension"].as_u64().unwrap_or_default();
    fit.verdict = report["verdict"]["decision"]
        .as_str()
        .unwrap_or("error")
        .to_owned();
    fit.draws = reference.errors_of_draws(&out.join("draws.csv"), 0);
    // Where the report holds no account of what is recommended, its draws stand for it.
    fit.errors = recommended(&report, reference).or(fit.draws);
    Ok(fit)
}

/// Why a run of the command failed, if it did, and its seconds.
fn timed(command: &mut Command) -> Result<(Option<String>, f64), Failure> {
    let start = Instant::now();
    let ended = command::within(command, LONGEST)?;
    Ok((ended.failure(LONGEST), start.elapsed().as_secs_f64()))
}

/// The errors of the account that the verdict recommends.
fn recommended(report: &Value, reference: &Reference) -> Option<Errors> {
    let account = match report["verdict"]["decision"].as_str()? {
        "use_after_resampling" => "weighted",
        _ => report["chosen"].as_str()?,
    };
    let parameters = report["parameters"].as_array()?;
    reference.errors(|name| {
        let parameter = parameters.iter().find(|p| p["name"] == name)?;
        let moments = &parameter[account];
        Some((moments["mean"].as_f64()?, moments["sd"].as_f64()?))
    })
}
