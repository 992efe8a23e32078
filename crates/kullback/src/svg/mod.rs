//! Drawings as SVG: scales, charts, and the pages of curves that are files of their own. No scripts.
//!
//! Marks carry classes and not colours, so that one drawing serves a light page, a dark one and
//! paper; [`rules`] has the colours.

mod chart;
mod panels;
mod scale;

pub use chart::{Chart, Frame};
pub use panels::{Panel, Series, Style, page};
pub use scale::{Scale, extent, number, widened};

/// The style rules of every class, `$name` standing for a colour.
const RULES: &str = "\
.tick{fill:$muted;font-size:11px}.name{fill:$ink;font-size:12px}\
.axis{stroke:$muted;fill:none}.grid{stroke:$grid;fill:none}\
.line{fill:none;stroke-width:1.8}.faint{stroke-width:1;stroke-opacity:.55}\
.dashed{stroke-dasharray:5 3}.area{fill-opacity:.16;stroke:none}.stem{stroke-width:2}\
.line.q,.stem.q{stroke:$q}.area.q,.dot.q,.label.q,.bar.q{fill:$q}\
.line.p,.stem.p{stroke:$p}.area.p,.dot.p,.label.p,.bar.p{fill:$p}\
.line.f,.stem.f{stroke:$f}.area.f,.dot.f,.label.f,.bar.f{fill:$f}\
.line.m,.stem.m{stroke:$m}.area.m,.dot.m,.label.m,.bar.m{fill:$m}\
.dot.thin,.label.thin{fill:$thin}.line.thin{stroke:$thin}\
.label{font-size:12px}";

/// The names of the colours: text, secondary text, grid lines, Q, P, a third and a fourth series, and
/// what should alarm.
pub const COLORS: [(&str, &str); 8] = [
    ("ink", "#1d1f23"),
    ("muted", "#5c6370"),
    ("grid", "#e4e6ea"),
    ("q", "#1f5fa8"),
    ("p", "#b4550f"),
    ("f", "#4a4f57"),
    ("m", "#7a3f96"),
    ("thin", "#b3261e"),
];

/// The style rules with the colour of each name as `color` gives it: a colour for a file, a custom
/// property for a page.
pub fn rules(color: impl Fn(&str, &str) -> String) -> String {
    let mut rules = RULES.to_owned();
    // The longest names first: `$m` begins `$muted`.
    let mut names = COLORS;
    names.sort_by_key(|(name, _)| std::cmp::Reverse(name.len()));
    for (name, light) in names {
        rules = rules.replace(&format!("${name}"), &color(name, light));
    }
    rules
}

/// `text` for the inside of an element or of a quoted attribute.
pub fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            // No control character but white space is allowed in HTML or XML.
            c if c.is_control() && !c.is_ascii_whitespace() => safe.push('\u{fffd}'),
            c => safe.push(c),
        }
    }
    safe
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_color_is_filled_in() {
        let rules = rules(|_, light| light.to_owned());
        assert!(!rules.contains('$'), "{rules}");
        assert!(rules.contains(".tick{fill:#5c6370"));
    }

    #[test]
    fn nothing_escapes_its_element() {
        assert_eq!(
            escaped("a<b> & \"c\" 'd'"),
            "a&lt;b&gt; &amp; &quot;c&quot; &#39;d&#39;"
        );
        assert_eq!(escaped("a\u{0}b\n"), "a\u{fffd}b\n");
    }
}
