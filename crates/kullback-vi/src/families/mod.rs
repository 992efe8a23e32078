//! The families of approximations: densities, draws and entropies, no objectives.

mod approximation;
mod gaussian;
pub(crate) use gaussian::squared_norms;
mod low_rank;
mod mixture;

pub use approximation::Approximation;
pub use gaussian::Gaussian;
pub use low_rank::LowRank;
pub(crate) use mixture::log_sum_exp;
pub use mixture::{Component, Mixture, Tails, log_total};

/// ½ log 2π.
pub(crate) const HALF_LOG_TWO_PI: f64 = 0.918_938_533_204_672_8;
