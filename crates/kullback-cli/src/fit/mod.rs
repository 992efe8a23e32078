//! `kullback fit`: from a Stan program and data to a posterior with a verdict.

mod interrupt;
mod progress;
mod summary;
mod table;

use std::ops::ControlFlow;
use std::path::Path;
use std::process::ExitCode;
use std::thread::available_parallelism;

use kullback::stan::diagnostic::Diagnostic;
use kullback::vi::FitError;
use kullback::vi::reference::ReferenceOptions;
use kullback::{Decision, FitFailure};

use crate::arguments::{Fit, Format, Sampler};
use crate::diagnostics;
use crate::failure::Failure;
use crate::input;
use crate::run_directory::{self, Configuration, Run};
use crate::terminal::Terminal;
use interrupt::{INTERRUPTED, Interrupt};
use progress::ProgressView;

/// Fits, prints the report and writes the run directory. Exits with 1 when the verdict is `do not
/// use`, with 130 when it was interrupted.
pub fn run(arguments: &Fit, terminal: &Terminal) -> Result<ExitCode, Failure> {
    if let Some(directory) = &arguments.out {
        run_directory::refuse_occupied(directory)?;
    }
    let model = input::model(&arguments.source, arguments.seed, terminal)?;
    let threads = arguments.threads.map_or_else(
        || available_parallelism().map_or(1, |threads| threads.get()),
        usize::from,
    );
    let options = kullback::Options {
        seed: arguments.seed,
        threads,
        draws: arguments.draws as usize,
        minimise: arguments.minimise.into(),
        family: arguments.family.into(),
        reference: arguments.reference.map(|Sampler::Nuts| {
            let draws = arguments.reference_draws as usize;
            let defaults = ReferenceOptions::default();
            ReferenceOptions {
                draws,
                warmup: defaults.warmup.max(draws),
                ..defaults
            }
        }),
    };
    let interrupt = Interrupt::listen();
    let mut view = ProgressView::new(terminal, arguments.progress);
    let fitted = kullback::fit(&model, &options, &mut |progress| {
        view.show(progress);
        if interrupt.pressed() {
            view.stopping();
            return ControlFlow::Break(());
        }
        ControlFlow::Continue(())
    });
    drop(view);
    interrupt.end_at_next();
    if let Err(FitFailure::Fit(FitError::Cancelled { stage })) = &fitted {
        terminal.error(&format!(
            "interrupted at {stage}, before there was a fit to return"
        ));
        return Ok(ExitCode::from(INTERRUPTED));
    }
    let mut fitted = fitted.map_err(|failure| describe(failure, arguments))?;
    fitted.report.model = arguments.source.model.display().to_string();
    fitted.report.data = arguments
        .source
        .data
        .as_ref()
        .map(|path| path.display().to_string());
    if fitted.result.verdict.sample_reference {
        fitted.report.verdict.command = Some(reference_command(arguments));
    }

    if let Some(directory) = &arguments.out {
        let draws = fitted
            .draws(&model, arguments.draws as usize)
            .map_err(|error| describe(error.into(), arguments))?;
        let trace = fitted
            .trace(&model)
            .map_err(|error| describe(error.into(), arguments))?;
        let run = Run {
            configuration: &Configuration::new(arguments),
            program: &input::text(&arguments.source.model)?,
            report: &fitted.report,
            trace: &trace,
            draws: &draws,
        };
        run_directory::write(directory, &run)?;
    }
    terminal.result(&match arguments.format {
        Format::Json => input::json(&fitted.report),
        Format::Human => summary::render(&fitted.report, arguments.all),
    })?;
    terminal.remark(&match &arguments.out {
        Some(directory) => format!(
            "{0}: draws.csv, fit.json, trace.json, model.stan, config.json; kullback report {0} makes \
             a page of them",
            directory.display()
        ),
        None => "--out DIR writes the draws".to_owned(),
    });
    if fitted.report.partial {
        return Ok(ExitCode::from(INTERRUPTED));
    }
    let failed = fitted.report.verdict.decision == Decision::DoNotUse;
    Ok(if failed && !arguments.exit_zero {
        ExitCode::from(1)
    } else {
        ExitCode::SUCCESS
    })
}

/// The same fit with a reference beside it, as a person would type it.
fn reference_command(arguments: &Fit) -> String {
    let source = &arguments.source;
    let mut words = vec!["kullback fit".to_owned(), quoted(&source.model)];
    if let Some(data) = &source.data {
        words.push(format!("--data {}", quoted(data)));
    }
    if source.ignore_extra_data {
        words.push("--ignore-extra-data".to_owned());
    }
    if arguments.seed != 1 {
        words.push(format!("--seed {}", arguments.seed));
    }
    words.push("--reference nuts".to_owned());
    words.join(" ")
}

/// A path as a shell reads it.
fn quoted(path: &Path) -> String {
    let text = path.display().to_string();
    let plain = |c: char| c.is_alphanumeric() || "/._-+=:,@%".contains(c);
    if !text.is_empty() && text.chars().all(plain) {
        text
    } else {
        format!("'{}'", text.replace('\'', "'\\''"))
    }
}

/// A failed fit in words, with the place in the program where there is one.
fn describe(failure: FitFailure, arguments: &Fit) -> Failure {
    let source = &arguments.source;
    let message = failure.to_string();
    let failure_message = message.clone();
    let look = match &source.data {
        Some(data) => format!(
            "look at one point: kullback log-density {} --data {}",
            source.model.display(),
            data.display()
        ),
        None => format!(
            "look at one point: kullback log-density {}",
            source.model.display()
        ),
    };
    let diagnostics = match failure {
        FitFailure::NoFiniteStart { span: None, .. } | FitFailure::GradientDisagrees { .. } => {
            return Failure::Model {
                message: format!("{message}\n  {look}"),
            };
        }
        FitFailure::NoFiniteStart {
            span: Some(span), ..
        } => vec![
            Diagnostic::error("KS0802", span, message)
                .label("this is where it fails at the origin")
                .help(look),
        ],
        FitFailure::RanAway { .. } => {
            return Failure::Model {
                message: format!(
                    "{message}\n  give every parameter a proper prior, or data that inform it"
                ),
            };
        }
        FitFailure::Model(error) => error.diagnostics(),
        FitFailure::Fit(_) => Vec::new(),
    };
    match input::text(&source.model) {
        Ok(program) if !diagnostics.is_empty() => Failure::Diagnosed {
            rendered: diagnostics::render(
                &source.model.display().to_string(),
                &program,
                &diagnostics,
            ),
        },
        _ => Failure::Model {
            message: failure_message,
        },
    }
}
