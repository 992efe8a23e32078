//! Array operations with adjoints, executed over a batch of points.
//!
//! A [`Graph`] is a straight line of nodes. Each node applies one [`Kernel`] to earlier nodes or
//! constants and yields an array of reals. Every array is held for W points at once, the lanes of
//! one element contiguous, so that one dispatch serves W points; W is 8, or 1 for a single point.
//! A [`Builder`] makes graphs and folds whatever depends on constants alone. The crate knows no
//! Stan.

mod builder;
mod densities;
mod executor;
mod kernels;
mod operand;
mod target;

pub use builder::{BuildError, Builder, Mark};
pub use densities::{Density, DensityTerm, Domain, Term};
pub use executor::{Arena, Graph, OutputView};
pub use kernels::{
    Binary, Cholesky, Collect, Covariance, CovarianceKind, CumulativeSum, Dot, Gather, Island,
    Kernel, LogDeterminant, MatrixProduct, Reduction, ReductionKind, SegmentSum, Softmax, Solve,
    Ternary, TriangularSolve, Unary,
};
pub use operand::Operand;
pub use target::{Target, TargetWorkspace};

/// The values of one array element at the W points of a batch.
pub type Lanes<const W: usize> = [f64; W];

/// How many points one wide dispatch serves.
pub const WIDTH: usize = 8;
