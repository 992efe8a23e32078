//! Every chore of the repository, as one Rust program: `cargo xtask test`, `readme`, `golden`, `bench`.
#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a chore reports on the terminal"
)]

mod bench;
mod browser;
mod command;
mod golden;
mod python;
mod readme;
mod suite;
mod tree;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// Why a chore stopped.
#[derive(Debug, thiserror::Error)]
enum Failure {
    /// A program could not be started.
    #[error("cannot run `{program}`: {source}")]
    Start {
        program: String,
        source: std::io::Error,
    },
    /// A program ended with an error.
    #[error("`{program}` failed{}", code.map(|c| format!(" with exit code {c}")).unwrap_or_default())]
    Exit { program: String, code: Option<i32> },
    /// A file could not be read or written.
    #[error("{}: {source}", path.display())]
    File {
        path: PathBuf,
        source: std::io::Error,
    },
    /// Something in the work tree is not as it must be.
    #[error("{0}")]
    Check(String),
}

impl Failure {
    fn file(path: &Path) -> impl FnOnce(std::io::Error) -> Failure {
        let path = path.to_owned();
        move |source| Failure::File { path, source }
    }
}

#[derive(Parser)]
#[command(
    about = "Every chore of the repository, as one Rust program",
    bin_name = "cargo xtask"
)]
struct Arguments {
    #[command(subcommand)]
    chore: Chore,
}

#[derive(Subcommand)]
enum Chore {
    /// Formatting, lints, every test, the documentation, and checks of the work tree
    Test,
    /// Write the README's output, by running the commands it shows
    Readme {
        /// Only say whether the README is up to date
        #[arg(long)]
        check: bool,
    },
    /// Run the scripts that made the stored reference numbers, in a virtual environment
    Golden(golden::Options),
    /// Time the release build and its peers on the same models, and archive the numbers
    Bench(bench::Options),
}

/// The workspace's root directory: the parent of this package's.
fn root() -> PathBuf {
    let mut path = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    path.pop();
    path
}

fn main() -> ExitCode {
    let root = root();
    let outcome = match Arguments::parse().chore {
        Chore::Test => suite::run(&root),
        Chore::Readme { check } => readme::run(&root, check),
        Chore::Golden(options) => golden::run(&root, &options),
        Chore::Bench(options) => bench::run(&root, &options),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("error: {failure}");
            ExitCode::FAILURE
        }
    }
}
