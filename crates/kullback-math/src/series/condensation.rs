//! Sums of terms that fall off as a power of the index, which no number of terms would finish.

use super::{Compensated, Sum};

/// Levels of the alternating series; each gains a factor 5.8.
const LEVELS: usize = 30;

/// Σ_{k≥1} f(k) for f of one sign falling as k^−s up to logarithms, s > 1, evaluated at integers only.
///
/// Van Wijngaarden's condensation makes the series alternate, Σ (−1)^(k−1) Σ_j 2^j f(2^j k) (see Press
/// et al., Numerical Recipes, §5.1), and the algorithm 1 of Cohen, Rodriguez Villegas and Zagier,
/// Experiment. Math. 9 (2000) sums that. The remainder is the difference between two orders of it.
pub fn sum_algebraic(mut f: impl FnMut(f64) -> f64) -> Sum {
    let mut terms = 0;
    let mut magnitude = 0.0;
    let mut condensed = Vec::with_capacity(LEVELS);
    for k in 1..=LEVELS {
        let mut sum = Compensated::default();
        let mut scale = 1.0;
        for _ in 0..1000 {
            let term = scale * f(scale * k as f64);
            terms += 1;
            if !term.is_finite() {
                break;
            }
            sum.add(term);
            if term.abs() < 1e-18 * sum.value().abs() {
                break;
            }
            scale *= 2.0;
        }
        magnitude += sum.value().abs();
        condensed.push(sum.value());
    }
    let value = alternating(&condensed);
    let coarser = alternating(&condensed[..LEVELS - 5]);
    Sum {
        value,
        remainder: (value - coarser).abs(),
        magnitude: magnitude.min(value.abs()),
        terms,
    }
}

/// Σ (−1)^k a_k from its first terms.
fn alternating(a: &[f64]) -> f64 {
    let n = a.len() as f64;
    let power = (3.0 + 8.0_f64.sqrt()).powi(a.len() as i32);
    let d = 0.5 * (power + 1.0 / power);
    let (mut b, mut c, mut sum) = (-1.0, -d, 0.0);
    for (k, value) in a.iter().enumerate() {
        let k = k as f64;
        c = b - c;
        sum += c * value;
        b *= (k + n) * (k - n) / ((k + 0.5) * (k + 1.0));
    }
    sum / d
}
