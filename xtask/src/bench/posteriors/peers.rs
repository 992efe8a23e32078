//! The peers on the reference posteriors: any Stan program, their own defaults, a cap on each fit.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use serde::Serialize;

use super::accuracy::{Errors, Reference};
use super::{DRAWS, Posterior};
use crate::{Failure, command, python};

/// One peer's fit of one posterior.
#[derive(Serialize)]
pub struct PeerFit {
    pub posterior: String,
    pub program: &'static str,
    /// Seconds of its process; for Stan without the compilation.
    pub seconds: f64,
    /// Seconds that compiling the program took, where it has to be compiled.
    pub compile_seconds: Option<f64>,
    pub errors: Option<Errors>,
    /// Why there are no errors.
    pub failure: Option<String>,
}

/// A peer: a script of benches/peers, or Stan's compiled program, and its last argument.
struct Peer {
    program: &'static str,
    package: &'static str,
    kind: Kind,
}

enum Kind {
    /// A script that takes a model, data, a path to write to, a seed, this argument and a number of
    /// draws.
    Script {
        name: &'static str,
        argument: &'static str,
    },
    /// An algorithm of Stan, whose table of draws begins with this many rows that are none.
    Stan {
        algorithm: &'static str,
        skip: usize,
    },
}

const PEERS: [Peer; 5] = [
    Peer {
        program: "NumPyro AutoNormal",
        package: "numpyro",
        kind: Kind::Script {
            name: "numpyro_density.py",
            argument: "AutoNormal",
        },
    },
    Peer {
        program: "NumPyro AutoMultivariateNormal",
        package: "numpyro",
        kind: Kind::Script {
            name: "numpyro_density.py",
            argument: "AutoMultivariateNormal",
        },
    },
    Peer {
        program: "Stan ADVI meanfield",
        package: "httpstan",
        kind: Kind::Stan {
            algorithm: "meanfield",
            skip: 1,
        },
    },
    Peer {
        program: "Stan ADVI fullrank",
        package: "httpstan",
        kind: Kind::Stan {
            algorithm: "fullrank",
            skip: 1,
        },
    },
    Peer {
        program: "Stan Pathfinder",
        package: "httpstan",
        kind: Kind::Stan {
            algorithm: "pathfinder",
            skip: 0,
        },
    },
];

/// The installed peers, ready to fit.
pub struct Peers {
    installed: Vec<&'static Peer>,
    python: PathBuf,
    scripts: PathBuf,
    /// Where Stan's compiled programs are kept from one run to the next.
    programs: PathBuf,
    cap: Duration,
}

impl Peers {
    /// Those that are installed; says which are missing.
    pub fn find(root: &Path, cap: Duration) -> Self {
        let mut missing: Vec<&str> = Vec::new();
        let mut installed = Vec::new();
        for peer in &PEERS {
            if missing.contains(&peer.package) {
                continue;
            }
            // Every script evaluates the model by stanli.
            if ["stanli", peer.package]
                .iter()
                .all(|package| python::has(root, package))
            {
                installed.push(peer);
            } else {
                println!(
                    "{}: not installed (cargo xtask bench --install)",
                    peer.package
                );
                missing.push(peer.package);
            }
        }
        Self {
            installed,
            python: python::interpreter(root),
            scripts: root.join("benches/peers"),
            programs: root.join("target/peers"),
            cap,
        }
    }

    /// Fits one posterior by every peer, one after another.
    pub fn fit(
        &self,
        posterior: &Posterior,
        reference: &Reference,
        scratch: &Path,
        seed: u64,
    ) -> Result<Vec<PeerFit>, Failure> {
        let out = scratch.join("peer.csv");
        let mut fits = Vec::new();
        for peer in &self.installed {
            // What an earlier peer left must not be taken for this one's.
            let _ = std::fs::remove_file(&out);
            let (seed, draws) = (seed.to_string(), DRAWS.to_string());
            let mut compile_seconds = None;
            let mut skip = 0;
            let mut command = match peer.kind {
                Kind::Script { name, argument } => {
                    let mut command = Command::new(&self.python);
                    command.arg(self.scripts.join(name));
                    command.args([&posterior.model, &posterior.data, &out]);
                    command.args([&seed, argument, &draws]);
                    command
                }
                Kind::Stan {
                    algorithm,
                    skip: rows,
                } => {
                    skip = rows;
                    let (program, seconds) = match self.compiled(posterior) {
                        Ok(compiled) => compiled,
                        Err(failure) => {
                            fits.push(PeerFit::failed(peer, posterior, failure.to_string()));
                            continue;
                        }
                    };
                    compile_seconds = Some(seconds);
                    let mut command = Command::new(program);
                    command.arg(algorithm).args([&posterior.data, &out]);
                    command.args([&seed, &draws]);
                    command
                }
            };
            let start = Instant::now();
            let ended = command::within(&mut command, self.cap)?;
            let seconds = start.elapsed().as_secs_f64();
            let mut failure = ended.failure(self.cap);
            let errors = match failure {
                None => reference.errors_of_draws(&out, skip),
                Some(_) => None,
            };
            if errors.is_none() && failure.is_none() {
                failure = Some("its draws are not finite".to_owned());
            }
            fits.push(PeerFit {
                posterior: posterior.name.clone(),
                program: peer.program,
                seconds,
                compile_seconds,
                errors,
                failure,
            });
        }
        Ok(fits)
    }

    /// Stan's compiled program and how long its compilation took, now or in an earlier run.
    fn compiled(&self, posterior: &Posterior) -> Result<(PathBuf, f64), Failure> {
        let name = posterior.model.file_stem().unwrap_or_default();
        let program = self.programs.join(name);
        let note = program.with_extension("seconds");
        if program.exists()
            && let Some(seconds) = std::fs::read_to_string(&note)
                .ok()
                .and_then(|text| text.trim().parse().ok())
        {
            return Ok((program, seconds));
        }
        std::fs::create_dir_all(&self.programs).map_err(Failure::file(&self.programs))?;
        println!("compiling {} with Stan", name.to_string_lossy());
        let start = Instant::now();
        command::silent(
            Command::new(&self.python)
                .arg(self.scripts.join("stan_variational.py"))
                .args([&posterior.model, &program]),
        )?;
        let seconds = start.elapsed().as_secs_f64();
        std::fs::write(&note, seconds.to_string()).map_err(Failure::file(&note))?;
        Ok((program, seconds))
    }
}

impl PeerFit {
    fn failed(peer: &Peer, posterior: &Posterior, why: String) -> Self {
        Self {
            posterior: posterior.name.clone(),
            program: peer.program,
            seconds: 0.0,
            compile_seconds: None,
            errors: None,
            failure: Some(why),
        }
    }
}
