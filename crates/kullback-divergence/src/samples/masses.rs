//! D_KL of a sample of a discrete law against known probabilities, by frequencies.

use std::collections::BTreeMap;

use kullback_math::special::digamma;

use super::estimate::{Estimate, variance};
use super::input::Samples;

/// Points seen once, as a share of all, above which the law has more atoms than the sample shows.
const SINGLETONS: f64 = 0.1;

/// An estimate of Σ q ln(q/p) given ln p at every point.
///
/// The logarithm of a frequency c/n is too large in the mean; G(c) − ln n takes its place, G(c) = ψ(c) +
/// ½ (−1)ᶜ [ψ((c + 1)/2) − ψ(c/2)] (Grassberger, arXiv physics/0307138, eq. 28). At Q = P, 2n times the
/// sum is χ² with K − 1 degrees of freedom for K atoms; its variance is counted beside that of ln(f/p).
pub(super) fn estimate(sample: &Samples<'_>, log_p: &[f64]) -> Estimate {
    let n = sample.len() as f64;
    let mut counts: BTreeMap<Vec<u64>, f64> = BTreeMap::new();
    // −0 and 0 are one atom.
    let key = |x: &[f64]| -> Vec<u64> { x.iter().map(|x| (x + 0.0).to_bits()).collect() };
    for x in sample.points() {
        *counts.entry(key(x)).or_default() += 1.0;
    }
    let log_ratios: Vec<f64> = sample
        .points()
        .zip(log_p)
        .map(|(x, log_p)| log_count(counts.get(&key(x)).copied().unwrap_or(1.0)) - n.ln() - log_p)
        .collect();
    let atoms = counts.len() as f64;
    let once = counts.values().filter(|count| **count == 1.0).count() as f64;
    let mut flags = Vec::new();
    if once > SINGLETONS * n {
        flags.push(format!(
            "{once} of {n} points were seen once: the law has more atoms than the sample shows, and the \
             estimate is too low"
        ));
    }
    Estimate {
        nats: log_ratios.iter().sum::<f64>() / n,
        standard_error: (variance(&log_ratios) / n + (atoms - 1.0) / (2.0 * n * n)).sqrt(),
        estimator: format!("frequencies of {atoms} values, corrected for their bias"),
        n: sample.len(),
        pareto_k: None,
        flags,
    }
}

/// G(c): what stands for ln c.
fn log_count(count: f64) -> f64 {
    let sign = if count % 2.0 == 0.0 { 0.5 } else { -0.5 };
    digamma(count) + sign * (digamma(0.5 * (count + 1.0)) - digamma(0.5 * count))
}

#[cfg(test)]
mod tests {
    use kullback_math::random::{Stream, poisson};
    use kullback_math::special::lgamma;

    use super::super::{Samples, expect_under};
    use crate::Value;

    /// The closed form D_KL(Poisson(3)‖Poisson(4)) = 3 ln ¾ + 1, over 400 samples of 200 points; and 0
    /// for a law with itself, where the naive sum is positive in every sample.
    #[test]
    fn intervals_cover_the_divergence_of_two_poissons() {
        for (reference, expected) in [(4.0_f64, 3.0 * 0.75_f64.ln() + 1.0), (3.0, 0.0)] {
            let (mut covered, mut sum) = (0, 0.0);
            for seed in 0..400 {
                let mut rng = Stream::new(seed, 0, 0);
                let points: Vec<f64> = (0..200)
                    .map(|_| poisson(&mut rng, 3.0).unwrap() as f64)
                    .collect();
                let sample = Samples::new(&points, 1).unwrap();
                let log_p = |x: &[f64]| x[0] * reference.ln() - reference - lgamma(x[0] + 1.0);
                let answer = expect_under(&sample).against_probabilities(log_p).kl();
                let Value::Estimate { nats, interval, .. } = answer.unwrap().value else {
                    panic!("not an estimate")
                };
                covered += usize::from(interval[0] <= expected && expected <= interval[1]);
                sum += nats;
            }
            // 93 % of 400; the mean within three standard errors of the sd of one estimate, .04.
            assert!(covered >= 372, "{reference}: {covered}");
            assert!((sum / 400.0 - expected).abs() < 0.006, "{reference}: {sum}");
        }
    }

    #[test]
    fn values_seen_once_are_flagged() {
        let points: Vec<f64> = (0..20).map(f64::from).collect();
        let sample = Samples::new(&points, 1).unwrap();
        let answer = expect_under(&sample).against_probabilities(|_| -(20.0_f64.ln()));
        let Value::Estimate { bias_flag, .. } = answer.kl().unwrap().value else {
            panic!("not an estimate")
        };
        assert!(bias_flag.is_some_and(|flag| flag.contains("seen once")));
    }
}
