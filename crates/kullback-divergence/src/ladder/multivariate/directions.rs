//! Von Mises–Fisher laws.

use kullback_math::linalg::dot;
use kullback_math::special::{expm1mx, log1p};

use crate::distributions::multivariate::VonMisesFisher;
use crate::ladder::closed::Formula;

/// The Bregman divergence of the log normaliser in κ, and κ_p E\[cos φ\] (1 − μ_qᵀμ_p).
///
/// The first is ln(1 + E_q\[e^t − 1 − t\]) with t = (κ_p − κ_q)(cos φ − E cos φ) where the two are close.
pub(super) fn kl(q: &VonMisesFisher, p: &VonMisesFisher) -> Formula {
    let (of_q, of_p) = (&q.polar, &p.polar);
    let change = of_p.kappa - of_q.kappa;
    let masses = of_p.log_mass() - of_q.log_mass();
    let far = masses + change * of_q.shortfall;
    let lengths = if far > 0.1 * (masses.abs() + (change * of_q.shortfall).abs()) {
        far
    } else {
        log1p(of_q.mean(|versine| expm1mx(change * (of_q.shortfall - versine))))
    };
    let turn: f64 = {
        let step: Vec<f64> = q.mu().iter().zip(p.mu()).map(|(q, p)| q - p).collect();
        0.5 * dot(&step, &step)
    };
    let cosine = 1.0 - of_q.shortfall;
    Formula::sum(&[lengths, of_p.kappa * cosine * turn])
}
