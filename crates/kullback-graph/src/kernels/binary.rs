//! Functions of two operands, element by element; a single element is repeated.

use super::Apply;
use super::blocks::{Argument, add_to_adjoint, blocks, sum_lanes};
use crate::Lanes;
use crate::operand::{Adjoints, BLOCK, Failures, Inputs};
use kullback_math::special::{
    beta_inc_partials, digamma, erf, exp, expm1, gamma_p, gamma_p_partials, gamma_q, inv_logit,
    lbeta, lchoose, lgamma, ln, log_add_exp, log_diff_exp, log_falling_factorial, log_gamma_p,
    log_gamma_q, log_rising_factorial, log1m_exp, log1p, log1p_exp, owens_t, student_t_log_cdf,
};
use std::f64::consts::{FRAC_1_SQRT_2, TAU};

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
        if let Some(signs) = self.signs() {
            // Sums and differences are so common that they pass their adjoints on directly.
            for (slot, sign) in into.slots.iter().zip(signs) {
                if !slot.constant {
                    let adjoint = &mut into.values[slot.range()];
                    add_signed(adjoint, count > 1 && slot.len == 1, sign, bars);
                }
            }
            return;
        }
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

impl Binary {
    /// The partial derivatives where they are constants.
    #[inline(always)]
    fn signs(self) -> Option<[f64; 2]> {
        match self {
            Binary::Add => Some([1.0, 1.0]),
            Binary::Subtract => Some([1.0, -1.0]),
            _ => None,
        }
    }
}

/// Adds `sign` times the numbers to an adjoint; an operand of one element receives the sum.
#[inline(always)]
fn add_signed<const W: usize>(
    adjoint: &mut [Lanes<W>],
    repeated: bool,
    sign: f64,
    numbers: &[f64],
) {
    if repeated {
        let sum = sum_lanes::<W>(numbers);
        for l in 0..W {
            adjoint[0][l] += sign * sum[l];
        }
    } else {
        for (adjoint, number) in adjoint.as_flattened_mut().iter_mut().zip(numbers) {
            *adjoint += sign * number;
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

/// 1/√(2π)
const INVERSE_SQRT_TWO_PI: f64 = 0.398_942_280_401_432_7;

/// ln of x^(a − 1) e⁻ˣ/Γ(a), the derivative of P(a, x).
fn log_gamma_kernel(a: f64, x: f64) -> f64 {
    (a - 1.0) * ln(x) - x - lgamma(a)
}

/// The partial derivatives of the distribution function of Student's t at t with ν degrees of
/// freedom, which is ½ I_w(½ν, ½) with w = ν/(ν + t²) for t < 0.
fn student_t_cdf_partials(t: f64, nu: f64) -> [f64; 2] {
    let square = t * t;
    let w = nu / (nu + square);
    let [shape, _, _] = beta_inc_partials(0.5 * nu, 0.5, w);
    let sign = if t < 0.0 { 1.0 } else { -1.0 };
    let log_density = -lbeta(0.5 * nu, 0.5) - 0.5 * ln(nu) - 0.5 * (nu + 1.0) * log1p(square / nu);
    let density = exp(log_density);
    // The part through w = ν/(ν + t²): ½ dI/dw dw/dν = |t| density / (2ν), which is 0 at t = 0.
    let slope = 0.25 * shape + density * t.abs() / (2.0 * nu);
    [density, sign * slope]
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

    /// P(x, y), the regularised lower incomplete gamma function of shape x
    GammaP: |x, y| gamma_p(x, y),
        |x, y, _z| gamma_p_partials(x, y)[0], |x, y, _z| gamma_p_partials(x, y)[1];
    /// 1 − P(x, y)
    GammaQ: |x, y| gamma_q(x, y),
        |x, y, _z| -gamma_p_partials(x, y)[0], |x, y, _z| -gamma_p_partials(x, y)[1];
    /// ln P(x, y)
    LogGammaP: |x, y| log_gamma_p(x, y),
        |x, y, z| gamma_p_partials(x, y)[0] / exp(z), |x, y, z| exp(log_gamma_kernel(x, y) - z);
    /// ln (1 − P(x, y))
    LogGammaQ: |x, y| log_gamma_q(x, y),
        |x, y, z| -gamma_p_partials(x, y)[0] / exp(z), |x, y, z| -exp(log_gamma_kernel(x, y) - z);
    /// The logarithm of the distribution function at x of Student's t with y degrees of freedom
    StudentTLogCdf: |x, y| student_t_log_cdf(x, y),
        |x, y, z| student_t_cdf_partials(x, y)[0] / exp(z),
        |x, y, z| student_t_cdf_partials(x, y)[1] / exp(z);
    /// Owen's T function T(x, y)
    OwensT: |x, y| owens_t(x, y),
        |x, y, _z| -0.5 * INVERSE_SQRT_TWO_PI * exp(-0.5 * x * x) * erf(y * x * FRAC_1_SQRT_2),
        |x, y, _z| exp(-0.5 * x * x * (1.0 + y * y)) / (TAU * (1.0 + y * y));

    /// 1 where x < y, else 0; derivative 0
    Less: |x, y| indicator(x < y), |_x, _y, _z| 0.0, |_x, _y, _z| 0.0;
    /// 1 where x ≤ y, else 0; derivative 0
    LessOrEqual: |x, y| indicator(x <= y), |_x, _y, _z| 0.0, |_x, _y, _z| 0.0;
    /// 1 where x = y, else 0; derivative 0
    Equal: |x, y| indicator(x == y), |_x, _y, _z| 0.0, |_x, _y, _z| 0.0;
}
