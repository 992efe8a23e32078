//! Distributions, one file each, in the order support, log density, adjoint, sample, entropy, cdf,
//! tails. Names and parameters are Stan's; the laws Stan lacks have the field's.

mod argument;
mod catalogue;
pub mod continuous;
pub mod discrete;
mod distribution;
mod family;
pub(crate) mod formulas;
mod growth;
mod law;
mod mixture;
pub mod multivariate;
mod nearest;
mod rules;
mod univariate;

pub(crate) use argument::write_number;
pub use argument::{Argument, LawError};
pub use distribution::{Distribution, ToDistribution};
pub use family::Family;
pub(crate) use growth::is_integrable;
pub use kullback_math::random::InvalidParameter;
pub use law::Law;
pub use mixture::{Mixture, MixtureError};
pub(crate) use nearest::nearest;
pub use univariate::{Adjoint, End, Named, Support, Tail, Tails, Univariate};
