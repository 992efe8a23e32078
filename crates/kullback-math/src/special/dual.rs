//! Numbers with two first derivatives, for series and fractions differentiated term by term.

use std::ops::{Add, Div, Mul, Sub};

/// What a series needs of its numbers: a double, or a [`Dual`].
pub(super) trait Real:
    Copy
    + Add<Output = Self>
    + Sub<Output = Self>
    + Mul<Output = Self>
    + Div<Output = Self>
    + Add<f64, Output = Self>
    + Mul<f64, Output = Self>
{
    fn constant(value: f64) -> Self;
    /// Whether adding `self` to `total` changes neither its value nor its derivatives.
    fn negligible_beside(self, total: Self) -> bool;
}

/// Relative size below which a last term is dropped: rounding noise may stay just above 1e-16.
const NEGLIGIBLE: f64 = 3e-16;

impl Real for f64 {
    #[inline]
    fn constant(value: f64) -> f64 {
        value
    }

    #[inline]
    fn negligible_beside(self, total: f64) -> bool {
        self.abs() <= NEGLIGIBLE * total.abs()
    }
}

/// A value with its derivatives in two variables.
#[derive(Clone, Copy, Debug)]
pub(super) struct Dual {
    pub(super) value: f64,
    pub(super) slope: [f64; 2],
}

impl Dual {
    /// The variable numbered `index`.
    pub(super) fn variable(value: f64, index: usize) -> Dual {
        let mut slope = [0.0; 2];
        slope[index] = 1.0;
        Dual { value, slope }
    }

    fn combine(self, other: Dual, value: f64, to_self: f64, to_other: f64) -> Dual {
        let term = |i: usize| to_self * self.slope[i] + to_other * other.slope[i];
        Dual {
            value,
            slope: [term(0), term(1)],
        }
    }
}

impl Real for Dual {
    fn constant(value: f64) -> Dual {
        Dual {
            value,
            slope: [0.0; 2],
        }
    }

    fn negligible_beside(self, total: Dual) -> bool {
        self.value.negligible_beside(total.value)
            && self.slope[0].negligible_beside(total.slope[0])
            && self.slope[1].negligible_beside(total.slope[1])
    }
}

impl Add for Dual {
    type Output = Dual;
    fn add(self, other: Dual) -> Dual {
        self.combine(other, self.value + other.value, 1.0, 1.0)
    }
}

impl Sub for Dual {
    type Output = Dual;
    fn sub(self, other: Dual) -> Dual {
        self.combine(other, self.value - other.value, 1.0, -1.0)
    }
}

impl Mul for Dual {
    type Output = Dual;
    fn mul(self, other: Dual) -> Dual {
        self.combine(other, self.value * other.value, other.value, self.value)
    }
}

impl Div for Dual {
    type Output = Dual;
    fn div(self, other: Dual) -> Dual {
        let value = self.value / other.value;
        self.combine(other, value, 1.0 / other.value, -value / other.value)
    }
}

impl Add<f64> for Dual {
    type Output = Dual;
    fn add(self, other: f64) -> Dual {
        Dual {
            value: self.value + other,
            ..self
        }
    }
}

impl Mul<f64> for Dual {
    type Output = Dual;
    fn mul(self, other: f64) -> Dual {
        Dual {
            value: self.value * other,
            slope: self.slope.map(|s| s * other),
        }
    }
}
