//! `cargo xtask bench gap`: how often the intervals of log Z and of both divergences cover the truth, or
//! are withheld, on targets about which everything is known.

use std::path::Path;
use std::process::Command;

use serde::Serialize;
use serde_json::Value;

use super::{Options, machine, table};
use crate::{Failure, command};

/// What is archived.
#[derive(Serialize)]
struct Archive<'a> {
    schema: &'static str,
    date: String,
    commit: String,
    machine: machine::Machine,
    targets: &'a [Value],
}

/// Repeats, prints the table and archives.
pub(super) fn run(root: &Path, options: &Options) -> Result<(), Failure> {
    let program = super::build(
        root,
        &["--package", "kullback-vi", "--example", "gap_coverage"],
    )?;
    let machine = machine::Machine::here(root);
    let threads = std::thread::available_parallelism().map_or(1, |n| n.get());
    let mut command = Command::new(program);
    command.args([options.repetitions.to_string(), threads.to_string()]);
    command.arg(options.only.as_deref().unwrap_or_default());
    let text = command::output(&mut command)?;
    let targets: Vec<Value> =
        serde_json::from_str(&text).map_err(|error| Failure::Check(error.to_string()))?;
    println!("{}", render(&targets));
    let short = targets.iter().flat_map(claims);
    let short = short.filter(|claim| claim["reaches_93"] != true).count();
    println!(
        "{}  intervals that cover in at least 93 % of {} repetitions, or are withheld: all but {short}",
        if short == 0 { "pass" } else { "FAIL" },
        options.repetitions
    );
    if options.no_archive {
        return Ok(());
    }
    let archive = Archive {
        schema: "kullback.bench.gap/1",
        date: machine::today(),
        commit: machine::commit(root),
        machine,
        targets: &targets,
    };
    super::write(root, &format!("{}-gap.json", archive.date), &archive)
}

fn claims(target: &Value) -> impl Iterator<Item = &Value> {
    target["claims"].as_array().into_iter().flatten()
}

/// A row for each claim of each target: how often it was certified, and how often it then covered.
fn render(targets: &[Value]) -> String {
    let header = [
        "target, claim",
        "truth",
        "certified %",
        "covered % of these",
        "covered or withheld %",
        "half width",
        "z, mean",
        "z, sd",
    ];
    let number = |value: &Value, scale: f64, digits: usize| {
        value
            .as_f64()
            .map_or("–".to_owned(), |v| format!("{:.digits$}", scale * v))
    };
    let mut rows = Vec::new();
    for target in targets {
        for claim in claims(target) {
            let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
            rows.push(vec![
                format!("{}: {}", text(&target["target"]), text(&claim["claim"])),
                number(&claim["mean_truth"], 1.0, 3),
                number(&claim["certified"], 100.0, 1),
                number(&claim["coverage"], 100.0, 1),
                number(&claim["covered_or_withheld"], 100.0, 1),
                number(&claim["median_half_width"], 1.0, 4),
                number(&claim["mean_score"], 1.0, 2),
                number(&claim["sd_score"], 1.0, 2),
            ]);
        }
    }
    table::markdown(&header, &rows)
}
