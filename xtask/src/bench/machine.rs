//! The machine, the day and the commit of a measurement.

use std::path::Path;
use std::process::Command;
use std::time::{SystemTime, UNIX_EPOCH};

use serde::Serialize;

use crate::command;

/// What a reader must know to compare numbers.
#[derive(Serialize)]
pub struct Machine {
    processor: String,
    cores: usize,
    system: String,
    rustc: String,
    /// Processes that were running or waiting, averaged over the minute before; near zero on a quiet
    /// machine.
    load: Option<f64>,
}

impl Machine {
    /// This machine.
    pub fn here(root: &Path) -> Self {
        let described = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
        let processor = described
            .lines()
            .find(|line| line.starts_with("model name"))
            .and_then(|line| line.split_once(':'))
            .map_or(std::env::consts::ARCH, |(_, name)| name)
            .trim()
            .to_owned();
        Self {
            processor,
            cores: std::thread::available_parallelism().map_or(1, |n| n.get()),
            system: format!("{} {}", std::env::consts::OS, std::env::consts::ARCH),
            load: load(),
            rustc: said(Command::new("rustc").current_dir(root).arg("--version")),
        }
    }

    /// The processor's name as part of a file name.
    pub fn slug(&self) -> String {
        let words: Vec<&str> = self
            .processor
            .split(|c: char| !c.is_ascii_alphanumeric() && c != '.')
            .filter(|word| !word.is_empty() && !["R", "TM", "CPU", "Processor"].contains(word))
            .collect();
        words.join("-").to_lowercase()
    }
}

fn load() -> Option<f64> {
    let averages = std::fs::read_to_string("/proc/loadavg").ok()?;
    averages.split_whitespace().next()?.parse().ok()
}

/// Processor time of the processes that this one has waited for, in seconds; none where the system does
/// not tell as Linux does.
pub fn processor_seconds_of_children() -> Option<f64> {
    /// Ticks per second, which Linux fixes for every process (`USER_HZ`).
    const TICKS: f64 = 100.0;
    let line = std::fs::read_to_string("/proc/self/stat").ok()?;
    // The program's name, in parentheses, may hold spaces; user and system time of children are the
    // 14th and 15th fields after it (proc(5)).
    let (_, fields) = line.rsplit_once(')')?;
    let mut fields = fields.split_whitespace().skip(13);
    let user: f64 = fields.next()?.parse().ok()?;
    let system: f64 = fields.next()?.parse().ok()?;
    Some((user + system) / TICKS)
}

/// The commit that was measured, with a mark when the work tree differs from it.
pub fn commit(root: &Path) -> String {
    let args = ["describe", "--always", "--dirty", "--abbrev=12"];
    said(Command::new("git").current_dir(root).args(args))
}

fn said(command: &mut Command) -> String {
    let answer = command::output(command).unwrap_or_default();
    answer.trim().to_owned()
}

/// Today's date in UTC, as 2026-01-31.
pub fn today() -> String {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    let days = since.map_or(0, |time| time.as_secs() / 86_400);
    let (year, month, day) = civil(days as i64);
    format!("{year:04}-{month:02}-{day:02}")
}

/// Year, month and day of a day counted from 1970-01-01 (Hinnant, "chrono-compatible low-level date
/// algorithms").
fn civil(days: i64) -> (i64, i64, i64) {
    let days = days + 719_468;
    let era = days.div_euclid(146_097);
    let day_of_era = days.rem_euclid(146_097);
    let year_of_era =
        (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted_month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * shifted_month + 2) / 5 + 1;
    let month = (shifted_month + 2) % 12 + 1;
    (year_of_era + era * 400 + i64::from(month <= 2), month, day)
}

#[cfg(test)]
mod tests {
    use super::civil;

    /// Day numbers from Python's `datetime.date.toordinal`, less that of 1970-01-01.
    #[test]
    fn dates_agree_with_python() {
        assert_eq!(civil(0), (1970, 1, 1));
        assert_eq!(civil(11_016), (2000, 2, 29));
        assert_eq!(civil(20_514), (2026, 3, 2));
        assert_eq!(civil(47_541), (2100, 3, 1));
    }
}
