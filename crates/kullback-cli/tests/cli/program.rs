//! Runs the built program and keeps what it said.

use std::path::{Path, PathBuf};
use std::process::Command;

/// What a run of the program left.
#[derive(Debug)]
pub struct Run {
    pub code: Option<i32>,
    pub stdout: String,
    pub stderr: String,
}

/// Runs `kullback` with `arguments` in the root of the work tree.
pub fn kullback<S: AsRef<std::ffi::OsStr>>(arguments: &[S]) -> Run {
    let output = Command::new(env!("CARGO_BIN_EXE_kullback"))
        .current_dir(root())
        .args(arguments)
        .env_remove("NO_COLOR")
        .output()
        .expect("the program starts");
    Run {
        code: output.status.code(),
        stdout: String::from_utf8(output.stdout).expect("stdout is UTF-8"),
        stderr: String::from_utf8(output.stderr).expect("stderr is UTF-8"),
    }
}

impl Run {
    /// Standard output as JSON.
    #[track_caller]
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.stdout)
            .unwrap_or_else(|error| panic!("not JSON ({error}): {self:#?}"))
    }

    /// Fails unless the run ended with `code`.
    #[track_caller]
    pub fn exits(&self, code: i32) -> &Self {
        assert_eq!(self.code, Some(code), "{self:#?}");
        self
    }

    /// Fails unless standard error holds every one of `words`.
    #[track_caller]
    pub fn complains(&self, words: &[&str]) -> &Self {
        for word in words {
            assert!(self.stderr.contains(word), "no {word:?} in {self:#?}");
        }
        self
    }
}

/// The root of the work tree.
pub fn root() -> PathBuf {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    root.canonicalize().expect("the work tree exists")
}

/// An empty directory for one test.
pub fn scratch(test: &str) -> PathBuf {
    let directory = Path::new(env!("CARGO_TARGET_TMPDIR")).join(test);
    let _ = std::fs::remove_dir_all(&directory);
    std::fs::create_dir_all(&directory).expect("the target directory can be written");
    directory
}

/// Writes a model and its data into `directory` and returns both paths.
pub fn files(directory: &Path, model: &str, data: &str) -> [String; 2] {
    let paths = [directory.join("model.stan"), directory.join("data.json")];
    for (path, text) in paths.iter().zip([model, data]) {
        std::fs::write(path, text).expect("the scratch directory can be written");
    }
    paths.map(|path| path.display().to_string())
}

/// `kullback fit` on a model and data given as text.
pub fn fit(test: &str, model: &str, data: &str, more: &[&str]) -> Run {
    let [model, data] = files(&scratch(test), model, data);
    let mut arguments = vec!["fit", &model, "--data", &data];
    arguments.extend(more);
    kullback(&arguments)
}
