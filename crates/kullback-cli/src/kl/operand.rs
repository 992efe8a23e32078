//! What `--under` and `--against` name: an expression, or a file of samples or of a table.

use std::path::Path;

use kullback::divergence::expression::ExpressionError;
use kullback::kl::{Operand, OperandError, TableOptions, ZeroPolicy};

use crate::arguments::Kl;
use crate::diagnostics;
use crate::failure::Failure;
use crate::input;
use crate::terminal::Terminal;

/// Reads one side of the question. Remarks say what was understood as something else.
pub fn read(
    option: &str,
    text: &str,
    arguments: &Kl,
    terminal: &Terminal,
) -> Result<Operand, Failure> {
    let path = Path::new(text);
    let extension = path.extension().and_then(|extension| extension.to_str());
    let failed = |error: OperandError| Failure::Input {
        path: path.to_owned(),
        message: error.to_string(),
    };
    match extension {
        Some("csv") => Operand::csv(text, &input::text(path)?).map_err(failed),
        Some("json") => {
            let options = TableOptions {
                zeros: zeros(&arguments.zeros)?,
                normalise: arguments.normalise,
            };
            let (operand, sum) =
                Operand::json(text, &input::text(path)?, &options).map_err(failed)?;
            if let Some(sum) = sum {
                terminal.remark(&format!("{text}: divided by the sum of its values, {sum}"));
            }
            Ok(operand)
        }
        _ if path.is_file() => Err(Failure::Input {
            path: path.to_owned(),
            message: format!(
                "{option} names a file, and its name has to say what it holds: samples are read from \
                 .csv (a point a line), tables and histograms from .json"
            ),
        }),
        _ => match Operand::expression(text) {
            Ok((operand, notes)) => {
                for note in notes {
                    terminal.remark(&format!("{option}: {note}"));
                }
                Ok(operand)
            }
            Err(OperandError::Expression(error)) => Err(point_at(option, text, &error)),
            Err(error) => Err(failed(error)),
        },
    }
}

fn zeros(text: &str) -> Result<ZeroPolicy, Failure> {
    match text {
        "exact" => Ok(ZeroPolicy::Exact),
        "jeffreys" => Ok(ZeroPolicy::Jeffreys),
        _ => text
            .parse()
            .map(ZeroPolicy::Dirichlet)
            .map_err(|_| Failure::Question {
                message: format!(
                    "--zeros: expected `exact`, `jeffreys` or a positive number, found `{text}`"
                ),
            }),
    }
}

/// The error with the text and the place in it.
fn point_at(option: &str, text: &str, error: &ExpressionError) -> Failure {
    let span = error.span();
    Failure::Diagnosed {
        rendered: diagnostics::point_at(option, text, span.start..span.end, &error.to_string()),
    }
}
