//! Where Q is thin: the draws of the posterior that it gives the least density.

use super::document::Document;
use super::html::{self, details, percent, table};
use crate::number;
use crate::trace::{Place, Sample};

/// Points shown at once.
const SHOWN: usize = 5;
/// Pairs named.
const PAIRS: usize = 3;

pub(super) fn section(document: &Document) -> String {
    let body = match &document.trace.sample {
        Some(sample) if !sample.worst.is_empty() => list(sample),
        _ => html::paragraph("There are no draws with weights to look at."),
    };
    html::section("thin", "Where Q is thin", &body)
}

fn list(sample: &Sample) -> String {
    let mut worst: Vec<_> = sample.pairs.iter().collect();
    worst.sort_by(|a, b| b.thin.total_cmp(&a.thin));
    let named: Vec<String> = worst
        .iter()
        .take(PAIRS)
        .filter_map(|pair| {
            let first = sample.coordinates.get(pair.first)?;
            let second = sample.coordinates.get(pair.second)?;
            Some(format!(
                "{} at ({}, {})",
                percent(pair.thin),
                first.name,
                second.name
            ))
        })
        .collect();
    let single = sample
        .coordinates
        .iter()
        .max_by(|a, b| a.thin.total_cmp(&b.thin));
    let mut text = match (named.is_empty(), single) {
        (false, _) => format!(
            "Mass of the posterior where Q, in a pair of coordinates, is below 1 % of its peak (1 % of a \
             Gaussian is there): {}.",
            named.join(", ")
        ),
        (true, Some(one)) => format!(
            "Mass of the posterior where Q, in {}, is below 1 % of its peak (0.24 % of a \
             Gaussian is there): {}.",
            one.name,
            percent(one.thin)
        ),
        (true, None) => String::new(),
    };
    if !sample.certified {
        text.push_str(" These weights are not certified.");
    }
    let rows: Vec<Vec<String>> = sample
        .worst
        .iter()
        .enumerate()
        .map(|(k, point)| {
            let places: Vec<String> = point.furthest.iter().map(place).collect();
            vec![
                (k + 1).to_string(),
                number::plain(point.log_ratio, 3),
                number::plain(point.log_q, 3),
                places.join(" · "),
            ]
        })
        .collect();
    let heads = [
        "point",
        "ln p − ln q",
        "ln q − its peak",
        "furthest from the mean of Q",
    ];
    let shown = rows.len().min(SHOWN);
    let caption = "The draws of the posterior with the largest p/q";
    let mut body = html::paragraph(&text) + &table(caption, &heads, &rows[..shown]);
    if rows.len() > shown {
        let all = table("The worst points", &heads, &rows);
        body.push_str(&details(&format!("The worst {}", rows.len()), &all));
    }
    body
}

/// `tau = 3.1 (4.2 sd)`.
fn place(place: &Place) -> String {
    let sds = format!("{:+.1}", place.sds).replace('-', "−");
    format!(
        "{} = {} ({sds} sd)",
        place.name,
        number::plain(place.value, 3)
    )
}
