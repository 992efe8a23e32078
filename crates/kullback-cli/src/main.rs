//! The `kullback` program: reads files, calls the library, prints. No number is computed here.

mod arguments;
mod ask;
mod calibrate;
mod check;
mod csv;
mod diagnostics;
mod failure;
mod fit;
mod input;
mod kl;
mod log_density;
mod report;
mod run_directory;
mod terminal;

use std::process::ExitCode;

use clap::{CommandFactory, Parser};

use arguments::{Arguments, Command};
use failure::Failure;
use terminal::{ERROR, Terminal, paint};

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let terminal = Terminal::new(arguments.color, arguments.quiet);
    report_panics_as_bugs();
    match run(&arguments, &terminal) {
        Ok(code) => code,
        // Whoever reads our output has enough of it, as in `kullback man | head`.
        Err(Failure::Print { source }) if source.kind() == std::io::ErrorKind::BrokenPipe => {
            ExitCode::SUCCESS
        }
        Err(failure @ Failure::Diagnosed { .. }) => {
            terminal.error(&failure.to_string());
            ExitCode::from(2)
        }
        Err(failure) => {
            terminal.error(&format!("{}: {failure}", paint(ERROR, "error")));
            ExitCode::from(2)
        }
    }
}

fn run(arguments: &Arguments, terminal: &Terminal) -> Result<ExitCode, Failure> {
    match &arguments.command {
        Command::Fit(arguments) => fit::run(arguments, terminal),
        Command::Calibrate(arguments) => calibrate::run(arguments, terminal),
        Command::Report(arguments) => report::run(arguments, terminal),
        Command::Check(arguments) => check::run(arguments, terminal),
        Command::LogDensity(arguments) => log_density::run(arguments, terminal),
        Command::Ask(arguments) => ask::run(arguments, terminal),
        Command::Kl(arguments) => kl::run(arguments, terminal),
        Command::Completions { shell } => {
            let mut script = Vec::new();
            let mut command = Arguments::command();
            clap_complete::generate(*shell, &mut command, "kullback", &mut script);
            terminal.result(&String::from_utf8_lossy(&script))?;
            Ok(ExitCode::SUCCESS)
        }
        Command::Man => {
            let mut page = Vec::new();
            clap_mangen::Man::new(Arguments::command())
                .render(&mut page)
                .map_err(|source| Failure::Print { source })?;
            terminal.result(&String::from_utf8_lossy(&page))?;
            Ok(ExitCode::SUCCESS)
        }
    }
}

/// Says that a panic is our mistake, and what to send; the exit code is then 101.
fn report_panics_as_bugs() {
    let default = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        default(panic);
        Terminal::new(arguments::Color::Auto, false).error(
            "this is a bug in kullback, not a mistake of yours: please report it with the model, \
             the data, the command line and the lines above",
        );
    }));
}
