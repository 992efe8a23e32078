//! The table of parameters: the mean with its error, and the sd by every account side by side.

use super::document::{Document, Parameter};
use super::html::{self, details, escaped};
use crate::number;
use crate::report::Moments;

/// Rows shown at once; the others are behind a fold.
const ROWS: usize = 30;
/// An sd further than this from the best account's, relatively, is marked.
const OFF: f64 = 0.1;
/// Accounts in the order in which their mean is trusted.
const TRUSTED: [&str; 6] = [
    "weighted",
    "reference",
    "pq",
    "full_rank",
    "linear_response",
    "mean_field",
];

/// A row with what it is sorted by.
struct Row<'a> {
    parameter: &'a Parameter,
    index: usize,
    /// The account that the others are held against.
    best: Option<(&'a str, f64, f64)>,
    /// How far another account is from it.
    off: f64,
}

pub(super) fn section(document: &Document) -> String {
    let accounts = accounts(document);
    let mut rows: Vec<Row<'_>> = document
        .report
        .parameters
        .iter()
        .enumerate()
        .map(|(index, parameter)| row(parameter, index, &accounts))
        .collect();
    let caption =
        "Parameters: mean ± Monte Carlo error, and the standard deviation by each account";
    let mut body = if rows.len() <= ROWS {
        table(document, caption, &accounts, &rows)
    } else {
        let all = table(document, "Every parameter", &accounts, &rows);
        rows.sort_by(|a, b| b.off.total_cmp(&a.off).then(a.index.cmp(&b.index)));
        let hidden = rows.len() - ROWS;
        let caption = format!("{caption}: the {ROWS} on which the accounts differ most");
        table(document, &caption, &accounts, &rows[..ROWS])
            + &format!("<p>… and {hidden} more, on which the accounts differ less.</p>\n")
            + &details(&format!("All {} parameters", rows.len()), &all)
    };
    body.push_str(
        "<p class=\"small\">Each column of standard deviations is one account of the same posterior. \
         <mark>Marked</mark>: more than 10 % from the best account, which is the one that the mean \
         is of.</p>\n",
    );
    html::section("parameters", "Parameters", &body)
}

/// The keys under which any parameter has an account, in their order.
fn accounts(document: &Document) -> Vec<&str> {
    let mut keys: Vec<&str> = Vec::new();
    for parameter in &document.report.parameters {
        for key in parameter.accounts.keys() {
            if !keys.contains(&key.as_str()) && parameter.account(key).is_some() {
                keys.push(key);
            }
        }
    }
    keys
}

fn row<'a>(parameter: &'a Parameter, index: usize, accounts: &[&'a str]) -> Row<'a> {
    let trusted = TRUSTED.iter().copied();
    let best = trusted.chain(accounts.iter().copied()).find_map(|key| {
        let (mean, sd) = parameter.account(key)?;
        Some((key, mean, sd))
    });
    let mut off = 0.0_f64;
    if let Some((_, mean, sd)) = best {
        for (m, s) in accounts.iter().filter_map(|key| parameter.account(key)) {
            let distance = ((m - mean) / sd).abs().max((s / sd).ln().abs());
            // What cannot be compared comes first.
            off = off.max(if distance.is_nan() {
                f64::INFINITY
            } else {
                distance
            });
        }
    }
    Row {
        parameter,
        index,
        best,
        off,
    }
}

/// What an account is called.
fn title(key: &str) -> String {
    match key {
        "mean_field" => "mean field".to_owned(),
        "linear_response" => "linear response".to_owned(),
        "full_rank" => "full rank".to_owned(),
        "pq" => "min D_KL(P‖Q)".to_owned(),
        other => other.replace('_', " "),
    }
}

fn table(document: &Document, caption: &str, accounts: &[&str], rows: &[Row<'_>]) -> String {
    let errors = &document.trace.errors;
    let with_k = !errors.is_empty();
    let with_notes = rows.iter().any(|row| !row.parameter.note.is_empty());
    let caption = escaped(caption);
    let mut text = format!(
        "<div class=\"scroll\" role=\"region\" tabindex=\"0\" aria-label=\"{caption}\"><table \
         class=\"parameters\"><caption>{caption}</caption><thead><tr><th scope=\"col\">parameter</th>\
         <th scope=\"col\">mean</th>"
    );
    for key in accounts {
        let title = escaped(&title(key));
        text.push_str(&format!(
            "<th scope=\"col\"><span class=\"quiet\">sd</span> {title}</th>"
        ));
    }
    if with_k {
        text.push_str("<th scope=\"col\">k̂</th>");
    }
    if with_notes {
        text.push_str("<th scope=\"col\" class=\"note\">where they differ</th>");
    }
    text.push_str("</tr></thead><tbody>\n");
    for row in rows {
        text.push_str(&format!(
            "<tr><th scope=\"row\">{}</th><td>{}</td>",
            escaped(&row.parameter.name),
            escaped(&mean(row, document))
        ));
        for key in accounts {
            text.push_str(&sd(row, key));
        }
        if with_k {
            let k = errors.get(row.index).and_then(|error| error.pareto_k);
            let k = k.map_or("–".to_owned(), |k| format!("{k:.2}").replace('-', "−"));
            text.push_str(&format!("<td>{k}</td>"));
        }
        if with_notes {
            let note = escaped(&row.parameter.note);
            text.push_str(&format!("<td class=\"note\">{note}</td>"));
        }
        text.push_str("</tr>\n");
    }
    text + "</tbody></table></div>\n"
}

/// The mean of the best account, with its Monte Carlo error where that is known.
fn mean(row: &Row<'_>, document: &Document) -> String {
    let Some((key, mean, sd)) = row.best else {
        return "–".to_owned();
    };
    let error = document.trace.errors.get(row.index).and_then(|e| e.mean);
    match error.filter(|_| key == "weighted") {
        Some(error) if error > 0.0 => number::estimate(mean, error),
        _ => number::mean(Moments { mean, sd }),
    }
}

fn sd(row: &Row<'_>, key: &str) -> String {
    let Some((_, sd)) = row.parameter.account(key) else {
        return "<td>–</td>".to_owned();
    };
    let text = escaped(&number::sd(sd));
    let off = row
        .best
        .is_some_and(|(_, _, best)| (sd / best - 1.0).abs() > OFF);
    if off {
        format!("<td><mark>{text}</mark></td>")
    } else {
        format!("<td>{text}</td>")
    }
}
