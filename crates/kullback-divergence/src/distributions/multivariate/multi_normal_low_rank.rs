//! The normal distribution of several variables whose covariance is a diagonal and a few factors.

use kullback_math::linalg::{Matrix, dot};

use super::covariance::{Covariance, LowRank};
use super::gaussian::{named, normal_law};
use super::{Gaussian, InvalidArray};

/// Normal with mean μ and covariance W Wᵀ + diag(d); nothing of size n × n is formed.
#[derive(Clone, Debug, PartialEq)]
pub struct MultiNormalLowRank {
    gaussian: Gaussian,
}

impl MultiNormalLowRank {
    /// A law with mean μ (n values), factors W (n × r) and variances d (n values).
    ///
    /// # Errors
    /// Where an entry is not finite, a d is not positive, or the shapes do not fit.
    pub fn new(mu: Vec<f64>, w: Matrix, d: Vec<f64>) -> Result<Self, InvalidArray> {
        let covariance = Covariance::LowRank(LowRank::new(Self::NAME, w, d)?);
        Ok(Self {
            gaussian: Gaussian::new(Self::NAME, mu, "W", covariance)?,
        })
    }

    fn low_rank(&self) -> &LowRank {
        match self.gaussian.covariance() {
            Covariance::LowRank(low_rank) => low_rank,
            _ => unreachable!("made with factors"),
        }
    }
}

named!(
    "multi_normal_low_rank" MultiNormalLowRank("mu" mu: vector, "W" w: matrix, "d" d: vector),
    |law| vec![
        law.mu().to_vec().into(),
        law.low_rank().w.clone().into(),
        law.low_rank().d.clone().into(),
    ]
);

// w (wᵀ W) − Σ⁻¹ W, and ½ (w² − diag Σ⁻¹).
normal_law!(MultiNormalLowRank, by covariance |law, _x, w| {
    let low_rank = law.low_rank();
    let mut by_w = Vec::with_capacity(low_rank.w.values().len());
    for j in 0..low_rank.w.columns() {
        let column = low_rank.w.column(j);
        let along = if w.len() == column.len() { dot(w, column) } else { f64::NAN };
        let solved = law.gaussian.covariance().solve(column);
        by_w.extend(w.iter().zip(solved).map(|(w, s)| w * along - s));
    }
    let precisions = law.gaussian.covariance().precisions();
    let by_d = w.iter().zip(precisions).map(|(w, p)| 0.5 * (w * w - p)).collect();
    vec![by_w, by_d]
});
