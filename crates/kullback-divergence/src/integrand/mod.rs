//! Where a divergence comes from: the integrand q ln(q/p) by regions, and how much of the target lies
//! where Q is thin.

mod regions;
mod thin;

#[cfg(test)]
mod tests;

pub use regions::{Breakdown, Region};
pub use thin::Thin;
