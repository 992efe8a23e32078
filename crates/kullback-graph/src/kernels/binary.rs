//! Functions of two operands, element by element; a single element is repeated.

use super::Apply;
use super::blocks::{Argument, add_to_adjoint, blocks};
use crate::Lanes;
use crate::operand::{Adjoints, BLOCK, Failures, Inputs};
use kullback_math::special::{
    digamma, expm1, inv_logit, lbeta, lchoose, ln, log_add_exp, log_diff_exp,
    log_falling_factorial, log_rising_factorial, log1m_exp, log1p_exp,
};

macro_rules! binary {
    ($($(#[$doc:meta])* $name:ident: |$x:ident, $y:ident| $value:expr,
        |$ax:ident, $ay:ident, $az:ident| $left:expr,
        |$bx:ident, $by:ident, $bz:ident| $right:expr;)*) => {
        /// A function of two reals, with its two partial derivatives given the arguments and the
        /// value.
        ///
        /// Outside its domain a function is NaN, where Stan raises an error.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Binary {
            $($(#[$doc])* $name,)*
        }

        impl Binary {
            /// All of them, for tests that walk the table.
            pub const ALL: &[Binary] = &[$(Binary::$name,)*];

            #[inline(always)]
            fn values(self, arch: pulp::Arch, x: &[f64], y: &[f64], output: &mut [f64]) {
                match self {
                    $(Binary::$name => arch.dispatch(Combine {
                        x,
                        y,
                        output,
                        function: functions::$name,
                    }),)*
                }
            }

            /// Fills each wanted row of `terms` with `bar` times a partial derivative.
            #[inline(always)]
            fn terms(
                self,
                arch: pulp::Arch,
                arguments: [&[f64]; 3],
                bar: &[f64],
                wanted: [bool; 2],
                terms: &mut [[f64; BLOCK]; 2],
            ) {
                match self {
                    $(Binary::$name => arch.dispatch(Pull {
                        arguments,
                        bar,
                        wanted,
                        terms,
                        function: functions::$name,
                    }),)*
                }
            }
        }

        /// A type for each function, so that its code is inlined wherever it is used.
        mod functions {
            use super::*;
            $(pub(super) struct $name;

            impl Function for $name {
                #[inline(always)]
                fn value(&self, $x: f64, $y: f64) -> f64 {
                    $value
                }

                #[inline(always)]
                fn left(&self, $ax: f64, $ay: f64, $az: f64) -> f64 {
                    $left
                }

                #[inline(always)]
                fn right(&self, $bx: f64, $by: f64, $bz: f64) -> f64 {
                    $right
                }
            })*
        }
    };
}

/// A function and its partial derivatives given the arguments and the value. A trait and not
/// closures: a closure that is called from the code for two instruction sets is inlined in neither,
/// and its loop does not vectorise.
trait Function {
    fn value(&self, x: f64, y: f64) -> f64;
    fn left(&self, x: f64, y: f64, z: f64) -> f64;
    fn right(&self, x: f64, y: f64, z: f64) -> f64;
}

impl Apply for Binary {
    const DISPATCHES: bool = true;

    fn output_len(&self, inputs: &[usize]) -> usize {
        if inputs[0] == 1 { inputs[1] } else { inputs[0] }
    }

    #[inline(always)]
    fn forward<const W: usize>(
        &self,
        inputs: Inputs<'_, W>,
        output: &mut [Lanes<W>],
        _saved: &mut [Lanes<W>],
        _save: bool,
        failures: &mut Failures<W>,
    ) {
        let [x_row, y_row, ..] = &mut failures.scratch.arguments;
        let x = Argument::new(inputs.view(0), output.len(), x_row);
        let y = Argument::new(inputs.view(1), output.len(), y_row);
        let output = output.as_flattened_mut();
        if let (Argument::Whole(x), Argument::Whole(y)) = (&x, &y) {
            self.values(inputs.arch, x, y, output);
            return;
        }
        for (first, length) in blocks(output.len()) {
            let x = x.block::<W>(first, length, x_row);
            let y = y.block::<W>(first, length, y_row);
            self.values(inputs.arch, x, y, &mut output[first..first + length]);
        }
    }

    #[inline(always)]
    fn adjoint<const W: usize>(
        &self,
        inputs: Inputs<'_, W>,
        output: &[Lanes<W>],
        _saved: &[Lanes<W>],
        output_adjoint: &[Lanes<W>],
        into: Adjoints<'_, W>,
    ) {
        let count = output.len();
        let (output, bars) = (output.as_flattened(), output_adjoint.as_flattened());
        let wanted = [!into.slots[0].constant, !into.slots[1].constant];
        let [x_row, y_row, ..] = &mut into.scratch.arguments;
        let Some(rows) = into.scratch.partials.first_chunk_mut() else {
            return;
        };
        let x = Argument::new(inputs.view(0), count, x_row);
        let y = Argument::new(inputs.view(1), count, y_row);
        for (first, length) in blocks(output.len()) {
            let block = first..first + length;
            let arguments = [
                x.block::<W>(first, length, x_row),
                y.block::<W>(first, length, y_row),
                &output[block.clone()],
            ];
            self.terms(inputs.arch, arguments, &bars[block], wanted, rows);
            for (slot, terms) in into.slots.iter().zip(rows.iter()) {
                if !slot.constant {
                    let adjoint = &mut into.values[slot.range()];
                    add_to_adjoint(adjoint, count > 1 && slot.len == 1, first, &terms[..length]);
                }
            }
        }
    }
}

struct Combine<'a, F> {
    x: &'a [f64],
    y: &'a [f64],
    output: &'a mut [f64],
    function: F,
}

impl<F: Function> pulp::WithSimd for Combine<'_, F> {
    type Output = ();
    #[inline(always)]
    fn with_simd<S: pulp::Simd>(self, _: S) {
        let arguments = self.x.iter().zip(self.y);
        for (output, (&x, &y)) in self.output.iter_mut().zip(arguments) {
            *output = self.function.value(x, y);
        }
    }
}

