//! Whether Markov chains agree, and how many independent draws they are worth.
//!
//! Rank-normalised split R̂, bulk and tail effective sample sizes and Monte Carlo standard errors
//! of Vehtari, Gelman, Simpson, Carpenter & Bürkner (Bayesian Analysis 16, 2021), in the details
//! as ArviZ computes them.

use kullback_math::special::normal_quantile;
use serde::Serialize;

/// Where the tails of the tail effective sample size begin.
const TAILS: [f64; 2] = [0.05, 0.95];
/// Blom's offset of ranks (1958).
const BLOM: f64 = 3.0 / 8.0;
/// A range below this is a constant.
const CONSTANT: f64 = 1e-15;

/// What the chains say about one quantity. Every number is NaN when a draw is not finite or there
/// are fewer than four draws a chain.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Convergence {
    /// Mean over all draws.
    pub mean: f64,
    /// Its Monte Carlo standard error.
    pub mean_error: f64,
    /// Standard deviation over all draws.
    pub sd: f64,
    /// Its Monte Carlo standard error.
    pub sd_error: f64,
    /// Rank-normalised split R̂, the larger of that of the bulk and that of the tails; NaN for one
    /// chain.
    pub r_hat: f64,
    /// Independent draws that the rank-normalised draws are worth.
    pub ess_bulk: f64,
    /// Independent draws that the 5 % and the 95 % quantile are worth, the smaller of the two.
    pub ess_tail: f64,
}

impl Convergence {
    /// Of one quantity: a slice for each chain, all of one length.
    pub fn of(chains: &[&[f64]]) -> Self {
        let usable = chains.iter().all(|chain| chain.len() >= 4)
            && chains
                .iter()
                .flat_map(|chain| *chain)
                .all(|x| x.is_finite());
        if !usable || chains.is_empty() {
            return Self {
                mean: f64::NAN,
                mean_error: f64::NAN,
                sd: f64::NAN,
                sd_error: f64::NAN,
                r_hat: f64::NAN,
                ess_bulk: f64::NAN,
                ess_tail: f64::NAN,
            };
        }
        let split = Chains::split(chains);
        let bulk = split.rank_normalised();
        let all = chains.concat();
        let n = all.len() as f64;
        let mean = all.iter().sum::<f64>() / n;
        let squares: Vec<f64> = all.iter().map(|x| (x - mean) * (x - mean)).collect();
        let variance = squares.iter().sum::<f64>() / n;
        let sd = (variance * n / (n - 1.0)).sqrt();
        // The sd by the delta method from its square.
        let fourth = squares.iter().map(|s| s * s).sum::<f64>() / n;
        let squares: Vec<&[f64]> = squares.chunks_exact(chains[0].len()).collect();
        let square_variance =
            (fourth - variance * variance) / Chains::split(&squares).effective_sample_size();
        Self {
            mean,
            mean_error: sd / split.effective_sample_size().sqrt(),
            sd,
            sd_error: (square_variance / variance / 4.0).sqrt(),
            r_hat: if chains.len() < 2 {
                f64::NAN
            } else {
                bulk.r_hat().max(split.folded().rank_normalised().r_hat())
            },
            ess_bulk: bulk.effective_sample_size(),
            ess_tail: TAILS
                .iter()
                .map(|&p| {
                    let quantile = quantile(&all, p);
                    split.below(quantile).effective_sample_size()
                })
                .fold(f64::INFINITY, f64::min),
        }
    }
}

/// Independent draws that the mean of `chains` (a slice each, of one length) is worth.
pub fn effective_sample_size(chains: &[&[f64]]) -> f64 {
    Chains::split(chains).effective_sample_size()
}

/// The share of missing information about the energy of one chain (Betancourt 2016): the mean
/// square of its steps over its variance. Below 0.2 the momentum moves the energy too little.
pub fn e_bfmi(energy: &[f64]) -> f64 {
    let steps = energy.len().saturating_sub(1) as f64;
    let squares: f64 = energy
        .windows(2)
        .map(|w| (w[1] - w[0]) * (w[1] - w[0]))
        .sum();
    squares / steps / variance(energy)
}

/// Chains of one length, one after another.
struct Chains {
    values: Vec<f64>,
    length: usize,
}

impl Chains {
    /// Both halves of every chain; of an odd number of draws the middle one is left out.
    fn split(chains: &[&[f64]]) -> Self {
        let length = chains.first().map_or(0, |chain| chain.len() / 2);
        let mut values = Vec::with_capacity(2 * length * chains.len());
        for chain in chains {
            values.extend_from_slice(&chain[..length]);
            values.extend_from_slice(&chain[chain.len() - length..]);
        }
        Self { values, length }
    }

    fn iter(&self) -> impl Iterator<Item = &[f64]> {
        self.values.chunks_exact(self.length.max(1))
    }

