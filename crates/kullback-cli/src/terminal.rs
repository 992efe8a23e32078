//! The two streams of the program: the result on standard output, progress and warnings on standard
//! error.

use std::io::{self, IsTerminal, Write};

use anstream::{AutoStream, ColorChoice};
use anstyle::{AnsiColor, Style};

use crate::arguments::Color;
use crate::failure::Failure;

/// Errors.
pub const ERROR: Style = AnsiColor::Red.on_default().bold();
/// Warnings.
pub const WARNING: Style = AnsiColor::Yellow.on_default().bold();
/// What went well.
pub const GOOD: Style = AnsiColor::Green.on_default().bold();
/// Headings and whatever the eye should find first.
pub const STRONG: Style = Style::new().bold();
/// What explains rather than says.
pub const FAINT: Style = Style::new().dimmed();

/// The terminal, or whatever stands in its place.
pub struct Terminal {
    color: ColorChoice,
    quiet: bool,
}

impl Terminal {
    /// `quiet` drops warnings and progress; results and errors are always printed.
    pub fn new(color: Color, quiet: bool) -> Self {
        let color = match color {
            Color::Auto => ColorChoice::Auto,
            Color::Always => ColorChoice::Always,
            Color::Never => ColorChoice::Never,
        };
        Self { color, quiet }
    }

    /// Prints the result. Fails when the reader has gone away or the disk is full.
    pub fn result(&self, text: &str) -> Result<(), Failure> {
        let mut stream = AutoStream::new(io::stdout().lock(), self.color);
        let written = stream.write_all(text.as_bytes());
        written
            .and_then(|()| stream.flush())
            .map_err(|source| Failure::Print { source })
    }

    /// Prints an error, already rendered. There is nowhere to report that this failed.
    pub fn error(&self, text: &str) {
        let mut stream = AutoStream::new(io::stderr().lock(), self.color);
        let _ = writeln!(stream, "{text}");
    }

    /// Prints a warning or a remark, unless told to be quiet.
    pub fn remark(&self, text: &str) {
        if !self.quiet {
            self.error(text);
        }
    }

    /// Whether warnings and progress are dropped.
    pub fn is_quiet(&self) -> bool {
        self.quiet
    }

    /// Whether a progress line should be shown: only to a person, on a terminal.
    pub fn shows_progress(&self) -> bool {
        !self.quiet && io::stderr().is_terminal()
    }
}

/// `text` in `style`.
pub fn paint(style: Style, text: impl std::fmt::Display) -> String {
    format!("{style}{text}{style:#}")
}
