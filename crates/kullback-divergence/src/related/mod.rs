//! Quantities beside the KL divergence. Those of two distributions are asked for as it is:
//! `expect_under(&q).against(&p).hellinger()`.

mod alpha;
mod entropy;
pub(crate) mod integral;
mod log_partition;
mod mixture_bounds;
mod mutual_information;
mod overlap;
mod quantity;
mod transport;
pub(crate) use transport::quantile;

#[cfg(test)]
mod tests;

pub use entropy::{entropy_of, perplexity_of};
pub use log_partition::{Unnormalised, log_partition};
pub use mixture_bounds::MixtureBounds;
pub use mutual_information::mutual_information;
pub use quantity::{Quantity, Unit};
