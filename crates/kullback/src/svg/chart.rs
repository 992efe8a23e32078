//! One chart: two scales, axes, and marks between them.

use std::fmt::Write;

use super::escaped;
use super::scale::{Scale, number};

/// The size of a drawing and the room around its marks.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Frame {
    /// Width in pixels.
    pub width: f64,
    /// Height in pixels.
    pub height: f64,
    /// Room on the left.
    pub left: f64,
    /// Room on the right.
    pub right: f64,
    /// Room above.
    pub top: f64,
    /// Room below.
    pub bottom: f64,
}

impl Frame {
    /// A horizontal scale over `extent`.
    pub fn across(&self, extent: (f64, f64)) -> Scale {
        Scale::linear(extent, self.left, self.width - self.right)
    }

    /// A vertical scale over `extent`, growing upwards.
    pub fn up(&self, extent: (f64, f64)) -> Scale {
        Scale::linear(extent, self.height - self.bottom, self.top)
    }

    /// A vertical scale that is logarithmic beyond `size`.
    pub fn up_symlog(&self, extent: (f64, f64), size: f64) -> Scale {
        Scale::symlog(extent, size, self.height - self.bottom, self.top)
    }
}

/// A chart that is being drawn. Classes name the colour of each mark.
#[derive(Clone, Debug)]
pub struct Chart {
    frame: Frame,
    x: Scale,
    y: Scale,
    body: String,
}

impl Chart {
    /// An empty chart.
    pub fn new(frame: Frame, x: Scale, y: Scale) -> Self {
        Self {
            frame,
            x,
            y,
            body: String::new(),
        }
    }

    /// Both axes with their ticks, and what each of them shows.
    pub fn axes(&mut self, across: &str, up: &str) {
        self.x_axis();
        self.y_axis();
        let frame = self.frame;
        let middle = 0.5 * (frame.left + frame.width - frame.right);
        self.text(middle, frame.height - 4.0, "middle", "tick", across);
        self.text(frame.left, frame.top - 9.0, "start", "tick", up);
    }

    /// The ticks below.
    pub fn x_axis(&mut self) {
        let floor = self.frame.height - self.frame.bottom;
        for tick in self.x.ticks() {
            let at = self.x.place(tick);
            let _ = writeln!(
                self.body,
                "<path class=\"axis\" d=\"M{at:.1} {floor:.1}v4\"/>"
            );
            self.text(at, floor + 16.0, "middle", "tick", &number(tick));
        }
    }

    /// The ticks on the left, with lines across.
    pub fn y_axis(&mut self) {
        let (left, right) = (self.frame.left, self.frame.width - self.frame.right);
        for tick in self.y.ticks() {
            let at = self.y.place(tick);
            let _ = writeln!(
                self.body,
                "<path class=\"grid\" d=\"M{left} {at:.1}H{right:.1}\"/>"
            );
            self.text(left - 6.0, at + 4.0, "end", "tick", &number(tick));
        }
    }

    /// A horizontal line at `value`.
    pub fn level(&mut self, value: f64, class: &str) {
        let at = self.y.place(value);
        let (left, right) = (self.frame.left, self.frame.width - self.frame.right);
        let _ = writeln!(
            self.body,
            "<path class=\"{class}\" d=\"M{left} {at:.1}H{right:.1}\"/>"
        );
    }

    /// A vertical line at `value`.
    pub fn upright(&mut self, value: f64, class: &str) {
        let at = self.x.place(value);
        let (top, floor) = (self.frame.top, self.frame.height - self.frame.bottom);
        let _ = writeln!(
            self.body,
            "<path class=\"{class}\" d=\"M{at:.1} {top}V{floor:.1}\"/>"
        );
    }

    /// A line through `points`.
    pub fn line(&mut self, class: &str, points: impl Iterator<Item = (f64, f64)>) {
        if let Some(path) = self.path(points) {
            let _ = writeln!(self.body, "<path class=\"line {class}\" d=\"{path}\"/>");
        }
    }

