//! Curves as SVG: panels over one horizontal axis, no scripts.

use std::fmt::Write;

const WIDTH: f64 = 720.0;
const HEIGHT: f64 = 220.0;
const LEFT: f64 = 56.0;
const RIGHT: f64 = 16.0;
const TOP: f64 = 30.0;
const BOTTOM: f64 = 28.0;
/// A curve is cut where it exceeds this many times the 98 % quantile of its panel: densities may be
/// infinite at an end.
const CUT: f64 = 4.0;

/// How a series is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// A line.
    Line,
    /// A line with the area to zero filled.
    Area,
    /// A stem at each place.
    Stems,
}

/// One curve.
#[derive(Clone, Debug)]
pub struct Series<'a> {
    label: String,
    color: &'static str,
    style: Style,
    values: &'a [f64],
}

impl<'a> Series<'a> {
    /// Values at the places of the page.
    pub fn new(label: String, color: &'static str, style: Style, values: &'a [f64]) -> Self {
        Self {
            label,
            color,
            style,
            values,
        }
    }
}

/// Curves over one vertical axis.
#[derive(Clone, Debug)]
pub struct Panel<'a> {
    /// What stands above it.
    pub title: String,
    /// The curves.
    pub series: Vec<Series<'a>>,
}

/// An SVG document of the panels, one below the other.
pub fn page(x: &[f64], panels: &[Panel<'_>]) -> String {
    let height = HEIGHT * panels.len() as f64;
    let mut text = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {height}\" \
         width=\"{WIDTH}\" height=\"{height}\" font-family=\"system-ui, sans-serif\" \
         font-size=\"12\">\n<rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>\n"
    );
    for (k, panel) in panels.iter().enumerate() {
        let _ = writeln!(text, "<g transform=\"translate(0 {})\">", HEIGHT * k as f64);
        draw(&mut text, x, panel);
        text.push_str("</g>\n");
    }
    text.push_str("</svg>\n");
    text
}

fn draw(text: &mut String, x: &[f64], panel: &Panel<'_>) {
    let (x_low, x_high) = widened(extent(x.iter().copied()));
    let mut finite: Vec<f64> = panel
        .series
        .iter()
        .flat_map(|series| series.values.iter().copied())
        .filter(|y| y.is_finite())
        .collect();
    finite.sort_by(|a, b| a.abs().total_cmp(&b.abs()));
    let typical = finite
        .get(finite.len().saturating_sub(1) * 98 / 100)
        .map_or(1.0, |y| y.abs());
    let cut = CUT * typical;
    let shown = finite.iter().copied().filter(|y| y.abs() <= cut);
    let (y_low, y_high) = extent(shown.chain([0.0]));
    let (y_low, y_high) = widened((y_low, y_high));
    let across = |x: f64| LEFT + (x - x_low) / (x_high - x_low) * (WIDTH - LEFT - RIGHT);
    let down = |y: f64| {
        let y = y.clamp(y_low, y_high);
        HEIGHT - BOTTOM - (y - y_low) / (y_high - y_low) * (HEIGHT - TOP - BOTTOM)
    };
    let _ = writeln!(
        text,
        "<text x=\"{LEFT}\" y=\"18\" fill=\"#222222\">{}</text>",
        escaped(&panel.title)
    );
    for tick in ticks(x_low, x_high) {
        let at = across(tick);
        let _ = writeln!(
            text,
            "<path d=\"M{at:.1} {:.1}v4\" stroke=\"#888888\"/><text x=\"{at:.1}\" y=\"{:.1}\" \
             text-anchor=\"middle\" fill=\"#555555\">{}</text>",
            HEIGHT - BOTTOM,
            HEIGHT - BOTTOM + 17.0,
            number(tick)
        );
    }
    for tick in ticks(y_low, y_high) {
        let at = down(tick);
        let _ = writeln!(
            text,
            "<path d=\"M{LEFT} {at:.1}H{:.1}\" stroke=\"#e6e6e6\"/><text x=\"{:.1}\" y=\"{:.1}\" \
             text-anchor=\"end\" fill=\"#555555\">{}</text>",
            WIDTH - RIGHT,
            LEFT - 6.0,
            at + 4.0,
            number(tick)
        );
    }
    let zero = down(0.0);
    let _ = writeln!(
        text,
        "<path d=\"M{LEFT} {zero:.1}H{:.1}\" stroke=\"#888888\"/>",
        WIDTH - RIGHT
    );
    for (k, series) in panel.series.iter().enumerate() {
        let points: Vec<(f64, f64)> = x
            .iter()
            .zip(series.values)
            .filter(|(_, y)| !y.is_nan())
            .map(|(&x, &y)| (across(x), down(y)))
            .collect();
        curve(text, series, &points, zero, k as f64 * 3.0);
        let _ = writeln!(
            text,
            "<text x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"end\" fill=\"{}\">{}</text>",
            WIDTH - RIGHT - 4.0,
            TOP + 12.0 + 16.0 * k as f64,
            series.color,
            escaped(&series.label)
        );
    }
}

