//! The number types an array may hold.

/// `f32` or `f64`.
pub trait Real: Copy + Send + Sync + private::Sealed + 'static {
    /// How far a total may be from 1 before the array counts as not normalised: Stan's tolerance of
    /// a simplex for doubles, and what rounding leaves of a softmax in single precision.
    const TOLERANCE: f64;
    /// A bound on the relative error of a divergence of such arrays, where it is above rounding.
    const RELATIVE_ERROR: Option<f64>;
    /// The same number as a double.
    fn widen(self) -> f64;
    /// The array itself when it holds single-precision numbers.
    fn as_single(values: &[Self]) -> Option<&[f32]>;
}

impl Real for f64 {
    const TOLERANCE: f64 = 1e-8;
    const RELATIVE_ERROR: Option<f64> = None;

    #[inline(always)]
    fn widen(self) -> f64 {
        self
    }

    fn as_single(_: &[Self]) -> Option<&[f32]> {
        None
    }
}

impl Real for f32 {
    const TOLERANCE: f64 = 1e-5;
    const RELATIVE_ERROR: Option<f64> = Some(1e-5);

    #[inline(always)]
    fn widen(self) -> f64 {
        f64::from(self)
    }

    fn as_single(values: &[Self]) -> Option<&[f32]> {
        Some(values)
    }
}

mod private {
    pub trait Sealed {}
    impl Sealed for f32 {}
    impl Sealed for f64 {}
}
