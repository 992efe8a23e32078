//! Importance resampling that keeps its draws distinct where it can.

use kullback_math::random::{Stream, uniform};

/// `count` indices, index i expected `count` · wᵢ times: systematic resampling, one uniform number
/// for all (Kitagawa 1996). Ascending.
pub fn resample(log_weights: &[f64], count: usize, rng: &mut Stream) -> Vec<usize> {
    let offset = uniform(rng);
    let mut indices = Vec::with_capacity(count);
    let mut cumulative = 0.0;
    let mut last = 0;
    for (i, log_weight) in log_weights.iter().enumerate() {
        let weight = log_weight.exp();
        if weight > 0.0 {
            last = i;
        }
        cumulative += count as f64 * weight;
        while indices.len() < count && (indices.len() as f64 + offset) < cumulative {
            indices.push(i);
        }
    }
    // Rounding of the sum may leave one short.
    indices.resize(count, last);
    indices
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_index_comes_as_often_as_its_weight_says() {
        let weights = [0.5_f64, 0.0, 0.3, 0.2];
        let logs: Vec<f64> = weights.iter().map(|w| w.ln()).collect();
        let indices = resample(&logs, 1000, &mut Stream::new(1, 0, 0));
        for (i, w) in weights.iter().enumerate() {
            let times = indices.iter().filter(|&&index| index == i).count() as f64;
            assert!((times - 1000.0 * w).abs() <= 1.0);
        }
    }
}