fn curve(text: &mut String, series: &Series<'_>, points: &[(f64, f64)], zero: f64, shift: f64) {
    let color = series.color;
    let (Some(first), Some(last)) = (points.first(), points.last()) else {
        return;
    };
    if series.style == Style::Stems {
        for (x, y) in points {
            let x = x + shift;
            let _ = writeln!(
                text,
                "<path d=\"M{x:.1} {zero:.1}V{y:.1}\" stroke=\"{color}\" stroke-width=\"2\"/>\
                 <circle cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"2.5\" fill=\"{color}\"/>"
            );
        }
        return;
    }
    let mut path = String::new();
    for (k, (x, y)) in points.iter().enumerate() {
        let _ = write!(path, "{}{x:.1} {y:.1}", if k == 0 { "M" } else { "L" });
    }
    if series.style == Style::Area {
        let _ = writeln!(
            text,
            "<path d=\"{path}L{:.1} {zero:.1}L{:.1} {zero:.1}Z\" fill=\"{color}\" \
             fill-opacity=\"0.15\"/>",
            last.0, first.0
        );
    }
    let _ = writeln!(
        text,
        "<path d=\"{path}\" fill=\"none\" stroke=\"{color}\" stroke-width=\"1.8\"/>"
    );
}

fn extent(values: impl Iterator<Item = f64>) -> (f64, f64) {
    values
        .filter(|v| v.is_finite())
        .fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), v| {
            (low.min(v), high.max(v))
        })
}

/// An extent that is not empty.
fn widened((low, high): (f64, f64)) -> (f64, f64) {
    if low < high {
        (low, high)
    } else if low == high {
        (low - 0.5, high + 0.5)
    } else {
        (0.0, 1.0)
    }
}

/// Four to nine round numbers between two.
fn ticks(low: f64, high: f64) -> Vec<f64> {
    let rough = (high - low) / 5.0;
    let power = 10f64.powf(rough.log10().floor());
    let step = [1.0, 2.0, 5.0, 10.0]
        .into_iter()
        .map(|factor| factor * power)
        .find(|step| *step >= rough)
        .unwrap_or(rough);
    let first = (low / step).ceil() as i64;
    let last = (high / step).floor() as i64;
    (first..=last.min(first + 20))
        .map(|k| k as f64 * step)
        .collect()
}

fn number(value: f64) -> String {
    let text = if value != 0.0 && !(1e-3..1e5).contains(&value.abs()) {
        format!("{value:.0e}")
    } else {
        let rounded = format!("{value:.4}");
        rounded
            .trim_end_matches('0')
            .trim_end_matches('.')
            .to_owned()
    };
    text.replace('-', "−")
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ticks_are_round_numbers() {
        assert_eq!(ticks(-1.0, 1.0), [-1.0, -0.5, 0.0, 0.5, 1.0]);
        assert_eq!(ticks(0.0, 0.0042).len(), 5);
        assert_eq!(number(-0.25), "−0.25");
        assert_eq!(number(2e6), "2e6");
    }

    #[test]
    fn nothing_finite_still_gives_a_page() {
        let values = [f64::NAN, f64::INFINITY];
        let panel = Panel {
            title: "a < b".to_owned(),
            series: vec![Series::new("f".to_owned(), "#000000", Style::Line, &values)],
        };
        let text = page(&[0.0, 1.0], &[panel]);
        assert!(text.contains("a &lt; b") && !text.contains("NaN"));
    }
}
