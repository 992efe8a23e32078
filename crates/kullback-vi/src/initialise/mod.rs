//! Where a fit begins: L-BFGS from several starts, all paths evaluated together, and Pathfinder's
//! choice along each path.

mod pathfinder;
mod paths;
mod starts;

pub use pathfinder::{PathApproximation, pathfinder};
pub use paths::{PathOutcome, PathReport, Paths};
pub(crate) use starts::find_starts;
