//! Fitting a family to a target of one variable under either direction, with every optimum listed.

mod behaviour;
mod family;
mod objective;
mod search;
mod starts;

#[cfg(test)]
mod tests;

pub use behaviour::{Behaviour, ModeShare};
pub use family::FAMILIES;
pub use search::{Fit, FitError, Optimum, fit};

use serde::Serialize;

/// Which divergence a fit minimises over Q; P is the target.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Minimise {
    /// D_KL(Q‖P) = E_Q\[ln q − ln p\].
    Qp,
    /// D_KL(P‖Q) = E_P\[ln p − ln q\].
    Pq,
}
