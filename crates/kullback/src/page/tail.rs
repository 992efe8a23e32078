//! The tails of the importance weights, with the generalised Pareto distribution fitted to each.

use super::document::Document;
use super::html::{self, escaped, figure, table};
use crate::number;
use crate::svg::{Chart, Frame, extent};
use crate::trace::Tail;

/// Points of the fitted curve.
const CURVE: usize = 60;
/// Quantiles listed under a figure.
const LISTED: [f64; 6] = [0.0, 0.5, 0.8, 0.9, 0.95, 1.0];

const FRAME: Frame = Frame {
    width: 460.0,
    height: 260.0,
    left: 48.0,
    right: 12.0,
    top: 30.0,
    bottom: 38.0,
};

pub(super) fn section(document: &Document) -> String {
    let figures: String = document
        .trace
        .tails
        .iter()
        .map(|tail| draw(tail, document))
        .collect();
    let body = if figures.is_empty() {
        html::paragraph("The weights are constant, or too few draws have weight: there is no tail.")
    } else {
        format!("<div class=\"figures\">\n{figures}</div>\n")
    };
    html::section("tail", "The tail of the weights p/q", &body)
}

/// log₁₀ of the share of the tail above a weight, under the fitted distribution.
pub(super) fn fitted(tail: &Tail, weight: f64) -> f64 {
    let excess = (weight - tail.cutoff) / tail.sigma;
    let log_share = if tail.k.abs() < f64::EPSILON {
        -excess
    } else {
        // Beyond the end of a tail with k < 0 nothing is left.
        -(tail.k * excess).max(-1.0).ln_1p() / tail.k
    };
    log_share / std::f64::consts::LN_10
}

/// (log₁₀ of the weight over the largest, log₁₀ of the share of the tail above it).
pub(super) fn observed(tail: &Tail) -> Vec<(f64, f64)> {
    let n = tail.log_weights.len() as f64;
    let ranked = tail.log_weights.iter().enumerate();
    ranked
        .map(|(rank, log)| {
            let above = 1.0 - (rank as f64 + 0.5) / n;
            (log / std::f64::consts::LN_10, above.log10())
        })
        .collect()
}

fn draw(tail: &Tail, document: &Document) -> String {
    let observed = observed(tail);
    let across = extent(observed.iter().map(|(x, _)| *x));
    let up = extent(observed.iter().map(|(_, y)| *y).chain([0.0]));
    let curve: Vec<(f64, f64)> = (0..=CURVE)
        .map(|k| across.0 + (across.1 - across.0) * k as f64 / CURVE as f64)
        .map(|x| (x, fitted(tail, 10f64.powf(x))))
        .filter(|(_, y)| *y >= up.0)
        .collect();
    let mut chart = Chart::new(FRAME, FRAME.across(across), FRAME.up(up));
    chart.axes(
        "log₁₀ of the weight, the largest at 0",
        "log₁₀ of the share of the tail above it",
    );
    chart.dots("p", 2.0, observed.iter().copied());
    chart.line("q", curve.into_iter());
    let (whose, weights) = match tail.of.as_str() {
        "q" => ("Q’s own draws", &document.report.weights),
        _ => ("The certifier’s draws", &document.report.certifier_weights),
    };
    let caption = format!(
        "<strong>{whose}: {}.</strong> <span class=\"key p\">the {} largest of {} weights</span> \
         <span class=\"key q\">generalised Pareto, k = {}, σ = {}</span>",
        escaped(&weights.text()),
        tail.log_weights.len(),
        tail.draws,
        number::plain(tail.k, 3),
        number::plain(tail.sigma, 3)
    );
    let last = observed.len().saturating_sub(1);
    let rows: Vec<Vec<String>> = LISTED
        .iter()
        .filter_map(|share| {
            let (x, above) = observed.get((share * last as f64).round() as usize)?;
            Some(vec![
                number::plain(*x, 3),
                number::plain(10f64.powf(*above), 3),
                number::plain(10f64.powf(fitted(tail, 10f64.powf(*x))), 3),
            ])
        })
        .collect();
    let heads = ["log₁₀ weight", "share above", "share above, fitted"];
    let title = format!("Tail of the importance weights of {}", whose.to_lowercase());
    figure(
        &chart.finish(&title),
        &caption,
        &table(&title, &heads, &rows),
    )
}
