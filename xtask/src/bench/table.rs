//! The table of ratios that `cargo xtask bench` prints.

use super::Measurement;

/// Medians, and how many times longer each program takes than `kullback fit` on the same model.
pub fn render(measurements: &[Measurement]) -> String {
    let mut lines = vec![format!(
        "{:<16}{:<22}{:>12}{:>10}  {}",
        "model", "program", "median", "ratio", "from … to"
    )];
    for row in measurements {
        let base = measurements
            .iter()
            .find(|other| other.model == row.model && other.program == "kullback fit")
            .map_or(f64::NAN, |other| other.median);
        lines.push(format!(
            "{:<16}{:<22}{:>10.1} ms{:>10.1}  {}",
            row.model,
            row.program,
            1e3 * row.median,
            row.median / base,
            row.what
        ));
    }
    lines.join("\n")
}
