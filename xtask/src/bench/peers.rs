//! The peers: Stan's mean-field ADVI, stanli's Pathfinder and NumPyro's SVI, each when it is
//! installed in `.venv`.

use std::path::Path;
use std::process::Command;
use std::time::Instant;

use serde::Serialize;

use super::{Measurement, Work, times};
use crate::{Failure, command, python};

/// The version of a peer.
#[derive(Serialize)]
pub struct Version {
    package: &'static str,
    version: String,
}

const PACKAGES: [&str; 5] = ["httpstan", "numpyro", "scipy", "stanli", "torch"];

/// The versions of the installed peers.
pub fn versions(root: &Path) -> Vec<Version> {
    let python = python::interpreter(root);
    PACKAGES
        .into_iter()
        .filter(|package| python::has(root, package))
        .filter_map(|package| {
            let code = format!("import importlib.metadata as m; print(m.version('{package}'))");
            let version = command::output(Command::new(&python).args(["-c", &code])).ok()?;
            Some(Version {
                package,
                version: version.trim().to_owned(),
            })
        })
        .collect()
}

/// Times every installed peer on one model, and says which are missing.
pub fn measure(
    root: &Path,
    work: &Work,
    scratch: &Path,
    runs: u32,
) -> Result<Vec<Measurement>, Failure> {
    let mut measurements = Vec::new();
    let scripts = root.join("benches/peers");
    let python = python::interpreter(root);
    let out = scratch.join("draws.csv");

    if installed(root, "stanli") {
        let seconds = times(runs, || {
            let mut command = Command::new(&python);
            command.arg(scripts.join("stanli_pathfinder.py"));
            command.args([&work.model, &work.data, &out]).arg("1");
            command
        })?;
        measurements.push(Measurement::new(
            work.name,
            "stanli Pathfinder",
            "source to 1000 draws on disk, one path",
            seconds,
        ));
    }
    if installed(root, "numpyro") {
        let seconds = times(runs, || {
            let mut command = Command::new(&python);
            command.arg(scripts.join("numpyro_svi.py")).arg(work.name);
            command.args([&work.data, &out]).arg("1");
            command
        })?;
        measurements.push(Measurement::new(
            work.name,
            "NumPyro SVI",
            "source to 1000 draws on disk, AutoNormal, Adam, 10,000 steps",
            seconds,
        ));
    }
    if installed(root, "httpstan") {
        let program = scratch.join(format!("{}-advi", work.name));
        let start = Instant::now();
        command::silent(
            Command::new(&python)
                .arg(scripts.join("stan_variational.py"))
                .args([&work.model, &program]),
        )?;
        let compile = start.elapsed().as_secs_f64();
        let seconds = times(runs, || {
            let mut command = Command::new(&program);
            command.arg("meanfield").args([&work.data, &out]);
            command.args(["1", "1000"]);
            command
        })?;
        let whole = seconds.iter().map(|run| compile + run).collect();
        measurements.push(Measurement::new(
            work.name,
            "Stan ADVI",
            "source to 1000 draws on disk; compiled once, its time added to each run",
            whole,
        ));
        measurements.push(Measurement::new(
            work.name,
            "Stan ADVI, compiled",
            "compiled program to 1000 draws on disk",
            seconds,
        ));
    }
    Ok(measurements)
}

fn installed(root: &Path, package: &str) -> bool {
    let found = python::has(root, package);
    if !found {
        println!("{package}: not installed (cargo xtask bench --install)");
    }
    found
}
