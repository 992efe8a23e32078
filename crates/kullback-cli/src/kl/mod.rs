//! `kullback kl`: how far one thing is from another, with the expectation under the first.

mod operand;
mod plot;
mod summary;

use std::process::ExitCode;
use std::thread::available_parallelism;

use kullback::kl::{Options, curves, kl};

use crate::arguments::{Format, Kl};
use crate::failure::Failure;
use crate::input;
use crate::run_directory::shell_word;
use crate::terminal::Terminal;

/// Both sides by their names; by their places they are refused.
fn sides(arguments: &Kl) -> Result<(&str, &str), Failure> {
    if let (Some(under), Some(against), []) =
        (&arguments.under, &arguments.against, &arguments.bare[..])
    {
        return Ok((under, against));
    }
    let mut bare = arguments.bare.iter().map(String::as_str);
    let mut side = |given: &Option<String>, instead| {
        let given = given.as_deref().or_else(|| bare.next());
        shell_word(given.unwrap_or(instead))
    };
    let (q, p) = (side(&arguments.under, "Q"), side(&arguments.against, "P"));
    Err(Failure::Question {
        message: format!(
            "D_KL is not symmetric, so `kullback kl` does not go by position: say which one the \
             expectation is under\n  kullback kl --under {q} --against {p}"
        ),
    })
}

/// Asks, prints the answer, and draws it where that is wanted.
pub fn run(arguments: &Kl, terminal: &Terminal) -> Result<ExitCode, Failure> {
    let (under, against) = sides(arguments)?;
    let under = operand::read("--under", under, arguments, terminal)?;
    let against = operand::read("--against", against, arguments, terminal)?;
    let threads = available_parallelism().map_or(1, |threads| threads.get());
    let options = Options {
        seed: arguments.seed,
        threads,
        both: arguments.both,
    };
    let refused = |refusal: kullback::kl::Refusal| Failure::Question {
        message: refusal.to_string(),
    };
    let answer = kl(&under, &against, &options).map_err(refused)?;
    if let Some(path) = &arguments.plot {
        let curves = curves(&under, &against, &answer).map_err(refused)?;
        let drawing = plot::draw(&curves, &answer);
        std::fs::write(path, drawing).map_err(Failure::write(path))?;
    }
    terminal.result(&match arguments.format {
        Format::Json => input::json(&answer),
        Format::Human => summary::render(&answer, arguments.bits),
    })?;
    if let Some(path) = &arguments.plot {
        terminal.remark(&format!(
            "{}: the densities and the integrand",
            path.display()
        ));
    }
    Ok(ExitCode::SUCCESS)
}
