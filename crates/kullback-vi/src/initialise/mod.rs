//! Where a fit begins: L-BFGS from several starts, all paths evaluated together, and Pathfinder's
//! choice along each path.

mod paths;
mod pathfinder;
mod starts;

pub use paths::{PathOutcome, PathReport, Paths};
pub use pathfinder::{PathApproximation, pathfinder};
pub(crate) use starts::find_starts;
