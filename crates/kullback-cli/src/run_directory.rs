//! The directory that `kullback fit --out` leaves: complete or not there at all.
//!
//! Everything is written into a temporary sibling directory, which takes the final name when it is
//! complete. A directory that an earlier run left is replaced; any other is refused.

use std::fs;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use kullback::trace::Trace;
use kullback::{Draws, Report};
use serde::Serialize;

use crate::csv;
use crate::failure::Failure;

/// The configuration of a run; its presence marks a directory as ours.
pub const CONFIGURATION: &str = "config.json";
/// The report.
pub const REPORT: &str = "fit.json";
/// The steps of the fit, and what its pictures are drawn from.
pub const TRACE: &str = "trace.json";
/// The program.
pub const PROGRAM: &str = "model.stan";
/// The draws.
pub const DRAWS: &str = "draws.csv";
/// The schema of that file.
const SCHEMA: &str = "kullback.config/1";

/// The resolved configuration of a run: enough to repeat it.
#[derive(Serialize)]
pub struct Configuration {
    schema: &'static str,
    /// Version of the program.
    version: &'static str,
    /// The Stan program, as it was named.
    model: String,
    /// The data file, as it was named.
    data: Option<String>,
    /// The seed.
    seed: u64,
    /// The number of draws.
    draws: u32,
    /// Which divergence was minimised: `qp`, `pq` or `both`.
    minimise: String,
    /// The family asked for.
    family: String,
    /// Whether undeclared data were accepted.
    ignore_extra_data: bool,
    /// Draws of each chain of a reference by NUTS, where one was sampled.
    reference_draws: Option<u32>,
    /// The command that repeats the run.
    command: String,
}

impl Configuration {
    /// What `arguments` came to.
    pub fn new(arguments: &crate::arguments::Fit) -> Self {
        Self {
            schema: SCHEMA,
            version: env!("CARGO_PKG_VERSION"),
            model: arguments.source.model.display().to_string(),
            data: arguments
                .source
                .data
                .as_ref()
                .map(|path| path.display().to_string()),
            seed: arguments.seed,
            draws: arguments.draws,
            minimise: value_name(&arguments.minimise),
            family: value_name(&arguments.family),
            ignore_extra_data: arguments.source.ignore_extra_data,
            reference_draws: arguments.reference.map(|_| arguments.reference_draws),
            command: command(std::env::args().skip(1), arguments.seed),
        }
    }

    /// The seed, the model and so on as the comment lines that CmdStan writes.
    pub fn comments(&self) -> Vec<(&'static str, String)> {
        vec![
            ("written_by", format!("kullback {}", self.version)),
            ("model", model_name(Path::new(&self.model))),
            // The layout of CmdStan's Pathfinder: draws of an approximation with lp_approx__ (ln q)
            // and lp__ (ln p). The Stan tools choose their reader by this line.
            ("method", "pathfinder".to_owned()),
            ("num_draws", self.draws.to_string()),
            ("num_paths", "1".to_owned()),
            ("seed", self.seed.to_string()),
        ]
    }
}

/// A choice as it is typed.
fn value_name(choice: &impl clap::ValueEnum) -> String {
    let value = choice.to_possible_value();
    value.map_or_else(String::new, |value| value.get_name().to_owned())
}

/// The command line as a shell reads it, with the seed in it.
fn command(words: impl Iterator<Item = String>, seed: u64) -> String {
    let mut line = String::from("kullback");
    let mut has_seed = false;
    for word in words {
        has_seed |= word == "--seed" || word.starts_with("--seed=");
        line.push(' ');
        line.push_str(&shell_word(&word));
    }
    if !has_seed {
        line.push_str(&format!(" --seed {seed}"));
    }
    line
}

/// A word for a POSIX shell: in single quotes unless every letter is harmless.
pub fn shell_word(word: &str) -> String {
    let harmless = |c: char| c.is_alphanumeric() || "-_./=:,+@%".contains(c);
    if !word.is_empty() && word.chars().all(harmless) {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', "'\\''"))
    }
}

