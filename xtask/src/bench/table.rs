//! The tables that `cargo xtask bench` prints.

use super::Measurement;

/// Medians, and how many times longer each program takes than `kullback fit` on the same model.
pub fn render(measurements: &[Measurement]) -> String {
    let rows: Vec<Vec<String>> = measurements
        .iter()
        .map(|row| {
            let base = measurements
                .iter()
                .find(|other| other.model == row.model && other.program == "kullback fit")
                .map_or(f64::NAN, |other| other.median);
            vec![
                format!("{}, {}", row.model, row.program),
                format!("{:.1} ms", 1e3 * row.median),
                format!("{:.1}", row.median / base),
                row.what.to_owned(),
            ]
        })
        .collect();
    markdown(&["program", "median", "ratio", "from … to"], &rows)
}

/// A table in Markdown with its columns aligned: the first to the left, the others to the right.
pub fn markdown(header: &[&str], rows: &[Vec<String>]) -> String {
    let width = |text: &str| text.chars().count();
    let widths: Vec<usize> = header
        .iter()
        .enumerate()
        .map(|(k, name)| {
            let cells = rows.iter().filter_map(|row| row.get(k));
            cells
                .map(|cell| width(cell))
                .fold(width(name).max(2), usize::max)
        })
        .collect();
    let line = |cells: &[&str]| {
        let mut text = String::from("|");
        for (k, (cell, &w)) in cells.iter().zip(&widths).enumerate() {
            text += &if k == 0 {
                format!(" {cell:<w$} |")
            } else {
                format!(" {cell:>w$} |")
            };
        }
        text
    };
    let rule: Vec<String> = widths
        .iter()
        .enumerate()
        .map(|(k, &w)| {
            if k == 0 {
                "-".repeat(w)
            } else {
                format!("{}:", "-".repeat(w - 1))
            }
        })
        .collect();
    let rule: Vec<&str> = rule.iter().map(String::as_str).collect();
    let mut lines = vec![line(header), line(&rule)];
    lines.extend(rows.iter().map(|row| {
        let cells: Vec<&str> = row.iter().map(String::as_str).collect();
        line(&cells)
    }));
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::markdown;

    #[test]
    fn columns_are_aligned() {
        let rows = [
            vec!["a".to_owned(), "1.5".to_owned()],
            vec!["long".to_owned(), "–".to_owned()],
        ];
        let lines = [
            "| x    |   y |",
            "| ---- | --: |",
            "| a    | 1.5 |",
            "| long |   – |",
        ];
        assert_eq!(markdown(&["x", "y"], &rows), lines.join("\n"));
    }
}
