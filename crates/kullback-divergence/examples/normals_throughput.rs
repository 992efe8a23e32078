//! Seconds that D_KL of two dense normals takes, from their covariance matrices and from checked
//! laws; writes the parameters for other programs to be timed on, and prints JSON.
//!
//! Usage: normals_throughput DIRECTORY VARIABLES RUNS
#![allow(clippy::print_stdout, reason = "an example program prints")]

use std::error::Error;
use std::path::Path;
use std::time::Instant;

use kullback_divergence::distributions::multivariate::{Matrix, MultiNormal};
use kullback_divergence::{Value, expect_under};
use serde_json::json;

/// Means on a line and the covariances sᵢ sⱼ ρ^|i−j|, which are positive definite.
fn parameters(n: usize, slope: f64, rho: f64) -> (Vec<f64>, Matrix) {
    let mu = (0..n).map(|i| slope * i as f64 / n as f64).collect();
    let scale = |i: usize| 1.0 + slope * (i % 7) as f64 / 7.0;
    let sigma = Matrix::from_fn(n, n, |i, j| {
        scale(i) * scale(j) * rho.powi(i.abs_diff(j) as i32)
    });
    (mu, sigma)
}

fn write(path: &Path, values: impl Iterator<Item = f64>) -> Result<(), Box<dyn Error>> {
    let bytes: Vec<u8> = values.flat_map(f64::to_le_bytes).collect();
    Ok(std::fs::write(path, bytes)?)
}

/// Seconds of each run, and what the last one answered in nats.
fn timed(
    runs: usize,
    mut work: impl FnMut() -> Result<Value, Box<dyn Error>>,
) -> Result<(Vec<f64>, f64), Box<dyn Error>> {
    let (mut seconds, mut nats) = (Vec::new(), f64::NAN);
    for _ in 0..runs {
        let start = Instant::now();
        let value = std::hint::black_box(work()?);
        seconds.push(start.elapsed().as_secs_f64());
        let Value::Exact { nats: found, .. } = value else {
            return Err(format!("no number: {value:?}").into());
        };
        nats = found;
    }
    Ok((seconds, nats))
}

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [directory, n, runs] = arguments.as_slice() else {
        return Err("usage: normals_throughput DIRECTORY VARIABLES RUNS".into());
    };
    let (directory, n, runs): (_, usize, usize) = (Path::new(directory), n.parse()?, runs.parse()?);
    let (q, p) = (parameters(n, 0.5, 0.5), parameters(n, 0.8, 0.3));
    for (name, (mu, sigma)) in [("q", &q), ("p", &p)] {
        write(
            &directory.join(format!("{name}.mu.f64")),
            mu.iter().copied(),
        )?;
        let entries = (0..n * n).map(|k| sigma[(k / n, k % n)]);
        write(&directory.join(format!("{name}.sigma.f64")), entries)?;
    }

    let law = |(mu, sigma): &(Vec<f64>, Matrix)| MultiNormal::new(mu.clone(), sigma.clone());
    let (laws_q, laws_p) = (law(&q)?, law(&p)?);
    let (from_laws, nats) = timed(runs, || {
        Ok(expect_under(&laws_q).against(&laws_p).kl()?.value)
    })?;
    let (from_matrices, same) = timed(runs, || {
        Ok(expect_under(&law(&q)?).against(&law(&p)?).kl()?.value)
    })?;
    let rows = json!([
        {"program": "kullback", "seconds": from_laws, "nats": nats},
        {"program": "kullback, laws made each time", "seconds": from_matrices, "nats": same},
    ]);
    println!("{rows}");
    Ok(())
}
