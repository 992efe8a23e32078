//! `kullback check`: what a compiler would say about a Stan program.

use std::process::ExitCode;

use crate::arguments::{Check, Format};
use crate::diagnostics;
use crate::failure::Failure;
use crate::input;
use crate::terminal::{ERROR, GOOD, Terminal, WARNING, paint};

/// Checks one program. Exits with 2 when it cannot be run.
pub fn run(arguments: &Check, terminal: &Terminal) -> Result<ExitCode, Failure> {
    let source = input::text(&arguments.model)?;
    let file = arguments.model.display().to_string();
    let checked = kullback::stan::compile(&source);
    let failed = diagnostics::has_errors(&checked.diagnostics);
    let text = match arguments.format {
        Format::Json => {
            let listing = diagnostics::listing(&file, &source, &checked.diagnostics);
            input::json(&listing)
        }
        Format::Human => match diagnostics::tally(&checked.diagnostics) {
            None => format!("{file}: {}\n", paint(GOOD, "no problems found")),
            Some(tally) => {
                let rendered = diagnostics::render(&file, &source, &checked.diagnostics);
                let style = if failed { ERROR } else { WARNING };
                format!("{rendered}\n\n{file}: {}\n", paint(style, tally))
            }
        },
    };
    terminal.result(&text)?;
    Ok(if failed {
        ExitCode::from(2)
    } else {
        ExitCode::SUCCESS
    })
}
