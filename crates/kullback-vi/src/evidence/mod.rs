//! The evidence, both divergences and the splits of the free energy, each with its error, or not
//! certified.

pub(crate) mod adapt;
mod annealing;
mod bridge;
mod certifier;
mod gap;
mod psis;
mod splits;
mod weighted;

pub use annealing::{AnnealingBounds, AnnealingOptions, annealing_bounds};
pub use bridge::bridge_evidence;
pub use certifier::{Certifier, CertifierReport};
pub(crate) use gap::far_mass;
pub use gap::{Divergences, Evidence};
pub use psis::{SmoothedWeights, WeightDiagnostics, smooth};
pub use splits::Splits;
pub use weighted::WeightedDraws;
pub(crate) use weighted::log_evidence;

use serde::Serialize;

use crate::progress::Stage;

/// What to do about a cancelled fit.
pub(crate) const INTERRUPTED: &str = "let the fit run to its end";

/// A number with its error.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Estimate {
    /// The estimate.
    pub value: f64,
    /// Its standard error.
    pub standard_error: f64,
    /// A 95 % interval.
    pub interval: [f64; 2],
    /// The estimator.
    pub method: &'static str,
}

/// The 97.5 % quantile of the standard normal.
const NORMAL: f64 = 1.959_963_984_540_054;
/// The 97.5 % quantile of Student's t with 7 degrees of freedom.
const STUDENT_7: f64 = 2.364_624_251_592_784;
/// The 97.5 % quantile of Student's t with seven degrees of freedom or more, to 1e-3 (Abramowitz & Stegun
/// 26.7.5).
fn student_quantile(freedom: f64) -> f64 {
    let (z, v) = (NORMAL, freedom.recip());
    let terms = [
        z,
        (z.powi(3) + z) / 4.0,
        (5.0 * z.powi(5) + 16.0 * z.powi(3) + 3.0 * z) / 96.0,
        (3.0 * z.powi(7) + 19.0 * z.powi(5) + 17.0 * z.powi(3) - 15.0 * z) / 384.0,
    ];
    terms.iter().rev().fold(0.0, |sum, term| sum * v + term)
}

/// Independent scrambles an average over a Gaussian is made of.
pub(crate) const SCRAMBLES: usize = 8;

impl Estimate {
    /// `minuend` − `subtrahend`, independent of each other: the minuend with a normal error, the
    /// subtrahend an average over scrambles. The interval is Student's, with the degrees of freedom of
    /// Welch (1947) and Satterthwaite (1946).
    pub(crate) fn difference(minuend: &Self, subtrahend: &Self, method: &'static str) -> Self {
        let error = minuend.standard_error.hypot(subtrahend.standard_error);
        let share = (subtrahend.standard_error / error).powi(4);
        let freedom = (SCRAMBLES - 1) as f64 / share;
        let value = minuend.value - subtrahend.value;
        // Without any error the interval is a point, whatever the quantile.
        let quantile = if freedom.is_nan() {
            NORMAL
        } else {
            student_quantile(freedom)
        };
        Self::with_quantile(value, error, quantile, method)
    }

    /// With the interval of a normal error.
    pub(crate) fn normal(value: f64, standard_error: f64, method: &'static str) -> Self {
        Self::with_quantile(value, standard_error, NORMAL, method)
    }

    fn with_quantile(value: f64, standard_error: f64, quantile: f64, method: &'static str) -> Self {
        let half = quantile * standard_error;
        Self {
            value,
            standard_error,
            interval: [value - half, value + half],
            method,
        }
    }

    /// The mean of `values`, which are [`SCRAMBLES`] equal groups from independent scrambles of
    /// Sobol points; the error is that between the means of the groups.
    pub(crate) fn over_scrambles(values: &[f64]) -> Self {
        let size = (values.len() / SCRAMBLES).max(1);
        let means: Vec<f64> = values
            .chunks(size)
            .map(|group| group.iter().sum::<f64>() / group.len() as f64)
            .collect();
        let n = means.len() as f64;
        let mean = means.iter().sum::<f64>() / n;
        let square = means.iter().map(|m| (m - mean) * (m - mean)).sum::<f64>();
        Self::with_quantile(
            mean,
            (square / (n * (n - 1.0))).sqrt(),
            STUDENT_7,
            "mean over 8 independent scrambles of Sobol draws from q",
        )
    }
}

/// A quantity that is given only when the certifier vouches for it.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "snake_case", tag = "status")]
pub enum Certified {
    /// The estimate and its error.
    Certified(Estimate),
    /// No number.
    NotCertified {
        /// Why.
        why: NotCertified,
        /// What would help.
        next_action: String,
    },
}

