//! What a person sees of a running fit: a line that is rewritten on a terminal, plain lines elsewhere.

use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressStyle};
use kullback::number;
use kullback::vi::{Progress, Stage};

use crate::arguments::ShowProgress;
use crate::terminal::Terminal;

/// How often the line of a terminal moves, so that a long step does not look like a halt.
const TICK: Duration = Duration::from_millis(120);
/// How often a plain line is printed when none was asked for: a short fit prints none.
const RARELY: Duration = Duration::from_secs(10);
/// How often one is printed when they were asked for, besides one for every part of the fit.
const OFTEN: Duration = Duration::from_secs(1);

/// Where the progress goes.
enum View {
    Nowhere,
    Line(ProgressBar),
    Plain { every: Duration, each_stage: bool },
}

/// The view of a running fit. The line of a terminal is gone when this is dropped.
pub struct ProgressView<'a> {
    terminal: &'a Terminal,
    view: View,
    started: Instant,
    printed: Instant,
    stage: Option<Stage>,
    stage_started: Instant,
    stage_steps: u32,
    stopping: bool,
}

impl<'a> ProgressView<'a> {
    /// Nothing is shown when the terminal is told to be quiet.
    pub fn new(terminal: &'a Terminal, show: ShowProgress) -> Self {
        let view = match show {
            _ if terminal.is_quiet() => View::Nowhere,
            ShowProgress::Never => View::Nowhere,
            _ if terminal.shows_progress() => View::Line(line()),
            ShowProgress::Auto => View::Plain {
                every: RARELY,
                each_stage: false,
            },
            ShowProgress::Always => View::Plain {
                every: OFTEN,
                each_stage: true,
            },
        };
        let now = Instant::now();
        Self {
            terminal,
            view,
            started: now,
            printed: now,
            stage: None,
            stage_started: now,
            stage_steps: 0,
            stopping: false,
        }
    }

    /// Shows one report of the fit.
    pub fn show(&mut self, progress: &Progress) {
        let new_stage = self.stage != Some(progress.stage);
        if new_stage {
            self.stage = Some(progress.stage);
            self.stage_started = Instant::now();
            self.stage_steps = 0;
        }
        self.stage_steps += 1;
        match &self.view {
            View::Nowhere => {}
            View::Line(_) if self.stopping => {}
            View::Line(line) => line.set_message(self.describe(progress)),
            View::Plain { every, each_stage } => {
                if (new_stage && *each_stage) || self.printed.elapsed() >= *every {
                    self.printed = Instant::now();
                    let seconds = self.started.elapsed().as_secs_f64();
                    let text = format!("{}, {seconds:.1} s", self.describe(progress));
                    self.terminal.remark(&text);
                }
            }
        }
    }

    /// Says once that the fit is being stopped.
    pub fn stopping(&mut self) {
        const TEXT: &str = "stopping with the best fit so far; Ctrl-C again quits at once";
        if self.stopping {
            return;
        }
        self.stopping = true;
        match &self.view {
            View::Line(line) => line.set_message(TEXT),
            View::Nowhere | View::Plain { .. } => self.terminal.remark(TEXT),
        }
    }

    /// `the full-rank fit: F 32.23 ± 0.01 nats, step 12, 240 steps/s, 5120 evaluations`.
    fn describe(&self, progress: &Progress) -> String {
        let f = match progress.standard_error {
            Some(se) => number::estimate(progress.free_energy, se),
            None => number::plain(progress.free_energy, 6),
        };
        // The optimiser climbs the density itself; there is no Q yet to have a free energy.
        let what = match progress.stage {
            Stage::Optimise | Stage::Reference => "−ln p",
            _ => "F",
        };
        let seconds = self.stage_started.elapsed().as_secs_f64();
        // The first steps come too soon to tell their rate.
        let rate = if seconds > 0.05 && self.stage_steps > 1 {
            format!(" ({:.0}/s)", f64::from(self.stage_steps) / seconds)
        } else {
            String::new()
        };
        format!(
            "{}: {what} {f} nats, step {}{rate}, {} evaluations",
            progress.stage, progress.step, progress.evaluations
        )
    }
}

fn line() -> ProgressBar {
    let line = ProgressBar::new_spinner();
    let line = match ProgressStyle::with_template("{spinner} {wide_msg} {elapsed}") {
        Ok(style) => line.with_style(style),
        Err(_) => line,
    };
    line.enable_steady_tick(TICK);
    line
}

impl Drop for ProgressView<'_> {
    fn drop(&mut self) {
        if let View::Line(line) = &self.view {
            line.finish_and_clear();
        }
    }
}
