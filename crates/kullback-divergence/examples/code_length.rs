//! What the wrong code costs: draws of Q are really coded under the code of P and under their own,
//! and the extra bits stand beside D_KL(Q‖P).
//!
//! Usage: cargo run --release --example code_length -- [SYMBOLS] [SEED]
#![allow(clippy::print_stdout, reason = "an example program prints")]

use std::error::Error;

use constriction::stream::model::DefaultContiguousCategoricalEntropyModel as Code;
use constriction::stream::queue::DefaultRangeEncoder;
use constriction::stream::{Decode, Encode};
use kullback_divergence::discrete::{Probs, entropy, expect_under};
use kullback_divergence::{Bits, Nats, Value};
use kullback_math::random::{Stream, categorical};

/// Letters of English text in percent, a to z (Lewand, Cryptological Mathematics, 2000).
const ENGLISH: [f64; 26] = [
    8.167, 1.492, 2.782, 4.253, 12.702, 2.228, 2.015, 6.094, 6.966, 0.153, 0.772, 4.025, 2.406,
    6.749, 7.507, 1.929, 0.095, 5.987, 6.327, 9.056, 2.758, 0.978, 2.360, 0.150, 1.974, 0.074,
];
/// The same letters as likely as each other.
const UNIFORM: [f64; 26] = [1.0; 26];

/// What coding one message showed, in bits per symbol.
struct Lengths {
    under_own_code: f64,
    under_other_code: f64,
}

/// Codes symbols with the code of `probabilities`, decodes them again, and returns bits per symbol.
fn coded(symbols: &[usize], probabilities: &[f64]) -> Result<f64, Box<dyn Error>> {
    let code = Code::from_floating_point_probabilities_fast(probabilities, None)
        .map_err(|()| "the coder cannot represent these probabilities")?;
    let mut encoder = DefaultRangeEncoder::new();
    encoder.encode_iid_symbols(symbols, &code)?;
    let bits = encoder.num_bits();
    let mut decoder = encoder
        .into_decoder()
        .map_err(|()| "the message cannot be read back")?;
    let decoded: Vec<usize> = decoder
        .decode_iid_symbols(symbols.len(), &code)
        .collect::<Result<_, _>>()?;
    if decoded != symbols {
        return Err("the message was not decoded".into());
    }
    Ok(bits as f64 / symbols.len() as f64)
}

/// Draws from `q`, coded both ways.
fn code(q: &[f64], p: &[f64], symbols: usize, seed: u64) -> Result<Lengths, Box<dyn Error>> {
    let mut rng = Stream::new(seed, 0, 0);
    let message: Vec<usize> = (0..symbols)
        .map(|_| categorical(&mut rng, q))
        .collect::<Result<_, _>>()?;
    Ok(Lengths {
        under_own_code: coded(&message, q)?,
        under_other_code: coded(&message, p)?,
    })
}

/// An exact value in bits.
fn bits(value: &Value) -> Result<f64, Box<dyn Error>> {
    match value {
        Value::Exact { nats, .. } => Ok(Bits::from(Nats(*nats)).0),
        other => Err(format!("no number: {other:?}").into()),
    }
}

fn normalised(weights: &[f64]) -> Vec<f64> {
    let total: f64 = weights.iter().sum();
    weights.iter().map(|w| w / total).collect()
}

fn report(
    names: (&str, &str),
    q: &[f64],
    p: &[f64],
    symbols: usize,
    seed: u64,
) -> Result<(), Box<dyn Error>> {
    let lengths = code(q, p, symbols, seed)?;
    let (q, p) = (Probs::new(q)?, Probs::new(p)?);
    let divergence = bits(&expect_under(&q).against(&p).kl()?.value)?;
    println!("{symbols} symbols of Q = {}, P = {}", names.0, names.1);
    println!(
        "  entropy of Q           {:>9.5} bits per symbol",
        bits(&entropy(&q, 1))?
    );
    println!("  coded for Q            {:>9.5}", lengths.under_own_code);
    println!("  coded for P            {:>9.5}", lengths.under_other_code);
    let extra = lengths.under_other_code - lengths.under_own_code;
    println!("  extra bits per symbol  {extra:>9.5}");
    println!("  D_KL(Q‖P) in bits      {divergence:>9.5}\n");
    Ok(())
}

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let symbols = arguments.next().map_or(Ok(200_000), |text| text.parse())?;
    let seed = arguments.next().map_or(Ok(1), |text| text.parse())?;
    let (english, uniform) = (normalised(&ENGLISH), normalised(&UNIFORM));
    report(("English", "uniform"), &english, &uniform, symbols, seed)?;
    report(("uniform", "English"), &uniform, &english, symbols, seed)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `scipy.stats.entropy(q, p, base=2)` and `scipy.stats.entropy(q, base=2)` (SciPy 1.17.1).
    const SCIPY: [(bool, f64, f64); 2] = [
        (true, 0.5246525960845216, 4.175787122056572),
        (false, 0.8894791107519635, 4.7004397181410935),
    ];

    #[test]
    fn the_wrong_code_costs_the_divergence() {
        let (english, uniform) = (normalised(&ENGLISH), normalised(&UNIFORM));
        let symbols = 200_000;
        for (from_english, divergence, entropy) in SCIPY {
            let (q, p) = if from_english {
                (&english, &uniform)
            } else {
                (&uniform, &english)
            };
            let found = code(q, p, symbols, 1).unwrap();
            // The standard deviation of a symbol's length, over the root of their number: below
            // 2.4 / √200000 = 0.0054 bits for either code.
            let error = found.under_own_code - entropy;
            assert!(error.abs() < 4.0 * 0.0054, "{error}");
            let error = found.under_other_code - found.under_own_code - divergence;
            assert!(error.abs() < 4.0 * 0.0054, "{error}");
        }
    }
}
