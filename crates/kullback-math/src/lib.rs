//! The numerical floor of kullback: special functions, dense linear algebra, random streams,
//! Sobol points, optimisation, and [`LogDensity`], the one contract between models and inference.

mod density;
pub mod lbfgs;
pub mod linalg;
pub mod pareto;
pub mod quadrature;
pub mod random;
pub mod series;
pub mod sobol;
pub mod special;

pub use density::{Evaluation, LogDensity, Order, Points};