impl Certified {
    /// The estimate, if there is one.
    pub fn estimate(&self) -> Option<&Estimate> {
        match self {
            Self::Certified(estimate) => Some(estimate),
            Self::NotCertified { .. } => None,
        }
    }
}

/// Why a quantity is not certified.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "snake_case", tag = "reason")]
pub enum NotCertified {
    /// The tail of the importance weights is too heavy.
    HeavyTail {
        /// k̂ of the certifier; none when there were too few weights to fit.
        pareto_k: Option<f64>,
        /// What it has to be below.
        threshold: f64,
    },
    /// A few draws carry all the weight.
    FewEffectiveDraws {
        /// Effective sample size.
        effective_sample_size: f64,
        /// What it has to reach.
        needed: f64,
    },
    /// The fit the certifier is built around is itself unstable: it moves by this much when the
    /// draws of its objective are doubled, or could not be solved over any.
    UnstableFit {
        /// Largest move of a mean, in sds; infinite when no second fit was made.
        mean: f64,
        /// Largest relative move of an sd.
        sd: f64,
    },
    /// The density is far higher elsewhere than where the fit's mass is, and the fit's own weights
    /// fail too: the neck of a funnel, whose mass no proposal found here reaches.
    PeakElsewhere {
        /// The highest log density found, in nats.
        peak: f64,
        /// The mean log density under q, in nats.
        typical: f64,
    },
    /// The posterior's mass far from the approximation was met by too few draws: one of them carries much
    /// of the variance of D_KL(P‖Q), and perhaps the mean of its terms does not exist.
    FarMass {
        /// Hill's tail index of the terms: at 1 and above they have no mean, at ½ no variance.
        tail_index: f64,
        /// Share of the estimated variance that the largest term carries.
        largest_share: f64,
        /// What that share may be.
        limit: f64,
    },
    /// A wider proposal, in a round before, saw more evidence than the final one.
    Inconsistent {
        /// log Z by the final draws, in nats.
        log_evidence: f64,
        /// log Z by an earlier round, in nats.
        earlier: f64,
    },
    /// Markov chains that should sample one distribution do not agree on it.
    ChainsDisagree {
        /// R̂ of the coordinate that mixes worst.
        r_hat: f64,
        /// What it has to be below.
        limit: f64,
        /// Chains that stand still for half of the sweeps.
        standing: usize,
        /// All chains.
        chains: usize,
    },
    /// The chains of a reference did not converge.
    ReferenceNotConverged {
        /// Their R̂.
        r_hat: f64,
        /// Independent draws that they are worth.
        effective_sample_size: f64,
        /// Trajectories that diverged.
        divergences: usize,
    },
    /// The reference draws and the normal that they are compared with hardly overlap.
    BridgeOverlap {
        /// The relative error of Z.
        relative_error: f64,
        /// What it has to be below.
        limit: f64,
    },
    /// The approximation gives a point of the posterior no mass, or a draw has no finite value.
    NotFinite,
    /// The fit was cancelled before its certificate.
    Interrupted {
        /// Where it was.
        stage: Stage,
    },
}

impl NotCertified {
    /// A sentence on what to do.
    pub(crate) fn next_action(&self) -> String {
        match self {
            Self::HeavyTail { .. }
            | Self::UnstableFit { .. }
            | Self::PeakElsewhere { .. }
            | Self::ChainsDisagree { .. }
            | Self::ReferenceNotConverged { .. }
            | Self::FarMass { .. }
            | Self::Inconsistent { .. } => {
                "the posterior has a tail or a ridge that no Gaussian or \
                 Student-t follows: reparameterise the model (for a hierarchical scale, the \
                 non-centred form), or sample it with HMC"
                    .into()
            }
            Self::FewEffectiveDraws { .. } => {
                "take more draws (a larger `draws`), or sample the posterior with HMC".into()
            }
            Self::BridgeOverlap { .. } => {
                "take more reference draws; the posterior is far from a normal".into()
            }
            Self::Interrupted { .. } => INTERRUPTED.into(),
            Self::NotFinite => {
                "look for points in the model's support where its log density is not finite".into()
            }
        }
    }

    pub(crate) fn certified(self) -> Certified {
        Certified::NotCertified {
            next_action: self.next_action(),
            why: self,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::student_quantile;

    /// R 4.4: qt(0.975, c(7, 8, 20, 1e9)).
    #[test]
    fn quantiles_are_students() {
        for (freedom, expected) in [
            (7.0, 2.364_624_25),
            (8.0, 2.306_004_14),
            (20.0, 2.085_963_45),
            (1e9, 1.959_963_99),
        ] {
            assert!((student_quantile(freedom) - expected).abs() < 1e-3);
        }
        assert_eq!(student_quantile(f64::INFINITY), super::NORMAL);
    }
}
