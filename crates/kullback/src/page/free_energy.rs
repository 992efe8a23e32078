//! The free energy: its trace over all restarts, and three ways to take the final value apart.

use super::document::{Approximation, Document};
use super::html::{self, escaped, figure, table};
use crate::number;
use crate::svg::{Chart, Frame, extent};
use crate::trace::Line;

/// Below this distance, in nats, the vertical scale is linear.
const LINEAR: f64 = 0.1;
/// The vertical scale reaches this many times the highest end of a line: early steps of a path may be
/// hundreds of powers of ten higher.
const HEADROOM: f64 = 1000.0;
/// Steps listed for each line under the figure: the first, the last, and some between.
const LISTED: usize = 6;

const FRAME: Frame = Frame {
    width: 460.0,
    height: 300.0,
    left: 48.0,
    right: 12.0,
    top: 30.0,
    bottom: 38.0,
};

pub(super) fn section(document: &Document) -> String {
    let body = format!(
        "<div class=\"figures\">\n{}{}</div>\n{}",
        trace(document),
        splits(document),
        families(document)
    );
    html::section("free-energy", "Free energy F = −ELBO", &body)
}

/// The lines that have a free energy of an approximation, with what they are called and drawn as.
fn lines(document: &Document) -> Vec<(&Line, String, &'static str)> {
    let known = |line: &&Line| !matches!(line.stage.as_str(), "evidence" | "draws" | "reference");
    let all = document.trace.lines.iter().filter(known);
    all.map(|line| {
        let number = line.fit + 1;
        let (name, class) = match line.stage.as_str() {
            "pathfinder" => (format!("path {number}"), "f faint"),
            "full_rank" => (format!("full rank, fit {number}"), "q"),
            "mean_field" => ("mean field".to_owned(), "m dashed"),
            other => (format!("{} {number}", other.replace('_', " ")), "p"),
        };
        (line, name, class)
    })
    .collect()
}

/// What F is drawn above: −ln p(x) where it is certified, else the lowest F.
fn reference(document: &Document, lowest: f64) -> (f64, &'static str) {
    match document.report.log_evidence.estimate() {
        Some(estimate) => (-estimate.number(), "F + ln p(x), nats: the gap D_KL(Q‖P)"),
        None => (lowest, "F above its lowest value, nats"),
    }
}

fn trace(document: &Document) -> String {
    let lines = lines(document);
    let of = |line: &Line| -> Vec<(f64, f64, f64)> {
        line.step
            .iter()
            .zip(line.free_energy.iter().zip(&line.standard_error))
            .filter_map(|(&step, (f, se))| Some((step as f64, (*f)?, se.unwrap_or(0.0))))
            .collect()
    };
    let values = lines.iter().flat_map(|(line, _, _)| of(line));
    let (lowest, highest) = extent(values.clone().map(|(_, f, _)| f));
    if lowest > highest {
        return figure("", "No step of this fit had a finite free energy.", "");
    }
    let (base, up) = reference(document, lowest);
    let steps = extent(values.clone().map(|(step, _, _)| step));
    let ends = lines.iter().filter_map(|(line, _, _)| of(line).pop());
    let (_, end) = extent(ends.map(|(_, f, _)| f - base));
    let y = extent(values.map(|(_, f, _)| f - base).chain([0.0]));
    let y = (y.0, y.1.min(HEADROOM * end.max(1.0)));
    let mut chart = Chart::new(FRAME, FRAME.across(steps), FRAME.up_symlog(y, LINEAR));
    chart.axes("iteration of the path, or step of the fit", up);
    chart.level(0.0, "axis");
    for (line, _, class) in &lines {
        let points = of(line);
        let color = class.split(' ').next().unwrap_or_default();
        let band: Vec<(f64, f64)> = points
            .iter()
            .map(|(step, f, se)| (*step, f - base + se))
            .chain(
                points
                    .iter()
                    .rev()
                    .map(|(step, f, se)| (*step, f - base - se)),
            )
            .collect();
        let attributes = format!("class=\"area {color}\"");
        if points.len() > 1 {
            chart.shape(&attributes, band.into_iter(), false);
        }
        chart.line(class, points.iter().map(|(step, f, _)| (*step, f - base)));
        let last = points.last().map(|(step, f, _)| (*step, f - base));
        chart.dots(color, 2.5, last.into_iter());
    }
    let paths = lines.iter().filter(|l| l.0.stage == "pathfinder").count();
    let caption = format!(
        "<strong>F of all {paths} restarts.</strong> <span class=\"key f\">paths</span> \
         <span class=\"key q\">full rank</span> <span class=\"key m\">mean field</span>. Bands: one \
         standard error, were the draws independent. Logarithmic beyond {LINEAR} nats; what is higher \
         than the scale lies on its top."
    );
    let rows: Vec<Vec<String>> = lines
        .iter()
        .flat_map(|(line, name, _)| listed(line, name, document))
        .collect();
    let heads = [
        "step",
        "F ± se",
        "complexity",
        "− accuracy",
        "gap",
        "surprise",
        "energy",
        "− entropy",
    ];
    let drawing = chart.finish(&format!("Trace of the free energy of {paths} restarts"));
    figure(
        &drawing,
        &caption,
        &table(
            "F along each path and fit, in nats, with its splits",
            &heads,
            &rows,
        ),
    )
}

