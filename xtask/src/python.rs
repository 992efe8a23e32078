//! The virtual environment `.venv` in the work tree, in which reference tools and peers run.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::{Failure, command};

/// The environment's interpreter, whether or not it exists yet.
pub fn interpreter(root: &Path) -> PathBuf {
    let environment = root.join(".venv");
    if cfg!(windows) {
        environment.join("Scripts").join("python.exe")
    } else {
        environment.join("bin").join("python")
    }
}

/// Makes the environment if there is none, and installs what the file `requirements` lists.
pub fn install(root: &Path, requirements: &Path) -> Result<(), Failure> {
    let python = interpreter(root);
    if !python.exists() {
        println!("making .venv");
        let mut make = Command::new("python3");
        command::run(make.current_dir(root).args(["-m", "venv", ".venv"]))?;
    }
    command::run(
        Command::new(python)
            .current_dir(root)
            .args(["-m", "pip", "install", "--quiet", "--requirement"])
            .arg(requirements),
    )
}

/// Whether the environment exists and can import `module`.
pub fn has(root: &Path, module: &str) -> bool {
    let python = interpreter(root);
    python.exists()
        && command::succeeds(
            Command::new(python)
                .arg("-c")
                .arg(format!("import {module}")),
        )
}
