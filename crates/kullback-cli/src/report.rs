//! `kullback report`: the page of a run that `kullback fit --out` left.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use kullback::page::{Files, page};

use crate::arguments::Report;
use crate::failure::Failure;
use crate::input;
use crate::run_directory::{CONFIGURATION, PROGRAM, REPORT, TRACE};
use crate::terminal::Terminal;

/// Reads a run directory and writes its page.
pub fn run(arguments: &Report, terminal: &Terminal) -> Result<ExitCode, Failure> {
    let directory = &arguments.run;
    if !directory.is_dir() {
        return Err(Failure::Input {
            path: directory.clone(),
            message: "there is no such directory; `kullback fit MODEL.stan --out DIR` writes one"
                .to_owned(),
        });
    }
    let configuration = file(directory, CONFIGURATION, None)?;
    let file = |name| file(directory, name, Some(&configuration));
    let (fit, trace, program) = (file(REPORT)?, file(TRACE)?, file(PROGRAM)?);
    let files = Files {
        fit: &fit,
        trace: &trace,
        configuration: &configuration,
        program: &program,
    };
    let html = page(&files).map_err(|error| Failure::Input {
        path: directory.clone(),
        message: format!("{error}{}", again(directory, Some(&configuration))),
    })?;
    let output = match &arguments.output {
        Some(path) => path.clone(),
        None => directory.join("report.html"),
    };
    write(&output, &html)?;
    terminal.remark(&format!("{}: the page", output.display()));
    Ok(ExitCode::SUCCESS)
}

/// A file of the run, or what is missing and how to get it.
fn file(directory: &Path, name: &str, configuration: Option<&str>) -> Result<String, Failure> {
    let path = directory.join(name);
    if path.exists() {
        return input::text(&path);
    }
    Err(Failure::Input {
        path: directory.to_owned(),
        message: format!(
            "there is no {name}, which `kullback fit --out` writes (an earlier version may not \
             have){}",
            again(directory, configuration)
        ),
    })
}

/// The command that writes the run again, as far as its configuration tells.
fn again(directory: &Path, configuration: Option<&str>) -> String {
    let value: serde_json::Value = configuration
        .and_then(|text| serde_json::from_str(text).ok())
        .unwrap_or_default();
    let text = |key: &str| value[key].as_str().map(str::to_owned);
    let command = text("command").or_else(|| {
        let data = text("data").map_or_else(String::new, |data| format!(" --data {data}"));
        Some(format!(
            "kullback fit {}{data} --seed {} --out {}",
            text("model")?,
            value["seed"].as_u64()?,
            directory.display()
        ))
    });
    let command = command.unwrap_or_else(|| {
        format!(
            "kullback fit MODEL.stan --data DATA.json --out {}",
            directory.display()
        )
    });
    format!("\n  run it again: {command}")
}

/// Writes the page under another name first, so that it is complete or not there at all.
fn write(path: &Path, html: &str) -> Result<(), Failure> {
    let name = path.file_name().ok_or_else(|| Failure::Input {
        path: path.to_owned(),
        message: "--output has to name a file".to_owned(),
    })?;
    let temporary: PathBuf = path.with_file_name(format!(
        ".{}.writing-{}",
        name.to_string_lossy(),
        std::process::id()
    ));
    let written = std::fs::write(&temporary, html).and_then(|()| std::fs::rename(&temporary, path));
    written.map_err(|source| {
        // The first error is the one to report.
        let _ = std::fs::remove_file(&temporary);
        Failure::write(path)(source)
    })
}
