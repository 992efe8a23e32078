//! Runs other programs: with their output shown, read back, or both.

use std::io::{BufRead, BufReader, Read, Write};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use crate::Failure;

/// `program argument …`, as a person would type it.
pub fn line(command: &Command) -> String {
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    words
        .map(|word| word.to_string_lossy())
        .collect::<Vec<_>>()
        .join(" ")
}

fn start_error(command: &Command) -> impl FnOnce(std::io::Error) -> Failure {
    let program = line(command);
    move |source| Failure::Start { program, source }
}

fn check(command: &Command, status: std::process::ExitStatus) -> Result<(), Failure> {
    if status.success() {
        return Ok(());
    }
    Err(Failure::Exit {
        program: line(command),
        code: status.code(),
    })
}

/// Runs `command` on this terminal.
pub fn run(command: &mut Command) -> Result<(), Failure> {
    let status = command
        .stdin(Stdio::null())
        .status()
        .map_err(start_error(command))?;
    check(command, status)
}

/// Runs `command` and returns its standard output; its errors stay on this terminal.
pub fn output(command: &mut Command) -> Result<String, Failure> {
    let output = command
        .stdin(Stdio::null())
        .stderr(Stdio::inherit())
        .output()
        .map_err(start_error(command))?;
    check(command, output.status)?;
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

/// Runs `command` with its output thrown away; what it said on its error stream is shown on failure.
pub fn silent(command: &mut Command) -> Result<(), Failure> {
    let output = command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .output()
        .map_err(start_error(command))?;
    if !output.status.success() {
        eprint!("{}", String::from_utf8_lossy(&output.stderr));
    }
    check(command, output.status)
}

/// How a program with a limited time ended.
pub enum Ended {
    Succeeded,
    /// With an error, or by a signal when there is no code.
    Failed {
        code: Option<i32>,
    },
    /// It was stopped.
    TimedOut,
}

impl Ended {
    /// Why there is no result, if so.
    pub fn failure(&self, limit: Duration) -> Option<String> {
        match self {
            Self::Succeeded => None,
            Self::Failed { code: Some(code) } => Some(format!("exit code {code}")),
            Self::Failed { code: None } => Some("killed".to_owned()),
            Self::TimedOut => Some(format!("stopped after {} s", limit.as_secs())),
        }
    }
}

/// Runs `command` with its output thrown away, and stops it after `limit`.
pub fn within(command: &mut Command, limit: Duration) -> Result<Ended, Failure> {
    let mut child = command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .map_err(start_error(command))?;
    let start = Instant::now();
    loop {
        if let Some(status) = child.try_wait().map_err(start_error(command))? {
            return Ok(if status.success() {
                Ended::Succeeded
            } else {
                Ended::Failed {
                    code: status.code(),
                }
            });
        }
        if start.elapsed() > limit {
            // It may have ended by itself just now.
            let _ = child.kill();
            child.wait().map_err(start_error(command))?;
            return Ok(Ended::TimedOut);
        }
        std::thread::sleep(Duration::from_millis(1));
    }
}

/// Whether `command` can be started and succeeds; shows nothing.
pub fn succeeds(command: &mut Command) -> bool {
    command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success())
}

/// Runs `command` on this terminal and returns every line it printed, on either stream, also when
/// it failed.
pub fn tee(command: &mut Command) -> (Vec<String>, Result<(), Failure>) {
    let child = command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(start_error(command));
    let mut child = match child {
        Ok(child) => child,
        Err(failure) => return (Vec::new(), Err(failure)),
    };
    let errors = child.stderr.take();
    let reader = std::thread::spawn(move || copy(errors, &mut std::io::stderr()));
    let mut lines = copy(child.stdout.take(), &mut std::io::stdout());
    lines.extend(reader.join().unwrap_or_default());
    let status = child.wait().map_err(start_error(command));
    let outcome = status.and_then(|status| check(command, status));
    (lines, outcome)
}

fn copy(from: Option<impl Read>, to: &mut impl Write) -> Vec<String> {
    let Some(from) = from else { return Vec::new() };
    let mut lines = Vec::new();
    for line in BufReader::new(from).lines().map_while(Result::ok) {
        // The terminal may be gone; the lines are still wanted.
        let _ = writeln!(to, "{line}");
        lines.push(line);
    }
    lines
}
