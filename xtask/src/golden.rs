//! `cargo xtask golden`: runs the Python scripts that made the stored reference numbers, in `.venv`,
//! and shows which numbers changed.
//!
//! A script writes its files itself, or its documentation says `python NAME.py > FILE` and its output
//! goes there.

use std::path::Path;
use std::process::Command;

use clap::Args;

use crate::{Failure, command, python};

/// Where scripts beside reference numbers are kept.
const PLACES: [&str; 2] = ["crates", "goldens"];

/// Which scripts to run.
#[derive(Args)]
pub struct Options {
    /// Run only the scripts whose path holds this text
    name: Option<String>,
    /// Passed to the scripts
    #[arg(last = true)]
    arguments: Vec<String>,
}

/// Runs the scripts one after another; stops at the first that fails.
pub fn run(root: &Path, options: &Options) -> Result<(), Failure> {
    python::install(root, &root.join("xtask/golden-requirements.txt"))?;
    let mut list = Command::new("git");
    list.current_dir(root).arg("ls-files").args(PLACES);
    let listed = command::output(&mut list)?;
    let wanted = options.name.as_deref().unwrap_or_default();
    let scripts = listed
        .lines()
        .filter(|name| name.ends_with(".py") && name.contains(wanted));
    for name in scripts {
        println!("── {name}");
        script(root, &root.join(name), &options.arguments)?;
    }
    let mut status = Command::new("git");
    status.current_dir(root).args(["status", "--short"]);
    let changed = command::output(status.args(PLACES))?;
    if changed.is_empty() {
        println!("no stored number changed");
    } else {
        print!("changed:\n{changed}");
    }
    Ok(())
}

fn script(root: &Path, path: &Path, arguments: &[String]) -> Result<(), Failure> {
    let text = std::fs::read_to_string(path).map_err(Failure::file(path))?;
    let (Some(directory), Some(name)) = (path.parent(), path.file_name()) else {
        return Ok(());
    };
    let mut program = Command::new(python::interpreter(root));
    program.current_dir(directory).arg(name).args(arguments);
    match redirection(&text, &name.to_string_lossy()) {
        None => command::run(&mut program),
        Some(file) => {
            let printed = command::output(&mut program)?;
            let file = directory.join(file);
            std::fs::write(&file, printed).map_err(Failure::file(&file))
        }
    }
}

/// The file after `python NAME >` in a script's documentation.
fn redirection<'a>(text: &'a str, name: &str) -> Option<&'a str> {
    let usage = format!("python {name} > ");
    let (_, rest) = text.split_once(&usage)?;
    rest.split_whitespace().next()
}

#[cfg(test)]
mod tests {
    use super::redirection;

    #[test]
    fn a_redirection_is_read_from_the_usage_line() {
        let text = "\"\"\"Writes a table.\n\nUsage: python a.py > a.csv\n\"\"\"\n";
        assert_eq!(redirection(text, "a.py"), Some("a.csv"));
        assert_eq!(redirection(text, "b.py"), None);
    }
}
