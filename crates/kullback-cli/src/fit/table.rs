//! The table of parameters: means, and the sds of every account of the posterior side by side.

use kullback::number;
use kullback::report::{Moments, Parameter, Report};

use crate::terminal::{FAINT, STRONG, WARNING, paint};

/// Characters that a row takes at most, where its first remark leaves room.
const WIDTH: usize = 118;
/// Rows that are shown without `--all`.
const ROWS: usize = 30;
/// A longer name is cut in the middle.
const LONGEST_NAME: usize = 24;

/// Renders the table; all rows with `all`.
pub fn render(report: &Report, all: bool) -> String {
    let shown = if all { usize::MAX } else { ROWS };
    let rows: Vec<&Parameter> = report.parameters.iter().take(shown).collect();
    let columns = columns(&rows);
    let width = rows
        .iter()
        .map(|row| shorten(&row.name).chars().count())
        .fold("parameter".len(), usize::max);

    let trusted = report.reference.as_ref().is_some_and(|r| r.converged);
    let account = rows.first().map_or("", |row| best_account(row, trusted));
    let mut heading = heading(&columns, width, account);
    if rows.iter().any(|row| row.reference.is_some()) {
        // The accent of R̂ takes no room.
        heading.push_str(&paint(STRONG, format!("{:>9}{:>7}", "R̂", "ESS")));
    }
    let mut lines = vec![heading];
    for row in &rows {
        let mut line = format!("{:<width$}", shorten(&row.name));
        line.push_str(&cell(
            &best(row, trusted).map(number::mean).unwrap_or_default(),
            11,
        ));
        for column in &columns {
            let text = (column.of)(row).map(|m| number::sd(m.sd));
            line.push_str(&cell(&text.unwrap_or_default(), column.width));
        }
        if let Some(c) = &row.reference {
            line.push_str(&cell(&format!("{:.3}", c.r_hat), 8));
            line.push_str(&cell(&format!("{:.0}", c.ess_bulk), 7));
        }
        if !row.note.is_empty() {
            let room = WIDTH.saturating_sub(line.chars().count() + 2);
            line.push_str("  ");
            line.push_str(&paint(WARNING, short(&row.note, room)));
        }
        lines.push(line);
    }
    let hidden = report.parameters.len() - rows.len();
    if hidden > 0 {
        let more = format!("… and {hidden} more; --all prints every row");
        lines.push(paint(FAINT, more));
    }
    lines.join("\n") + "\n"
}

/// A column of sds.
struct Column {
    name: &'static str,
    width: usize,
    of: fn(&Parameter) -> Option<Moments>,
}

fn reference(row: &Parameter) -> Option<Moments> {
    row.reference.map(|c| Moments {
        mean: c.mean,
        sd: c.sd,
    })
}

/// The columns that hold something.
fn columns(rows: &[&Parameter]) -> Vec<Column> {
    let all = [
        Column {
            name: "mean field",
            width: 12,
            of: |row| row.mean_field,
        },
        Column {
            name: "lin. response",
            width: 15,
            of: |row| row.linear_response,
        },
        Column {
            name: "full rank",
            width: 11,
            of: |row| row.full_rank,
        },
        Column {
            name: "low rank",
            width: 10,
            of: |row| row.low_rank,
        },
        Column {
            name: "pq",
            width: 9,
            of: |row| row.pq,
        },
        Column {
            name: "weighted",
            width: 10,
            of: |row| row.weighted,
        },
        Column {
            name: "reference",
            width: 11,
            of: reference,
        },
    ];
    all.into_iter()
        .filter(|column| rows.iter().any(|row| (column.of)(row).is_some()))
        .collect()
}

fn heading(columns: &[Column], width: usize, account: &str) -> String {
    let mut names = format!("{:<width$}{:>11}", "parameter", "mean");
    let mut over = format!("{:<width$}{account:>11}", "");
    let sds: usize = columns.iter().map(|column| column.width).sum();
    for column in columns {
        names.push_str(&format!("{:>1$}", column.name, column.width));
    }
    let title = " standard deviation ";
    let rule = sds.saturating_sub(2 + title.chars().count());
    over.push_str("  ");
    over.push_str(&"─".repeat(rule / 2));
    over.push_str(title);
    over.push_str(&"─".repeat(rule - rule / 2));
    format!("{}\n{}", paint(FAINT, over), paint(STRONG, names))
}

/// The mean that is shown: of the best account there is.
fn best(row: &Parameter, trusted: bool) -> Option<Moments> {
    let reference = reference(row).filter(|_| trusted);
    reference
        .or(row.weighted)
        .or(row.full_rank)
        .or(row.low_rank)
        .or(row.mean_field)
}

/// Which account [`best`] takes.
fn best_account(row: &Parameter, trusted: bool) -> &'static str {
    if trusted && row.reference.is_some() {
        "reference"
    } else if row.weighted.is_some() {
        "weighted"
    } else if row.full_rank.is_some() {
        "full rank"
    } else if row.low_rank.is_some() {
        "low rank"
    } else {
        "mean field"
    }
}

/// As many remarks of a note as there is room for, at least one.
fn short(note: &str, room: usize) -> String {
    let ends = note.match_indices(", ").map(|(at, _)| at);
    let mut kept = None;
    for at in ends.chain([note.len()]) {
        let more = if at < note.len() { ", …" } else { "" };
        let text = format!("{}{more}", &note[..at]);
        if kept.is_none() || text.chars().count() <= room {
            kept = Some(text);
        }
    }
    kept.unwrap_or_default()
}

fn cell(text: &str, width: usize) -> String {
    format!("{text:>width$}")
}

fn shorten(name: &str) -> String {
    let letters: Vec<char> = name.chars().collect();
    if letters.len() <= LONGEST_NAME {
        return name.to_owned();
    }
    let head: String = letters[..LONGEST_NAME / 2].iter().collect();
    let tail = LONGEST_NAME - LONGEST_NAME / 2 - 1;
    let tail: String = letters[letters.len() - tail..].iter().collect();
    format!("{head}…{tail}")
}
