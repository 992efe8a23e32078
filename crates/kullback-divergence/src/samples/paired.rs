//! Estimators from the two log densities at draws of Q: k1, k2, k3 (Schulman, "Approximating KL
//! divergence", 2020) and a fitted control variate.
//!
//! With r = p/q, E_q\[r − 1\] = 0, so −ln r + λ(r − 1) is unbiased for every λ; k1 has λ = 0 and k3
//! has λ = 1. The variance of k3 and of any λ ≠ 0 is infinite when r has no second moment, which
//! happens as soon as P's tail is much heavier than Q's; k̂ ≥ 1/2 says so.

use super::error::SamplesError;
use super::estimate::{Estimate, mean, variance};
use super::ratio::tail_shape;
use crate::{Divergence, Method};

/// A k̂ from which on the second moment does not exist.
const NO_VARIANCE: f64 = 0.5;

/// ln q and ln p at draws of Q.
#[derive(Clone, Debug)]
pub struct PairedLogDensities {
    /// ln r = ln p − ln q.
    log_ratios: Vec<f64>,
    pareto_k: Option<f64>,
}

/// Which estimator of D_KL(Q‖P) to use on draws of Q.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PairedEstimator {
    /// −ln r: unbiased.
    K1,
    /// ½ (ln r)²: biased, small variance for close laws.
    K2,
    /// (r − 1) − ln r: unbiased, non-negative; refused where its variance is infinite.
    K3,
    /// −ln r + λ(r − 1) with λ from least squares; falls back on k1 where r has no variance.
    FittedControlVariate,
}

/// Why an estimator was refused.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[error(
    "k3 is refused: the ratio p/q at the draws has Pareto k {pareto_k:.2}, and from 0.5 on its \
     variance is infinite; use k1 or the fitted control variate"
)]
pub struct InfiniteVariance {
    /// k̂ of the ratios.
    pub pareto_k: f64,
}

impl PairedLogDensities {
    /// Takes ln q(xᵢ) and ln p(xᵢ) at draws xᵢ of Q.
    ///
    /// # Errors
    /// [`SamplesError`] when the lengths differ, there are fewer than two draws, or a value is not
    /// finite (ln p may be −∞).
    pub fn new(log_q: &[f64], log_p: &[f64]) -> Result<Self, SamplesError> {
        if log_q.len() != log_p.len() {
            return Err(SamplesError::Lengths {
                log_q: log_q.len(),
                log_p: log_p.len(),
            });
        }
        if log_q.len() < 2 {
            return Err(SamplesError::TooFew {
                argument: "log_q",
                points: log_q.len(),
                dimension: 1,
                needed: 2,
            });
        }
        for (point, (&q, &p)) in log_q.iter().zip(log_p).enumerate() {
            if !q.is_finite() {
                return Err(SamplesError::NotFinite {
                    point,
                    coordinate: 0,
                    value: q,
                });
            }
            if p.is_nan() || p == f64::INFINITY {
                return Err(SamplesError::LogDensity { point, value: p });
            }
        }
        let log_ratios: Vec<f64> = log_p.iter().zip(log_q).map(|(p, q)| p - q).collect();
        let pareto_k = tail_shape(&log_ratios);
        Ok(Self {
            log_ratios,
            pareto_k,
        })
    }

    /// k̂ of the ratios p/q; None when there are too few draws or no tail.
    pub fn pareto_k(&self) -> Option<f64> {
        self.pareto_k
    }

    /// The least-squares λ = −Cov(−ln r, r) / Var(r); 0 where r does not vary or has no variance.
    pub fn control_variate(&self) -> f64 {
        if self.heavy().is_some() {
            return 0.0;
        }
        let ratios: Vec<f64> = self.log_ratios.iter().map(|g| g.exp()).collect();
        let (centre, centre_log) = (
            mean(ratios.iter().copied()),
            mean(self.log_ratios.iter().copied()),
        );
        let (mut cross, mut square) = (0.0, 0.0);
        for (r, g) in ratios.iter().zip(&self.log_ratios) {
            cross += (r - centre) * (g - centre_log);
            square += (r - centre) * (r - centre);
        }
        if square > 0.0 && cross.is_finite() {
            cross / square
        } else {
            0.0
        }
    }

    fn heavy(&self) -> Option<f64> {
        self.pareto_k.filter(|k| *k >= NO_VARIANCE)
    }

    /// The estimate with a 95 % interval; it may be negative, except by k2 and k3.
    ///
    /// # Errors
    /// [`InfiniteVariance`] for k3 when the tail of the ratios says that it has none.
    pub fn kl(&self, estimator: PairedEstimator) -> Result<Divergence, InfiniteVariance> {
        let mut flags = Vec::new();
        let lambda = match estimator {
            PairedEstimator::K3 => match self.heavy() {
                Some(pareto_k) => return Err(InfiniteVariance { pareto_k }),
                None => 1.0,
            },
            PairedEstimator::FittedControlVariate => self.control_variate(),
            PairedEstimator::K1 | PairedEstimator::K2 => 0.0,
        };
        let terms: Vec<f64> = self
            .log_ratios
            .iter()
            .map(|&g| match estimator {
                PairedEstimator::K1 => -g,
                PairedEstimator::K2 => 0.5 * g * g,
                // e^g − 1 − g without its cancellation near 0.
                _ if lambda == 0.0 => -g,
                _ => lambda * kullback_math::special::expm1(g) - g,
            })
            .collect();
        let name = match estimator {
            PairedEstimator::K1 => "k1 = −ln r".to_owned(),
            PairedEstimator::K2 => {
                flags.push("k2 is biased by the third and higher moments of ln r".to_owned());
                "k2 = ½ (ln r)²".to_owned()
            }
            PairedEstimator::K3 => "k3 = (r − 1) − ln r".to_owned(),
            PairedEstimator::FittedControlVariate if self.heavy().is_some() => {
                "k1, because the ratio has no variance to fit a control variate with".to_owned()
            }
            PairedEstimator::FittedControlVariate => {
                format!("−ln r + λ(r − 1), fitted λ = {lambda:.3}")
            }
        };
        let n = terms.len();
        let estimate = Estimate {
            nats: mean(terms.iter().copied()),
            standard_error: (variance(&terms) / n as f64).sqrt(),
            estimator: format!("{name}, r = p/q at draws of Q"),
            n,
            pareto_k: self.pareto_k,
            flags,
        };
        Ok(Divergence {
            expectation_under: format!("{n} draws with their log density"),
            reference: "a log density at the same draws".to_owned(),
            symbols: ("Q".to_owned(), "P".to_owned()),
            value: estimate.into_value(),
            method: Method::MonteCarlo,
        })
    }
}
