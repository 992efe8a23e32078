//! Seconds that D_KL of two arrays of single-precision log-probabilities takes, beside the time of
//! only reading them; writes the arrays for other programs to be timed on, and prints JSON.
//!
//! Usage: discrete_throughput DIRECTORY VALUES THREADS RUNS
#![allow(clippy::print_stdout, reason = "an example program prints")]

use std::error::Error;
use std::io::Write;
use std::path::Path;
use std::time::Instant;

use kullback_divergence::Value;
use kullback_divergence::discrete::{LogProbs, expect_under};
use kullback_math::random::{Stream, uniform};
use serde_json::json;

/// Logarithms spread over two nats, normalised in double precision.
fn log_probabilities(len: usize, stream: u64) -> Vec<f32> {
    let mut rng = Stream::new(1, stream, 0);
    let centre = -(len as f64).ln();
    let raw: Vec<f32> = (0..len)
        .map(|_| (centre + 2.0 * uniform(&mut rng)) as f32)
        .collect();
    let total: f64 = raw.iter().map(|x| f64::from(*x).exp()).sum();
    raw.iter()
        .map(|x| (f64::from(*x) - total.ln()) as f32)
        .collect()
}

fn write(path: &Path, values: &[f32]) -> Result<(), Box<dyn Error>> {
    let mut file = std::io::BufWriter::new(std::fs::File::create(path)?);
    for value in values {
        file.write_all(&value.to_le_bytes())?;
    }
    Ok(file.flush()?)
}

/// Reads both arrays once, in wide independent accumulators that the compiler vectorises.
fn read(q: &[f32], p: &[f32], threads: usize) -> u32 {
    let share = q.len().div_ceil(threads);
    std::thread::scope(|scope| {
        let parts: Vec<_> = q
            .chunks(share)
            .zip(p.chunks(share))
            .map(|(q, p)| {
                scope.spawn(move || {
                    let mut bits = [0; 64];
                    for (q, p) in q.chunks_exact(64).zip(p.chunks_exact(64)) {
                        for k in 0..64 {
                            bits[k] ^= q[k].to_bits() ^ p[k].to_bits();
                        }
                    }
                    bits.into_iter().fold(0, |a, b| a ^ b)
                })
            })
            .collect();
        parts
            .into_iter()
            .filter_map(|part| part.join().ok())
            .fold(0, |a, b| a ^ b)
    })
}

fn timed<R>(runs: usize, mut work: impl FnMut() -> R) -> (Vec<f64>, Option<R>) {
    let mut last = None;
    let seconds = (0..runs)
        .map(|_| {
            let start = Instant::now();
            last = Some(std::hint::black_box(work()));
            start.elapsed().as_secs_f64()
        })
        .collect();
    (seconds, last)
}

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [directory, len, threads, runs] = arguments.as_slice() else {
        return Err("usage: discrete_throughput DIRECTORY VALUES THREADS RUNS".into());
    };
    let (len, threads, runs): (usize, usize, usize) =
        (len.parse()?, threads.parse()?, runs.parse()?);
    let (q, p) = (log_probabilities(len, 1), log_probabilities(len, 2));
    write(&Path::new(directory).join("q.f32"), &q)?;
    write(&Path::new(directory).join("p.f32"), &p)?;

    let (read_seconds, _) = timed(runs, || read(&q, &p, threads));
    let (check_seconds, _) = timed(runs, || {
        LogProbs::with_threads(&q, threads)
            .and_then(|_| LogProbs::with_threads(&p, threads).map(|_| ()))
    });
    let (law_q, law_p) = (
        LogProbs::with_threads(&q, threads)?,
        LogProbs::with_threads(&p, threads)?,
    );
    let question = expect_under(&law_q).against(&law_p).threads(threads);
    let (kl_seconds, answer) = timed(runs, || question.kl());
    let nats = match answer.transpose()?.map(|answer| answer.value) {
        Some(Value::Exact { nats, .. }) => nats,
        other => return Err(format!("no number: {other:?}").into()),
    };
    let rows = json!([
        {"program": "reading both arrays", "seconds": read_seconds, "nats": null},
        {"program": "kullback", "seconds": kl_seconds, "nats": nats},
        {"program": "kullback, checking both arrays", "seconds": check_seconds, "nats": null},
    ]);
    println!("{rows}");
    Ok(())
}
