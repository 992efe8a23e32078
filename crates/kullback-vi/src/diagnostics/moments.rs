//! Means and sds of the posterior by importance weights, and the approximations' beside them.

use kullback_math::linalg::{Matrix, dot};
use serde::Serialize;

/// Mean and sd of every coordinate with the Monte Carlo error of each.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Moments {
    /// Means, D values.
    pub mean: Vec<f64>,
    /// Standard errors of the means.
    pub mean_error: Vec<f64>,
    /// Standard deviations, D values.
    pub sd: Vec<f64>,
    /// Standard errors of the standard deviations.
    pub sd_error: Vec<f64>,
}

impl Moments {
    /// Independent draws that the noisiest mean or sd is worth: n draws of a normal know its mean to
    /// sd/√n and its sd to sd/√(2n).
    pub fn worth(&self) -> f64 {
        (0..self.sd.len())
            .map(|d| {
                let mean_error = self.mean_error[d] / self.sd[d];
                let sd_error = self.sd_error[d] / self.sd[d];
                1.0 / (mean_error * mean_error).max(2.0 * sd_error * sd_error)
            })
            .fold(f64::INFINITY, f64::min)
    }
}

/// The moments of the draws `points` (S × D) under normalised weights.
pub fn weighted_moments(points: &Matrix, log_weights: &[f64]) -> Moments {
    let weights: Vec<f64> = log_weights.iter().map(|w| w.exp()).collect();
    let dimension = points.columns();
    let mut moments = Moments {
        mean: Vec::with_capacity(dimension),
        mean_error: Vec::with_capacity(dimension),
        sd: Vec::with_capacity(dimension),
        sd_error: Vec::with_capacity(dimension),
    };
    for d in 0..dimension {
        let x = points.column(d);
        let mean = dot(&weights, x);
        let moment = |f: &dyn Fn(f64) -> f64| -> f64 {
            weights
                .iter()
                .zip(x)
                .filter(|(w, _)| **w > 0.0)
                .map(|(w, &x)| f(x) * w)
                .sum()
        };
        let variance = moment(&|x| (x - mean) * (x - mean));
        // Delta method: draw i moves the mean by w_i (x_i − mean), the variance by
        // w_i ((x_i − mean)² − variance).
        let (mut mean_square, mut variance_square) = (0.0, 0.0);
        for (w, x) in weights.iter().zip(x) {
            if *w > 0.0 {
                let square = (x - mean) * (x - mean);
                mean_square += w * w * square;
                variance_square += w * w * (square - variance) * (square - variance);
            }
        }
        let sd = variance.sqrt();
        moments.mean.push(mean);
        moments.mean_error.push(mean_square.sqrt());
        moments.sd.push(sd);
        moments.sd_error.push(0.5 * variance_square.sqrt() / sd);
    }
    moments
}

/// One coordinate under every approximation; what is missing was not certified or not available.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Coordinate {
    /// Mean of the mean-field Gaussian.
    pub mean_field_mean: Option<f64>,
    /// Its sd.
    pub mean_field_sd: Option<f64>,
    /// The linear-response sd.
    pub linear_response_sd: Option<f64>,
    /// Mean of the full-rank Gaussian.
    pub full_rank_mean: Option<f64>,
    /// Its sd.
    pub full_rank_sd: Option<f64>,
    /// Mean of the Gaussian that minimises D_KL(P‖Q), where its moments can be trusted.
    pub pq_mean: Option<f64>,
    /// Its sd.
    pub pq_sd: Option<f64>,
    /// Mean of the diagonal-plus-low-rank Gaussian.
    pub low_rank_mean: Option<f64>,
    /// Its sd.
    pub low_rank_sd: Option<f64>,
    /// Mean of the posterior by the certifier's weights.
    pub weighted_mean: Option<f64>,
    /// Its sd.
    pub weighted_sd: Option<f64>,
    /// Mean of the reference draws, where they converged.
    pub reference_mean: Option<f64>,
    /// Their sd.
    pub reference_sd: Option<f64>,
}
