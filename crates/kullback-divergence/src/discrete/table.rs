//! What every kind of array can be asked.

/// A law on the categories 0 … `categories() − 1`.
pub trait Table: Sync + private::Sealed {
    /// Whether the array holds logarithms: two such arrays are compared by the difference of their
    /// logarithms, which is exact where they nearly agree.
    const LOGARITHMIC: bool;
    /// A bound on the relative error that the array's number type leaves, where above rounding.
    const RELATIVE_ERROR: Option<f64>;

    /// The number of categories.
    fn categories(&self) -> usize;
    /// The probability of category `i`.
    fn probability(&self, i: usize) -> f64;
    /// Its logarithm; −∞ where the probability is 0.
    fn log_probability(&self, i: usize) -> f64;
    /// ln of the probability before its array is normalised, and what normalising subtracts. Two
    /// arrays that nearly agree are compared before the subtraction, which rounds.
    fn log_parts(&self, i: usize) -> (f64, f64) {
        (self.log_probability(i), 0.0)
    }
    /// Whether a category has probability 0.
    fn has_zero(&self) -> bool;
    /// What the array is, in words.
    fn describe(&self) -> String;

    /// The logarithms in single precision, when that is how they are held.
    #[doc(hidden)]
    fn single(&self) -> Option<Single<'_>> {
        None
    }
}

/// Log-probabilities in single precision: `values[i] − log_total`.
#[doc(hidden)]
#[derive(Clone, Copy, Debug)]
pub struct Single<'a> {
    pub(super) values: &'a [f32],
    pub(super) log_total: f64,
    pub(super) lowest: f32,
}

pub(super) mod private {
    pub trait Sealed {}
}
