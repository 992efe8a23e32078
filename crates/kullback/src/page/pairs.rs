//! Pairs of coordinates: Q beside draws of the posterior, with the regions where Q is thin marked.

use super::document::Document;
use super::html::{self, escaped, percent, table};
use crate::number;
use crate::report::Moments;
use crate::svg::{Chart, Frame, extent};
use crate::trace::{Component, Sample};

/// Points of an ellipse.
const ELLIPSE: usize = 72;
/// Points of a density curve.
const CURVE: usize = 80;
/// Bins of a histogram.
const BINS: usize = 24;
/// Squared distance at which a normal density in two dimensions is 1 % of its peak: 2 ln 100.
const THIN: f64 = 9.210_340_371_976_184;
/// sds of Q that are shown at least.
const REACH: f64 = 3.3;

const CELL: Frame = Frame {
    width: 160.0,
    height: 160.0,
    left: 4.0,
    right: 4.0,
    top: 4.0,
    bottom: 4.0,
};

pub(super) fn section(document: &Document) -> String {
    let body = match &document.trace.sample {
        Some(sample) if !sample.coordinates.is_empty() => draw(sample),
        _ => html::paragraph("There are no draws with weights to set Q against."),
    };
    html::section("pairs", "Q beside the posterior", &body)
}

fn draw(sample: &Sample) -> String {
    let count = sample.coordinates.len();
    let extents: Vec<(f64, f64)> = (0..count).map(|k| reach(sample, k)).collect();
    let mut cells = String::new();
    for row in 0..count {
        for column in 0..count {
            cells.push_str(&match row.cmp(&column) {
                std::cmp::Ordering::Equal => marginal(sample, row, extents[row]),
                std::cmp::Ordering::Greater => pair(sample, column, row, &extents),
                std::cmp::Ordering::Less => share(sample, row, column),
            });
        }
    }
    let more = sample.dimension - count.min(sample.dimension);
    let which = if more == 0 {
        String::new()
    } else {
        format!(
            " The {count} of {} coordinates on which Q is furthest off.",
            sample.dimension
        )
    };
    let trust = if sample.certified {
        ""
    } else {
        " <strong>The weights are not certified: look, but read off no numbers.</strong>"
    };
    let ellipses = if sample.q.len() == 1 {
        "1 sd, and 1 % of its peak"
    } else {
        "1 and 3 sds of each of its components"
    };
    let legend = format!(
        "<figcaption><span class=\"key q\">Q: {ellipses}</span> <span class=\"key p\">\
         posterior: {}, worth {:.0}</span> <span class=\"key thin\">where Q is thin (hatched)</span>. \
         Unconstrained scale.{which}{trust}</figcaption>\n",
        escaped(&sample.source),
        sample.effective_sample_size
    );
    format!(
        "<svg class=\"defs\" aria-hidden=\"true\" width=\"0\" height=\"0\"><defs><pattern id=\"thin\" \
         width=\"6\" height=\"6\" patternUnits=\"userSpaceOnUse\" patternTransform=\"rotate(45)\">\
         <path d=\"M0 0V6\" class=\"hatch\"/></pattern></defs></svg>\n\
         <figure class=\"wide\">\n<div class=\"pairs\" style=\"--n:{count}\">\n{cells}</div>\n{legend}\
         {}</figure>\n",
        numbers(sample)
    )
}

/// The values that the cells of one coordinate show.
fn reach(sample: &Sample, k: usize) -> (f64, f64) {
    let coordinate = &sample.coordinates[k];
    let ends = [-REACH, REACH].map(|sds| coordinate.q_mean + sds * coordinate.q_sd);
    extent(column(sample, k).chain(ends))
}

fn column(sample: &Sample, k: usize) -> impl Iterator<Item = f64> + '_ {
    sample
        .points
        .iter()
        .filter_map(move |row| row.get(k).copied())
}

/// A line through points.
type Line = Vec<(f64, f64)>;

/// The density of the draws in equal bins, as the corners of a step curve.
pub(super) fn histogram(sample: &Sample, k: usize, (low, high): (f64, f64)) -> Line {
    let width = (high - low) / BINS as f64;
    let mut counts = [0_usize; BINS];
    let mut total = 0_u32;
    for x in column(sample, k) {
        let bin = ((x - low) / width) as usize;
        counts[bin.min(BINS - 1)] += 1;
        total += 1;
    }
    let steps = counts.iter().enumerate().flat_map(|(bin, &count)| {
        let height = count as f64 / (f64::from(total.max(1)) * width);
        let from = low + bin as f64 * width;
        [(from, height), (from + width, height)]
    });
    steps.collect()
}

/// The density of Q.
pub(super) fn curve(sample: &Sample, k: usize, (low, high): (f64, f64)) -> Line {
    (0..=CURVE)
        .map(|i| low + (high - low) * i as f64 / CURVE as f64)
        .map(|x| (x, sample.density(k, x)))
        .collect()
}

