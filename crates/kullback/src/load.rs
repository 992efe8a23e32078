//! From source text and data to a model, with every way in which that can fail.

use kullback_stan::diagnostic::Diagnostic;
use kullback_stan::{Data, DataError, Model, ModelError, declared_data};

/// Why there is no model.
#[derive(Debug, thiserror::Error)]
pub enum LoadError {
    /// The program cannot be run.
    #[error("the program has errors")]
    Program {
        /// All that the front end has to say, warnings included.
        diagnostics: Vec<Diagnostic>,
    },
    /// The data are not what the JSON format of CmdStan allows.
    #[error(transparent)]
    Data(#[from] DataError),
    /// The program and the data do not go together.
    #[error(transparent)]
    Model(#[from] ModelError),
}

/// How to bind a program to its data.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LoadOptions {
    /// Seed of random numbers in transformed data.
    pub seed: u64,
    /// Accept values that the program does not declare; else they are an error.
    pub ignore_extra_data: bool,
}

impl Default for LoadOptions {
    fn default() -> Self {
        Self {
            seed: 1,
            ignore_extra_data: false,
        }
    }
}

/// A model, and what the front end would like to remark.
pub struct Loaded {
    /// The program bound to its data.
    pub model: Model,
    /// Warnings.
    pub warnings: Vec<Diagnostic>,
}

/// Compiles `source` and binds it to `data`, text in the JSON format of CmdStan.
///
/// # Errors
/// Each kind of [`LoadError`].
pub fn load(source: &str, data: &str, options: &LoadOptions) -> Result<Loaded, LoadError> {
    let checked = kullback_stan::compile(source);
    if !checked.is_ok() {
        return Err(LoadError::Program {
            diagnostics: checked.diagnostics,
        });
    }
    let mut data = Data::from_json(data)?;
    if options.ignore_extra_data {
        data.retain(|name| declared_data(&checked.program).any(|declared| declared == name));
    }
    let model = Model::new(&checked.program, &data, options.seed)?;
    let mut warnings = checked.diagnostics;
    if let Some(span) = model.runs_on_tape() {
        let warning = Diagnostic::warning(
            "KS0801",
            span,
            "the flow of control depends on a parameter here",
        )
        .label("so the program is run anew at every point, which is slow");
        warnings.push(warning);
    }
    Ok(Loaded { model, warnings })
}
