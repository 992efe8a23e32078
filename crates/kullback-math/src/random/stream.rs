//! One generator per (seed, stream, step).

use std::convert::Infallible;

use rand::rngs::ChaCha8Rng;
use rand::{SeedableRng, TryRng};

/// A ChaCha8 generator whose 256-bit key is the triple (seed, stream, step) itself, so that
/// different triples never share numbers and no generator has to be passed between threads.
#[derive(Debug)]
pub struct Stream {
    generator: ChaCha8Rng,
}

impl Stream {
    /// The generator for `step` of `stream` under `seed`.
    pub fn new(seed: u64, stream: u64, step: u64) -> Self {
        let mut key = [0; 32];
        for (bytes, word) in key.chunks_exact_mut(8).zip([seed, stream, step]) {
            bytes.copy_from_slice(&word.to_le_bytes());
        }
        Self {
            generator: ChaCha8Rng::from_seed(key),
        }
    }
}

impl TryRng for Stream {
    type Error = Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        self.generator.try_next_u32()
    }

    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        self.generator.try_next_u64()
    }

    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), Infallible> {
        self.generator.try_fill_bytes(bytes)
    }
}
