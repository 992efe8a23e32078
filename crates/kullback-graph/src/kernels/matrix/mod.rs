//! Kernels on matrices: column-major, several matrices laid end to end, each held for W points.
//!
//! The loops run over whole columns, so that they vectorise over the lanes, and over the rows when
//! there is one lane.

mod cholesky;
mod columns;
mod covariance;
mod general;
mod product;
mod triangular;

pub use cholesky::Cholesky;
pub use covariance::{Covariance, CovarianceKind};
pub use general::{LogDeterminant, Solve};
pub use product::MatrixProduct;
pub use triangular::TriangularSolve;
