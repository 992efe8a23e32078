//! What a person may type.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

/// Bayesian inference by KL divergence, with the direction named and the gap measured.
#[derive(Parser)]
#[command(
    name = "kullback",
    version,
    arg_required_else_help = true,
    max_term_width = 100,
    after_help = "Exit codes: 0 all is well · 1 it ran, but the verdict is `do not use` · \
                  2 usage, input or model error · 101 a bug in kullback · 130 interrupted by Ctrl-C"
)]
pub struct Arguments {
    /// What to do
    #[command(subcommand)]
    pub command: Command,
    /// Print the result and errors, no progress or warnings
    #[arg(long, short, global = true)]
    pub quiet: bool,
    /// When to use colour; `auto` follows the terminal and NO_COLOR
    #[arg(long, global = true, value_enum, default_value_t = Color::Auto, value_name = "WHEN")]
    pub color: Color,
}

/// The commands.
#[derive(Subcommand)]
pub enum Command {
    /// Fit the posterior of a Stan program, and say whether to use the result
    #[command(
        after_help = "Ctrl-C ends a fit early: the best approximation so far is printed and written, marked \
                      as partial, with the verdict `do not use` and exit code 130; a second Ctrl-C quits \
                      at once and writes nothing.\n\nExample:\n  kullback fit examples/eight_schools/model.stan \
                            --data examples/eight_schools/data.json --out run"
    )]
    Fit(Fit),
    /// Fit data that the program simulates, and say whether the fits are calibrated
    #[command(
        after_help = "Parameters are drawn from the prior, data by generated quantities: one named with \
                      `_rep`, `_sim` or `_tilde` for each data variable that is observed, of the same type \
                      and size. Data without one stay as they are in the file. Exit code 1 means that \
                      something is not calibrated.\n\nExample:\n  kullback calibrate \
                      examples/calibration/model.stan --data examples/calibration/data.json --simulations 40"
    )]
    Calibrate(Calibrate),
    /// Make one page of HTML of what `fit --out` wrote: self-contained, without scripts, fit to print
    #[command(after_help = "Example:\n  kullback report run -o report.html")]
    Report(Report),
    /// Check a Stan program; prints diagnostics as a compiler does
    #[command(after_help = "Example:\n  kullback check examples/eight_schools/model.stan")]
    Check(Check),
    /// Evaluate the log density of a model, on the unconstrained scale with the Jacobian
    #[command(
        after_help = "POINTS.json holds an array of points, each an array of as many numbers as the \
                      model has unconstrained coordinates; one point may stand alone.\n\nExample:\n  \
                      kullback log-density examples/eight_schools/model.stan \
                      --data examples/eight_schools/data.json --gradient"
    )]
    LogDensity(LogDensity),
    /// Which expectation is an objective under, what does it force, what does its gradient descend
    #[command(
        after_help = "OBJECTIVE is a formula, plain or LaTeX, or a line of Python. Exit code 1 means that \
                      a question stays open: the answer says what to add.\n\nExamples:\n  \
                      kullback ask 'E_q[log q - log p]'\n  \
                      kullback ask 'KL(a || b)' --learn b\n  \
                      kullback ask 'F.kl_div(log_q, p)'\n  \
                      kullback ask --file examples/losses/train.py"
    )]
    Ask(Ask),
    /// KL divergence, with the expectation under the first: distributions, samples, tables
    #[command(
        after_help = "WHAT is an expression in Stan's names, `normal(0, 1)` or \
                      `mixture(0.3*normal(-2, 1), 0.7*normal(2, 1))`; a CSV file of samples, a point a \
                      line; or a JSON file with `probabilities`, `log_probabilities`, `logits` or \
                      `counts`, and `edges` for a histogram.\n\nExample:\n  kullback kl --under 'normal(0, 1)' --against \
                      'normal(1, 2)' --both"
    )]
    Kl(Kl),
    /// Print a completion script for a shell
    #[command(after_help = "Example:\n  kullback completions bash")]
    Completions {
        /// Which shell
        shell: clap_complete::Shell,
    },
    /// Print the manual page, as roff
    #[command(after_help = "Example:\n  kullback man")]
    Man,
}

