//! Checks of the work tree that no compiler makes: nothing names the machine it was written on, and
//! files stay small enough to hold one idea.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::{Failure, command};

/// Past this many lines a Rust file holds two ideas (ARCHITECTURE.md).
const LONGEST_FILE: usize = 600;

/// Looks through every tracked file and reports all that is wrong at once.
pub fn check(root: &Path) -> Result<(), Failure> {
    let listed = command::output(
        Command::new("git")
            .current_dir(root)
            .args(["ls-files", "-z"]),
    )?;
    let places = machine_places(root);
    let mut found = Vec::new();
    let mut files = 0;
    for name in listed.split('\0').filter(|name| !name.is_empty()) {
        let path = root.join(name);
        // Deleted but not yet committed, or not text: nothing to read.
        let Ok(text) = std::fs::read_to_string(&path) else {
            continue;
        };
        files += 1;
        for (number, line) in text.lines().enumerate() {
            if let Some(place) = places.iter().find(|place| names(line, place)) {
                found.push(format!("{name}:{}: names {place}", number + 1));
            }
        }
        let lines = text.lines().count();
        if name.ends_with(".rs") && lines > LONGEST_FILE {
            found.push(format!("{name}: {lines} lines; {LONGEST_FILE} at most"));
        }
    }
    if found.is_empty() {
        println!("{files} files");
        return Ok(());
    }
    Err(Failure::Check(found.join("\n")))
}

/// Directories that exist on this machine only: the work tree, its parent, and the home and
/// temporary directories of whoever runs this.
fn machine_places(root: &Path) -> Vec<String> {
    let mut places: Vec<PathBuf> = vec![root.to_owned(), std::env::temp_dir()];
    places.extend(root.parent().map(Path::to_owned));
    places.extend(std::env::home_dir());
    places
        .iter()
        .filter(|place| place.parent().is_some())
        .map(|place| format!("{}/", place.display().to_string().trim_end_matches('/')))
        .collect()
}

/// Whether `line` holds `place` as an absolute path, and not as the tail of another path.
fn names(line: &str, place: &str) -> bool {
    line.match_indices(place).any(|(at, _)| {
        let before = line[..at].chars().next_back();
        !before.is_some_and(|c| c.is_alphanumeric() || "._-/}~".contains(c))
    })
}

#[cfg(test)]
mod tests {
    use super::names;

    #[test]
    fn only_absolute_paths_count() {
        assert!(names("data = \"/home/ada/x.json\"", "/home/ada/"));
        assert!(names("/home/ada/x", "/home/ada/"));
        assert!(!names("see example.org/home/ada/", "/home/ada/"));
        assert!(!names("../home/ada/x", "/home/ada/"));
    }
}
