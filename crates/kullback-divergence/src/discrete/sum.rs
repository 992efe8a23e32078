//! Sums over long arrays whose bits do not depend on the number of threads.

use std::ops::Range;

/// Elements whose partial sum is one number: small enough for a level-one cache, a multiple of every
/// vector width.
const BLOCK: usize = 4096;
/// Blocks handed to a thread at a time.
const CHUNK: usize = 64 * BLOCK;

/// Calls `part` on consecutive ranges that cover 0 … `len`, on `threads` threads of this call's own,
/// and returns the results in order. The ranges do not depend on `threads`.
pub(super) fn chunks<R: Send>(
    len: usize,
    threads: usize,
    part: impl Fn(Range<usize>) -> R + Sync,
) -> Vec<R> {
    let count = len.div_ceil(CHUNK);
    let range = |k: usize| k * CHUNK..((k + 1) * CHUNK).min(len);
    let threads = threads.clamp(1, count.max(1));
    if threads == 1 {
        return (0..count).map(|k| part(range(k))).collect();
    }
    let share = count.div_ceil(threads);
    let mut results: Vec<Option<R>> = (0..count).map(|_| None).collect();
    std::thread::scope(|scope| {
        for (t, slots) in results.chunks_mut(share).enumerate() {
            let part = &part;
            scope.spawn(move || {
                for (k, slot) in slots.iter_mut().enumerate() {
                    *slot = Some(part(range(t * share + k)));
                }
            });
        }
    });
    results.into_iter().flatten().collect()
}

/// Σ of `block` over consecutive blocks that cover 0 … `len`.
pub(super) fn parallel(
    len: usize,
    threads: usize,
    block: impl Fn(Range<usize>) -> f64 + Sync,
) -> f64 {
    let partial = chunks(len, threads, |range| blocks(range).map(&block).sum::<f64>());
    partial.into_iter().sum()
}

/// Consecutive blocks that cover a range.
pub(super) fn blocks(range: Range<usize>) -> impl Iterator<Item = Range<usize>> {
    let end = range.end;
    range
        .step_by(BLOCK)
        .map(move |start| start..(start + BLOCK).min(end))
}

/// Σ `term(i)` over a range, in eight interleaved sums that become vector registers.
#[inline(always)]
pub(super) fn terms(range: Range<usize>, term: impl Fn(usize) -> f64) -> f64 {
    const LANES: usize = 8;
    let mut sums = [0.0; LANES];
    let whole = range.len() / LANES * LANES;
    let mut i = range.start;
    while i < range.start + whole {
        for (k, sum) in sums.iter_mut().enumerate() {
            *sum += term(i + k);
        }
        i += LANES;
    }
    let rest: f64 = (i..range.end).map(&term).sum();
    let [a, b, c, d, e, f, g, h] = sums;
    (((a + b) + (c + d)) + ((e + f) + (g + h))) + rest
}
