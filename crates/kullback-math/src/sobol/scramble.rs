//! Nested uniform scrambling of one 32-bit digit string.

/// The scrambled point in (0, 1) with 53 random bits: digit b ≤ `depth` is flipped by a coin that
/// depends on `key` and on the digits above b alone.
///
/// The first 2^k points of a Sobol sequence differ within their first k digits in every
/// coordinate, so with `depth` ≥ k the nodes below are visited once and fresh digits do there.
pub(super) fn scramble(digits: u32, key: u64, depth: u32) -> f64 {
    let mut flips = 0_u32;
    for b in 0..depth {
        // The digits above b with a leading one: a name for the node, unique over all depths.
        let node = ((1_u64 << 32) | u64::from(digits)) >> (32 - b);
        let coin = (mix(key ^ node) >> 63) as u32;
        flips |= coin << (31 - b);
    }
    let above = u64::from(digits ^ flips) >> (32 - depth);
    let below = mix(key ^ (1 << 63) ^ u64::from(digits)) >> (64 - (53 - depth));
    let bits = (above << (53 - depth)) | below;
    (bits as f64 + 0.5) * 2.0_f64.powi(-53)
}

/// The finaliser of SplitMix64 (Steele, Lea & Flood 2014), after one step of its sequence.
fn mix(x: u64) -> u64 {
    let mut z = x.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}
