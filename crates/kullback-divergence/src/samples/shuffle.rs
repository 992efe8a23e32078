//! Random orders and folds, a function of (seed, stream) alone.

use kullback_math::random::{Stream, uniform};

/// Streams of one seed, one for each purpose.
#[derive(Clone, Copy, Debug)]
pub(super) enum Purpose {
    Folds = 1,
    Pairing = 2,
    Permutation = 3,
}

pub(super) fn stream(seed: u64, purpose: Purpose, step: u64) -> Stream {
    Stream::new(seed, purpose as u64, step)
}

/// Puts `items` into random order (Fisher & Yates).
pub(super) fn shuffle<T>(items: &mut [T], rng: &mut Stream) {
    for i in (1..items.len()).rev() {
        let j = (uniform(rng) * (i + 1) as f64) as usize;
        items.swap(i, j.min(i));
    }
}

/// A fold for each of `n` items, of sizes that differ by at most one.
pub(super) fn folds(n: usize, folds: usize, rng: &mut Stream) -> Vec<usize> {
    let mut fold: Vec<usize> = (0..n).map(|i| i % folds).collect();
    shuffle(&mut fold, rng);
    fold
}
