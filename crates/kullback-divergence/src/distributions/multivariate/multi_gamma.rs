//! The gamma function of several variables that Wishart laws are normalised with.

use kullback_math::special::{digamma, lgamma, ln};

/// ln Γₙ(a) = n(n−1)/4 ln π + Σ ln Γ(a − i/2), i = 0…n−1.
pub(crate) fn log_multi_gamma(n: usize, a: f64) -> f64 {
    let pairs = (n * n.saturating_sub(1)) as f64 / 4.0;
    pairs * ln(std::f64::consts::PI) + steps(n, a).map(lgamma).sum::<f64>()
}

/// Its derivative, Σ ψ(a − i/2).
pub(crate) fn multi_digamma(n: usize, a: f64) -> f64 {
    steps(n, a).map(digamma).sum()
}

fn steps(n: usize, a: f64) -> impl Iterator<Item = f64> {
    (0..n).map(move |i| a - 0.5 * i as f64)
}
