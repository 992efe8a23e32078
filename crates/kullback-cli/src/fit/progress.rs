//! The progress line of a fit: stage and F ± se, on a terminal only.

use std::ops::ControlFlow;

use indicatif::{ProgressBar, ProgressStyle};
use kullback::vi::{Progress, Stage};

use crate::number;
use crate::terminal::Terminal;

/// A line on standard error that is rewritten while the fit runs and gone when it ends.
pub struct ProgressLine {
    line: Option<ProgressBar>,
}

impl ProgressLine {
    /// Shows nothing unless a person is looking.
    pub fn new(terminal: &Terminal) -> Self {
        let line = terminal.shows_progress().then(|| {
            let style = ProgressStyle::with_template("{spinner} {msg}  {elapsed}");
            let line = ProgressBar::new_spinner();
            match style {
                Ok(style) => line.with_style(style),
                Err(_) => line,
            }
        });
        Self { line }
    }

    /// Shows one report of the running fit.
    pub fn show(&self, progress: &Progress) -> ControlFlow<()> {
        if let Some(line) = &self.line {
            let f = match progress.standard_error {
                Some(se) => number::estimate(progress.free_energy, se),
                None => number::plain(progress.free_energy, 6),
            };
            // The optimiser climbs the density itself; there is no Q yet to have a free energy.
            let what = match progress.stage {
                Stage::Optimise | Stage::Reference => "−ln p",
                _ => "F",
            };
            line.set_message(format!(
                "{}, step {}: {what} {f} nats, {} evaluations",
                progress.stage, progress.step, progress.evaluations
            ));
            line.tick();
        }
        ControlFlow::Continue(())
    }
}

impl Drop for ProgressLine {
    fn drop(&mut self) {
        if let Some(line) = &self.line {
            line.finish_and_clear();
        }
    }
}
