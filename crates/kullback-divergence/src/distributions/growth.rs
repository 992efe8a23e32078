//! Comparing how densities end: which of two tails is lighter, whether a product of powers has an
//! integral.

use super::univariate::Tail;

/// A term of −ln f: how fast it grows, and its factor. Later classes outgrow earlier ones, and within
/// a class the larger order does.
type Term = ((u8, f64), f64);

impl Tail {
    /// The terms of −ln f that grow faster than ln t.
    fn terms(self) -> Option<Term> {
        match self {
            Self::Algebraic { .. } => None,
            Self::LogSquared { rate } => Some(((0, 0.0), rate)),
            Self::Exponential { power, rate, .. } if power <= 1.0 => Some(((1, power), rate)),
            Self::Factorial => Some(((2, 0.0), 1.0)),
            Self::Exponential { power, rate, .. } => Some(((3, power), rate)),
            Self::DoubleExponential { rate } => Some(((4, rate), 1.0)),
        }
    }

    /// The power of t that multiplies the rest.
    fn exponent(self) -> f64 {
        match self {
            Self::Algebraic { exponent } => exponent,
            Self::Exponential { prefactor, .. } => prefactor,
            Self::LogSquared { .. } | Self::Factorial | Self::DoubleExponential { .. } => 0.0,
        }
    }

    /// Whether this density falls faster than the other towards the same end.
    pub(crate) fn is_lighter_than(self, other: Self) -> bool {
        match fall(&[(1.0, self), (-1.0, other)]) {
            Some(sign) => sign > 0.0,
            None => self.exponent() < other.exponent(),
        }
    }
}

/// The sign of the leading term of −Σ aᵢ ln fᵢ beyond ln t; None where there is none.
fn fall(factors: &[(f64, Tail)]) -> Option<f64> {
    let mut terms: Vec<Term> = factors
        .iter()
        .filter_map(|(a, tail)| tail.terms().map(|(order, rate)| (order, a * rate)))
        .collect();
    terms.sort_by(|a, b| b.0.0.cmp(&a.0.0).then(b.0.1.total_cmp(&a.0.1)));
    let mut k = 0;
    while let Some((order, _)) = terms.get(k) {
        let same = terms.iter().skip(k).take_while(|t| t.0 == *order);
        let (count, sum) = same.fold((0, 0.0), |(n, sum), t| (n + 1, sum + t.1));
        if sum != 0.0 {
            return Some(sum);
        }
        k += count;
    }
    None
}

/// Whether Π fᵢ^aᵢ has an integral towards an end, which is infinite or not.
pub(crate) fn is_integrable(factors: &[(f64, Tail)], infinite: bool) -> bool {
    // At a finite end dx = dt/t².
    let measure = if infinite { 0.0 } else { -2.0 };
    match fall(factors) {
        Some(sign) => sign > 0.0,
        None => {
            factors
                .iter()
                .map(|(a, tail)| a * tail.exponent())
                .sum::<f64>()
                + measure
                < -1.0
        }
    }
}
