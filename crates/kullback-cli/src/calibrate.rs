//! `kullback calibrate`: are the fits of a program calibrated on data that it simulates itself?

use std::ops::ControlFlow;
use std::process::ExitCode;
use std::thread::available_parallelism;

use indicatif::{ProgressBar, ProgressStyle};
use kullback::calibrate::{CalibrateError, CalibrateOptions, CalibrationReport, Quantity};

use crate::arguments::{Calibrate, Format};
use crate::failure::Failure;
use crate::input;
use crate::terminal::{ERROR, FAINT, GOOD, STRONG, Terminal, paint};

/// Rows that are shown without `--all`, those with a finding first.
const ROWS: usize = 30;
/// The tallest bar of a histogram.
const BARS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];

/// Simulates, fits and prints. Exits with 1 when something is miscalibrated.
pub fn run(arguments: &Calibrate, terminal: &Terminal) -> Result<ExitCode, Failure> {
    let source = &arguments.source;
    let program = input::text(&source.model)?;
    let data = source.data.as_deref().map(input::text).transpose()?;
    let options = CalibrateOptions {
        seed: arguments.seed,
        threads: arguments.threads.map_or_else(
            || available_parallelism().map_or(1, |threads| threads.get()),
            usize::from,
        ),
        simulations: arguments.simulations as usize,
        ignore_extra_data: source.ignore_extra_data,
    };
    let bar = terminal.shows_progress().then(|| {
        let style = ProgressStyle::with_template("fits {pos} of {len}  {elapsed}");
        let bar = ProgressBar::new(u64::from(arguments.simulations));
        match style {
            Ok(style) => bar.with_style(style),
            Err(_) => bar,
        }
    });
    let data = data.as_deref().unwrap_or("{}");
    let report = kullback::calibrate::calibrate(&program, data, &options, &mut |fitted| {
        if let Some(bar) = &bar {
            bar.set_position(fitted.done as u64);
        }
        ControlFlow::Continue(())
    });
    if let Some(bar) = bar {
        bar.finish_and_clear();
    }
    let mut report = report.map_err(|error| match error {
        CalibrateError::Load(error) => {
            let file = source.model.display().to_string();
            input::explain(error, source, &file, &program)
        }
        error => Failure::Model {
            message: format!("{}: {error}", source.model.display()),
        },
    })?;
    report.model = source.model.display().to_string();
    report.data = source.data.as_ref().map(|path| path.display().to_string());
    terminal.result(&match arguments.format {
        Format::Json => input::json(&report),
        Format::Human => render(&report, arguments.all),
    })?;
    Ok(if report.calibrated {
        ExitCode::SUCCESS
    } else {
        ExitCode::from(1)
    })
}

fn render(report: &CalibrationReport, all: bool) -> String {
    let verdict = if report.calibrated {
        paint(GOOD, "CALIBRATED, as far as these simulations show")
    } else {
        paint(ERROR, "NOT CALIBRATED")
    };
    let decisions = &report.decisions;
    let mut text = format!(
        "{}\n{} data sets with simulated {} · seed {}\n\nverdict       {verdict}\n\
         fits          {} use · {} use after resampling · {} do not use · {} failed\n\n",
        paint(STRONG, &report.model),
        report.simulations,
        report.simulated.join(", "),
        report.seed,
        decisions.use_as_is,
        decisions.use_after_resampling,
        decisions.do_not_use,
        decisions.failed
    );
    let mut rows: Vec<&Quantity> = report.quantities.iter().collect();
    rows.sort_by_key(|row| row.calibrated());
    let shown = if all { rows.len() } else { ROWS };
    let width = rows.iter().map(|row| row.name.chars().count());
    let width = width.fold("quantity".len(), usize::max);
    text.push_str(&paint(
        FAINT,
        format!("{:<width$}  z is the truth's place in the fits: bias > 0, fits too low; spread > 0, fits too narrow\n", ""),
    ));
    text.push_str(&paint(
        STRONG,
        format!(
            "{:<width$}  {:<20}  {:>7}  {:>8}  {:>8}\n",
            "quantity", "ranks", "p(χ²)", "bias z", "spread z"
        ),
    ));
    for row in rows.iter().take(shown) {
        let calibration = &row.calibration;
        let finding = if row.calibrated() {
            String::new()
        } else {
            format!("  {}", paint(ERROR, row.text))
        };
        let signed = |z: f64| format!("{z:+.1}").replace('-', "−");
        text.push_str(&format!(
            "{:<width$}  {:<20}  {:>7.3}  {:>8}  {:>8}{finding}\n",
            row.name,
            bars(&calibration.histogram),
            calibration.uniform.p_value,
            signed(calibration.bias.statistic),
            signed(calibration.dispersion.statistic)
        ));
    }
    if rows.len() > shown {
        let more = format!(
            "… and {} more; --all prints every row\n",
            rows.len() - shown
        );
        text.push_str(&paint(FAINT, more));
    }
    text
}

/// A histogram as a line of bars, the tallest of full height.
fn bars(histogram: &[usize]) -> String {
    let tallest = histogram.iter().copied().max().unwrap_or(0).max(1);
    histogram
        .iter()
        .map(|&k| BARS[(k * (BARS.len() - 1)).div_ceil(tallest).min(BARS.len() - 1)])
        .collect()
}

#[cfg(test)]
mod tests {
    use super::bars;

    #[test]
    fn the_tallest_bar_is_full() {
        assert_eq!(bars(&[0, 1, 7]), "▁▂█");
        assert_eq!(bars(&[0, 0]), "▁▁");
    }
}