fn marginal(sample: &Sample, k: usize, extents: (f64, f64)) -> String {
    let (steps, curve) = (histogram(sample, k, extents), curve(sample, k, extents));
    let (_, highest) = extent(steps.iter().chain(&curve).map(|(_, y)| *y));
    // Room above for the name, which is text of the page and not of the drawing.
    let up = CELL.up((0.0, 1.6 * highest));
    let mut chart = Chart::new(CELL, CELL.across(extents), up);
    chart.area("p", &steps, 0.0);
    chart.line("q", curve.into_iter());
    let coordinate = &sample.coordinates[k];
    let ratio = format!("sd {} ×", number::plain(coordinate.q_sd / coordinate.sd, 3));
    format!(
        "<div class=\"cell\"><span class=\"name\">{}</span><span class=\"ratio\">{ratio}</span>{}</div>\n",
        escaped(&coordinate.name),
        chart.finish(&format!(
            "Marginals of {} under Q and the posterior",
            coordinate.name
        ))
    )
}

/// The points at `radius` sds around the mean of a Gaussian in two coordinates.
pub(super) fn ellipse(q: &Component, [first, second]: [usize; 2], radius: f64) -> Vec<(f64, f64)> {
    let entry = |i: usize, j: usize| {
        let row = q.covariance.get(i);
        row.and_then(|row| row.get(j)).copied().unwrap_or(f64::NAN)
    };
    let mean = |k: usize| q.mean.get(k).copied().unwrap_or(f64::NAN);
    let (a, b, c) = (
        entry(first, first),
        entry(first, second),
        entry(second, second),
    );
    // The Cholesky factor of the block of the covariance.
    let l11 = a.sqrt();
    let l21 = b / l11;
    let l22 = (c - l21 * l21).max(0.0).sqrt();
    let (x, y) = (mean(first), mean(second));
    (0..ELLIPSE)
        .map(|i| std::f64::consts::TAU * i as f64 / ELLIPSE as f64)
        .map(|t| {
            let (u, v) = (radius * t.cos(), radius * t.sin());
            (x + l11 * u, y + l21 * u + l22 * v)
        })
        .collect()
}

fn pair(sample: &Sample, first: usize, second: usize, extents: &[(f64, f64)]) -> String {
    let across = CELL.across(extents[first]);
    let mut chart = Chart::new(CELL, across, CELL.up(extents[second]));
    let pair = [first, second];
    let peak = sample.peak(pair);
    // Where one Gaussian is all of Q this is exactly where its density is 1 % of its peak.
    let edges: Vec<_> = sample
        .q
        .iter()
        .map(|component| ellipse(component, pair, THIN.sqrt()))
        .collect();
    if let [edge] = &edges[..] {
        chart.shape("fill=\"url(#thin)\"", edge.iter().copied(), true);
    }
    let points = |thin: bool| {
        sample
            .points
            .iter()
            .filter_map(|row| Some((*row.get(first)?, *row.get(second)?)))
            .filter(move |&(x, y)| sample.is_thin(pair, [x, y], peak) == thin)
    };
    chart.dots("p fine", 1.4, points(false));
    chart.dots("thin", 1.8, points(true));
    for edge in edges {
        chart.shape("class=\"line q dashed\"", edge.into_iter(), false);
    }
    for component in &sample.q {
        let inner = ellipse(component, pair, 1.0);
        chart.shape("class=\"line q\"", inner.into_iter(), false);
    }
    let title = format!(
        "{} across, {} up: draws of the posterior and ellipses of Q",
        sample.coordinates[first].name, sample.coordinates[second].name
    );
    format!("<div class=\"cell\">{}</div>\n", chart.finish(&title))
}

/// The mass where Q is thin, across from the picture of the same pair.
fn share(sample: &Sample, first: usize, second: usize) -> String {
    let found = sample
        .pairs
        .iter()
        .find(|pair| pair.first == first && pair.second == second);
    let text = found.map_or_else(String::new, |pair| {
        let alarm = if pair.thin > 0.05 { " alarm" } else { "" };
        format!(
            "<span class=\"share{alarm}\">{}</span><span class=\"quiet\">thin</span>",
            escaped(&percent(pair.thin))
        )
    });
    format!("<div class=\"cell text\">{text}</div>\n")
}

fn numbers(sample: &Sample) -> String {
    let rows: Vec<Vec<String>> = sample
        .coordinates
        .iter()
        .map(|c| {
            let moments = |mean, sd| number::mean(Moments { mean, sd });
            vec![
                c.name.clone(),
                moments(c.q_mean, c.q_sd),
                number::sd(c.q_sd),
                moments(c.mean, c.sd),
                number::sd(c.sd),
                number::plain(c.q_sd / c.sd, 3),
                percent(c.thin),
            ]
        })
        .collect();
    let heads = [
        "coordinate",
        "mean, Q",
        "sd, Q",
        "mean, posterior",
        "sd, posterior",
        "sd ratio",
        "posterior where Q is thin",
    ];
    let one = table(
        "Coordinates shown, on the unconstrained scale",
        &heads,
        &rows,
    );
    let rows: Vec<Vec<String>> = sample
        .pairs
        .iter()
        .filter_map(|pair| {
            let first = sample.coordinates.get(pair.first)?;
            let second = sample.coordinates.get(pair.second)?;
            Some(vec![
                format!("{} and {}", first.name, second.name),
                percent(pair.thin),
            ])
        })
        .collect();
    let two = if rows.is_empty() {
        String::new()
    } else {
        let heads = ["pair", "posterior where Q is below 1 % of its peak"];
        table("Pairs (a Gaussian itself has 1 % there)", &heads, &rows)
    };
    html::details("The numbers of this figure", &(one + &two))
}
