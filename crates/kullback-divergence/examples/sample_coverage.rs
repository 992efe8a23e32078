//! How often the 95 % intervals of the sample estimators cover the truth, as JSON.
//!
//! Usage: cargo run --release --example sample_coverage -- [REPETITIONS] [THREADS] [LARGEST_N] [DIMENSION] > FILE
#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "an example program prints"
)]

use kullback_divergence::samples::{Samples, SamplesError, expect_under};
use kullback_divergence::{Divergence, Value};
use kullback_math::random::{Stream, exponential, standard_normal};
use serde_json::{Value as Json, json};

/// A pair of laws with a known divergence.
#[derive(Clone, Copy, Debug)]
enum Case {
    /// N(0, I) under the expectation, N(½ e₁, 1.44 I) as reference.
    Normals,
    /// Exp(1) under the expectation, N(3, 4) as reference: a ratio that is no quadratic.
    ExponentialNormal,
    /// N(0, I) twice.
    Equal,
    /// N(0, I) against the density of N(½ e₁, 1.44 I).
    KnownDensity,
}

impl Case {
    fn name(self) -> &'static str {
        match self {
            Self::Normals => "N(0, I) || N(0.5 e1, 1.44 I)",
            Self::ExponentialNormal => "Exp(1) || N(3, 4)",
            Self::Equal => "N(0, I) || N(0, I)",
            Self::KnownDensity => "N(0, I) || density of N(0.5 e1, 1.44 I)",
        }
    }

    /// Closed forms.
    fn truth(self, d: usize) -> f64 {
        let d = d as f64;
        match self {
            Self::Normals | Self::KnownDensity => {
                0.5 * (d * (1.0 / 1.44 - 1.0 + 1.44_f64.ln()) + 0.25 / 1.44)
            }
            Self::ExponentialNormal => 0.5 * (8.0 * std::f64::consts::PI).ln() - 1.0 + 5.0 / 8.0,
            Self::Equal => 0.0,
        }
    }

    fn estimate(self, d: usize, n: usize, repetition: u64) -> Result<Divergence, SamplesError> {
        let mut rng = Stream::new(2026, repetition, 0);
        let unit = (0..n * d).map(|_| standard_normal(&mut rng));
        let under: Vec<f64> = match self {
            // The rate is positive, so nothing is ever replaced.
            Self::ExponentialNormal => {
                let mut rng = Stream::new(2026, repetition, 1);
                (0..n)
                    .map(|_| exponential(&mut rng, 1.0).unwrap_or(0.0))
                    .collect()
            }
            _ => unit.collect(),
        };
        let mut rng = Stream::new(2026, repetition, 2);
        let shift = |i: usize| if i.is_multiple_of(d) { 0.5 } else { 0.0 };
        let reference: Vec<f64> = (0..n * d)
            .map(|i| (i, standard_normal(&mut rng)))
            .map(|(i, z)| match self {
                Self::Normals | Self::KnownDensity => 1.2 * z + shift(i),
                Self::ExponentialNormal => 3.0 + 2.0 * z,
                Self::Equal => z,
            })
            .collect();
        let q = Samples::new(&under, d)?;
        match self {
            Self::KnownDensity => {
                let constant = 0.5 * d as f64 * (2.0 * std::f64::consts::PI * 1.44).ln();
                let log_p = |x: &[f64]| {
                    let terms = x.iter().enumerate();
                    let square: f64 = terms.map(|(i, x)| (x - shift(i)) * (x - shift(i))).sum();
                    -constant - 0.5 * square / 1.44
                };
                expect_under(&q).against_density(log_p).kl()
            }
            _ => {
                let p = Samples::new(&reference, d)?;
                expect_under(&q).against(&p).seed(repetition).kl()
            }
        }
    }
}

/// One cell of the table.
fn measure(case: Case, d: usize, n: usize, repetitions: u64) -> Json {
    let start = std::time::Instant::now();
    let truth = case.truth(d);
    let (mut covered, mut flagged, mut refused) = (0, 0, 0);
    let (mut estimates, mut widths) = (Vec::new(), 0.0);
    for repetition in 0..repetitions {
        let Ok(Value::Estimate {
            nats,
            interval: [low, high],
            bias_flag,
            ..
        }) = case.estimate(d, n, repetition).map(|answer| answer.value)
        else {
            refused += 1;
            continue;
        };
        covered += u64::from(low <= truth && truth <= high);
        flagged += u64::from(bias_flag.is_some());
        widths += 0.5 * (high - low);
        estimates.push(nats);
    }
    let count = estimates.len() as f64;
    let mean = estimates.iter().sum::<f64>() / count;
    let square: f64 = estimates.iter().map(|x| (x - mean) * (x - mean)).sum();
    let rounded = |x: f64| (x * 1e5).round() / 1e5;
    let coverage = covered as f64 / count;
    json!({
        "case": case.name(), "d": d, "n": n, "repetitions": repetitions, "truth": rounded(truth),
        "bias": rounded(mean - truth), "sd": rounded((square / (count - 1.0)).sqrt()),
        "mean_half_width": rounded(widths / count), "coverage": coverage,
        "reaches_93": coverage >= 0.93, "flagged": flagged as f64 / count, "refused": refused,
        "seconds_each": rounded(start.elapsed().as_secs_f64() / repetitions as f64),
    })
}

fn main() {
    let mut arguments = std::env::args().skip(1).map(|a| a.parse::<usize>());
    let mut number = |default: usize| arguments.next().and_then(Result::ok).unwrap_or(default);
    let (repetitions, threads, largest) = (number(200) as u64, number(1), number(10_000));
    let only = number(0);
    let mut cells = Vec::new();
    for n in [1_000, 10_000] {
        if n > largest {
            continue;
        }
        cells.push((Case::ExponentialNormal, 1, n));
        for d in [1, 2, 5, 10, 20] {
            cells.push((Case::Normals, d, n));
            cells.push((Case::Equal, d, n));
            cells.push((Case::KnownDensity, d, n));
        }
    }
    cells.retain(|&(_, d, _)| only == 0 || d == only);
    let share = cells.len().div_ceil(threads.max(1));
    // The last cells are the slowest, so they are dealt out in turn.
    let dealt = |t: usize| cells.iter().skip(t).step_by(threads.max(1)).take(share);
    let rows: Vec<Json> = std::thread::scope(|scope| {
        let workers: Vec<_> = (0..threads.max(1))
            .map(|t| {
                let work = dealt(t);
                scope.spawn(move || {
                    work.map(|&(case, d, n)| {
                        let row = measure(case, d, n, repetitions);
                        eprintln!("{row}");
                        row
                    })
                    .collect::<Vec<Json>>()
                })
            })
            .collect();
        let rows = workers
            .into_iter()
            .flat_map(|worker| worker.join().unwrap_or_default());
        rows.collect()
    });
    println!(
        "{}",
        serde_json::to_string_pretty(&rows).unwrap_or_default()
    );
}