/// A model and its data.
#[derive(Args)]
pub struct Source {
    /// The Stan program
    #[arg(value_name = "MODEL.stan")]
    pub model: PathBuf,
    /// Values of the data block, in the JSON format of CmdStan
    #[arg(long, value_name = "DATA.json")]
    pub data: Option<PathBuf>,
    /// Accept values in the data file that the program does not declare
    #[arg(long)]
    pub ignore_extra_data: bool,
}

/// `kullback fit`
#[derive(Args)]
pub struct Fit {
    #[command(flatten)]
    pub source: Source,
    /// Seed of all randomness: the same seed gives the same bytes
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub seed: u64,
    /// Which divergence Q minimises; with `both` the table shows both fits, and Q is that of `qp`
    #[arg(long, value_enum, default_value_t = Minimise::Both, value_name = "WHICH")]
    pub minimise: Minimise,
    /// Which family Q comes from; `auto` takes the mixture over the modes found where it is certified to
    /// be closer, else full rank
    #[arg(long, value_enum, default_value_t = Family::Auto, value_name = "FAMILY")]
    pub family: Family,
    /// Threads to use; the result does not depend on it [default: all cores]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    pub threads: Option<u16>,
    /// Draws of the approximate posterior to write with --out
    #[arg(long, value_name = "S", default_value_t = 1000,
          value_parser = clap::value_parser!(u32).range(1..=10_000_000))]
    pub draws: u32,
    /// Write draws.csv (CmdStan layout), fit.json, trace.json, model.stan and config.json into this
    /// directory
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// Sample the posterior too, and compare; slow
    #[arg(long, value_enum, value_name = "SAMPLER")]
    pub reference: Option<Sampler>,
    /// Draws of each of the four chains of the reference, after as many of warm-up (at least 1000)
    #[arg(long, value_name = "N", default_value_t = 1000, requires = "reference",
          value_parser = clap::value_parser!(u32).range(100..=1_000_000))]
    pub reference_draws: u32,
    /// How to print the result
    #[arg(long, value_enum, default_value_t = Format::Human)]
    pub format: Format,
    /// Print every row of the table of parameters
    #[arg(long)]
    pub all: bool,
    /// Exit with 0 even when the verdict is `do not use`
    #[arg(long)]
    pub exit_zero: bool,
    /// When to show the running fit: `auto` is a line on a terminal, and elsewhere a line every ten
    /// seconds
    #[arg(long, value_enum, default_value_t = ShowProgress::Auto, value_name = "WHEN")]
    pub progress: ShowProgress,
}

/// `kullback report`
#[derive(Args)]
pub struct Report {
    /// A directory that `kullback fit --out` wrote
    #[arg(value_name = "RUN_DIR")]
    pub run: PathBuf,
    /// Where to write the page [default: RUN_DIR/report.html]
    #[arg(long, short, value_name = "FILE.html")]
    pub output: Option<PathBuf>,
}

/// `kullback calibrate`
#[derive(Args)]
pub struct Calibrate {
    #[command(flatten)]
    pub source: Source,
    /// Data sets to simulate and fit
    #[arg(long, value_name = "N", default_value_t = 100,
          value_parser = clap::value_parser!(u32).range(20..=100_000))]
    pub simulations: u32,
    /// Seed of all randomness: the same seed gives the same bytes
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub seed: u64,
    /// Threads to use; the result does not depend on it [default: all cores]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    pub threads: Option<u16>,
    /// How to print the result
    #[arg(long, value_enum, default_value_t = Format::Human)]
    pub format: Format,
    /// Print every row of the table
    #[arg(long)]
    pub all: bool,
}

/// `kullback check`
#[derive(Args)]
pub struct Check {
    /// The Stan program
    #[arg(value_name = "MODEL.stan")]
    pub model: PathBuf,
    /// How to print the diagnostics
    #[arg(long, value_enum, default_value_t = Format::Human)]
    pub format: Format,
}

/// `kullback log-density`
#[derive(Args)]
pub struct LogDensity {
    #[command(flatten)]
    pub source: Source,
    /// The points, on the unconstrained scale [default: the origin]
    #[arg(long, value_name = "POINTS.json")]
    pub at: Option<PathBuf>,
    /// Print the gradients too
    #[arg(long)]
    pub gradient: bool,
    /// How to print the result
    #[arg(long, value_enum, default_value_t = Format::Human)]
    pub format: Format,
}