struct Pull<'a, F> {
    arguments: [&'a [f64]; 3],
    bar: &'a [f64],
    wanted: [bool; 2],
    terms: &'a mut [[f64; BLOCK]; 2],
    function: F,
}

impl<F: Function> pulp::WithSimd for Pull<'_, F> {
    type Output = ();
    #[inline(always)]
    fn with_simd<S: pulp::Simd>(self, _: S) {
        let [left, right] = self.terms;
        let [x, y, z] = self.arguments;
        let arguments = x.iter().zip(y).zip(z).zip(self.bar);
        if self.wanted[0] {
            for (term, (((&x, &y), &z), &bar)) in left.iter_mut().zip(arguments.clone()) {
                *term = bar * self.function.left(x, y, z);
            }
        }
        if self.wanted[1] {
            for (term, (((&x, &y), &z), &bar)) in right.iter_mut().zip(arguments) {
                *term = bar * self.function.right(x, y, z);
            }
        }
    }
}

/// 1 for true.
#[inline(always)]
fn indicator(condition: bool) -> f64 {
    if condition { 1.0 } else { 0.0 }
}

binary! {
    /// x + y
    Add: |x, y| x + y, |_x, _y, _z| 1.0, |_x, _y, _z| 1.0;
    /// x − y
    Subtract: |x, y| x - y, |_x, _y, _z| 1.0, |_x, _y, _z| -1.0;
    /// x y
    Multiply: |x, y| x * y, |_x, y, _z| y, |x, _y, _z| x;
    /// x / y
    Divide: |x, y| x / y, |_x, y, _z| 1.0 / y, |_x, y, z| -z / y;
    /// xʸ; where x = 0, the partial with respect to y is taken as 0
    Power: |x, y| libm::pow(x, y),
        |x, y, _z| if y == 0.0 { 0.0 } else { y * libm::pow(x, y - 1.0) },
        |x, _y, z| if x == 0.0 { 0.0 } else { z * ln(x) };
    /// The larger of both; where they are equal, the derivative is that of x
    Maximum: |x, y| x.max(y),
        |x, y, _z| indicator(!(x < y || x.is_nan())), |x, y, _z| indicator(x < y || x.is_nan());
    /// The smaller of both; where they are equal, the derivative is that of x
    Minimum: |x, y| x.min(y),
        |x, y, _z| indicator(!(x > y || x.is_nan())), |x, y, _z| indicator(x > y || x.is_nan());
    /// max(x − y, 0)
    PositiveDifference: |x, y| if x <= y { 0.0 } else { x - y },
        |x, y, _z| indicator(x > y), |x, y, _z| -indicator(x > y);
    /// x − y trunc(x/y), the remainder with the sign of x
    Remainder: |x, y| x % y, |_x, _y, _z| 1.0, |x, y, _z| -(x / y).trunc();
    /// √(x² + y²)
    Hypotenuse: |x, y| libm::hypot(x, y),
        |x, _y, z| if z == 0.0 { 0.0 } else { x / z }, |_x, y, z| if z == 0.0 { 0.0 } else { y / z };
    /// The angle of the point with ordinate x (the first argument) and abscissa y
    Atan2: |x, y| libm::atan2(x, y), |x, y, _z| y / (x * x + y * y), |x, y, _z| -x / (x * x + y * y);

    /// ln(eˣ + eʸ)
    LogSumExp: |x, y| log_add_exp(x, y),
        |x, y, _z| if x == y { 0.5 } else { inv_logit(x - y) },
        |x, y, _z| if x == y { 0.5 } else { inv_logit(y - x) };
    /// ln(eˣ − eʸ), x ≥ y
    LogDiffExp: |x, y| log_diff_exp(x, y),
        |x, y, _z| -1.0 / expm1(y - x), |x, y, _z| -1.0 / expm1(x - y);
    /// x ln y; 0 where both are 0
    MultiplyLog: |x, y| if x == 0.0 && y == 0.0 { 0.0 } else { x * ln(y) },
        |_x, y, _z| ln(y), |x, y, _z| if x == 0.0 { 0.0 } else { x / y };

    /// ln(1/(1 + e⁻ˣ) − 1/(1 + e⁻ʸ)), x ≥ y; either may be infinite
    LogInverseLogitDiff: |x, y| log1m_exp(y - x) - log1p_exp(-x) - log1p_exp(y),
        |x, y, _z| 1.0 / expm1(x - y) + inv_logit(-x),
        |x, y, _z| -1.0 / expm1(x - y) - inv_logit(y);

    /// ln B(x, y)
    LogBeta: |x, y| lbeta(x, y),
        |x, y, _z| digamma(x) - digamma(x + y), |x, y, _z| digamma(y) - digamma(x + y);
    /// ln of the binomial coefficient, x over y
    LogChoose: |x, y| lchoose(x, y),
        |x, y, _z| digamma(x + 1.0) - digamma(x - y + 1.0),
        |x, y, _z| digamma(x - y + 1.0) - digamma(y + 1.0);
    /// ln(Γ(x + y)/Γ(x))
    LogRisingFactorial: |x, y| log_rising_factorial(x, y),
        |x, y, _z| digamma(x + y) - digamma(x), |x, y, _z| digamma(x + y);
    /// ln(Γ(x + 1)/Γ(x − y + 1))
    LogFallingFactorial: |x, y| log_falling_factorial(x, y),
        |x, y, _z| digamma(x + 1.0) - digamma(x - y + 1.0), |x, y, _z| digamma(x - y + 1.0);

    /// 1 where x < y, else 0; derivative 0
    Less: |x, y| indicator(x < y), |_x, _y, _z| 0.0, |_x, _y, _z| 0.0;
    /// 1 where x ≤ y, else 0; derivative 0
    LessOrEqual: |x, y| indicator(x <= y), |_x, _y, _z| 0.0, |_x, _y, _z| 0.0;
    /// 1 where x = y, else 0; derivative 0
    Equal: |x, y| indicator(x == y), |_x, _y, _z| 0.0, |_x, _y, _z| 0.0;
}