    fn map(&self, f: impl Fn(f64) -> f64) -> Self {
        Self {
            values: self.values.iter().map(|&x| f(x)).collect(),
            length: self.length,
        }
    }

    fn folded(&self) -> Self {
        let median = quantile(&self.values, 0.5);
        self.map(|x| (x - median).abs())
    }

    fn below(&self, bound: f64) -> Self {
        self.map(|x| if x <= bound { 1.0 } else { 0.0 })
    }

    /// Normal scores of the ranks over all chains, ties at their average.
    fn rank_normalised(&self) -> Self {
        let count = self.values.len();
        let mut order: Vec<usize> = (0..count).collect();
        order.sort_by(|&a, &b| self.values[a].total_cmp(&self.values[b]));
        let mut values = vec![0.0; count];
        let mut first = 0;
        while first < count {
            let value = self.values[order[first]];
            let tied = order[first..]
                .iter()
                .take_while(|&&i| self.values[i] == value)
                .count();
            // Ranks count from 1.
            let rank = first as f64 + 0.5 * (tied as f64 + 1.0);
            let score = normal_quantile((rank - BLOM) / (count as f64 - 2.0 * BLOM + 1.0));
            for &i in &order[first..first + tied] {
                values[i] = score;
            }
            first += tied;
        }
        Self {
            values,
            length: self.length,
        }
    }

    /// √(variance between and within chains over that within), equation 1 to 4.
    fn r_hat(&self) -> f64 {
        let n = self.length as f64;
        let means: Vec<f64> = self.iter().map(mean).collect();
        let within: Vec<f64> = self.iter().map(variance).collect();
        ((n * variance(&means) / mean(&within) + n - 1.0) / n).sqrt()
    }

    /// Draws over their autocorrelation time, by Geyer's initial monotone sequence; equation 10 to
    /// 12. Lags are computed only as far as that sequence reaches.
    fn effective_sample_size(&self) -> f64 {
        let total = self.values.len() as f64;
        let smallest = self.values.iter().copied().fold(f64::INFINITY, f64::min);
        let largest = self
            .values
            .iter()
            .copied()
            .fold(f64::NEG_INFINITY, f64::max);
        if largest - smallest < CONSTANT {
            return total;
        }
        let n = self.length as f64;
        let means: Vec<f64> = self.iter().map(mean).collect();
        let centred: Vec<Vec<f64>> = self
            .iter()
            .zip(&means)
            .map(|(chain, mean)| chain.iter().map(|x| x - mean).collect())
            .collect();
        let autocovariance = |lag: usize| {
            let sum: f64 = centred
                .iter()
                .map(|chain| kullback_math::linalg::dot(&chain[lag..], &chain[..chain.len() - lag]))
                .sum();
            sum / n / centred.len() as f64
        };
        let within = autocovariance(0) * n / (n - 1.0);
        let mut both = within * (n - 1.0) / n;
        if means.len() > 1 {
            both += variance(&means);
        }
        let autocorrelation = |lag: usize| 1.0 - (within - autocovariance(lag)) / both;

        // Autocorrelations in pairs (ρ₂ₖ, ρ₂ₖ₊₁), while the sum of a pair is positive.
        let mut pairs = vec![(1.0, autocorrelation(1))];
        let mut next = (1.0, pairs[0].1);
        let mut lag = 1;
        while lag + 3 < self.length && next.0 + next.1 > 0.0 {
            next = (autocorrelation(lag + 1), autocorrelation(lag + 2));
            if next.0 + next.1 >= 0.0 {
                pairs.push(next);
            }
            lag += 2;
        }
        // The last pair is left out, but for its first member where that is positive.
        let kept = (lag - 1) / 2;
        let last = pairs.get(kept).map_or(next.0.max(0.0), |pair| pair.0);
        pairs.truncate(kept);
        for k in 1..pairs.len() {
            let before = pairs[k - 1].0 + pairs[k - 1].1;
            if pairs[k].0 + pairs[k].1 > before {
                pairs[k] = (0.5 * before, 0.5 * before);
            }
        }
        let sum: f64 = pairs.iter().map(|(even, odd)| even + odd).sum();
        // The truncation must not report more than S log₁₀ S draws.
        let time = (-1.0 + 2.0 * sum + last).max(1.0 / total.log10());
        total / time
    }
}

fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len() as f64
}

/// The unbiased variance.
fn variance(values: &[f64]) -> f64 {
    let mean = mean(values);
    let squares: f64 = values.iter().map(|x| (x - mean) * (x - mean)).sum();
    squares / (values.len() as f64 - 1.0)
}

/// The quantile by linear interpolation between order statistics, R's type 7.
fn quantile(values: &[f64], p: f64) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let place = p * (sorted.len() as f64 - 1.0);
    let below = place.floor() as usize;
    let above = (below + 1).min(sorted.len() - 1);
    sorted[below] + (place - below as f64) * (sorted[above] - sorted[below])
}
