//! Curves as a file of their own: panels over one horizontal axis.

use std::fmt::Write;

use super::{Chart, Frame, escaped, extent, rules, widened};

const FRAME: Frame = Frame {
    width: 720.0,
    height: 220.0,
    left: 56.0,
    right: 16.0,
    top: 30.0,
    bottom: 28.0,
};
/// A curve is cut where it exceeds this many times the 98 % quantile of its panel: densities may be
/// infinite at an end.
const CUT: f64 = 4.0;
/// Sideways distance between the stems of two series.
const SHIFT: f64 = 3.0;

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
    /// Values at the places of the page, in the colour of this name.
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
    let (width, height) = (FRAME.width, FRAME.height * panels.len() as f64);
    let titles: Vec<&str> = panels.iter().map(|panel| panel.title.as_str()).collect();
    let mut text = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" \
         width=\"{width}\" height=\"{height}\" font-family=\"system-ui, sans-serif\">\n\
         <title>{}</title>\n<style>{}</style>\n\
         <rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>\n",
        escaped(&titles.join("; ")),
        rules(|_, light| light.to_owned())
    );
    for (k, panel) in panels.iter().enumerate() {
        let _ = writeln!(
            text,
            "<g transform=\"translate(0 {})\">",
            FRAME.height * k as f64
        );
        text.push_str(&draw(x, panel));
        text.push_str("</g>\n");
    }
    text.push_str("</svg>\n");
    text
}

fn draw(x: &[f64], panel: &Panel<'_>) -> String {
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
    let y_extent = widened(extent(shown.chain([0.0])));
    let x_extent = widened(extent(x.iter().copied()));
    let mut chart = Chart::new(FRAME, FRAME.across(x_extent), FRAME.up(y_extent));
    chart.text(FRAME.left, 18.0, "start", "name", &panel.title);
    chart.x_axis();
    chart.y_axis();
    chart.level(0.0, "axis");
    for (k, series) in panel.series.iter().enumerate() {
        let points: Vec<(f64, f64)> = x
            .iter()
            .zip(series.values)
            .filter(|(_, y)| !y.is_nan())
            .map(|(&x, &y)| (x, y))
            .collect();
        let color = series.color;
        match series.style {
            Style::Stems => chart.stems(color, points.into_iter(), SHIFT * k as f64),
            Style::Area => {
                chart.area(color, &points, 0.0);
                chart.line(color, points.into_iter());
            }
            Style::Line => chart.line(color, points.into_iter()),
        }
        chart.text(
            FRAME.width - FRAME.right - 4.0,
            FRAME.top + 12.0 + 16.0 * k as f64,
            "end",
            &format!("label {color}"),
            &series.label,
        );
    }
    chart.marks()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_finite_still_gives_a_page() {
        let values = [f64::NAN, f64::INFINITY];
        let panel = Panel {
            title: "a < b".to_owned(),
            series: vec![Series::new("f".to_owned(), "f", Style::Line, &values)],
        };
        let text = page(&[0.0, 1.0], &[panel]);
        assert!(text.contains("a &lt; b") && !text.contains("NaN"));
    }
}
