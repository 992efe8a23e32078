//! The free energy as a difference of two terms, both ways.

use serde::Serialize;

use super::{Certified, Estimate};

/// F = −ELBO, and the two ways to split it, in nats.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Splits {
    /// F = E_q[log q − log p̃].
    pub free_energy: Estimate,
    /// D_KL(q‖prior) up to the prior's constant: E_q[log q − log prior]. None when the target does
    /// not tell its prior from its likelihood.
    pub complexity: Option<Estimate>,
    /// E_q[log likelihood]; F = complexity − accuracy.
    pub accuracy: Option<Estimate>,
    /// −E_q[log p̃]; F = energy − entropy.
    pub energy: Estimate,
    /// −E_q[log q].
    pub entropy: Estimate,
    /// D_KL(q‖posterior); F = gap − log evidence.
    pub gap: Certified,
    /// log Z.
    pub log_evidence: Certified,
}

impl Splits {
    /// From the values at draws of q (equal groups of independent scrambles).
    pub(crate) fn new(
        log_q: &[f64],
        log_density: &[f64],
        log_likelihood: Option<&[f64]>,
        gap: Certified,
        log_evidence: Certified,
    ) -> Self {
        let free: Vec<f64> = log_q.iter().zip(log_density).map(|(q, p)| q - p).collect();
        let complexity = log_likelihood.map(|likelihood| {
            let values: Vec<f64> = free.iter().zip(likelihood).map(|(f, l)| f + l).collect();
            Estimate::over_scrambles(&values)
        });
        let negative = |values: &[f64]| -> Vec<f64> { values.iter().map(|value| -value).collect() };
        Self {
            energy: Estimate::over_scrambles(&negative(log_density)),
            entropy: Estimate::over_scrambles(&negative(log_q)),
            free_energy: Estimate::over_scrambles(&free),
            complexity,
            accuracy: log_likelihood.map(Estimate::over_scrambles),
            gap,
            log_evidence,
        }
    }
}