/// `kullback ask`
#[derive(Args)]
pub struct Ask {
    /// The objective, or a line of code
    #[arg(
        value_name = "OBJECTIVE",
        allow_hyphen_values = true,
        required_unless_present = "file",
        conflicts_with = "file"
    )]
    pub objective: Option<String>,
    /// Find the calls that compute a divergence in a Python source
    #[arg(long, value_name = "FILE.py")]
    pub file: Option<PathBuf>,
    /// The distribution that is learned: a symbol of the formula or an argument of the call
    #[arg(long, value_name = "NAME")]
    pub learn: Option<String>,
    /// How to print the answer
    #[arg(long, value_enum, default_value_t = Format::Human)]
    pub format: Format,
}

/// `kullback kl`
#[derive(Args)]
pub struct Kl {
    /// The distribution the expectation is under: Q in D_KL(Q‖P)
    #[arg(
        long,
        value_name = "WHAT",
        allow_hyphen_values = true,
        required_unless_present = "bare"
    )]
    pub under: Option<String>,
    /// The one it is compared with: P in D_KL(Q‖P)
    #[arg(
        long,
        value_name = "WHAT",
        allow_hyphen_values = true,
        required_unless_present = "bare"
    )]
    pub against: Option<String>,
    /// Taken only to be refused with a hint: neither is told apart by its place
    #[arg(hide = true, value_name = "WHAT")]
    pub bare: Vec<String>,
    /// Print D_KL(P‖Q) too
    #[arg(long)]
    pub both: bool,
    /// Print bits, not nats
    #[arg(long)]
    pub bits: bool,
    /// Divide the values of a JSON file by their sum, and say what it was
    #[arg(long)]
    pub normalise: bool,
    /// What a count of zero says: `exact` (probability 0), `jeffreys` (half a count more for every
    /// category), or how much to add
    #[arg(long, value_name = "POLICY", default_value = "exact")]
    pub zeros: String,
    /// Draw both densities and the integrand into this SVG file
    #[arg(long, value_name = "FILE.svg")]
    pub plot: Option<PathBuf>,
    /// Seed of all randomness: the same seed gives the same bytes
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub seed: u64,
    /// How to print the result
    #[arg(long, value_enum, default_value_t = Format::Human)]
    pub format: Format,
}

/// Which divergence is minimised.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Minimise {
    /// D_KL(Q‖P), the expectation under the approximation
    Qp,
    /// D_KL(P‖Q), the expectation under the posterior
    Pq,
    /// Both, side by side
    Both,
}

impl From<Minimise> for kullback::vi::Minimise {
    fn from(choice: Minimise) -> Self {
        match choice {
            Minimise::Qp => Self::Qp,
            Minimise::Pq => Self::Pq,
            Minimise::Both => Self::Both,
        }
    }
}

/// Which family Q comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Family {
    /// The closest that is certified
    Auto,
    /// A Gaussian with all covariances
    FullRank,
    /// Independent Gaussians
    MeanField,
    /// A mixture with a Gaussian for every mode found; full rank when there is one mode
    Mixture,
}

impl From<Family> for kullback::vi::FamilyChoice {
    fn from(choice: Family) -> Self {
        match choice {
            Family::Auto => Self::Auto,
            Family::FullRank => Self::FullRank,
            Family::MeanField => Self::MeanField,
            Family::Mixture => Self::Mixture,
        }
    }
}

/// How to sample a reference.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Sampler {
    /// The No-U-Turn sampler
    Nuts,
}

/// How to print a result.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// For a person
    Human,
    /// For a program: one JSON object with a versioned schema
    Json,
}

/// When to show the running fit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ShowProgress {
    /// A line on a terminal; elsewhere a line every ten seconds
    Auto,
    /// On a terminal as `auto`; elsewhere a line for every part of the fit and every second
    Always,
    /// Never
    Never,
}

/// When to use colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Color {
    /// When the stream is a terminal and NO_COLOR is not set
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}
