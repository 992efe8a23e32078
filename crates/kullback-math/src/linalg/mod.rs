//! Dense linear algebra for matrices of a few hundred rows: a thin face over `faer`, sequential so
//! that results do not depend on the number of threads.

mod cholesky;
mod eigen;
mod matrix;
mod orthogonal;
mod product;

pub use cholesky::{Cholesky, NotPositiveDefinite};
pub use eigen::{EigenFailure, SymmetricEigen};
pub use matrix::Matrix;
pub use orthogonal::{ThinQr, thin_qr};
pub use product::{dot, norm, product, product_transposed, transposed_product};

#[cfg(test)]
mod tests;
