//! Laws of several variables, one file each, in the order space, log density, adjoint, sample,
//! entropy.

mod contract;
pub(crate) mod covariance;
mod error;
mod gaussian;
mod law;
mod multi_gamma;
pub(crate) mod rules;

mod dirichlet;
mod histogram;
mod inv_wishart;
mod matrix_normal;
mod mixture;
mod multi_normal;
mod multi_normal_cholesky;
mod multi_normal_diagonal;
mod multi_normal_low_rank;
mod multi_normal_prec;
mod multi_student_t;
mod multinomial;
mod normal_inverse_gamma;
mod normal_inverse_wishart;
mod product;
mod push_forward;
mod von_mises_fisher;
pub(crate) mod wishart;

#[cfg(test)]
pub(crate) mod tests;

pub use contract::{Gradient, Multivariate, Space};
pub use dirichlet::Dirichlet;
pub use error::InvalidArray;
pub(crate) use gaussian::Gaussian;
pub use histogram::Histogram;
pub use inv_wishart::InvWishart;
pub use kullback_math::linalg::Matrix;
pub use law::MultivariateLaw;
pub use matrix_normal::MatrixNormal;
pub use mixture::MultivariateMixture;
pub use multi_normal::MultiNormal;
pub use multi_normal_cholesky::MultiNormalCholesky;
pub use multi_normal_diagonal::MultiNormalDiagonal;
pub use multi_normal_low_rank::MultiNormalLowRank;
pub use multi_normal_prec::MultiNormalPrec;
pub use multi_student_t::MultiStudentT;
pub use multinomial::{Multinomial, OneHotCategorical};
pub use normal_inverse_gamma::NormalInverseGamma;
pub use normal_inverse_wishart::NormalInverseWishart;
pub use product::Product;
pub use push_forward::{Bijection, NotBijective, PushForward};
pub use von_mises_fisher::VonMisesFisher;
pub use wishart::Wishart;
