//! How often the intervals of log Z and of both divergences cover the truth, or are withheld, on
//! targets about which everything is known; as JSON.
//!
//! Usage: cargo run --release -p kullback-vi --example gap_coverage -- [REPETITIONS] [THREADS] [NAME] > FILE
#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    dead_code,
    reason = "an example program prints, and shares the targets of the tests"
)]

#[path = "../tests/fit/oracles.rs"]
mod oracles;
#[path = "../tests/fit/targets.rs"]
mod targets;

use std::ops::ControlFlow;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

use kullback_vi::evidence::Certified;
use kullback_vi::{FitOptions, Recommendation, fit};
use serde_json::{Value, json};

use oracles::{Claim, Oracle};

/// What became of one claim in one repetition.
struct Seen {
    claim: &'static str,
    truth: f64,
    certified: Certified,
}

/// One fit: its claims, and the verdict.
struct Repetition {
    seen: Vec<Seen>,
    recommendation: Option<Recommendation>,
}

fn repeat(oracle: &Oracle, seed: u64) -> Repetition {
    let options = FitOptions {
        seed,
        ..FitOptions::default()
    };
    let Ok(result) = fit(&oracle.target, &options, &mut |_| ControlFlow::Continue(())) else {
        return Repetition {
            seen: Vec::new(),
            recommendation: None,
        };
    };
    let claims = oracle.claims(&result).into_iter();
    let seen = claims.map(
        |Claim {
             name,
             truth,
             certified,
         }| Seen {
            claim: name,
            truth,
            certified: certified.clone(),
        },
    );
    Repetition {
        seen: seen.collect(),
        recommendation: Some(result.verdict.recommendation),
    }
}

/// Rounding: an estimate without Monte Carlo error is right to this many digits.
fn covers(interval: [f64; 2], truth: f64) -> bool {
    let rounding = 1e-9 * truth.abs().max(1.0);
    interval[0] - rounding <= truth && truth <= interval[1] + rounding
}

fn summary(claim: &str, repetitions: &[Repetition]) -> Value {
    let of_claim: Vec<&Seen> = repetitions
        .iter()
        .flat_map(|r| r.seen.iter().filter(|s| s.claim == claim))
        .collect();
    let estimates: Vec<_> = of_claim
        .iter()
        .filter_map(|s| s.certified.estimate().map(|e| (s.truth, e)))
        .collect();
    let covered = estimates
        .iter()
        .filter(|(truth, e)| covers(e.interval, *truth))
        .count();
    let (all, certified) = (repetitions.len() as f64, estimates.len() as f64);
    let scores: Vec<f64> = estimates
        .iter()
        .filter(|(_, e)| e.standard_error > 1e-12)
        .map(|(truth, e)| (e.value - truth) / e.standard_error)
        .collect();
    let n = scores.len() as f64;
    let mean = scores.iter().sum::<f64>() / n;
    let square = scores.iter().map(|z| (z - mean) * (z - mean)).sum::<f64>();
    let mut widths: Vec<f64> = estimates
        .iter()
        .map(|(_, e)| 0.5 * (e.interval[1] - e.interval[0]))
        .collect();
    widths.sort_by(f64::total_cmp);
    let rounded = |x: f64| (x * 1e5).round() / 1e5;
    let truth = of_claim.iter().map(|s| s.truth).sum::<f64>() / of_claim.len() as f64;
    // Withheld counts as no mistake; a single wrong interval among a few certified ones does.
    let honest = (all - certified + covered as f64) / all;
    json!({
        "claim": claim,
        "mean_truth": rounded(truth),
        "certified": certified / all,
        "coverage": if certified > 0.0 { Some(rounded(covered as f64 / certified)) } else { None },
        "covered_or_withheld": rounded(honest),
        "reaches_93": honest >= 0.93,
        "mean_score": rounded(mean),
        "sd_score": rounded((square / (n - 1.0)).sqrt()),
        "median_half_width": widths.get(widths.len() / 2).map(|&w| rounded(w)),
    })
}

fn measure(oracle: &Oracle, repetitions: usize, threads: usize) -> Value {
    let start = Instant::now();
    let next = AtomicUsize::new(0);
    let mut all: Vec<(usize, Repetition)> = std::thread::scope(|scope| {
        let workers: Vec<_> = (0..threads)
            .map(|_| {
                scope.spawn(|| {
                    let mut mine = Vec::new();
                    loop {
                        let k = next.fetch_add(1, Ordering::Relaxed);
                        if k >= repetitions {
                            return mine;
                        }
                        mine.push((k, repeat(oracle, 1 + k as u64)));
                    }
                })
            })
            .collect();
        workers
            .into_iter()
            .flat_map(|w| w.join().unwrap())
            .collect()
    });
    all.sort_by_key(|(k, _)| *k);
    let all: Vec<Repetition> = all.into_iter().map(|(_, r)| r).collect();
    let share = |wanted: Option<Recommendation>| {
        let found = all.iter().filter(|r| r.recommendation == wanted).count();
        found as f64 / repetitions as f64
    };
    let mut names: Vec<&str> = Vec::new();
    for seen in all.iter().flat_map(|r| &r.seen) {
        if !names.contains(&seen.claim) {
            names.push(seen.claim);
        }
    }
    let claims: Vec<Value> = names.iter().map(|name| summary(name, &all)).collect();
    json!({
        "target": oracle.name,
        "repetitions": repetitions,
        "use": share(Some(Recommendation::Use)),
        "use_after_resampling": share(Some(Recommendation::UseAfterResampling)),
        "do_not_use": share(Some(Recommendation::DoNotUse)),
        "no_fit": share(None),
        "claims": claims,
        "seconds_each": start.elapsed().as_secs_f64() / repetitions as f64,
    })
}

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let number = |k: usize, default: usize| {
        arguments
            .get(k)
            .and_then(|a| a.parse().ok())
            .unwrap_or(default)
    };
    let (repetitions, threads) = (number(0, 200), number(1, 1).max(1));
    let only = arguments.get(2).map_or("", String::as_str);
    let rows: Vec<Value> = oracles::all()
        .iter()
        .filter(|oracle| oracle.name.contains(only))
        .map(|oracle| {
            let row = measure(oracle, repetitions, threads);
            eprintln!("{}", row["target"]);
            for claim in row["claims"].as_array().into_iter().flatten() {
                eprintln!(
                    "    {:<24} certified {:<6} coverage {:<8} score {} ± {}  half width {}",
                    claim["claim"].as_str().unwrap_or_default(),
                    claim["certified"],
                    claim["coverage"],
                    claim["mean_score"],
                    claim["sd_score"],
                    claim["median_half_width"],
                );
            }
            row
        })
        .collect();
    println!("{}", serde_json::to_string_pretty(&rows).unwrap());
}