/// Some steps of one line, with all splits of F.
fn listed(line: &Line, name: &str, document: &Document) -> Vec<Vec<String>> {
    let last = line.step.len().saturating_sub(1);
    let mut rows: Vec<usize> = (0..LISTED).map(|k| k * last / (LISTED - 1)).collect();
    rows.dedup();
    let surprise = document.report.log_evidence.estimate().map(|e| -e.number());
    rows.into_iter()
        .filter_map(|row| {
            let f = line.free_energy.get(row).copied().flatten()?;
            let at = |column: &[Option<f64>]| column.get(row).copied().flatten();
            let se = at(&line.standard_error).unwrap_or(f64::NAN);
            let (accuracy, entropy) = (at(&line.accuracy), at(&line.entropy));
            let shown = |value: Option<f64>| value.map_or("–".to_owned(), fixed);
            Some(vec![
                format!("{name}, {}", line.step.get(row)?),
                number::estimate(f, se),
                shown(accuracy.map(|a| f + a)),
                shown(accuracy.map(|a| -a)),
                shown(surprise.map(|s| f - s)),
                shown(surprise),
                shown(entropy.map(|h| f + h)),
                shown(entropy.map(|h| -h)),
            ])
        })
        .collect()
}

/// Nats to hundredths, in a column.
fn fixed(value: f64) -> String {
    if value.abs() >= 1e6 {
        return number::plain(value, 3);
    }
    format!("{value:.2}").replace('-', "−")
}

