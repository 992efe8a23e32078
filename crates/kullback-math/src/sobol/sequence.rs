//! The direction numbers of the unscrambled sequence.

/// The coordinates that the embedded table of direction numbers covers.
pub const TABLE_DIMENSIONS: usize = 2048;

const TABLE: &str = include_str!("joe_kuo.txt");

/// The 32 direction numbers of each of the first `dimension` coordinates, digit 1 in the top bit.
pub(super) fn directions(dimension: usize) -> Vec<[u32; 32]> {
    // The first coordinate is the van der Corput sequence and has no line in the table.
    let first = std::array::from_fn(|b| 1 << (31 - b));
    let rest = TABLE
        .lines()
        .filter(|line| !line.starts_with('#'))
        .map(expand);
    std::iter::once(first).chain(rest).take(dimension).collect()
}

/// Bratley & Fox (1988): V_i = a_1 V_{i−1} ⊕ … ⊕ a_{s−1} V_{i−s+1} ⊕ V_{i−s} ⊕ (V_{i−s} ≫ s).
fn expand(line: &str) -> [u32; 32] {
    let mut numbers = line.split(' ').filter_map(|word| word.parse::<u32>().ok());
    let polynomial = numbers.next().unwrap_or(1);
    let degree = polynomial.ilog2() as usize;
    let mut v = [0_u32; 32];
    for (i, m) in numbers.enumerate() {
        v[i] = m << (31 - i);
    }
    for i in degree..32 {
        v[i] = v[i - degree] ^ (v[i - degree] >> degree);
        for k in 1..degree {
            if (polynomial >> (degree - k)) & 1 == 1 {
                v[i] ^= v[i - k];
            }
        }
    }
    v
}
