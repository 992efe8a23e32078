//! Reads the files a person names, and turns a Stan program and data into a model.

use std::path::Path;

use kullback::stan::{Model, ModelError};
use kullback::{LoadError, LoadOptions};
use serde::Serialize;

use crate::arguments::Source;
use crate::diagnostics;
use crate::failure::Failure;
use crate::terminal::Terminal;

/// Reads a text file.
pub fn text(path: &Path) -> Result<String, Failure> {
    let bytes = std::fs::read(path).map_err(|source| Failure::Read {
        path: path.to_owned(),
        source,
    })?;
    String::from_utf8(bytes).map_err(|_| Failure::Encoding {
        path: path.to_owned(),
    })
}

/// Reads and compiles the model and binds it to its data. Warnings go to the terminal.
pub fn model(source: &Source, seed: u64, terminal: &Terminal) -> Result<Model, Failure> {
    let program = text(&source.model)?;
    let data = source.data.as_deref().map(text).transpose()?;
    let options = LoadOptions {
        seed,
        ignore_extra_data: source.ignore_extra_data,
    };
    let file = source.model.display().to_string();
    let loaded = kullback::load(&program, data.as_deref().unwrap_or("{}"), &options)
        .map_err(|error| explain(error, source, &file, &program))?;
    if !loaded.warnings.is_empty() {
        terminal.remark(&diagnostics::render(&file, &program, &loaded.warnings));
    }
    for line in loaded.model.printed() {
        terminal.remark(line);
    }
    Ok(loaded.model)
}

/// Says what is wrong, in which file, and what to do.
pub fn explain(error: LoadError, source: &Source, file: &str, program: &str) -> Failure {
    let data = match &source.data {
        Some(path) => path.display().to_string(),
        None => "no data file".to_owned(),
    };
    let mut message = error.to_string();
    let diagnostics = match &error {
        LoadError::Program { diagnostics } => diagnostics.clone(),
        LoadError::Data(_) => Vec::new(),
        LoadError::Model(error) => {
            match error {
                ModelError::MissingData { others, .. } => {
                    if !others.is_empty() {
                        message.push_str(&format!("\n  also missing: {}", others.join(", ")));
                    }
                    if source.data.is_none() {
                        message.push_str("\n  name a data file with --data DATA.json");
                    }
                }
                ModelError::ExtraData { .. } => {
                    message.push_str("\n  --ignore-extra-data accepts them");
                }
                _ => {}
            }
            let from_data = matches!(
                error,
                ModelError::DataMisfit { .. } | ModelError::DataConstraint { .. }
            );
            let mut diagnostics = error.diagnostics();
            if from_data {
                for diagnostic in &mut diagnostics {
                    diagnostic.help = Some(format!("the value is in {data}"));
                }
            }
            diagnostics
        }
    };
    if diagnostics.is_empty() {
        let about_data = !matches!(error, LoadError::Model(ModelError::NoParameters));
        let place = if about_data { &data } else { file };
        return Failure::Model {
            message: format!("{place}: {message}"),
        };
    }
    Failure::Diagnosed {
        rendered: diagnostics::render(file, program, &diagnostics),
    }
}

/// A value as indented JSON with a newline at its end.
pub fn json(value: &impl Serialize) -> String {
    // Our own types: strings for keys, and nothing that refuses to be serialised.
    serde_json::to_string_pretty(value).unwrap_or_default() + "\n"
}

/// A value as JSON on one line.
pub fn compact_json(value: &impl Serialize) -> String {
    serde_json::to_string(value).unwrap_or_default() + "\n"
}