/// Two terms whose sum is F.
pub(super) struct Split {
    pub first: (&'static str, f64, String),
    pub second: (&'static str, f64, String),
}

/// Every split of F that this fit has, the second term with its sign.
pub(super) fn terms(q: &Approximation, document: &Document) -> Vec<Split> {
    let mut found = Vec::new();
    let negative = |text: &str| match text.strip_prefix('−') {
        Some(rest) => rest.to_owned(),
        None if text == "0" => text.to_owned(),
        None => format!("−{text}"),
    };
    if let (Some(complexity), Some(accuracy)) = (&q.complexity, &q.accuracy) {
        found.push(Split {
            first: ("complexity", complexity.number(), complexity.text()),
            second: ("− accuracy", -accuracy.number(), negative(&accuracy.text())),
        });
    }
    if let (Some(gap), Some(evidence)) = (q.gap.estimate(), document.report.log_evidence.estimate())
    {
        found.push(Split {
            first: ("gap", gap.number(), gap.text()),
            second: ("surprise", -evidence.number(), negative(&evidence.text())),
        });
    }
    if let (Some(energy), Some(entropy)) = (&q.energy, &q.entropy) {
        found.push(Split {
            first: ("energy", energy.number(), energy.text()),
            second: ("− entropy", -entropy.number(), negative(&entropy.text())),
        });
    }
    found
}

const BARS: Frame = Frame {
    width: 460.0,
    height: 300.0,
    left: 14.0,
    right: 14.0,
    top: 30.0,
    bottom: 38.0,
};

fn splits(document: &Document) -> String {
    let Some(q) = document.chosen() else {
        return String::new();
    };
    let f = q.free_energy.number();
    let terms = terms(q, document);
    let ends = terms.iter().flat_map(|split| [split.first.1, f]);
    let (low, high) = extent(ends.chain([0.0]));
    let margin = 0.03 * (high - low);
    let extent = (low - margin, high + margin);
    let mut chart = Chart::new(BARS, BARS.across(extent), BARS.up((0.0, 1.0)));
    chart.x_axis();
    chart.upright(0.0, "axis");
    chart.upright(f, "line p dashed");
    let middle = 0.5 * BARS.width;
    chart.text(middle, BARS.height - 4.0, "middle", "tick", "nats");
    chart.text(
        BARS.left,
        18.0,
        "start",
        "label p",
        &format!("F = {}", q.free_energy.text()),
    );
    for (k, split) in terms.iter().enumerate() {
        let top = 44.0 + 74.0 * k as f64;
        let (name, value, text) = &split.first;
        chart.text(
            BARS.left,
            top - 3.0,
            "start",
            "label q",
            &format!("{name} {text}"),
        );
        chart.bar("q", (0.0, *value), top + 2.0, 13.0);
        let (name, _, text) = &split.second;
        chart.bar("f", (*value, f), top + 18.0, 13.0);
        chart.text(
            BARS.left,
            top + 43.0,
            "start",
            "label f",
            &format!("{name} {text}"),
        );
    }
    let rows: Vec<Vec<String>> = terms
        .iter()
        .map(|split| {
            vec![
                format!("{} + ({})", split.first.0, split.second.0),
                split.first.2.clone(),
                split.second.2.clone(),
                number::plain(split.first.1 + split.second.1, 6),
            ]
        })
        .collect();
    let caption = "<strong>Three ways to take the same F apart.</strong> The upper bar of each pair \
                   begins at zero, the lower one where the upper ends; both arrive at F.";
    figure(
        &chart.finish("The splits of the free energy, as bars that end at F"),
        caption,
        &table(
            "Splits of F, in nats",
            &["split", "first", "second", "sum"],
            &rows,
        ),
    )
}

/// F and its splits for every family.
fn families(document: &Document) -> String {
    let optional = |estimate: &Option<super::document::Estimate>| {
        estimate.as_ref().map_or("–".to_owned(), |e| e.text())
    };
    let rows: Vec<Vec<String>> = document
        .report
        .approximations
        .iter()
        .map(|q| {
            let chosen = if document.is_chosen(q) { " (Q)" } else { "" };
            let minimised = match q.minimises.as_str() {
                "qp" => "D_KL(Q‖P)",
                "pq" => "D_KL(P‖Q)",
                other => other,
            };
            vec![
                format!("{}{chosen}", q.family.replace('_', " ")),
                minimised.to_owned(),
                q.free_energy.text(),
                optional(&q.complexity),
                optional(&q.accuracy),
                q.gap.text(),
                optional(&q.entropy),
                if q.converged { "yes" } else { "no" }.to_owned(),
            ]
        })
        .collect();
    let method = document.chosen().map_or(String::new(), |q| {
        format!(
            "<p class=\"small\">F: {}.</p>\n",
            escaped(&q.free_energy.method)
        )
    });
    let heads = [
        "family",
        "minimises",
        "F",
        "complexity",
        "accuracy",
        "gap D_KL(Q‖P)",
        "entropy",
        "converged",
    ];
    table("Free energy of each family, in nats", &heads, &rows) + &method
}
