//! Why a command could not do its work: always exit code 2, and always in words that say what to do.

use std::io;
use std::path::{Path, PathBuf};

/// A usage, input or model error.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// A file could not be read.
    #[error("cannot read {}: {source}", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// A file is not UTF-8.
    #[error("{} is not UTF-8 text", path.display())]
    Encoding {
        /// The file.
        path: PathBuf,
    },
    /// A file or directory could not be written.
    #[error("cannot write {}: {source}", path.display())]
    Write {
        /// The file or directory.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The output directory holds something else.
    #[error(
        "{} exists and was not written by kullback fit; choose another directory",
        path.display()
    )]
    Occupied {
        /// The directory.
        path: PathBuf,
    },
    /// An input file does not hold what it should.
    #[error("{}: {message}", path.display())]
    Input {
        /// The file.
        path: PathBuf,
        /// What was expected and what was found.
        message: String,
    },
    /// The program cannot be run; the diagnostics are rendered already.
    #[error("{rendered}")]
    Diagnosed {
        /// What to print.
        rendered: String,
    },
    /// The model and its data do not go together, or the fit could not start.
    #[error("{message}")]
    Model {
        /// What is wrong.
        message: String,
    },
    /// A question that cannot be answered.
    #[error("{message}")]
    Question {
        /// What was expected and what was found.
        message: String,
    },
    /// Standard output went away.
    #[error("cannot print the result: {source}")]
    Print {
        /// What the system said.
        source: io::Error,
    },
}

impl Failure {
    /// Says which file could not be written.
    pub fn write(path: &Path) -> impl FnOnce(io::Error) -> Failure {
        let path = path.to_owned();
        move |source| Failure::Write { path, source }
    }
}