/// The model's name as CmdStan would call it.
fn model_name(path: &Path) -> String {
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    let clean: String = stem
        .chars()
        .map(|c| if c.is_alphanumeric() { c } else { '_' })
        .collect();
    format!("{clean}_model")
}

/// Fails early, before the work of a fit, when `directory` may not be written.
pub fn refuse_occupied(directory: &Path) -> Result<(), Failure> {
    // A path such as `..` has no name of its own that a complete directory could take.
    let named = directory.file_name().is_some();
    if named && (!directory.exists() || is_ours(directory) || is_empty(directory)) {
        return Ok(());
    }
    Err(Failure::Occupied {
        path: directory.to_owned(),
    })
}

fn is_ours(directory: &Path) -> bool {
    fs::read_to_string(directory.join(CONFIGURATION))
        .ok()
        .and_then(|text| serde_json::from_str::<serde_json::Value>(&text).ok())
        .is_some_and(|value| value["schema"] == SCHEMA)
}

fn is_empty(directory: &Path) -> bool {
    fs::read_dir(directory).is_ok_and(|mut entries| entries.next().is_none())
}

/// Everything that a run leaves.
pub struct Run<'a> {
    /// How to repeat it.
    pub configuration: &'a Configuration,
    /// The text of the program.
    pub program: &'a str,
    /// The report.
    pub report: &'a Report,
    /// The steps of the fit.
    pub trace: &'a Trace,
    /// The draws.
    pub draws: &'a Draws,
}

/// Writes a run.
pub fn write(directory: &Path, run: &Run<'_>) -> Result<(), Failure> {
    refuse_occupied(directory)?;
    let temporary = sibling(directory, "writing");
    let written = fill(&temporary, run).and_then(|()| replace(directory, &temporary));
    if written.is_err() {
        // The first error is the one to report.
        let _ = fs::remove_dir_all(&temporary);
    }
    written
}

fn fill(directory: &Path, run: &Run<'_>) -> Result<(), Failure> {
    fs::create_dir_all(directory).map_err(Failure::write(directory))?;
    let files = [
        (CONFIGURATION, crate::input::json(run.configuration)),
        (PROGRAM, run.program.to_owned()),
        (REPORT, crate::input::json(run.report)),
        // Long columns of numbers: a line each would be nine tenths of the file.
        (TRACE, crate::input::compact_json(run.trace)),
    ];
    for (name, text) in files {
        let path = directory.join(name);
        fs::write(&path, text).map_err(Failure::write(&path))?;
    }
    let path = directory.join(DRAWS);
    let file = fs::File::create(&path).map_err(Failure::write(&path))?;
    let mut file = BufWriter::new(file);
    csv::write(&mut file, &run.configuration.comments(), run.draws)
        .and_then(|()| file.flush())
        .map_err(Failure::write(&path))
}

/// Gives `temporary` the name `directory`; an earlier run is moved aside first, so that a failure at
/// any moment leaves one of the two complete.
fn replace(directory: &Path, temporary: &Path) -> Result<(), Failure> {
    let aside = sibling(directory, "old");
    let occupied = directory.exists();
    if occupied {
        fs::rename(directory, &aside).map_err(Failure::write(directory))?;
    }
    fs::rename(temporary, directory).map_err(|source| {
        if occupied {
            let _ = fs::rename(&aside, directory);
        }
        Failure::write(directory)(source)
    })?;
    if occupied {
        fs::remove_dir_all(&aside).map_err(Failure::write(&aside))?;
    }
    Ok(())
}

fn sibling(directory: &Path, word: &str) -> PathBuf {
    let name = directory.file_name().unwrap_or_default().to_string_lossy();
    directory.with_file_name(format!(".{name}.{word}-{}", std::process::id()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_is_quoted_for_a_shell_and_names_its_seed() {
        let words = ["fit", "my model.stan", "--data", "it's.json"];
        let line = command(words.into_iter().map(str::to_owned), 7);
        assert_eq!(
            line,
            "kullback fit 'my model.stan' --data 'it'\\''s.json' --seed 7"
        );
        let words = ["fit", "a.stan", "--seed=3"];
        let line = command(words.into_iter().map(str::to_owned), 3);
        assert_eq!(line, "kullback fit a.stan --seed=3");
    }
}
