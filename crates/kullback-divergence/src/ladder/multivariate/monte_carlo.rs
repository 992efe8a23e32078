//! The last rung: draws of Q, the log ratio at each, a fitted control variate and an interval.

use kullback_math::random::Stream;

use super::Answer;
use crate::distributions::Distribution;
use crate::result::{Method, Value, Witness};
use crate::samples::{PairedEstimator, PairedLogDensities};

/// Draws of Q; the interval is some 1/140 of the standard deviation of the log ratio.
const DRAWS: u64 = 20_000;
/// Draws of P that look for mass outside of Q's support.
const PROBES: u64 = 2_000;
/// Draws of Q and of P come from these streams of seed 0.
const STREAMS: (u64, u64) = (0x4B4C_5150, 0x4B4C_5051);

/// An estimate, or ∞ with a draw of Q at which P has no density.
pub(super) fn kl(q: &Distribution, p: &Distribution) -> Answer {
    let mut log_q = Vec::with_capacity(DRAWS as usize);
    let mut log_p = Vec::with_capacity(DRAWS as usize);
    for step in 0..DRAWS {
        let x = q.draw(&mut Stream::new(0, STREAMS.0, step));
        let (under_q, under_p) = (q.log_density_at(&x), p.log_density_at(&x));
        if under_p == f64::NEG_INFINITY && under_q > f64::NEG_INFINITY {
            let why = "a draw of the first at which the second has no mass".to_string();
            let witness = Witness::Point { x, why };
            return (Value::Infinite { witness }, Method::Analytic);
        }
        log_q.push(under_q);
        log_p.push(under_p);
    }
    // E_q[r] is 1, as the control variate needs, only where Q covers P.
    let covered = (0..PROBES).all(|step| {
        let x = p.draw(&mut Stream::new(0, STREAMS.1, step));
        q.log_density_at(&x) > f64::NEG_INFINITY
    });
    let estimator = if covered {
        PairedEstimator::FittedControlVariate
    } else {
        PairedEstimator::K1
    };
    let estimate = PairedLogDensities::new(&log_q, &log_p)
        .ok()
        .and_then(|paired| paired.kl(estimator).ok());
    match estimate {
        Some(divergence) => (divergence.value, Method::MonteCarlo),
        // A density that is not finite at its own draws says nothing but that D ≥ 0.
        None => (
            Value::Bounded {
                low: 0.0,
                high: f64::INFINITY,
            },
            Method::MonteCarlo,
        ),
    }
}