    /// The area between `points` and the level `base`.
    pub fn area(&mut self, class: &str, points: &[(f64, f64)], base: f64) {
        let (Some(first), Some(last)) = (points.first(), points.last()) else {
            return;
        };
        if let Some(path) = self.path(points.iter().copied()) {
            let (from, to) = (self.x.place(first.0), self.x.place(last.0));
            let base = self.y.place(base);
            let _ = writeln!(
                self.body,
                "<path class=\"area {class}\" d=\"{path}L{to:.2} {base:.2}L{from:.2} {base:.2}Z\"/>"
            );
        }
    }

    /// A closed shape; with `outside`, everything in the frame but that shape.
    pub fn shape(
        &mut self,
        attributes: &str,
        points: impl Iterator<Item = (f64, f64)>,
        outside: bool,
    ) {
        let Some(path) = self.path(points) else {
            return;
        };
        let frame = self.frame;
        let around = format!(
            "M{} {}H{:.1}V{:.1}H{}Z",
            frame.left,
            frame.top,
            frame.width - frame.right,
            frame.height - frame.bottom,
            frame.left
        );
        let around = if outside { around.as_str() } else { "" };
        let _ = writeln!(
            self.body,
            "<path {attributes} fill-rule=\"evenodd\" d=\"{around}{path}Z\"/>"
        );
    }

    /// A stem from zero to every point, moved sideways by `shift` pixels.
    pub fn stems(&mut self, class: &str, points: impl Iterator<Item = (f64, f64)>, shift: f64) {
        let zero = self.y.place(0.0);
        for (x, y) in points {
            let (x, y) = (self.x.place(x) + shift, self.y.place(y));
            let _ = writeln!(
                self.body,
                "<path class=\"stem {class}\" d=\"M{x:.1} {zero:.1}V{y:.1}\"/>\
                 <circle class=\"dot {class}\" cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"2.5\"/>"
            );
        }
    }

    /// A dot at every point.
    pub fn dots(&mut self, class: &str, radius: f64, points: impl Iterator<Item = (f64, f64)>) {
        for (x, y) in points {
            let (x, y) = (self.x.place(x), self.y.place(y));
            let _ = writeln!(
                self.body,
                "<circle class=\"dot {class}\" cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"{radius}\"/>"
            );
        }
    }

    /// A bar between two values of the horizontal scale, `top` to `top + height` in pixels.
    pub fn bar(&mut self, class: &str, (from, to): (f64, f64), top: f64, height: f64) {
        let (a, b) = (self.x.place(from), self.x.place(to));
        let (left, width) = (a.min(b), (a - b).abs());
        let _ = writeln!(
            self.body,
            "<rect class=\"bar {class}\" x=\"{left:.2}\" y=\"{top}\" width=\"{width:.2}\" \
             height=\"{height}\"/>"
        );
    }

    /// Text at a place in pixels; `anchor` is `start`, `middle` or `end`.
    pub fn text(&mut self, x: f64, y: f64, anchor: &str, class: &str, text: &str) {
        let _ = writeln!(
            self.body,
            "<text x=\"{x:.1}\" y=\"{y:.1}\" text-anchor=\"{anchor}\" class=\"{class}\">{}</text>",
            escaped(text)
        );
    }

    /// Where a value lies across, in pixels.
    pub fn x_place(&self, value: f64) -> f64 {
        self.x.place(value)
    }

    fn path(&self, points: impl Iterator<Item = (f64, f64)>) -> Option<String> {
        let mut path = String::new();
        for (x, y) in points.filter(|(x, y)| !(x.is_nan() || y.is_nan())) {
            let letter = if path.is_empty() { 'M' } else { 'L' };
            let _ = write!(
                path,
                "{letter}{:.2} {:.2}",
                self.x.place(x),
                self.y.place(y)
            );
        }
        (!path.is_empty()).then_some(path)
    }

    /// The marks alone.
    pub fn marks(self) -> String {
        self.body
    }

    /// The drawing, to stand in a page: `title` says what it shows.
    pub fn finish(self, title: &str) -> String {
        let title = escaped(title);
        format!(
            "<svg role=\"img\" aria-label=\"{title}\" viewBox=\"0 0 {} {}\">\n{}</svg>\n",
            self.frame.width, self.frame.height, self.body
        )
    }
}
